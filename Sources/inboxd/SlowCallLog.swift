internal import GRPC
internal import GRPCServer
internal import Logging

/// The log of slow calls: which method, how it ended, how long it took and to which trace it belongs; nothing of its content.
enum SlowCallLog {
  /// Who is told of slow calls; nil when none is to be logged.
  static func make(_ settings: Settings, _ logger: Logger) -> SlowCalls? {
    guard settings.slowCallMilliseconds > 0 else { return nil }
    return SlowCalls(fromMilliseconds: UInt64(settings.slowCallMilliseconds)) { call in
      var metadata: Logger.Metadata = [
        "method": "\(call.method.service)/\(call.method.name)", "status": "\(call.status.name)",
        "milliseconds": "\(call.nanoseconds / 1_000_000)",
      ]
      if let trace = call.trace {
        metadata["trace_id"] = "\(trace.traceID)"
        metadata["parent_id"] = "\(trace.parentID)"
      }
      logger.warning("slow call", metadata: metadata)
    }
  }
}
