internal import Synchronization

/// A text that a model is writing: filled by the outbound loop, read by the loop of the call that asked for it.
public final class Composition: Sendable {
  /// How it stands.
  private struct State {
    var delta = ""
    var outcome: Result<String, ModelFailure>?
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let wake: @Sendable () -> Void
  private let abandon: @Sendable (Composition) -> Void

  /// A text that nobody has begun to write. `wake` is called when there is news, `abandon` when nobody wants it any more.
  init(wake: @escaping @Sendable () -> Void, abandon: @escaping @Sendable (Composition) -> Void) {
    self.wake = wake
    self.abandon = abandon
  }

  // MARK: For the call

  /// What was written since the last look.
  public func takeDelta() -> String {
    state.withLock { state in
      defer { state.delta = "" }
      return state.delta
    }
  }

  /// What came of it: the whole text, cleaned, or why there is none. Nil while the model is at work.
  public var outcome: Result<String, ModelFailure>? { state.withLock { $0.outcome } }

  /// Nobody wants it any more: the model's connection is closed.
  public func cancel() {
    let isOpen = state.withLock { state in
      defer { state.isCancelled = true }
      return state.outcome == nil && !state.isCancelled
    }
    if isOpen { abandon(self) }
  }

  // MARK: For the outbound loop

  /// Whether it was cancelled before it began.
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// More was written.
  func append(_ delta: String) {
    state.withLock { $0.delta += delta }
    wake()
  }

  /// It is over.
  func finish(_ outcome: Result<String, ModelFailure>) {
    state.withLock { $0.outcome = outcome }
    wake()
  }
}

/// Writes texts by the language model that is configured.
public final class Composer: Sendable {
  /// The model's name, as configured.
  public let model: String
  private let begin: @Sendable (ComposeFacts, Composition) -> Void
  private let abandon: @Sendable (Composition) -> Void

  /// A composer that has its texts written elsewhere.
  init(
    model: String, begin: @escaping @Sendable (ComposeFacts, Composition) -> Void,
    abandon: @escaping @Sendable (Composition) -> Void
  ) {
    self.model = model
    self.begin = begin
    self.abandon = abandon
  }

  /// Has a text written; `wake`, called from another thread, says that there is news.
  public func compose(_ facts: ComposeFacts, wake: @escaping @Sendable () -> Void) -> Composition {
    let composition = Composition(wake: wake, abandon: abandon)
    begin(facts, composition)
    return composition
  }
}
