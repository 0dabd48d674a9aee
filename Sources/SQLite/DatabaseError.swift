/// What SQLite answered when something failed.
public struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
  /// SQLite's extended result code.
  public let code: Int32
  /// SQLite's sentence, or ours.
  public let message: String
  /// The statement or step it failed in.
  public let context: String

  /// Takes all parts.
  public init(code: Int32, message: String, context: String) {
    self.code = code
    self.message = message
    self.context = context
  }

  /// The primary result code.
  public var primaryCode: Int32 { code & 0xFF }
  /// Whether a UNIQUE or PRIMARY KEY constraint refused a row.
  public var isUniqueViolation: Bool { code == 2067 || code == 1555 }
  /// One line for a log.
  public var description: String { "SQLite error \(code) in \(context): \(message)" }
}
