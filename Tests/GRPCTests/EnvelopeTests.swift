import GRPC
import Testing

/// Bodies taken apart into messages.
struct EnvelopeTests {
  /// A message as it was handed out.
  struct Message: Equatable {
    /// Its bytes.
    var bytes: [UInt8]
    /// Its flag.
    var isCompressed = false
  }

  /// Feeds pieces and gathers what comes out.
  private func read(_ pieces: [ArraySlice<UInt8>], bytesMax: Int = 1000) throws(EnvelopeReader.Failure) -> [Message] {
    var reader = EnvelopeReader(messageBytesMax: bytesMax)
    var messages: [Message] = []
    for piece in pieces {
      try reader.feed(piece.span) { message, isCompressed in
        messages.append(Message(bytes: copy(message), isCompressed: isCompressed))
      }
    }
    try reader.finish()
    return messages
  }

  /// Three messages, one of them empty and one compressed, cut at every pair of places.
  @Test func messagesComeOutWholeWhereverTheBodyIsCut() throws {
    let expected = [Message(bytes: [1, 2, 3]), Message(bytes: []), Message(bytes: [4, 5, 6, 7], isCompressed: true)]
    let body = expected.flatMap { EnvelopeWriter.envelope($0.bytes, isCompressed: $0.isCompressed) }
    for first in 0...body.count {
      for second in first...body.count {
        let messages = try read([body[..<first], body[first..<second], body[second...]])
        #expect(messages == expected, "cut at \(first) and \(second)")
      }
    }
    #expect(try read(body.indices.map { body[$0...$0] }) == expected)
  }

  /// A message at the limit passes; one byte more is refused from its prefix, before any of it has come.
  @Test func oversizeIsRefusedFromThePrefix() throws {
    #expect(try read([EnvelopeWriter.envelope(Array(repeating: 1, count: 1000))[...]]).count == 1)
    let prefix: [UInt8] = [0, 0, 0, 3, 233]
    #expect(throws: EnvelopeReader.Failure.tooLarge(bytes: 1001, bytesMax: 1000)) { try read([prefix[...]]) }
    #expect(throws: EnvelopeReader.Failure.tooLarge(bytes: 1001, bytesMax: 1000)) {
      try read([prefix[..<3], prefix[3...]])
    }
    let huge: [UInt8] = [0, 255, 255, 255, 255]
    #expect(throws: EnvelopeReader.Failure.tooLarge(bytes: 4_294_967_295, bytesMax: 1000)) { try read([huge[...]]) }
  }

  /// What cannot be compressed grows by a little, which is allowed; who inflates it holds the limit.
  @Test func compressedMessagesMayTravelLarger() throws {
    let body = EnvelopeWriter.envelope(Array(repeating: 1, count: 1189), isCompressed: true)
    #expect(try read([body[...]]).count == 1)
    let prefix: [UInt8] = [1, 0, 0, 4, 166]
    #expect(throws: EnvelopeReader.Failure.tooLarge(bytes: 1190, bytesMax: 1000)) { try read([prefix[...]]) }
  }

  /// Flags other than 0 and 1, and bodies that end within a message.
  @Test func brokenBodiesAreRefused() {
    #expect(throws: EnvelopeReader.Failure.badFlag(2)) { try read([[2, 0, 0, 0, 0]]) }
    for count in 1..<8 {
      let body = EnvelopeWriter.envelope([1, 2, 3])
      #expect(throws: EnvelopeReader.Failure.truncated) { try read([body[..<count]]) }
    }
    #expect(EnvelopeReader.Failure.truncated.status.code == .internalError)
    #expect(EnvelopeReader.Failure.badFlag(9).status.code == .internalError)
    let tooLarge = EnvelopeReader.Failure.tooLarge(bytes: 10, bytesMax: 5).status
    #expect(tooLarge.code == .resourceExhausted && tooLarge.message.contains("10") && tooLarge.message.contains("5"))
  }

  /// After an error nothing more is handed out, until the reader is reset.
  @Test func aFailedReaderIsSilent() throws {
    var reader = EnvelopeReader(messageBytesMax: 10)
    #expect(throws: EnvelopeReader.Failure.badFlag(7)) { try reader.feed([7, 0, 0, 0, 0].span) { _, _ in } }
    try reader.feed(EnvelopeWriter.envelope([1]).span) { _, _ in Issue.record("handed out after an error") }
    try reader.finish()
    reader.reset(messageBytesMax: 10)
    var count = 0
    try reader.feed(EnvelopeWriter.envelope([1]).span) { _, _ in count += 1 }
    #expect(count == 1)
  }

  /// The prefix is five bytes.
  @Test func prefixIsFlagAndLength() {
    var bytes = [UInt8](repeating: 9, count: 5)
    unsafe bytes.withUnsafeMutableBytes { unsafe EnvelopeWriter.writePrefix(messageBytes: 0x0102_0304, into: $0) }
    #expect(bytes == [0, 1, 2, 3, 4])
    #expect(EnvelopeWriter.envelope([7], isCompressed: true) == [1, 0, 0, 0, 1, 7])
  }
}

/// The bytes of a span as an array.
func copy(_ bytes: Span<UInt8>) -> [UInt8] {
  bytes.indices.map { bytes[$0] }
}

/// The bytes of a span as text.
func text(_ bytes: Span<UInt8>) -> String {
  String(decoding: copy(bytes), as: UTF8.self)
}
