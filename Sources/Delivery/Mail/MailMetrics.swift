public import Metrics

/// What became of e-mails. The outbound thread writes, every thread may read.
public final class MailMetrics: Sendable {
  /// The relay took it.
  let sent = Counter()
  /// Not this time.
  let failedTemporarily = Counter()
  /// Never.
  let failedPermanently = Counter()
  /// The relay took nothing at all.
  let relayUnusable = Counter()
  /// Nobody was to get it any more.
  let dropped = Counter()
  /// E-mails that are with the relay or about to be reported.
  let underWay = Counter()

  /// Nothing sent yet.
  init() {}

  /// Counts what came of an attempt.
  func count(_ outcome: MailOutcome) {
    switch outcome {
    case .sent: sent.add()
    case .failedTemporarily: failedTemporarily.add()
    case .relayUnusable: relayUnusable.add()
    case .failedPermanently: failedPermanently.add()
    }
  }

  /// Adds everything to a page.
  public func write(to page: inout MetricsPage) {
    page.family("inboxd_mail_attempts_total", .counter, "Attempts to hand over an e-mail, by what came of them.")
    page.sample(sent.value, [("outcome", "sent")])
    page.sample(failedTemporarily.value, [("outcome", "failed_temporarily")])
    page.sample(failedPermanently.value, [("outcome", "failed_permanently")])
    page.sample(relayUnusable.value, [("outcome", "relay_unusable")])
    page.sample(dropped.value, [("outcome", "dropped")])
    page.family("inboxd_mail_under_way", .gauge, "E-mails that are with the relay or about to be reported.")
    page.sample(underWay.value)
  }
}
