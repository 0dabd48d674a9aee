/// Which stream identifiers a client used, which it skipped, and which of its streams may still have frames on their way.
///
/// A new stream must have a higher identifier than all before it (RFC 9113, section 5.1.1); the ones skipped are closed
/// without having lived. After the peer has ended or reset a stream it sends nothing for it any more (section 5.1); when
/// we closed it, what comes is late and no fault. nghttp2, which keeps no closed streams here, passes over all three.
struct PeerIdentifiers {
  /// Gaps remembered; clients that skip at all skip rarely. Older gaps are forgotten, and then pass for closed streams.
  static let gapsMax = 16
  /// Streams remembered that we closed: as many as a client may have open while our reset is on its way to it. What is forgotten
  /// is never held against it.
  static let leftMax = 1024

  /// The highest identifier that came.
  private var highest: Int32 = -1
  /// The identifiers skipped, as ranges of odd numbers.
  private var gaps: [ClosedRange<Int32>] = []
  /// The streams that we closed before the peer had.
  private var left: [Int32] = []
  /// The highest of those that were forgotten.
  private var forgotten: Int32 = -1

  /// Whether HEADERS with this identifier would open a stream.
  func isNew(_ id: Int32) -> Bool { id > highest }

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

  /// Whether the peer may send nothing more on a stream that does not live.
  func isOver(_ id: Int32) -> Bool { id % 2 == 1 && id <= highest && id > forgotten && !left.contains(id) }

  /// Takes note of a stream that we closed, or never took, while the peer's side was open.
  mutating func leave(_ id: Int32) {
    if left.count == PeerIdentifiers.leftMax { forgotten = max(forgotten, left.removeFirst()) }
    left.append(id)
  }

  /// The peer has reset a stream that we had closed: it knows now.
  mutating func end(_ id: Int32) {
    if let index = left.firstIndex(of: id) { left.remove(at: index) }
  }
}
