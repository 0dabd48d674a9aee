internal import GRPC
internal import GRPCServer
internal import InboxServer
internal import InboxServices
internal import Logging

/// What the log says of calls: which method, how it went and to which trace it belongs; nothing of their content.
enum CallLog {
  /// Who is told of slow calls; nil when none is to be logged.
  static func slowCalls(_ settings: Settings, _ logger: Logger) -> SlowCalls? {
    guard settings.slowCallMilliseconds > 0 else { return nil }
    return SlowCalls(fromMilliseconds: UInt64(settings.slowCallMilliseconds)) { call in
      let metadata: Logger.Metadata = [
        "method": "\(call.method.service)/\(call.method.name)", "status": "\(call.status.name)",
        "milliseconds": "\(call.nanoseconds / 1_000_000)",
      ]
      logger.warning("slow call", metadata: adding(call.trace, call.requestID, to: metadata))
    }
  }

  /// Who is told of faults of ours: the caller has the same `error_id`.
  static func faults(_ logger: Logger) -> FaultReport {
    { fault in
      let metadata: Logger.Metadata = ["error_id": "\(fault.errorID)", "fault": "\(fault.text)"]
      logger.error("a call failed", metadata: adding(fault.trace, fault.requestID, to: metadata))
    }
  }

  /// Says to which trace and to which request of the caller a line belongs.
  private static func adding(
    _ trace: TraceContext?, _ requestID: RequestID?, to metadata: Logger.Metadata
  ) -> Logger.Metadata {
    var metadata = metadata
    if let requestID { metadata["request_id"] = "\(requestID)" }
    if let trace {
      metadata["trace_id"] = "\(trace.traceID)"
      metadata["parent_id"] = "\(trace.parentID)"
    }
    return metadata
  }
}
