public import SQLite

/// Why a store cannot be opened.
public enum StoreError: Error, Sendable, CustomStringConvertible {
  /// Another process has it open.
  case inUse(directory: String, owner: String)
  /// The directory cannot be made, read or locked.
  case directory(String, reason: String)
  /// SQLite refused.
  case database(DatabaseError)

  /// A sentence for the person who starts the server.
  public var description: String {
    switch self {
    case .inUse(let directory, let owner):
      "the data directory \(directory) is in use by another server (process \(owner)); stop it, or choose another directory"
    case .directory(let path, let reason): "the data directory \(path) cannot be used: \(reason)"
    case .database(let error): "the database cannot be used: \(error)"
    }
  }
}
