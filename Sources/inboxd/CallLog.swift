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
      logger.warning("slow call", metadata: adding(call.trace, to: metadata))
    }
  }

  /// Who is told of faults of ours: the caller has the same `error_id`.
  static func faults(_ logger: Logger) -> FaultReport {
    { fault in
      let metadata: Logger.Metadata = ["error_id": "\(fault.errorID)", "fault": "\(fault.text)"]
      logger.error("a call failed", metadata: adding(fault.trace, to: metadata))
    }
  }

  /// Says to which trace a line belongs.
  private static func adding(_ trace: TraceContext?, to metadata: Logger.Metadata) -> Logger.Metadata {
    guard let trace else { return metadata }
    return metadata.merging(["trace_id": "\(trace.traceID)", "parent_id": "\(trace.parentID)"]) { $1 }
  }
}
