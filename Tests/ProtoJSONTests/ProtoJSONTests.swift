import InboxAPI
import JSONText
import ProtoJSON
import Protobuf
import StandardAPI
import Testing

@Suite("Messages are JSON and back, by the mapping of Protocol Buffers")
struct ProtoJSONTests {
  private static let item = """
    {"source":"SOURCE_GOOGLE","externalId":"r-1","customer":{"identities":[{"source":"SOURCE_GOOGLE","externalId":"c-1"}],\
    "displayName":"Zoë \\u001b[31m \\u202e"},"messages":[{"externalId":"m-1","text":"Très \\"bon\\"\\n寿司",\
    "messageTime":"2026-11-28T09:00:00.250Z","removed":true}],"rating":0,"ratingMax":4.5,"historical":true}
    """

  private func message(_ text: String, in arena: Arena) throws -> IngestItem {
    let json = try #require(JSON(text.utf8))
    let wire = try MessageReader(Schema(InboxAPI.descriptorSet)).wire(json, as: IngestItem.self)
    return try unsafe wire.withUnsafeBytes { unsafe try IngestItem.decode($0, in: arena) }
  }

  @Test("What is read is printed as it was")
  func roundTrip() throws {
    let arena = Arena()
    defer { arena.destroy() }
    let item = try message(Self.item, in: arena)
    #expect(item.rating == 0, "present, though it is 0")
    #expect(item.messages[0].messageTime?.nanos == 250_000_000)
    #expect(MessagePrinter(Schema(InboxAPI.descriptorSet)).line(item) == Self.item)
  }

  @Test("Repeated enums, whole numbers of 64 bits, spans and masks have their own forms")
  func forms() {
    let arena = Arena()
    defer { arena.destroy() }
    let printer = MessagePrinter(Schema(InboxAPI.descriptorSet))
    let key = ApiKey(in: arena)
    key.roles.append(.backend)
    key.roles.append(.reader)
    #expect(printer.line(key) == #"{"roles":["API_KEY_ROLE_BACKEND","API_KEY_ROLE_READER"]}"#)
    let figures = DurationStatistics(in: arena)
    figures.count = 1 << 60
    figures.makeMedian().microseconds = -1_500_000
    #expect(printer.line(figures) == #"{"count":"1152921504606846976","median":"-1.500s"}"#)
    let update = UpdateNoteRequest(in: arena)
    update.makeUpdateMask().paths.append("reply_to")
    #expect(printer.line(update) == #"{"updateMask":"replyTo"}"#)
  }

  @Test(
    "What is no such message is refused with its path",
    arguments: [
      (#"{"sources":1}"#, "sources: inbox.v1.IngestItem has no such field"),
      (#"{"messages":[{"text":"a"},{"text":5}]}"#, "messages[1].text: must be text"),
      (#"{"source":"GOOGLE"}"#, "source: is no value of inbox.v1.Source"),
      (#"{"messages":{}}"#, "messages: must be an array"),
      (#"{"sourceTime":"yesterday"}"#, "sourceTime: \"yesterday\" is no google.protobuf.Timestamp"),
      (#"[]"#, "must be an object"),
    ])
  func refusals(text: String, sentence: String) throws {
    let json = try #require(JSON(text.utf8))
    let error = #expect(throws: MessageReadingError.self) {
      _ = try MessageReader(Schema(InboxAPI.descriptorSet)).wire(json, as: IngestItem.self)
    }
    #expect(error?.description == sentence)
  }

  @Test("Times have a zone, and a fraction of up to nine digits")
  func times() throws {
    let arena = Arena()
    defer { arena.destroy() }
    for (text, seconds, nanos) in [
      ("1970-01-01T00:00:00Z", 0, 0), ("2026-11-28T10:25:00+01:30", 1_795_856_100, 0),
      ("1969-12-31T23:59:59.000000001Z", -1, 1),
    ] {
      let item = try message("{\"sourceTime\":\"\(text)\"}", in: arena)
      #expect(item.sourceTime.map { [Int($0.seconds), Int($0.nanos)] } ?? [0, 0] == [seconds, nanos], "\(text)")
    }
  }
}
