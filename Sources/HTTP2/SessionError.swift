/// Why a session cannot go on. After one, `produce` what is left (a GOAWAY may wait) and close the connection.
public enum SessionError: Error, Equatable, Sendable {
  /// The first bytes were not the HTTP/2 client preface.
  case badPreface
  /// The peer made the session queue more answers, or send more frames of one kind, than it may hold.
  case flooded
  /// Memory ran out.
  case outOfMemory
  /// nghttp2 refused for another reason; the number is its own.
  case library(code: Int32)
}
