public import GRPC

/// A call that took long, for the log. There is nothing in it of what was asked or answered, or by whom.
public struct SlowCall: Sendable {
  /// The method.
  public let method: MethodDescriptor
  /// How it ended.
  public let status: StatusCode
  /// From the headers to the end of the stream.
  public let nanoseconds: UInt64
  /// The caller's trace, if he has one.
  public let trace: TraceContext?
  /// What the caller calls it, if he does.
  public let requestID: RequestID?

  /// A call that has just ended.
  init(_ call: Call, _ method: MethodDescriptor, _ status: StatusCode, _ nanoseconds: UInt64) {
    self.method = method
    self.status = status
    self.nanoseconds = nanoseconds
    trace = TraceContext(call.metadata)
    requestID = RequestID(call.metadata)
  }
}

/// Who is told of slow calls.
public struct SlowCalls: Sendable {
  /// From how many nanoseconds on a call is slow.
  let nanosecondsMin: UInt64
  /// Told of each, on the call's loop; must not wait.
  let report: @Sendable (SlowCall) -> Void

  /// Reports calls from `milliseconds` on. Streams last as long as somebody wants them to, and are left out.
  public init(fromMilliseconds milliseconds: UInt64, _ report: @escaping @Sendable (SlowCall) -> Void) {
    nanosecondsMin = milliseconds * 1_000_000
    self.report = { if !$0.method.requestStreams && !$0.method.responseStreams { report($0) } }
  }
}
