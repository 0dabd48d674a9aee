import Foundation
import Testing

@testable import Delivery

@Suite("An e-mail is bytes that every relay and reader takes")
struct MailMessageTests {
  /// A message to change.
  static func message(_ change: (inout MailMessage) -> Void = { _ in }) throws -> MailMessage {
    var message = MailMessage(
      from: try #require(MailAddress("bistro@example.com", displayName: "Bistro")),
      to: try #require(MailAddress("camille@example.org")), subject: "Re: Table for two",
      messageID: "38g.demo@example.com",
      time: 1_795_348_800_000_000, plain: "Hello")
    change(&message)
    return message
  }

  /// A message as it goes over the wire, its files left out.
  static func text(_ message: MailMessage) -> String {
    message.pieces().map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  /// The unfolded fields of a message's head.
  static func fields(_ message: MailMessage) -> [String: String] {
    let head = Self.text(message).components(separatedBy: "\r\n\r\n")[0].replacingOccurrences(of: "\r\n ", with: " ")
    var fields: [String: String] = [:]
    for line in head.components(separatedBy: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return fields
  }

  @Test("A plain message has the fields that mail needs, and no others")
  func plain() throws {
    let fields = try Self.fields(Self.message())
    #expect(fields["Date"] == "Sun, 22 Nov 2026 12:00:00 +0000" && fields["From"] == "Bistro <bistro@example.com>")
    #expect(fields["To"] == "camille@example.org" && fields["Subject"] == "Re: Table for two")
    #expect(fields["Message-ID"] == "<38g.demo@example.com>" && fields["MIME-Version"] == "1.0")
    #expect(fields["In-Reply-To"] == nil && fields["References"] == nil && fields["Auto-Submitted"] == nil)
    #expect(fields["Content-Type"] == "text/plain; charset=utf-8")
  }

  @Test("The same message makes the same bytes")
  func repeats() throws {
    let message = try Self.message {
      $0.html = "<p>Hello</p>"
      $0.files = [MailMessage.File(name: "a.pdf", mediaType: "application/pdf", sizeBytes: 3)]
    }
    #expect(message.pieces() == message.pieces())
  }

  @Test("References keep the conversation together, and what is none is left out")
  func references() throws {
    let fields = try Self.fields(
      Self.message { $0.references = ["<a@x>", "b@y", "no id", "<in jected@z>", "<c@z>\r\nX: y"] })
    #expect(fields["References"] == "<a@x> <b@y>" && fields["In-Reply-To"] == "<b@y>")
    let many = try Self.fields(Self.message { $0.references = (0..<50).map { "<\($0)@x>" } })
    #expect(many["References"]?.hasPrefix("<0@x> <31@x>") == true && many["In-Reply-To"] == "<49@x>")
  }

  @Test(
    "No value begins a line of its own",
    arguments: ["a\r\nBcc: evil@example.com", "a\nBcc: x", "a\r\r\nX: y", "a\u{2028}b", "a\u{0}b", "a\u{85}Bcc: x"])
  func injection(_ text: String) throws {
    let message = try Self.message {
      $0.subject = text
      $0.from = MailAddress("bistro@example.com", displayName: text)!
      $0.files = [MailMessage.File(name: text, mediaType: text, sizeBytes: 0)]
    }
    let names = Self.text(message).components(separatedBy: "\r\n").compactMap { line in
      line.hasPrefix(" ") ? nil : line.split(separator: ":").first.map(String.init)
    }
    #expect(!names.contains("Bcc") && !names.contains("X"))
    #expect(
      !Self.text(message).utf8.contains(0)
        && !Self.text(message).replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
  }

  @Test(
    "Addresses that are none are refused",
    arguments: [
      "", "a", "a@", "@b", "a b@c", "a@b@c", "<a@b>", "a@b\r\nRCPT TO:<c@d>", "a@b\u{0}", "é@b.fr", "a@bé.fr", "-oX@b",
      "a,b@c", "\"a\"@b",
    ])
  func addresses(_ text: String) {
    #expect(MailAddress(text) == nil)
  }

  @Test("Long foreign words are encoded so that no line is too long and no character broken")
  func encodedWords() throws {
    let subject = String(repeating: "Été à l’hôtel 🏨 ", count: 12)
    let text = Self.text(try Self.message { $0.subject = subject })
    for line in text.components(separatedBy: "\r\n") {
      #expect(line.utf8.count <= 78 && line.utf8.allSatisfy { $0 < 0x80 })
    }
    let words = try #require(Self.fields(Self.message { $0.subject = subject })["Subject"]).split(separator: " ")
    let decoded = try words.map { word in
      let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
      return try #require(String(data: data, encoding: .utf8))
    }.joined()
    #expect(decoded == subject.trimmingCharacters(in: .whitespaces))
  }

  @Test(
    "A text survives its encoding",
    arguments: [
      "", "Hello", ".\n..\n.hidden", "trailing \nspace\t", "Ünïcödé = 100 %", String(repeating: "é", count: 500),
      "a\r\nb\rc\nd",
      String(repeating: "x", count: 2_000) + ".", String(repeating: "word ", count: 300), "From here\n\n\n", "=C3",
      "日本語\nテキスト",
    ])
  func encodings(_ text: String) throws {
    let canonical = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    for encoding in [TransferEncoding.quotedPrintable, .base64] {
      let encoded = encoding.encoded(text)
      for line in encoded.components(separatedBy: "\r\n") {
        #expect(
          line.utf8.count <= 76 && line.utf8.allSatisfy { $0 < 0x80 } && !line.hasSuffix(" ") && !line.hasPrefix("."))
      }
      let decoded = encoding == .base64 ? Self.base64(encoded) : Self.quotedPrintable(encoded)
      let plain = try #require(String(bytes: decoded, encoding: .utf8)).replacing("\r\n", with: "\n")
      #expect(plain == canonical || plain == canonical + "\n")
    }
  }

  /// Decodes base64 in lines.
  private static func base64(_ text: String) -> [UInt8] {
    Array(Data(base64Encoded: text.replacing("\r\n", with: "")) ?? Data())
  }

  /// Decodes quoted-printable by its definition.
  private static func quotedPrintable(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var bytes = Array(text.replacing("=\r\n", with: "").utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "=") else {
        result.append(byte)
        continue
      }
      result.append(UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16)!)
      bytes = bytes.dropFirst(2)
    }
    return result
  }
}
