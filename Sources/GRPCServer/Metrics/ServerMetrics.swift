internal import GRPC
public import Metrics
internal import Synchronization

// What a server counts, and how it is shown.
//
//     loop 0: LoopMetrics, MethodMetrics of each method --.
//     loop 1: LoopMetrics, MethodMetrics of each method --+--> ServerMetrics --> page, on whichever thread asks
//
// A loop counts with plain loads and stores in memory of its own, so a call pays some hundred instructions and no lock, and no
// two loops write to one cache line for long. Who shows the page adds the loops up; the lock guards the list of loops alone.
// A duration ends with one reading of the clock for all calls that one write answers.
//
// The names are those of gRPC's telemetry (gRFC A66), as OpenTelemetry writes them for Prometheus; what gRPC has no name for
// begins with `inboxd_`.

/// The numbers of one server; the essay above tells their rules.
public final class ServerMetrics: Sendable {
  private let loops = Mutex<[LoopMetrics]>([])

  /// The numbers of a server that is yet to start.
  init() {}

  /// A loop starts.
  func add(_ loop: LoopMetrics) { loops.withLock { $0.append(loop) } }

  /// Adds everything to a page.
  public func write(to page: inout MetricsPage) {
    let loops = loops.withLock { $0 }
    Self.writeLoops(loops, to: &page)
    guard let first = loops.first else { return }
    let methods = first.methods.indices.map { index in loops.map { $0.methods[index] } }
      .filter { method in method.contains { $0.started.value > 0 } }
    Self.writeMethods(methods, to: &page)
  }

  /// What belongs to no method.
  private static func writeLoops(_ loops: [LoopMetrics], to page: inout MetricsPage) {
    func total(_ name: String, _ help: String, _ counter: (LoopMetrics) -> Int) {
      page.family(name, .counter, help)
      page.sample(loops.reduce(0) { $0 + counter($1) })
    }
    total("inboxd_connections_opened_total", "Connections that were accepted.") { $0.connectionsOpened.value }
    total("inboxd_handshakes_failed_total", "Connections that ended before their TLS handshake did.") {
      $0.handshakesFailed.value
    }
    total("inboxd_calls_shed_total", "Calls refused because the server has enough to do.") { $0.callsShed.value }
    total("inboxd_calls_reset_total", "Calls that ended before they were answered.") { $0.callsReset.value }
    page.family("inboxd_connections", .gauge, "Open connections.")
    page.sample(loops.reduce(0) { $0 + $1.connectionsOpened.value - $1.connectionsClosed.value })
    page.family("inboxd_calls_in_flight", .gauge, "Open calls.")
    page.sample(loops.reduce(0) { $0 + $1.callsOpen.value })
    page.family("inboxd_request_bytes_held", .gauge, "Bytes of large requests that are not complete.")
    page.sample(loops.reduce(0) { $0 + $1.requestBytesHeld.value })
    page.family(
      "inboxd_loop_turn_duration_seconds", .histogram, "How long turns of the event loops took; others wait meanwhile.")
    for (index, loop) in loops.enumerated() {
      page.histogram(loop.turns.reading, bounds: loop.turns.bounds, .nanoseconds, [("loop", "\(index)")])
    }
  }

  /// What gRPC's telemetry counts: each method by its loops.
  private static func writeMethods(_ methods: [[MethodMetrics]], to page: inout MetricsPage) {
    page.family("grpc_server_call_started_total", .counter, "Calls that began.")
    for method in methods {
      page.sample(method.reduce(0) { $0 + $1.started.value }, [("grpc_method", method[0].name)])
    }
    page.family("grpc_server_call_duration_seconds", .histogram, "From a call's headers to the end of its stream.")
    for method in methods {
      for code in StatusCode.allCases {
        let reading = sum(method.compactMap { $0.durations(code) }, Bounds.durations)
        guard reading.count > 0 else { continue }
        page.histogram(
          reading, bounds: Bounds.durations, .nanoseconds,
          [("grpc_method", method[0].name), ("grpc_status", code.name)])
      }
    }
    page.family(
      "grpc_server_call_sent_total_compressed_message_size_bytes", .histogram, "Bytes of messages sent, per call.")
    for method in methods { writeSizes(method, method.map(\.sent), to: &page) }
    page.family(
      "grpc_server_call_rcvd_total_compressed_message_size_bytes", .histogram, "Bytes of messages received, per call.")
    for method in methods { writeSizes(method, method.map(\.received), to: &page) }
  }

  /// The sizes of a method.
  private static func writeSizes(_ method: [MethodMetrics], _ sizes: [Histogram], to page: inout MetricsPage) {
    page.histogram(sum(sizes, Bounds.sizes), bounds: Bounds.sizes, .none, [("grpc_method", method[0].name)])
  }

  /// Histograms of the same bounds together.
  private static func sum(_ histograms: [Histogram], _ bounds: [Int]) -> Histogram.Reading {
    var reading = Histogram.Reading(bounds: bounds.count)
    for histogram in histograms { reading.add(histogram) }
    return reading
  }
}
