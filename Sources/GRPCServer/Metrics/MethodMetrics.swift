internal import GRPC
internal import Metrics
internal import Synchronization

/// The calls of one method on one loop: the loop counts, every thread may read.
@safe final class MethodMetrics: Sendable {
  private static let statusCodes = 17

  /// The method as metrics name it: `package.Service/Method`.
  let name: String
  /// Calls that began.
  let started = Counter()
  /// Bytes of messages that went out, per call.
  let sent = Histogram(Bounds.sizes)
  /// Bytes of messages that came in, per call.
  let received = Histogram(Bounds.sizes)

  /// From the headers to the end of the stream, in nanoseconds: calls that ended well, which are most.
  private let successes = Histogram(Bounds.durations)
  /// The others by status code, made when the first one comes.
  private nonisolated(unsafe) let failures: UnsafeMutablePointer<AtomicLazyReference<Histogram>>

  /// A method that was not called yet.
  init(_ method: MethodDescriptor) {
    name = "\(method.service)/\(method.name)"
    unsafe failures = .allocate(capacity: Self.statusCodes)
    for code in 0..<Self.statusCodes { unsafe (failures + code).initialize(to: AtomicLazyReference()) }
  }

  deinit {
    unsafe failures.deinitialize(count: Self.statusCodes)
    unsafe failures.deallocate()
  }

  /// A call's stream is gone; on the loop.
  func callDidEnd(_ code: StatusCode, nanoseconds: Int, sentBytes: Int, receivedBytes: Int) {
    sent.record(sentBytes)
    received.record(receivedBytes)
    if code == .ok { return successes.record(nanoseconds) }
    let failures = unsafe failures + Int(code.rawValue)
    let histogram = unsafe failures.pointee.load() ?? failures.pointee.storeIfNil(Histogram(Bounds.durations))
    histogram.record(nanoseconds)
  }

  /// The durations of calls that ended with a status; nil when none did.
  func durations(_ code: StatusCode) -> Histogram? {
    code == .ok ? successes : unsafe failures[Int(code.rawValue)].load()
  }
}
