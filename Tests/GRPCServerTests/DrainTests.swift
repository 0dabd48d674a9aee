import GRPC
import GRPCClient
import GRPCServer
import Net
import Testing

@Suite("Stopping a server")
struct DrainTests {
  @Test("loses no answer of a call that was accepted, and takes no new connection")
  func drains() throws {
    let sightings = Sightings()
    let server = try startServer(sightings)
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.later)
    call.send([42])
    call.endRequests()
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    sightings.wait(for: 1)
    let stopper = Thread(name: "stopper") {
      server.stop()
      sightings.add("stopped")
    }
    #expect(try call.next() == [42])
    #expect(try call.next() == nil)
    #expect(throws: Status.self) { while true { _ = try connection.unary(TestMethods.echo, [1]) } }
    stopper.join()
    #expect(sightings.all.last == "stopped")
    #expect(throws: NetError.self) { try Connection(to: server.address) }
  }

  @Test("ends at the hard deadline when a call never ends")
  func hardDeadline() throws {
    var limits = ServerLimits()
    limits.drainMillisecondsMax = 200
    limits.lingerMillisecondsMax = 100
    let sightings = Sightings()
    let server = try startServer(limits: limits, sightings)
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.hang)
    call.send([1])
    call.endRequests()
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    server.stop()
    #expect(sightings.all == ["received", "cancelled"])
    #expect(throws: Status.self) { try call.next() }
  }
}
