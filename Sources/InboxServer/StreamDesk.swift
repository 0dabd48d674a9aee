internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Net
internal import Synchronization

// The streams of one loop: who waits for what, and whose turn it is.
//
//     writer: commit --> NewsBox (per loop): does anybody here watch that workspace? --one job--> loop
//     loop:   job --> topics[workspace][interest] --> queue --stepsPerTurn--> advance ... next turn --> advance
//
// Invariants
//  1. A commit costs a loop nothing unless it has a watcher of a workspace that changed, or of all, and then one job, however many
//     commits come before the loop looks. A watcher of another workspace, or of another interaction, is not touched.
//  2. A stream is registered before its first `next`: a commit that this did not see wakes it.
//  3. The queue is served in order, `stepsPerTurn` steps at a turn of the loop: ten thousand streams with news do not
//     keep calls waiting.

/// The streams of one loop; the essay above tells the rules.
final class StreamDesk: Timer {
  /// What a stream waits for.
  struct Topic: Hashable {
    /// The tenant.
    let workspace: WorkspaceID
    /// What in it.
    let interest: StreamInterest
  }

  /// Streams by identity.
  private typealias Group = [ObjectIdentifier: OpenStream]

  /// The most steps of all streams in one turn.
  private static let stepsPerTurn = 256

  /// Whether the server stops.
  private(set) var isDraining = false

  private let loop: EventLoop
  private let news: NewsBox
  /// All that are open.
  private var open: Group = [:]
  /// Those that commits wake.
  private var topics: [WorkspaceID: [StreamInterest: Group]] = [:]
  /// Those that have something to do, from `head` on.
  private var queue: [OpenStream] = []
  private var head = 0

  /// The streams of `loop`, which hear of commits of `store`.
  init(store: Store, loop: EventLoop) {
    self.loop = loop
    news = NewsBox(mailbox: loop.mailbox)
    super.init()
    news.desk = self
    store.addListener(news)
  }

  // MARK: Who is there

  /// Registers a stream (invariant 2).
  func add(_ stream: OpenStream) {
    open[ObjectIdentifier(stream)] = stream
    guard let topic = stream.topic else { return }
    if topics[topic.workspace] == nil { news.watch(topic.workspace) }
    topics[topic.workspace, default: [:]][topic.interest, default: [:]][ObjectIdentifier(stream)] = stream
  }

  /// Forgets a stream.
  func remove(_ stream: OpenStream) {
    open[ObjectIdentifier(stream)] = nil
    guard let topic = stream.topic else { return }
    topics[topic.workspace]?[topic.interest]?[ObjectIdentifier(stream)] = nil
    if topics[topic.workspace]?[topic.interest]?.isEmpty == true { topics[topic.workspace]?[topic.interest] = nil }
    guard topics[topic.workspace]?.isEmpty == true else { return }
    topics[topic.workspace] = nil
    news.unwatch(topic.workspace)
  }

  /// Ends every stream that would not end by itself.
  func drain() {
    guard !isDraining else { return }
    isDraining = true
    for stream in open.values { stream.drain() }
  }

  // MARK: News

  /// Wakes whom a batch concerns (invariant 1).
  fileprivate func hear(_ changes: Changes) {
    if !changes.isEmpty { wake(topics[.every]?[.workspace]) }
    for (workspace, change) in changes.workspaces {
      guard let interests = topics[workspace] else { continue }
      if change.isAnything {
        for group in interests.values { wake(group) }
        continue
      }
      wake(interests[.workspace])
      for interaction in change.interactions { wake(interests[.interaction(interaction.rawValue)]) }
      for user in change.users { wake(interests[.user(user)]) }
    }
  }

  /// Wakes a group.
  private func wake(_ group: Group?) {
    guard let group else { return }
    for stream in group.values { stream.wake() }
  }

  // MARK: Turns

  /// Gives a stream its turn.
  func enqueue(_ stream: OpenStream) {
    queue.append(stream)
    if !isScheduled { loop.schedule(self, at: loop.nowNanoseconds) }
  }

  /// Serves the queue (invariant 3).
  override func fire(on loop: EventLoop) {
    var steps = 0
    while head < queue.count && steps < Self.stepsPerTurn {
      let stream = queue[head]
      head += 1
      steps += stream.advance()
    }
    if head == queue.count {
      queue.removeAll(keepingCapacity: queue.count <= 1024)
      head = 0
      loop.cancel(self)
    } else {
      if head > queue.count / 2 {
        queue.removeFirst(head)
        head = 0
      }
      // In the next turn: a deadline of this turn's time would be served in this one.
      loop.schedule(self, at: loop.nowNanoseconds + 1)
    }
  }

  // MARK: Time

  /// The time of the turn.
  var nowNanoseconds: UInt64 { loop.nowNanoseconds }
  /// Schedules a stream's timer.
  func schedule(_ timer: Timer, at deadlineNanoseconds: UInt64) { loop.schedule(timer, at: deadlineNanoseconds) }
  /// Takes a stream's timer back.
  func cancel(_ timer: Timer) { loop.cancel(timer) }
}

/// Where the writer leaves news for one loop.
private final class NewsBox: ChangeListener, LoopJob, @unchecked Sendable {
  // Sound as Sendable: `state` locks itself, `desk` is touched by the loop only.

  /// What the lock guards.
  private struct State {
    var watched: Set<WorkspaceID> = []
    var changes = Changes()
  }

  /// Who hears the news.
  weak var desk: StreamDesk?
  private let state = Mutex(State())
  private let mailbox: Mailbox

  /// A box for the loop behind `mailbox`.
  init(mailbox: Mailbox) { self.mailbox = mailbox }

  /// News of a workspace is wanted.
  func watch(_ workspace: WorkspaceID) { state.withLock { _ = $0.watched.insert(workspace) } }

  /// News of a workspace is of no interest any more.
  func unwatch(_ workspace: WorkspaceID) { state.withLock { _ = $0.watched.remove(workspace) } }

  /// Keeps what somebody watches, and has the loop look (invariant 1). On the writer's thread.
  func didCommit(_ changes: Changes) {
    let mustPost = state.withLock { state in
      let wasEmpty = state.changes.isEmpty
      let isAnythingWatched = state.watched.contains(.every)
      for (workspace, change) in changes.workspaces where isAnythingWatched || state.watched.contains(workspace) {
        state.changes.merge(change, in: workspace)
      }
      return wasEmpty && !state.changes.isEmpty
    }
    if mustPost { mailbox.post(self) }
  }

  /// Wakes whom the news concerns, on the loop.
  func run(on loop: EventLoop) {
    let changes = state.withLock { state in
      defer { state.changes = Changes() }
      return state.changes
    }
    desk?.hear(changes)
  }
}
