import GRPC
import Testing

@Suite("The trace of a call")
struct TraceContextTests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let parent = "00f067aa0ba902b7"

  @Test(
    "is read from traceparent, of later versions too",
    arguments: [
      ("00-\(trace)-\(parent)-01", true), ("00-\(trace)-\(parent)-00", false), ("00-\(trace)-\(parent)-03", true),
      ("cc-\(trace)-\(parent)-01", true), ("cc-\(trace)-\(parent)-01-what-comes-later", true),
    ])
  func reads(text: String, isSampled: Bool) throws {
    let context = try #require(TraceContext(text))
    #expect(context.traceID == Self.trace)
    #expect(context.parentID == Self.parent)
    #expect(context.isSampled == isSampled)
    #expect(context.description == "00-\(Self.trace)-\(Self.parent)-\(isSampled ? "01" : "00")")
  }

  @Test(
    "is nothing when it cannot be understood",
    arguments: [
      "", "00", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-01-more", "cc-\(trace)-\(parent)-01more",
      "ff-\(trace)-\(parent)-01", "00-\(trace.uppercased())-\(parent)-01", "00-\(trace)-\(parent)-0x",
      "00-\(String(repeating: "0", count: 32))-\(parent)-01", "00-\(trace)-0000000000000000-01",
      "00_\(trace)_\(parent)_01", "zz-\(trace)-\(parent)-01", "00-\(trace)-\(parent)-é",
    ])
  func refuses(text: String) {
    #expect(TraceContext(text) == nil)
  }
}
