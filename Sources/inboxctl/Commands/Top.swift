internal import ArgumentParser
internal import Console
internal import Glibc
internal import JSONText
internal import Net

/// `inboxctl top`: what a server does now.
struct Top: ParsableCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Shows what a server does now: rates, latencies, queues, connections.",
    discussion: """
      Reads the metrics of a server that was started with --admin. Rates and latencies are of the time between two readings; \
      with --once they are of one interval.
      """)

  @Option(help: "The server's --admin address.")
  var admin = "127.0.0.1:9464"

  @Option(help: "Seconds between two readings.")
  var interval: Double = 2

  /// `--once`.
  @Flag(help: "Show it once and end.")
  var once = false

  /// `--json`.
  @Flag(help: "Print JSON, one object for each reading.")
  var json = false

  /// A reading needs some time.
  func validate() throws {
    guard (0.1...3600).contains(interval) else { throw ValidationError("--interval must be from 0.1 to 3600 seconds.") }
  }

  /// Reads and shows until it is stopped.
  func run() throws {
    do {
      var before = MetricsReading(try page())
      var start = Clock.monotonicNanoseconds()
      repeat {
        usleep(UInt32(interval * 1e6))
        let now = MetricsReading(try page())
        let end = Clock.monotonicNanoseconds()
        show(now, since: before, seconds: Double(end - start) / 1e9)
        (before, start) = (now, end)
      } while !once
    } catch let failure as Failure {
      throw failure.report(asJSON: json)
    }
  }

  /// What one method did.
  private struct Row {
    let method: String
    let rate: Double
    let p50: Double?
    let p99: Double?
  }

  /// Shows a reading.
  private func show(_ now: MetricsReading, since before: MetricsReading, seconds: Double) {
    let duration = "grpc_server_call_duration_seconds"
    let former = before.values("\(duration)_count", by: "grpc_method")
    let rows = now.values("\(duration)_count", by: "grpc_method").map { method, count in
      let (after, earlier) = (
        now.buckets(duration, where: "grpc_method", is: method),
        before.buckets(duration, where: "grpc_method", is: method)
      )
      return Row(
        method: method, rate: (count - (former[method] ?? 0)) / seconds,
        p50: MetricsReading.quantile(0.5, of: after, since: earlier),
        p99: MetricsReading.quantile(0.99, of: after, since: earlier))
    }.sorted { ($1.rate, $0.method) < ($0.rate, $1.method) }
    let gauges: [(String, String, Double)] = [
      ("connections", "connections", now.sum("inboxd_connections")),
      ("callsInFlight", "calls in flight", now.sum("inboxd_calls_in_flight")),
      ("writerQueue", "waiting for the writer", now.sum("inboxd_writer_queue_commands")),
      ("outbox", "deliveries waiting", now.sum("inboxd_outbox_deliveries")),
      ("outboxOldestSeconds", "oldest, s", now.sum("inboxd_outbox_oldest_seconds").rounded()),
      ("walBytes", "log, bytes", now.sum("inboxd_wal_bytes")),
      (
        "shedPerSecond", "shed/s",
        (now.sum("inboxd_calls_shed_total") - before.sum("inboxd_calls_shed_total")) / seconds
      ),
      (
        "commandsPerSecond", "commands/s",
        (now.sum("inboxd_commands_total") - before.sum("inboxd_commands_total")) / seconds
      ),
    ]
    json ? printJSON(rows, gauges) : printText(rows, gauges)
  }

  /// Prints a reading as one object.
  private func printJSON(_ rows: [Row], _ gauges: [(String, String, Double)]) {
    let methods = rows.map {
      "{\"method\":\(JSON.quoted($0.method)),\"callsPerSecond\":\($0.rate)"
        + ($0.p50.map { ",\"p50Seconds\":\($0)" } ?? "") + ($0.p99.map { ",\"p99Seconds\":\($0)" } ?? "") + "}"
    }
    let members = gauges.map { "\"\($0.0)\":\($0.2)" }
    print("{\(members.joined(separator: ",")),\"methods\":[\(methods.joined(separator: ","))]}")
    fflush(nil)
  }

  /// Shows a reading to people.
  private func printText(_ rows: [Row], _ gauges: [(String, String, Double)]) {
    let terminal = Terminal()
    if terminal.isTerminal && !once { print("\u{1b}[H\u{1b}[2J", terminator: "") }
    let words = gauges.map { "\($0.1) \(Words.number(($0.2 * 10).rounded() / 10))" }
    print(words.prefix(4).joined(separator: ", "))
    print(words.dropFirst(4).joined(separator: ", ") + "\n")
    var table = Table([
      .init("method", widthMax: 48), .init("calls/s", isRight: true), .init("p50 ms", isRight: true),
      .init("p99 ms", isRight: true), .init("", widthMax: 20),
    ])
    let greatest = rows.first?.rate ?? 0
    func milliseconds(_ seconds: Double?) -> String {
      seconds.map { Words.number(($0 * 100_000).rounded() / 100) } ?? "-"
    }
    for row in rows.prefix(20) {
      table.append(
        [
          row.method, Words.number((row.rate * 10).rounded() / 10), milliseconds(row.p50), milliseconds(row.p99),
          Bars.bar(row.rate, of: greatest, width: 20),
        ], styles: [4: .cyan])
    }
    for line in table.lines(on: terminal) { print(line) }
    fflush(nil)
  }

  /// The page of metrics.
  private func page() throws -> String {
    let unreachable = Failure(
      exit: .unreachable, "There are no metrics at \(admin).",
      hint: "Start inboxd with --admin \(admin), or name its address with --admin.")
    guard let address = SocketAddress(admin), let socket = try? Socket.connect(to: address) else { throw unreachable }
    let request = Array("GET /metrics HTTP/1.1\r\nHost: \(admin)\r\nConnection: close\r\n\r\n".utf8)
    _ = unsafe request.withUnsafeBytes { unsafe socket.write($0) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    reading: while socket.wait(alsoForOutput: false, milliseconds: 5000) {
      switch unsafe buffer.withUnsafeMutableBytes({ unsafe socket.read(into: $0) }) {
      case .bytes(let count): bytes += buffer[..<count]
      case .wouldBlock: continue
      default: break reading
      }
    }
    let answer = String(decoding: bytes, as: UTF8.self)
    guard answer.hasPrefix("HTTP/1.1 200"), let head = answer.firstRange(of: "\r\n\r\n") else { throw unreachable }
    return String(answer[head.upperBound...])
  }
}
