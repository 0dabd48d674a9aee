internal import Glibc
public import SQLite

/// Why a backup, a check or a restore did not come to its end.
public enum SafetyError: Error, Sendable, CustomStringConvertible {
  /// There is something where the result should go.
  case exists(String)
  /// There is no database.
  case noDatabase(String)
  /// A file or directory cannot be read or written.
  case file(String, reason: String)
  /// A file that an attachment stands for is missing or is not what was uploaded.
  case attachment(String)
  /// SQLite refused.
  case database(DatabaseError)
  /// What was read is damaged; the first faults.
  case damaged(String, [String])
  /// Somebody has the directory open.
  case store(StoreError)
  /// It was given up.
  case cancelled

  /// A file operation that just failed.
  static func failed(_ path: String) -> SafetyError { .file(path, reason: unsafe String(cString: strerror(errno))) }

  /// A sentence for the operator.
  public var description: String {
    switch self {
    case .exists(let path): "\(path) is there already and is not overwritten: choose another name, or move it away"
    case .noDatabase(let path): "\(path) has no inbox.sqlite: it is neither a data directory nor a backup"
    case .file(let path, let reason): "\(path): \(reason)"
    case .attachment(let path): "the attachment's file \(path) is missing or is not what was uploaded; see inboxd check"
    case .database(let error): "\(error)"
    case .damaged(let path, let faults): "\(path) is damaged: " + faults.joined(separator: "; ")
    case .store(let error): "\(error)"
    case .cancelled: "given up; nothing was left behind"
    }
  }
}
