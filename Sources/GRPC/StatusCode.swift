/// The outcome of a call (gRPC, "Status codes and their use").
public enum StatusCode: UInt8, Sendable, CaseIterable {
  /// The call went well.
  case ok = 0
  /// The caller gave the call up.
  case cancelled = 1
  /// An error that tells no more.
  case unknown = 2
  /// The request is wrong whatever the state of the system.
  case invalidArgument = 3
  /// The time the caller gave ran out.
  case deadlineExceeded = 4
  /// What the request names does not exist.
  case notFound = 5
  /// What the request would create exists.
  case alreadyExists = 6
  /// The caller is known and may not do this.
  case permissionDenied = 7
  /// A quota, a limit or memory ran out.
  case resourceExhausted = 8
  /// The system is not in the state that the request needs.
  case failedPrecondition = 9
  /// A concurrent change got in the way.
  case aborted = 10
  /// The request goes past the end.
  case outOfRange = 11
  /// The method is unknown or not built.
  case unimplemented = 12
  /// An invariant of the server broke.
  case internalError = 13
  /// The server is not there now; trying again may help.
  case unavailable = 14
  /// Data is lost or damaged.
  case dataLoss = 15
  /// The caller is not known.
  case unauthenticated = 16

  /// The name that all languages share, such as `INVALID_ARGUMENT`.
  public var name: String { Self.names[Int(rawValue)] }

  private static let names = [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
  ]
}
