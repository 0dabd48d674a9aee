/// Whether something that a peer owes moves on, judged from one look to the next.
///
/// A time limit for a whole request would end the honest upload over a bad line together with the attack. So no time is
/// set for the whole; but what is owed must move by a few bytes from look to look, and a peer who sends one byte
/// now and then to hold a place does not. The first look at something only marks where it stands: it is never judged by
/// less than a whole interval.
struct Pace {
  /// Where it stood at the last look; -1 when nothing was owed.
  private var mark = -1

  /// Whether something is owed now, was owed at the last look, and has moved by less than `bytesMin` since.
  mutating func isStuck(owed: Bool, movedBytes: Int, bytesMin: Int) -> Bool {
    defer { mark = owed ? movedBytes : -1 }
    return owed && mark >= 0 && movedBytes - mark < bytesMin
  }
}
