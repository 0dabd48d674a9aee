import GRPC
import GRPCClient
import GRPCServer
import Net
import Testing

@Suite("Streams over a socket")
struct StreamTests {
  @Test("of the server come whole and in order, and wait for a reader that is slow")
  func serverStream() throws {
    let sightings = Sightings()
    let server = try startServer(sightings)
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.count)
    call.send(Array("20000".utf8))
    call.endRequests()
    var next: UInt32 = 0
    while let message = try call.next() {
      let value = unsafe message.withUnsafeBytes { unsafe $0.load(as: UInt32.self) }
      #expect(value == next)
      next += 1
    }
    #expect(next == 20_000)
    #expect(!sightings.all.isEmpty, "20 MB do not fit into any window: the handler paused and was resumed")
  }

  @Test("of the client are added up message by message")
  func clientStream() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.sum)
    for count in 0..<500 { call.send([UInt8](repeating: 1, count: count * 10)) }
    call.endRequests()
    #expect(try call.next() == Array("\((0..<500).reduce(0, +) * 10)".utf8))
    #expect(try call.next() == nil)
    let empty = try connection.open(TestMethods.sum)
    empty.endRequests()
    #expect(try empty.next() == Array("0".utf8))
  }

  @Test("in both directions answer while the requests still come")
  func bidirectional() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.chat)
    for index in 0..<50 {
      call.send([UInt8(index), 1])
      #expect(try call.next() == [UInt8(index), 1])
    }
    call.endRequests()
    #expect(try call.next() == nil)
  }
}
