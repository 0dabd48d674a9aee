internal import ArgumentParser
internal import Console
internal import InboxAPI
internal import Net
internal import Protobuf
internal import Synchronization

/// `inboxctl bench`: how fast a server answers.
struct Bench: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Calls a server as fast as it answers, and shows latencies.",
    discussion: "It only reads. Each connection makes one call at a time.")

  /// What is called.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    /// One interaction, a page of the list, the counts.
    case get
    case list
    case counts
  }

  /// Which server.
  @OptionGroup var options: ClientOptions

  @Option(help: "How many connections, each on a thread of its own.")
  var connections: Int = 8

  @Option(help: "For how many seconds.")
  var seconds: Double = 5

  @Option(help: "What to call.")
  var call: Kind = .get

  /// Within what one machine can do.
  func validate() throws {
    guard (1...256).contains(connections) else { throw ValidationError("--connections must be from 1 to 256.") }
    guard (0.1...3600).contains(seconds) else { throw ValidationError("--seconds must be from 0.1 to 3600.") }
  }

  /// What all threads measured.
  private final class Tally: Sendable {
    /// Microseconds of each call that was answered, and how many were not.
    let figures = Mutex<(microseconds: [UInt32], failed: Int)>(([], 0))
  }

  /// Calls from all connections, then shows what came of it.
  func run(_ client: Client) throws {
    let list = client.make(ListInteractionsRequest.self)
    list.setParent(client.workspace)
    list.view = .all
    list.pageSize = 1
    let page = try client.call(InboxServiceMethods.listInteractions, list, ListInteractionsResponse.self)
    guard let name = page.interactions.first?.name.string else {
      throw Failure(exit: .refused, "The workspace is empty.", hint: "Bring something in with inboxctl import.")
    }
    let tally = Tally()
    let copy = Options(of: self)
    let start = Clock.monotonicNanoseconds()
    let end = start + UInt64(seconds * 1e9)
    let threads = (0..<connections).map { _ in
      Thread(name: "bench") { copy.work(name, until: end, tally) }
    }
    for thread in threads { thread.join() }
    let elapsed = Double(Clock.monotonicNanoseconds() - start) / 1e9
    let (microseconds, failed) = tally.figures.withLock { ($0.microseconds.sorted(), $0.failed) }
    show(microseconds, failed, elapsed)
    if failed > 0 { throw ExitCode(Exit.partly.rawValue) }
  }

  /// What a thread needs to know.
  private struct Options: Sendable {
    let arguments: [String]
    let kind: Kind

    /// Options travel to a thread as the arguments they came from.
    init(of bench: Bench) {
      let options = bench.options
      kind = bench.call
      var arguments = [
        "--server", options.serverText, "--workspace", options.workspaceName, "--timeout", "\(options.timeout)",
      ]
      let given = [
        ("--actor", options.actor), ("--key-file", options.keyFile), ("--tls-ca", options.tlsCa),
        ("--tls-certificate", options.tlsCertificate), ("--tls-key", options.tlsKey), ("--tls-name", options.tlsName),
      ]
      for (name, value) in given { if let value { arguments += [name, value] } }
      if options.tls { arguments.append("--tls") }
      self.arguments = arguments
    }

    /// Calls until the time is over.
    func work(_ name: String, until end: UInt64, _ tally: Tally) {
      var microseconds: [UInt32] = []
      var failed = 0
      if let options = try? ClientOptions.parse(arguments), let client = try? Client(options) {
        var before = Clock.monotonicNanoseconds()
        while before < end {
          let isAnswered = (try? once(client, name)) != nil
          client.arena.reset()
          let after = Clock.monotonicNanoseconds()
          if isAnswered {
            microseconds.append(UInt32(clamping: (after - before) / 1000))
          } else {
            failed += 1
            if failed > 100 { break }
          }
          before = after
        }
      } else {
        failed = 1
      }
      tally.figures.withLock { (figures) in
        figures.microseconds += microseconds
        figures.failed += failed
      }
    }

    /// One call.
    private func once(_ client: Client, _ name: String) throws {
      switch kind {
      case .get:
        let request = client.make(GetInteractionRequest.self)
        request.setName(name)
        _ = try client.call(InteractionServiceMethods.getInteraction, request, GetInteractionResponse.self)
      case .list:
        let request = client.make(ListInteractionsRequest.self)
        request.setParent(client.workspace)
        request.view = .all
        _ = try client.call(InboxServiceMethods.listInteractions, request, ListInteractionsResponse.self)
      case .counts:
        let request = client.make(GetCountsRequest.self)
        request.setParent(client.workspace)
        _ = try client.call(InboxServiceMethods.getCounts, request, GetCountsResponse.self)
      }
    }
  }

  /// Prints rates and percentiles.
  private func show(_ sorted: [UInt32], _ failed: Int, _ elapsed: Double) {
    func percentile(_ part: Double) -> Double {
      sorted.isEmpty ? 0 : Double(sorted[min(Int(part * Double(sorted.count)), sorted.count - 1)]) / 1000
    }
    let rate = (Double(sorted.count) / elapsed).rounded()
    let parts = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("max", 1)]
    if options.json {
      let members = parts.map { "\"\($0.0)\":\(percentile($0.1))" }
      return print(
        "{\"calls\":\(sorted.count),\"failed\":\(failed),\"callsPerSecond\":\(rate),"
          + "\"milliseconds\":{\(members.joined(separator: ","))}}")
    }
    print("\(sorted.count) calls on \(connections) connections: \(Words.number(rate))/s, \(failed) failed")
    for (name, part) in parts {
      let bar = Terminal().styled(Bars.bar(percentile(part), of: percentile(1), width: 30), .cyan)
      print("\(TextWidth.fitted(name, to: 6)) \(TextWidth.fitted("\(percentile(part)) ms", to: 12)) \(bar)")
    }
  }
}
