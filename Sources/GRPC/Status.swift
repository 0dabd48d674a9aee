/// How a call ended: a code, a sentence for a developer, and details for a program.
public struct Status: Error, Sendable, Equatable {
  /// The outcome.
  public var code: StatusCode
  /// A sentence for a developer, in UTF-8; empty when all is well.
  public var message: String
  /// A serialized `google.rpc.Status` for `grpc-status-details-bin`; empty when there is none.
  public var details: [UInt8]

  /// A status.
  public init(_ code: StatusCode, _ message: String = "", details: [UInt8] = []) {
    self.code = code
    self.message = message
    self.details = details
  }

  /// All is well.
  public static let ok = Status(.ok)
}
