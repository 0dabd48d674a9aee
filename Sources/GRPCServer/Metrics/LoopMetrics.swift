internal import Metrics

/// What happens on one loop: the loop counts, every thread may read.
final class LoopMetrics: Sendable {
  /// Connections that were accepted.
  let connectionsOpened = Counter()
  /// Connections that are over.
  let connectionsClosed = Counter()
  /// Connections that ended before their TLS handshake did.
  let handshakesFailed = Counter()
  /// Calls that were refused because the server has enough to do.
  let callsShed = Counter()
  /// Calls whose caller left, or whose stream was reset, before the answer.
  let callsReset = Counter()
  /// Calls that are open.
  let callsOpen = Counter()
  /// Bytes of large requests on their way.
  let requestBytesHeld = Counter()
  /// How long each turn took, in nanoseconds: what came meanwhile waited as long.
  let turns: Histogram
  /// The methods of the loop.
  let methods: [MethodMetrics]

  /// A loop on which nothing happened. Its turns are counted by the loop itself.
  init(turns: Histogram, methods: [MethodMetrics]) {
    self.turns = turns
    self.methods = methods
  }
}
