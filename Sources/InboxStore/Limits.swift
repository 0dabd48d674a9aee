internal import SQLite

/// Every bound of the store, together.
public enum Limits {
  /// The most commands that may wait for the writer; more are shed.
  public static let queuedCommandsMax = 16_384
  /// The most commands in one commit.
  public static let batchCommandsMax = 512
  /// From this many pages in the log the writer checkpoints after a batch (16 MiB).
  static let logPagesToCheckpoint = 4096
  /// From this many pages in the log the writer truncates it when idle (64 MiB).
  static let logPagesToTruncate = 16_384
  /// How long a request's answer is kept, in microseconds: 24 hours.
  static let requestKeptMicroseconds: Int64 = 24 * 3600 * 1_000_000
  /// The most expired requests removed at once.
  static let requestsRemovedPerStep = 500
  /// The most rows taken off in one step of what a deleted keyword or definition leaves.
  static let rowsRemovedPerStep = 1000
  /// The most interactions of a customer that say in an event that his data changed: the latest.
  static let customerEventsMax = 100
  /// The most customers looked at for one page of those that a restricted user sees.
  static let customersLookedAtMax = 1000
  /// The most keys of a workspace that are neither revoked nor expired: every loop keeps them in memory.
  static let liveAPIKeysMax = 1000
  /// How often a busy writer looks after the house, in microseconds.
  static let lookEveryMicroseconds: Int64 = 10 * 1_000_000
  /// The most interactions that a step of the retention looks at.
  static let retiredLookedAtMax = 500
  /// The most interactions, messages, events and notes that a step of the retention empties.
  static let retiredRowsPerStep = 200
  /// How long the retention rests after a pass, in microseconds: an hour.
  static let retentionRestMicroseconds: Int64 = 3600 * 1_000_000
  /// How long the writer waits for work before it looks after the house, in microseconds.
  static let idleMicroseconds: Int64 = 1_000_000
  /// The most things done because they are due in a commit that carries commands, which wait for it.
  static let dueStepsBesideCommands = 8
  /// The most in one without commands.
  static let dueStepsMax = 64
  /// How long due work rests after a commit of it failed, in microseconds.
  static let dueRestMicroseconds: Int64 = 1_000_000
  /// From how far on the clock counts as gone back, in microseconds.
  static let clockStepMicroseconds: Int64 = 2_000_000
  /// The longest lease, in microseconds: 10 minutes.
  public static let leaseMicrosecondsMax: Int64 = 600 * 1_000_000
  /// The longest pause before a next attempt, in microseconds: 24 hours.
  public static let pauseMicrosecondsMax: Int64 = 24 * 3600 * 1_000_000
  /// The most files on one text.
  static let attachmentsMax = 20
  /// How long an upload that nothing refers to is kept, in microseconds: 24 hours.
  static let uploadKeptMicroseconds: Int64 = 24 * 3600 * 1_000_000
  /// How many files are looked at, whether something refers to them, each time the writer looks after the house.
  static let attachmentsExaminedPerStep = 100
  /// How many files of attachments are looked at, whether a row has them, in a step of the sweep.
  static let contentsSweptPerStep = 1_000
  /// The most files that such a step removes.
  static let contentsRemovedPerStep = 50
  /// How long the sweep rests after a pass, in microseconds: an hour.
  static let sweepRestMicroseconds: Int64 = 3600 * 1_000_000
  /// The longest request id, in bytes.
  public static let requestIDBytesMax = 64
  /// The threads for queries that can take long.
  static let poolThreads = 2
  /// The most such queries that may wait; more are shed.
  static let queuedJobsMax = 256
  /// The most interactions that an idle writer indexes for search in one transaction, and a busy one in a batch.
  static let indexedPerStep = 256
  /// From this many interactions behind, a busy writer indexes too.
  static let searchBacklogMax = 2000
  /// How many MiB of the database each reader keeps in memory, unless told otherwise.
  public static let cacheMebibytes = Database.standardCacheMebibytes
  /// What it may be told.
  public static let cacheMebibytesRange = 1...4096
  /// The most pages of the search index that an idle writer merges in one transaction.
  static let mergedPagesPerStep = 64
  /// How long the writer waits for work before it indexes what waits, or merges the index, in microseconds.
  static let indexDelayMicroseconds: Int64 = 20_000
  /// The most rows that a page of a list looks at; a filter that few rows meet gives a short page then.
  public static let listRowsExaminedMax = 2000
  /// The most events that a page of the audit trail looks at; a filter that few events meet gives a short page then.
  static let eventsExaminedMax = 5_000
  /// The most interactions, and users, of one workspace that a commit's news lists; of more it says only that much changed.
  static let changesListedMax = 1_000
}
