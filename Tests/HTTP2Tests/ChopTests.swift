@testable import HTTP2
import RawFrames
import Testing

/// The same bytes, cut anywhere, mean the same.
struct ChopTests {
  /// A client's side of three calls, with CONTINUATION, PING, padding and trailers.
  private var request: [UInt8] {
    let block = Frames.request([("x-long", String(repeating: "y", count: 60))])
    let head = Frames.frame(type: 1, flags: 0, stream: 3, Array(block[..<40]))
    let rest = Frames.frame(type: 9, flags: 4, stream: 3, Array(block[40...]))
    let padded = Frames.frame(type: 0, flags: 8, stream: 3, [4] + Array("abc".utf8) + [0, 0, 0, 0])
    return Frames.opening + Frames.headers(1, Frames.request()) + Frames.data(1, Array("hello".utf8), end: true)
      + head + rest + padded + Frames.ping + Frames.data(3, Array("def".utf8), end: true)
      + Frames.headers(5, Frames.request()) + Frames.headers(5, Frames.block([("x-sum", "1")]), end: true)
      + Frames.headers(7, Frames.request()) + Frames.reset(7)
  }

  /// A server at every two pieces of the request.
  @Test func serverTakesTheRequestSplitAnywhere() throws {
    let whole = try serve([request[...]])
    #expect(whole.exchanges[3]?.body == Array("abcdef".utf8))
    #expect(whole.exchanges[5]?.trailers == ["x-sum: 1"])
    #expect(whole.exchanges[7]?.closed == .cancel)
    for cut in 1..<request.count {
      let parts = try serve([request[..<cut], request[cut...]])
      #expect(parts.exchanges == whole.exchanges, "cut at \(cut)")
    }
  }

  /// A server that gets one byte at a time. No CONTINUATION here: nghttp2 counts each sliver of one.
  @Test func serverTakesTheRequestByteByByte() throws {
    let request =
      Frames.opening + Frames.headers(1, Frames.request()) + Frames.data(1, Array("hello".utf8), end: true)
      + Frames.ping + Frames.headers(3, Frames.request()) + Frames.headers(3, Frames.block([("x-sum", "1")]), end: true)
    let whole = try serve([request[...]])
    let bytes = try serve(request.indices.map { request[$0...$0] })
    #expect(bytes.exchanges == whole.exchanges)
  }

  /// A client at every two pieces of the answer.
  @Test func clientTakesTheAnswerSplitAnywhere() throws {
    let server = Endpoint(.server)
    server.answer = echo
    let first = Endpoint(.client)
    try call(first, Array("hello".utf8))
    try server.receive(try first.produceAll())
    let answer = try server.produceAll()
    for cut in 0..<answer.count {
      let client = Endpoint(.client)
      try call(client, Array("hello".utf8))
      _ = try client.produceAll()
      try client.receive(answer[..<cut])
      try client.receive(answer[cut...])
      expectEcho(client, 1, Array("hello".utf8))
    }
  }

  /// A server that has been given some pieces, answering each echo, after its own bytes were taken.
  private func serve(_ pieces: [ArraySlice<UInt8>]) throws -> Endpoint {
    let server = Endpoint(.server)
    server.answer = echo
    for piece in pieces {
      try server.receive(piece)
      _ = try server.produceAll()
    }
    return server
  }
}
