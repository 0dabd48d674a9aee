@testable import Delivery

// What the sender of e-mails reads of a relay, and what it makes of texts that came from anywhere.

/// A relay's replies are the same however they are cut, and no value becomes a line of a message.
func fuzzMail(_ input: Input) {
  var input = input
  if input.byte() % 2 == 0 { fuzzReplies(input) } else { fuzzMessage(input) }
}

/// Reads the same bytes whole and in pieces.
private func fuzzReplies(_ input: Input) {
  var input = input
  let size = Int(input.byte()) + 1
  let bytes = input.rest()
  var whole = MailReplyReader()
  let replies = whole.take(bytes)
  var reader = MailReplyReader()
  var pieces: [MailReply]? = []
  for start in stride(from: 0, to: bytes.count, by: size) {
    guard let more = reader.take(bytes[start..<min(start + size, bytes.count)]) else {
      pieces = nil
      break
    }
    pieces! += more
  }
  require(pieces == replies, "cut into pieces of \(size), the replies are the same")
  for reply in replies ?? [] {
    require((200..<600).contains(reply.code) && reply.line.hasPrefix("\(reply.code)"), reply.line)
    require(reply.line.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "no control is kept")
  }
}

/// Makes a message of texts.
private func fuzzMessage(_ input: Input) {
  var input = input
  func text(_ count: Int) -> String { String(decoding: input.take(count), as: UTF8.self) }
  guard
    let from = MailAddress("inbox@bistro.example", displayName: text(Int(input.byte()))),
    let to = MailAddress("guest@guest.example")
  else { fatalError("these are addresses") }
  var message = MailMessage(
    from: from, to: to, subject: text(Int(input.byte())), messageID: "1.demo@bistro.example", time: 0,
    plain: text(input.short()))
  message.references = (0..<Int(input.byte() % 4)).map { _ in text(Int(input.byte())) }
  message.files = (0..<Int(input.byte() % 3)).map { _ in
    MailMessage.File(name: text(Int(input.byte())), mediaType: text(20), sizeBytes: 0)
  }
  if input.byte() % 2 == 0 { message.html = text(input.short()) }
  let known = [
    "Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "Content-Disposition",
  ]
  var isHead = true
  for piece in message.pieces() {
    guard case .text(let words) = piece else { continue }
    require(words.utf8.allSatisfy { $0 < 0x80 && $0 != 0 }, "all of it is ASCII")
    for line in words.split(separator: "\r\n", omittingEmptySubsequences: false) {
      require(!line.contains { $0 == "\r" || $0 == "\n" }, "lines end as in mail: \(line)")
      require(line.utf8.count <= 998 && line.first != ".", "a line that relays take: \(line)")
      if line.isEmpty { isHead = false }
      if isHead, line.first != " " {
        require(known.contains { line.hasPrefix($0 + ": ") || line == $0 + ":" }, "a field of ours: \(line)")
      }
    }
  }
}
