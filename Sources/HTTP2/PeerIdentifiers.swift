/// Which stream identifiers a client used and which it skipped.
///
/// A new stream must have a higher identifier than all before it (RFC 9113, section 5.1.1); the ones skipped are closed
/// without having lived. nghttp2 treats HEADERS on any lower identifier as late frames of a stream that was closed,
/// and ignores them. That is right for a stream that lived, and hides the violation for one that did not.
struct PeerIdentifiers {
  /// Gaps remembered; clients that skip at all skip rarely. Older gaps are forgotten, and then pass for closed streams.
  static let gapsMax = 16

  /// The highest identifier that came.
  private var highest: Int32 = -1
  /// The identifiers skipped, as ranges of odd numbers.
  private var gaps: [ClosedRange<Int32>] = []

  /// Takes note of HEADERS on a stream; false when they break the order.
  mutating func admit(_ id: Int32) -> Bool {
    if id > highest {
      if id > highest + 2, id % 2 == 1 {
        if gaps.count == PeerIdentifiers.gapsMax { gaps.removeFirst() }
        gaps.append(highest + 2...id - 2)
      }
      highest = id
      return true
    }
    return gaps.isEmpty || !gaps.contains { $0.contains(id) }
  }
}
