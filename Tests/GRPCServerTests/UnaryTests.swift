import GRPC
import GRPCClient
import GRPCServer
import Net
import Testing

@Suite("Unary calls over a socket")
struct UnaryTests {
  /// The status with which a call ends that is expected to fail.
  private func failure(
    _ connection: GRPCClient.Connection, _ method: MethodDescriptor, _ request: [UInt8] = [],
    timeoutNanoseconds: UInt64? = nil
  ) -> Status? {
    do throws(Status) {
      _ = try connection.unary(method, request, timeoutNanoseconds: timeoutNanoseconds)
      return nil
    } catch {
      return error
    }
  }

  @Test("are answered, one after the other and many at once, on every loop")
  func answers() throws {
    let server = try startServer(loops: 2)
    defer { server.stop() }
    for _ in 0..<4 {
      let connection = try Connection(to: server.address)
      #expect(try connection.unary(TestMethods.echo, []) == [])
      #expect(try connection.unary(TestMethods.echo, [1, 2, 3]) == [1, 2, 3])
      let large = [UInt8](repeating: 7, count: 100_000)
      #expect(try connection.unary(TestMethods.echo, large) == large)
      let calls = try (0..<200).map { index in
        let call = try connection.open(TestMethods.echo)
        call.send([UInt8(index)])
        call.endRequests()
        return call
      }
      for (index, call) in calls.enumerated() {
        #expect(try call.next() == [UInt8(index)])
        #expect(try call.next() == nil)
      }
    }
  }

  @Test("are served by one call object, again and again, when nobody holds it")
  func reuse() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let names = try (0..<50).map { _ in try connection.unary(TestMethods.name, []) }
    #expect(Set(names).count == 1)
  }

  @Test("carry metadata both ways")
  func metadata() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    var metadata = Metadata()
    metadata.append(name: "x-echo", value: "here and back")
    let call = try connection.open(TestMethods.echo, metadata: metadata)
    call.send([9])
    call.endRequests()
    #expect(try call.next() == [9])
    #expect(try call.next() == nil)
    #expect(call.headers.first(named: "x-echo") == "here and back")
    #expect(call.trailers.first(named: "x-echo-trailer") == "here and back")
  }

  @Test("end with the handler's status, its message and its details, whatever bytes they have")
  func statuses() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let expected = Status(.failedPrecondition, "no – 100% \n not today", details: [1, 2, 3, 255])
    #expect(failure(connection, TestMethods.fail, [1]) == expected)
    #expect(try connection.unary(TestMethods.echo, [1]) == [1], "the connection lives on")
  }

  @Test("to methods that are unknown, of unknown services, or planned are UNIMPLEMENTED and say so")
  func unknownMethods() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let cases: [(MethodDescriptor, String)] = [
      (MethodDescriptor(service: "test.Test", name: "Nope"), "The service test.Test has no method Nope."),
      (MethodDescriptor(service: "no.Such", name: "Echo"), "There is no service no.Such."),
      (TestMethods.planned, "test.Test/Planned is not served yet."),
    ]
    for (method, message) in cases {
      #expect(failure(connection, method) == Status(.unimplemented, message))
    }
  }

  @Test("over the method's limit are RESOURCE_EXHAUSTED, naming size and limit")
  func tooLarge() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let status = failure(connection, TestMethods.echo, [UInt8](repeating: 0, count: 100_001))
    #expect(status?.code == .resourceExhausted)
    #expect(status?.message == "The message has 100001 bytes; at most 100000 are accepted.")
    #expect(try connection.unary(TestMethods.echo, [1]) == [1], "the connection lives on")
  }

  @Test("without a request, or with two, are UNIMPLEMENTED")
  func cardinality() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    for requests in [0, 2] {
      let call = try connection.open(TestMethods.echo)
      for _ in 0..<requests { call.send([1]) }
      call.endRequests()
      #expect(throws: Status.self) { try call.next() }
      #expect(call.trailers.first(named: "grpc-status") == "12")
    }
  }

  @Test("whose deadline passes end with DEADLINE_EXCEEDED, and the handler is told once")
  func deadline() throws {
    let sightings = Sightings()
    let server = try startServer(sightings)
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    #expect(failure(connection, TestMethods.hang, [1], timeoutNanoseconds: 50_000_000)?.code == .deadlineExceeded)
    sightings.wait(for: 2)
    #expect(sightings.all == ["received", "cancelled"])
  }

  @Test("that the caller cancels reach the handler")
  func cancellation() throws {
    let sightings = Sightings()
    let server = try startServer(sightings)
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.hang)
    call.send([1])
    call.endRequests()
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    call.cancel()
    sightings.wait(for: 2)
    #expect(sightings.all == ["received", "cancelled"])
  }

  @Test("whose connection breaks reach the handler")
  func brokenConnection() throws {
    let sightings = Sightings()
    let server = try startServer(sightings)
    defer { server.stop() }
    do {
      let connection = try Connection(to: server.address)
      let call = try connection.open(TestMethods.hang)
      call.send([1])
      call.endRequests()
      #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    }
    sightings.wait(for: 2)
    #expect(sightings.all == ["received", "cancelled"])
  }
}
