internal import Glibc

/// What the operating system or OpenSSL refused, and while doing what.
public struct NetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The call and its subject, such as `bind 127.0.0.1:50051`.
  public let operation: String
  /// The `errno` it left; 0 when OpenSSL refused.
  public let code: Int32
  private let reason: String?

  /// An error of the call that has just failed.
  public init(operation: String, code: Int32) {
    self.operation = operation
    self.code = code
    reason = nil
  }

  /// An error with a reason that has no number.
  init(operation: String, reason: String) {
    self.operation = operation
    code = 0
    self.reason = reason
  }

  /// The sentence an operator reads.
  public var description: String {
    unsafe "\(operation): \(reason ?? String(cString: strerror(code)))"
  }

  /// The address is taken by another process.
  public var isAddressInUse: Bool { code == EADDRINUSE }

  /// An error for the call that has just failed, read from `errno`.
  static func last(_ operation: String) -> NetError {
    NetError(operation: operation, code: errno)
  }
}
