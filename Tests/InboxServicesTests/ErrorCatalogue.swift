import Foundation
import GRPC

/// What errors.proto says of one reason.
struct DocumentedReason {
  /// The status code.
  let code: StatusCode
  /// The metadata keys.
  let keys: Set<String>
}

/// The reasons of errors.proto, read from the comments that clients read.
enum ErrorCatalogue {
  /// Reasons by name, without their prefix.
  static let reasons: [String: DocumentedReason] = {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    // An unreadable file has no reasons, and every test that looks one up says so.
    let file = root.appending(path: "proto/inbox/v1/errors.proto")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var reasons: [String: DocumentedReason] = [:]
    var comment = ""
    for line in text.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      if line.hasPrefix("//") {
        comment += line.dropFirst(2)
      } else {
        if line.hasPrefix("ERROR_REASON_"), let name = line.dropFirst(13).split(separator: " ").first {
          reasons[String(name)] = read(comment)
        }
        comment = ""
      }
    }
    return reasons
  }()

  /// Reads a comment: its first word is the code, what follows "Metadata:" the keys, explanations in parentheses.
  private static func read(_ comment: String) -> DocumentedReason? {
    let words = comment.trimmingCharacters(in: .whitespaces)
    guard let code = codes[String(words.prefix { $0 != ":" })] else { return nil }
    guard let start = words.range(of: "Metadata:") else { return DocumentedReason(code: code, keys: []) }
    let list = words[start.upperBound...].replacing(#/\([^)]*\)/#, with: "").prefix { $0 != "." }
    let keys = list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    return DocumentedReason(code: code, keys: Set(keys))
  }

  /// The status codes by the names that documents use.
  private static let codes: [String: StatusCode] = [
    "INVALID_ARGUMENT": .invalidArgument, "NOT_FOUND": .notFound, "ALREADY_EXISTS": .alreadyExists,
    "PERMISSION_DENIED": .permissionDenied, "UNAUTHENTICATED": .unauthenticated, "ABORTED": .aborted,
    "FAILED_PRECONDITION": .failedPrecondition, "OUT_OF_RANGE": .outOfRange, "UNIMPLEMENTED": .unimplemented,
    "RESOURCE_EXHAUSTED": .resourceExhausted, "UNAVAILABLE": .unavailable, "INTERNAL": .internalError,
    "DEADLINE_EXCEEDED": .deadlineExceeded,
  ]
}
