/// Finds the events in a stream of bytes (HTML standard, "server-sent events"), wherever the network cut it: between
/// lines, inside one, between CR and LF, or inside a character.
///
/// Only `data` is given; comments and all other fields are passed over.
struct ServerSentEvents {
  /// The largest line and the largest event, in bytes; a server that sends more is no language model.
  static let bytesMax = 1 << 20

  /// The line that is not complete.
  private var line: [UInt8] = []
  /// The data of the event that is not complete; nil if it has none.
  private var data: [UInt8]?
  /// Whether the last byte was a CR, so that an LF belongs to it.
  private var followsReturn = false
  /// Whether no line was complete yet: a byte order mark may come first.
  private var isFirstLine = true

  /// Takes bytes and gives the data of each event that they complete; nil if one is too large.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [[UInt8]]? {
    var events: [[UInt8]] = []
    for byte in bytes {
      defer { followsReturn = byte == 0x0D }
      if byte == 0x0A, followsReturn { continue }
      if byte == 0x0A || byte == 0x0D {
        if let event = endLine() { events.append(event) }
        continue
      }
      line.append(byte)
      guard line.count + (data?.count ?? 0) <= Self.bytesMax else { return nil }
    }
    return events
  }

  /// Ends the line; an empty one ends an event.
  private mutating func endLine() -> [UInt8]? {
    defer { line.removeAll(keepingCapacity: true) }
    if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    isFirstLine = false
    if line.isEmpty {
      defer { data = nil }
      return data
    }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    guard line[..<colon].elementsEqual("data".utf8) else { return nil }
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    if data == nil { data = Array(value) } else { data! += [0x0A] + value }
    return nil
  }
}
