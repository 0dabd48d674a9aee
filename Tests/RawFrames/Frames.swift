/// Frames written by hand, for what a well-behaved session would never send.
public enum Frames {
  /// What a client says first.
  public static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  /// An empty SETTINGS frame.
  public static let settings = frame(type: 4, flags: 0, stream: 0, [])
  /// The acknowledgement of the other side's settings.
  public static let acknowledgement = frame(type: 4, flags: 1, stream: 0, [])
  /// The preface and empty settings.
  public static let opening = preface + settings

  /// Any frame.
  public static func frame(type: UInt8, flags: UInt8, stream: Int32, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count
    return [UInt8(length >> 16), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags] + bigEndian(stream)
      + payload
  }

  /// A header block of literals that touch no table (RFC 7541, section 6.2.2).
  public static func block(_ fields: [(String, String)]) -> [UInt8] {
    fields.flatMap { name, value in [0] + literal(name) + literal(value) }
  }

  /// The header block of a gRPC request.
  public static func request(path: String = "/a.B/C", _ extra: [(String, String)] = []) -> [UInt8] {
    block(
      [
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "x"),
        ("content-type", "application/grpc"), ("te", "trailers"),
      ] + extra)
  }

  /// HEADERS, whole; `end` ends the stream.
  public static func headers(_ stream: Int32, _ block: [UInt8], end: Bool = false) -> [UInt8] {
    frame(type: 1, flags: end ? 5 : 4, stream: stream, block)
  }

  /// DATA.
  public static func data(_ stream: Int32, _ bytes: [UInt8], end: Bool = false) -> [UInt8] {
    frame(type: 0, flags: end ? 1 : 0, stream: stream, bytes)
  }

  /// RST_STREAM.
  public static func reset(_ stream: Int32, _ code: Int32 = 8) -> [UInt8] {
    frame(type: 3, flags: 0, stream: stream, bigEndian(code))
  }

  /// PING.
  public static let ping = frame(type: 6, flags: 0, stream: 0, [1, 2, 3, 4, 5, 6, 7, 8])

  /// SETTINGS with one entry.
  public static func setting(_ id: UInt16, _ value: Int32) -> [UInt8] {
    frame(type: 4, flags: 0, stream: 0, [UInt8(id >> 8), UInt8(id & 255)] + bigEndian(value))
  }

  /// WINDOW_UPDATE.
  public static func windowUpdate(_ stream: Int32, _ increment: Int32) -> [UInt8] {
    frame(type: 8, flags: 0, stream: stream, bigEndian(increment))
  }

  /// The types, flags, streams and payloads of the frames in `bytes`.
  public static func parse(_ bytes: [UInt8]) -> [(type: UInt8, flags: UInt8, stream: Int32, payload: [UInt8])] {
    var frames: [(type: UInt8, flags: UInt8, stream: Int32, payload: [UInt8])] = []
    var rest = bytes[...]
    while rest.count >= 9 {
      let head = Array(rest.prefix(9))
      let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
      let stream = head[5...].reduce(Int32(0)) { $0 << 8 | Int32($1) }
      frames.append((head[3], head[4], stream, Array(rest.dropFirst(9).prefix(length))))
      rest = rest.dropFirst(9 + length)
    }
    return frames
  }

  /// The codes of the GOAWAYs in `bytes`.
  public static func goAwayCodes(_ bytes: [UInt8]) -> [UInt32] {
    parse(bytes).filter { $0.type == 7 }.map { $0.payload[4..<8].reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// The codes of the RST_STREAMs in `bytes`.
  public static func resetCodes(_ bytes: [UInt8]) -> [UInt32] {
    parse(bytes).filter { $0.type == 3 }.map { $0.payload.reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// A number in four bytes.
  private static func bigEndian(_ number: Int32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// A string literal without Huffman code.
  private static func literal(_ text: String) -> [UInt8] {
    var length = text.utf8.count
    if length < 127 { return [UInt8(length)] + Array(text.utf8) }
    var prefix: [UInt8] = [127]
    length -= 127
    while length >= 128 {
      prefix.append(UInt8(length & 127 | 128))
      length >>= 7
    }
    return prefix + [UInt8(length)] + Array(text.utf8)
  }
}
