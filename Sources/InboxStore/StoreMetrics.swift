internal import Glibc
public import Metrics

/// What the writer did. Its thread writes, every thread may read.
public final class StoreMetrics: Sendable {
  /// Commands whose changes are on disk.
  let committed = Counter()
  /// Commands that failed.
  let failed = Counter()
  /// Commands in each commit.
  let batches = Histogram(Bounds.groups)
  /// How long each commit took, the disk included, in nanoseconds.
  let commits = Histogram(Bounds.durations)
  /// Pages that the write-ahead log held when the writer last did something.
  let logPages = Counter()

  /// Nothing done yet.
  init() {}

  /// A batch is committed.
  func batchDidCommit(_ outcomes: [CommandOutcome], nanoseconds: Int) {
    let count = outcomes.count { $0 == .committed }
    committed.add(count)
    failed.add(outcomes.count - count)
    batches.record(outcomes.count)
    commits.record(nanoseconds)
  }

  /// A batch is lost as a whole.
  func batchDidFail(_ count: Int) { failed.add(count) }

  /// Adds everything to a page.
  public func write(to page: inout MetricsPage) {
    page.family("inboxd_commands_total", .counter, "Commands that the writer carried out, by outcome.")
    page.sample(committed.value, [("outcome", "committed")])
    page.sample(failed.value, [("outcome", "failed")])
    page.family("inboxd_batch_commands", .histogram, "Commands in each commit.")
    page.histogram(batches.reading, bounds: batches.bounds)
    page.family("inboxd_commit_duration_seconds", .histogram, "How long each commit took, the disk included.")
    page.histogram(commits.reading, bounds: commits.bounds, .nanoseconds)
    page.family("inboxd_wal_bytes", .gauge, "Bytes of pages in the write-ahead log.")
    page.sample(logPages.value * Self.pageBytes)
  }

  /// SQLite's pages as they are unless asked otherwise.
  private static let pageBytes = 4_096

  /// The monotonic clock in nanoseconds.
  static func nanoseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
