import Compression
import GRPC
@testable import GRPCServer
import Net
import RawFrames
import Testing

@Suite("Messages that are gzip")
struct GzipTests {
  /// A message as it travels, compressed.
  private func compressed(_ message: [UInt8]) -> [UInt8] {
    var writer = GzipWriter()
    return EnvelopeWriter.envelope(unsafe message.withUnsafeBytes { unsafe writer.write($0) }, isCompressed: true)
  }

  /// The messages of an answer, inflated where they say so; each with whether it was compressed.
  private func messages(of peer: BarePeer) throws -> [(bytes: [UInt8], isCompressed: Bool)] {
    var reader = EnvelopeReader()
    var raw: [(bytes: [UInt8], isCompressed: Bool)] = []
    let body = peer.body
    try reader.feed(body.span) { message, isCompressed in
      raw.append((unsafe message.withUnsafeBufferPointer { unsafe Array($0) }, isCompressed))
    }
    return try raw.map { message in
      guard message.isCompressed else { return message }
      var gzip = GzipReader()
      var bytes: [UInt8] = []
      let compressed = message.bytes
      try gzip.read(compressed.span, onto: &bytes, bytesMax: 1 << 24)
      return (bytes, true)
    }
  }

  /// A server and its address for the length of a test.
  private func withServer(_ body: (SocketAddress) throws -> Void) throws {
    let server = try startServer()
    defer { server.stop() }
    try body(server.address)
  }

  private let text = Array(String(repeating: "the same again and ", count: 4_000).utf8)
  private let sends = ("grpc-encoding", "gzip")
  private let reads = ("grpc-accept-encoding", "identity,deflate, gzip")

  @Test("are inflated, and answered with gzip when the handler wants it and the caller reads it")
  func roundTrip() throws {
    try withServer { address in
      let peer = try BarePeer.call(address, "Zip", [sends, reads], body: compressed(text))
      #expect(peer.fields["grpc-status"] == "0")
      #expect(peer.fields["grpc-encoding"] == "gzip")
      #expect(peer.fields["grpc-accept-encoding"] == "identity,gzip")
      #expect(peer.initialNames.isSuperset(of: ["grpc-encoding", "grpc-accept-encoding"]))
      let answers = try messages(of: peer)
      #expect(answers.map(\.bytes) == [text])
      #expect(answers[0].isCompressed && peer.body.count < text.count / 20)
    }
  }

  @Test("never come to a caller who does not read them, nor from a handler that does not ask")
  func identity() throws {
    try withServer { address in
      for (method, headers) in [
        ("Zip", [sends]), ("Zip", [sends, ("grpc-accept-encoding", "br")]), ("Echo", [sends, reads]),
      ] {
        let peer = try BarePeer.call(address, method, headers, body: compressed([1, 2, 3]))
        #expect(peer.fields["grpc-status"] == "0" && peer.fields["grpc-encoding"] == nil)
        #expect(peer.body == EnvelopeWriter.envelope([1, 2, 3]))
        #expect(peer.fields["grpc-accept-encoding"] == "identity,gzip")
      }
      let plain = try BarePeer.call(address, "Zip", [], body: EnvelopeWriter.envelope([1]))
      #expect(plain.initialNames == [":status", "content-type"], "who names no encoding is told none")
    }
  }

  @Test("mix with messages that are not, in a stream, both ways")
  func streams() throws {
    try withServer { address in
      let body = EnvelopeWriter.envelope([1]) + compressed(text) + EnvelopeWriter.envelope([]) + compressed([])
      let peer = try BarePeer.call(address, "ZipChat", [sends, reads], body: body)
      let answers = try messages(of: peer)
      #expect(peer.fields["grpc-status"] == "0")
      #expect(answers.map(\.bytes) == [[1], text, [], []])
      #expect(answers.map(\.isCompressed) == [false, true, false, true])
    }
  }

  @Test("are held to the method's limit by what they hold, not by how they travel")
  func limits() throws {
    try withServer { address in
      var state: UInt64 = 1
      let noise = (0..<100_000).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      #expect(compressed(noise).count > 100_000, "what cannot be compressed has grown")
      let fits = try BarePeer.call(address, "Echo", [sends], body: compressed(noise))
      #expect(fits.fields["grpc-status"] == "0" && fits.body == EnvelopeWriter.envelope(noise))
      for count in [100_001, 64 << 20] {
        let peer = try BarePeer.call(address, "Echo", [sends], body: compressed([UInt8](repeating: 0, count: count)))
        #expect(peer.fields["grpc-status"] == "8")
        #expect(peer.fields["grpc-message"]?.contains("at most 100000") == true)
      }
    }
  }

  @Test("that are too large by their own word are no fault: the other calls of the connection go on")
  func tooLargeByTheirWord() throws {
    try withServer { address in
      let large = compressed([UInt8](repeating: 0, count: 300_000))
      var calls = Frames.opening
      for stream in stride(from: Int32(1), to: 120, by: 2) {
        calls += Frames.headers(stream, RawPeer.request("Echo", [sends]))
        calls += Frames.data(stream, large, end: true)
      }
      let body = EnvelopeWriter.envelope([7])
      calls += Frames.headers(121, RawPeer.request("Echo")) + Frames.data(121, body, end: true)
      let peer = try RawPeer(to: address, opening: calls)
      peer.socket.endOutput()
      let frames = peer.readToEnd().frames
      #expect(frames.filter { $0.type == 1 && $0.flags & 1 == 1 }.count == 61)
      #expect(frames.filter { $0.type == 0 && $0.stream == 121 }.map(\.payload) == [body])
      #expect(!frames.contains { $0.type == 7 })
    }
  }

  @Test(
    "are refused when they are none, or when no encoding says what they are",
    arguments: [("gzip", "13"), ("identity", "13"), ("", "13"), ("snappy", "12")])
  func refusals(encoding: String, status: String) throws {
    try withServer { address in
      let headers = encoding.isEmpty ? [] : [("grpc-encoding", encoding)]
      for method in ["Echo", "ZipChat"] {
        let body = EnvelopeWriter.envelope(Array("no gzip".utf8), isCompressed: true)
        let peer = try BarePeer.call(address, method, headers, body: body)
        #expect(peer.fields["grpc-status"] == status)
        #expect(peer.fields["grpc-accept-encoding"] == "identity,gzip")
        #expect(peer.body.isEmpty)
      }
    }
  }

  @Test("that are hardly more than a pattern are inflated within the loop's share, and text is no part of it")
  func patterns() {
    var budget = InflationBudget()
    let second: UInt64 = 1_000_000_000
    for _ in 0..<100 {
      let price = budget.take(16_000, from: 1_000, declaring: 16_000)
      #expect(price == 0)
    }
    var count = 0
    while budget.allowance(for: 4_096, declaring: 4 << 20, at: second) >= 4 << 20 {
      let price = budget.take(4 << 20, from: 4_096, declaring: 4 << 20)
      #expect(price == 252)
      count += 1
    }
    #expect(count == 4, "16 MiB in messages of 4 MiB")
    let ordinary = budget.allowance(for: 100_000, declaring: 1_600_000, at: second)
    let liar = budget.allowance(for: 100_000, declaring: 100, at: second)
    let later = budget.allowance(for: 4_096, declaring: 4 << 20, at: 2 * second)
    #expect(ordinary >= 1_600_000 && later >= 16 << 20)
    #expect(liar == ordinary - 1_600_000 + 100, "beyond its own word nothing is free")
  }
}
