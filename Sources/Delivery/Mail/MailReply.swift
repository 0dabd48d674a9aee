/// What a relay answered.
struct MailReply: Equatable {
  /// Its code, 200 to 599.
  let code: Int
  /// Its last line, code included, cut to what a person reads.
  let line: String

  /// Whether it refuses, for now or for good.
  var isRefusal: Bool { code >= 400 }
}

/// Finds the replies in what a relay sends (RFC 5321, section 4.2). Pure.
struct MailReplyReader {
  /// What was read of a line that has not ended.
  private var line: [UInt8] = []
  /// The lines that the reply has so far.
  private var count = 0

  /// The longest line, in bytes: twice what the protocol allows.
  private static let lineBytesMax = 1_024
  /// The most lines of one reply.
  private static let linesMax = 100
  /// The longest line that is kept, in bytes.
  private static let keptBytesMax = 300

  /// The replies that some bytes complete; nil if this is not how relays speak.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [MailReply]? {
    var replies: [MailReply] = []
    for byte in bytes {
      guard byte == 0x0A else {
        line.append(byte)
        if line.count > Self.lineBytesMax { return nil }
        continue
      }
      if line.last == 0x0D { line.removeLast() }
      count += 1
      guard count <= Self.linesMax, let code = Self.code(of: line) else { return nil }
      if line.count == 3 || line[3] != UInt8(ascii: "-") {
        let text = String(decoding: line.prefix(Self.keptBytesMax), as: UTF8.self)
        replies.append(MailReply(code: code, line: MailHeader.cleaned(text)))
        count = 0
      }
      line = []
    }
    return replies
  }

  /// The code that a line begins with; nil without one.
  private static func code(of line: [UInt8]) -> Int? {
    guard line.count >= 3, line.count == 3 || line[3] == UInt8(ascii: " ") || line[3] == UInt8(ascii: "-"),
      line[..<3].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let code = line[..<3].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return (200..<600).contains(code) ? code : nil
  }
}
