internal import ArgumentParser
internal import Console
internal import GRPC
internal import Glibc
internal import JSONText
internal import Protobuf
internal import StandardAPI

/// How inboxctl ends; README.md has the table.
enum Exit: Int32 {
  /// Refused for a reason of its own.
  case refused = 1
  /// The server cannot be reached, has too much to do, or was too slow.
  case unreachable = 2
  /// There is no such thing, or the actor may not see it.
  case notFound = 3
  /// No valid credential, or not allowed.
  case forbidden = 4
  /// Somebody else changed it meanwhile.
  case conflict = 5
  /// Some of it failed.
  case partly = 6
}

/// Why a command did not do what it should, and what to do about it.
struct Failure: Error {
  /// How the program ends.
  let exit: Exit
  /// What went wrong.
  let sentence: String
  /// What to do.
  var hint = ""
  /// The status code of a call that failed.
  var code = ""
  /// The reason it gave.
  var reason = ""
  /// The field at fault.
  var field = ""

  /// A failure of our own.
  init(exit: Exit, _ sentence: String, hint: String = "") {
    self.exit = exit
    self.sentence = sentence
    self.hint = hint
  }

  /// What a call ended with.
  init(_ status: Status, server: String) {
    code = status.code.name
    let arena = Arena()
    defer { arena.destroy() }
    let details = unsafe status.details.withUnsafeBytes { unsafe try? RPCStatus.decode($0, in: arena) }
    for detail in details?.details ?? RPCStatus(in: arena).details {
      let bytes = unsafe UnsafeRawBufferPointer(detail.value.buffer)
      if detail.typeURL == "type.googleapis.com/google.rpc.ErrorInfo" {
        let info = unsafe try? ErrorInfo.decode(bytes, in: arena)
        reason = info?.reason.string ?? ""
        if field.isEmpty { field = info?.metadata.value(for: "field")?.string ?? "" }
      } else if detail.typeURL == "type.googleapis.com/google.rpc.BadRequest" {
        let request = unsafe try? BadRequest.decode(bytes, in: arena)
        field = request?.fieldViolations.first?.field.string ?? field
      }
    }
    sentence = status.message.isEmpty ? "The server said \(status.code.name)." : status.message
    exit = Self.exit(status.code)
    hint = Self.hint(status.code, reason: reason, server: server)
  }

  /// How a call's status ends the program.
  private static func exit(_ code: StatusCode) -> Exit {
    switch code {
    case .unavailable, .deadlineExceeded, .resourceExhausted: .unreachable
    case .notFound: .notFound
    case .permissionDenied, .unauthenticated: .forbidden
    case .aborted: .conflict
    default: .refused
    }
  }

  /// What to do about a status.
  private static func hint(_ code: StatusCode, reason: String, server: String) -> String {
    switch (code, reason) {
    case (_, "ACTOR_UNKNOWN"): "Name a user of the workspace with --actor users/ID, and check --workspace."
    case (_, "ROLE_INSUFFICIENT"), (_, "ACTOR_NOT_ALLOWED"):
      "Act for someone who may, with --actor, or use another key."
    case (.unauthenticated, _): "Give a valid API key with --key-file, or in INBOXCTL_KEY."
    case (_, "DRAFT_CONFLICT"), (_, "ETAG_MISMATCH"): "Look at it again with inboxctl show, then repeat with its etag."
    case (_, "MODEL_NOT_CONFIGURED"), (_, "METHOD_UNIMPLEMENTED"): ""
    case (.notFound, _): "Check the id and --workspace; inboxctl list shows what there is."
    case (.unavailable, ""): "Is inboxd running at \(server)? Check --server, and --tls if it speaks TLS."
    case (.unavailable, _), (.resourceExhausted, _): "Try again in a moment."
    case (.deadlineExceeded, _): "Allow more with --timeout, or look at what holds the server up: inboxctl top."
    default: ""
    }
  }

  /// Says it on standard error; the exit to throw.
  func report(asJSON: Bool) -> ExitCode {
    var text: String
    if asJSON {
      let members = [("message", sentence), ("code", code), ("reason", reason), ("field", field), ("hint", hint)]
      let given = members.filter { !$0.1.isEmpty }.map { "\(JSON.quoted($0.0)):\(JSON.quoted($0.1))" }
      text = "{\"error\":{\(given.joined(separator: ","))}}\n"
    } else {
      let marks = [code, reason].filter { !$0.isEmpty }.joined(separator: " ")
      let mark = Terminal(2).styled("inboxctl:", .red)
      text = "\(mark) \(SafeText.line(sentence))\(marks.isEmpty ? "" : " (\(marks))")\n"
      if !hint.isEmpty { text += "  \(hint)\n" }
    }
    _ = unsafe write(2, text, text.utf8.count)
    return ExitCode(exit.rawValue)
  }
}
