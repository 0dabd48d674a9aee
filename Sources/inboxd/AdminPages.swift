internal import Admin
internal import Delivery
internal import GRPCServer
internal import InboxStore
internal import Metrics

/// The pages that the admin address shows.
struct AdminPages: Sendable {
  private let store: Store
  private let server: Server
  private let outbound: Outbound

  /// Pages about a server's parts.
  init(_ store: Store, _ server: Server, _ outbound: Outbound) {
    self.store = store
    self.server = server
    self.outbound = outbound
  }

  /// What is at a path; nil for nothing.
  func page(_ path: String) -> AdminPage? {
    switch path {
    case "/metrics": AdminPage(contentType: MetricsPage.contentType, text: metrics())
    case "/": AdminPage(text: "inboxd\n\n/metrics  for Prometheus\n")
    default: nil
    }
  }

  /// Everything that is counted.
  private func metrics() -> String {
    var page = MetricsPage()
    server.metrics.write(to: &page)
    store.metrics.write(to: &page)
    page.family("inboxd_writer_queue_commands", .gauge, "Commands that wait for the writer.")
    page.sample(store.writer.waitingCommands)
    writeOutbox(to: &page)
    outbound.mailMetrics?.write(to: &page)
    return page.text
  }

  /// What waits to be sent. A store that cannot be read leaves it out: the other numbers tell why.
  private func writeOutbox(to page: inout MetricsPage) {
    guard let reader = try? store.makeReader(), let transaction = try? reader.snapshot() else { return }
    defer { reader.endTurn() }
    guard let depth = try? OutboxDepth(in: transaction) else { return }
    page.family("inboxd_outbox_deliveries", .gauge, "Deliveries that are not sent yet, by state.")
    page.sample(depth.queued, [("state", "queued")])
    page.sample(depth.leased, [("state", "leased")])
    page.family("inboxd_outbox_oldest_seconds", .gauge, "Age of the oldest delivery that nobody has taken.")
    page.sample(nanoseconds: Int(max(0, depth.oldestMilliseconds)) * 1_000_000)
  }
}
