internal import Net
internal import Synchronization
internal import StandardAPI

/// What `grpc.health.v1.Health` says of a server and its services; one for all loops.
///
/// The name "" stands for the server as a whole (gRPC Health Checking Protocol).
public final class Health: Sendable {
  /// What is known and who watches.
  private struct State {
    var isServing: [String: Bool]
    var isShutDown = false
    var watchLoops: [Mailbox] = []
    var watchers: [Weak] = []
  }

  /// A loop's watch handler, which lives as long as its loop.
  private struct Weak: @unchecked Sendable {
    // Sound: only the loop itself looks into it, from the job that this wakes it with.
    weak var watch: HealthWatch?
  }

  private let state: Mutex<State>

  /// Everything serves: the server, and each of `services`.
  public init(services: [String]) {
    state = Mutex(State(isServing: Dictionary(uniqueKeysWithValues: ([""] + services).map { ($0, true) })))
  }

  /// Says for `service` that it serves or does not; watchers are told. Has no effect after `shutDown()`.
  public func set(_ service: String, isServing: Bool) {
    change { $0.isServing[service] = isServing }
  }

  /// Nothing serves any more, for good: to be called before a drain. Watchers are told, and their streams end.
  public func shutDown() {
    change { state in
      for service in state.isServing.keys { state.isServing[service] = false }
      state.isShutDown = true
    }
  }

  /// Changes the state, unless the server stops, and wakes the loops that watch.
  private func change(_ body: (inout sending State) -> Void) {
    let loops = state.withLock { state -> [(Mailbox, Weak)] in
      if !state.isShutDown { body(&state) }
      return Array(zip(state.watchLoops, state.watchers))
    }
    for (mailbox, watcher) in loops { mailbox.post(Notice(watcher)) }
  }

  /// Tells one loop to look again.
  private final class Notice: LoopJob {
    private let watcher: Weak
    /// A notice for one loop.
    init(_ watcher: Weak) { self.watcher = watcher }
    /// Looks, on that loop.
    func run(on loop: EventLoop) { watcher.watch?.look() }
  }

  // MARK: What the handlers ask

  /// Whether a service serves; nil if it is not known here.
  func status(of service: String) -> HealthCheckResponse.ServingStatus? {
    state.withLock { $0.isServing[service] }.map { $0 ? .serving : .notServing }
  }

  /// Everything known, by name.
  var all: [(service: String, status: HealthCheckResponse.ServingStatus)] {
    state.withLock { $0.isServing }.sorted { $0.key < $1.key }.map { ($0.key, $0.value ? .serving : .notServing) }
  }

  /// Whether `shutDown()` was called.
  var isShutDown: Bool { state.withLock { $0.isShutDown } }

  /// Has the watch handler of a loop told of each change.
  func add(_ watch: HealthWatch, on mailbox: Mailbox) {
    let watcher = Weak(watch: watch)
    state.withLock { state in
      state.watchLoops.append(mailbox)
      state.watchers.append(watcher)
    }
  }
}
