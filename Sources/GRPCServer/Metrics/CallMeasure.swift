internal import GRPC
internal import Metrics
internal import Net

/// What is measured of one call while it is open.
struct CallMeasure {
  /// When its headers came, in nanoseconds of the monotonic clock.
  var startNanoseconds: UInt64 = 0
  /// Bytes of its answers, as they travel.
  var sentBytes = 0
  /// Bytes of its requests, as they travel.
  var receivedBytes = 0
  /// How it ended; who ends it without a status has left it.
  var status = StatusCode.cancelled
}

extension Worker {
  /// A call's headers came.
  @inline(__always)
  func callDidStart(_ call: Call, of method: Method) {
    method.metrics.started.add()
    call.measure = CallMeasure(startNanoseconds: loop.nowNanoseconds)
  }

  /// A call is refused because there is enough to do.
  func callWasShed(_ status: StatusCode, of method: Method) {
    metrics.callsShed.add()
    method.metrics.callDidEnd(status, nanoseconds: 0, sentBytes: 0, receivedBytes: 0)
  }

  /// The stream of a call is gone.
  func callDidEnd(_ call: Call, of method: Method) {
    let measure = call.measure
    let nanoseconds = endNanoseconds() &- measure.startNanoseconds
    method.metrics.callDidEnd(
      measure.status, nanoseconds: Int(truncatingIfNeeded: nanoseconds), sentBytes: measure.sentBytes,
      receivedBytes: measure.receivedBytes)
    if measure.status == .cancelled { metrics.callsReset.add() }
    guard let slowCalls, nanoseconds >= slowCalls.nanosecondsMin else { return }
    slowCalls.report(SlowCall(call, method.descriptor, measure.status, nanoseconds))
  }
}
