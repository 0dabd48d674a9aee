import GRPC
import Testing

/// What a server answers with.
struct ResponseHeadersTests {
  /// The trailers of a status as lines.
  private func lines(_ status: Status, metadata: Metadata = Metadata()) -> [String] {
    var lines: [String] = []
    ResponseHeaders.writeTrailers(status, metadata: metadata) { lines.append("\(text($0)): \(text($1))") }
    return lines
  }

  /// Code, escaped message, details and metadata, each where it belongs.
  @Test func trailersCarryTheStatus() {
    #expect(lines(.ok) == ["grpc-status: 0"])
    #expect(lines(Status(.notFound, "100% weg: ü")) == ["grpc-status: 5", "grpc-message: 100%25 weg: %C3%BC"])
    var metadata = Metadata()
    metadata.append(name: "x", value: "y")
    let full = lines(Status(.unauthenticated, "m", details: [0, 1]), metadata: metadata)
    #expect(full == ["grpc-status: 16", "grpc-message: m", "grpc-status-details-bin: AAE", "x: y"])
  }

  /// Trailers stay within what a peer takes: long messages are cut, long details left out.
  @Test func trailersAreBounded() {
    let status = Status(
      .internalError, String(repeating: "ü", count: 5000), details: Array(repeating: 1, count: 10_000))
    let all = lines(status)
    #expect(all.count == 2)
    #expect(all[1].utf8.count <= ResponseHeaders.messageBytesMax + 14)
  }

  /// Codes have the numbers of the specification.
  @Test func codesAreNumbered() {
    #expect(StatusCode.allCases.map(\.rawValue) == Array(0...16))
    #expect(StatusCode.unauthenticated.rawValue == 16 && StatusCode.unimplemented.rawValue == 12)
  }
}
