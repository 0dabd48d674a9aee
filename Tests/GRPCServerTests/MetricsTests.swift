import GRPC
import GRPCClient
import GRPCServer
import Metrics
import Net
import Testing

@Suite("What a server counts")
struct MetricsTests {
  /// Waits until the server's page has a line; gives up after ten seconds.
  private func shows(_ line: String, _ server: Server) -> Bool {
    let end = Clock.monotonicNanoseconds() + 10_000_000_000
    while Clock.monotonicNanoseconds() < end {
      var page = MetricsPage()
      server.metrics.write(to: &page)
      if page.text.contains("\n\(line)\n") { return true }
    }
    return false
  }

  /// The start of a line about a method.
  private func sample(_ name: String, _ method: String, _ labels: String = "") -> String {
    "\(name){grpc_method=\"test.Test/\(method)\"\(labels)}"
  }

  @Test("tells each method's calls, how they ended and how many bytes they carried")
  func countsCalls() throws {
    let server = try startServer()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    _ = try connection.unary(TestMethods.echo, [UInt8](repeating: 7, count: 10))
    _ = try connection.unary(TestMethods.echo, [UInt8](repeating: 7, count: 2_000))
    #expect(throws: Status.self) { try connection.unary(TestMethods.fail, []) }
    let status = ",grpc_status=\"OK\""
    #expect(shows(sample("grpc_server_call_started_total", "Echo") + " 2", server))
    #expect(shows(sample("grpc_server_call_duration_seconds_count", "Echo", status) + " 2", server))
    let sent = "grpc_server_call_sent_total_compressed_message_size_bytes"
    #expect(shows(sample("\(sent)_sum", "Echo") + " 2010", server))
    #expect(shows(sample("\(sent)_bucket", "Echo", ",le=\"1024\"") + " 1", server))
    #expect(shows(sample("grpc_server_call_rcvd_total_compressed_message_size_bytes_sum", "Echo") + " 2010", server))
    let failed = ",grpc_status=\"FAILED_PRECONDITION\""
    #expect(shows(sample("grpc_server_call_duration_seconds_count", "Fail", failed) + " 1", server))
    #expect(shows("inboxd_connections 1", server))
    #expect(shows("inboxd_calls_in_flight 0", server))
  }

  @Test("tells what is open, what was shed and what was left")
  func countsWhatGoesWrong() throws {
    var limits = ServerLimits()
    limits.callsPerConnectionMax = 1
    limits.callsPerLoopMax = 1
    let sightings = Sightings()
    let server = try startServer(limits: limits, sightings)
    defer { server.stop() }
    do {
      let first = try Connection(to: server.address)
      let call = try first.open(TestMethods.hang)
      call.send([1])
      call.endRequests()
      let second = try Connection(to: server.address)
      // The hanging call travels while another one waits behind it for a place on the connection.
      #expect(throws: Status.self) { try first.unary(TestMethods.echo, [1], timeoutNanoseconds: 200_000_000) }
      sightings.wait(for: 1)
      #expect(throws: Status.self) { try second.unary(TestMethods.echo, [1]) }
      #expect(shows("inboxd_calls_in_flight 1", server))
      #expect(shows("inboxd_calls_shed_total 1", server))
    }
    #expect(shows("inboxd_calls_in_flight 0", server))
    #expect(shows("inboxd_connections 0", server))
    #expect(
      shows(sample("grpc_server_call_duration_seconds_count", "Hang", ",grpc_status=\"CANCELLED\"") + " 1", server))
  }

  @Test("tells of slow calls, with the trace they belong to, and not of others")
  func reportsSlowCalls() throws {
    let seen = Sightings()
    let sightings = Sightings()
    let slow = SlowCalls(fromMilliseconds: 100) { call in
      seen.add("\(call.method.name) \(call.status.name) \(call.trace.map(\.traceID) ?? "none")")
    }
    let server = try Server(on: [Endpoint(#require(SocketAddress("127.0.0.1:0")))], loops: 1, slowCalls: slow) { loop in
      [Route(TestMethods.later, Later(loop, sightings)), Route(TestMethods.fail, Fail())]
    }
    server.start()
    defer { server.stop() }
    let connection = try Connection(to: server.address)
    var metadata = Metadata()
    metadata.append(name: "traceparent", value: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    _ = try connection.unary(TestMethods.later, [1], metadata: metadata)
    seen.wait(for: 1)
    #expect(seen.all == ["Later OK 4bf92f3577b34da6a3ce929d0e0e4736"])
  }
}
