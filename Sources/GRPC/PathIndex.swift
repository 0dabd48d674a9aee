/// Finds the position of a path among those added, by its exact bytes and without allocating: open addressing over one
/// flat array of bytes.
@usableFromInline
struct PathIndex: Sendable {
  /// Where one path lies in `bytes`.
  private struct Entry: Sendable {
    /// Offset of the path.
    var offset: Int32
    /// Its length.
    var count: Int32
    /// Its hash.
    var hash: UInt32
  }

  /// All paths, one after the other.
  private var bytes: [UInt8] = []
  /// The paths in order.
  private var entries: [Entry] = []
  /// Positions in `entries`, -1 for none; a power of two, at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 16)

  /// An index of nothing.
  init() {}

  /// Adds a path that is not there yet, at the next position.
  mutating func append(_ path: [UInt8]) {
    entries.append(Entry(offset: Int32(bytes.count), count: Int32(path.count), hash: PathIndex.hash(path.span)))
    bytes += path
    if entries.count * 2 > slots.count { slots = Array(repeating: -1, count: slots.count * 2) }
    for index in slots.indices { slots[index] = -1 }
    for (position, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(position)
    }
  }

  /// The position of a path, or -1.
  @usableFromInline
  func position(of path: Span<UInt8>) -> Int {
    let hash = PathIndex.hash(path)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      let entry = entries[position]
      if entry.hash == hash, Int(entry.count) == path.count {
        let start = Int(entry.offset)
        if bytes.span.extracting(start..<start + path.count).equals(path) { return position }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return -1
  }

  /// FNV-1a over the last 24 bytes and the length: paths differ at their ends.
  private static func hash(_ path: Span<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261 ^ UInt32(truncatingIfNeeded: path.count)
    for index in max(0, path.count - 24)..<path.count {
      hash = unsafe (hash ^ UInt32(path[unchecked: index])) &* 16_777_619
    }
    return hash ^ hash >> 15
  }
}
