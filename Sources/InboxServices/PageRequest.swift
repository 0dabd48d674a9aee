internal import InboxModel
internal import Protobuf

/// Which page of a list a request asks for.
struct PageRequest {
  /// At most so many rows.
  let limit: Int
  /// Where the page begins: the last row of the one before. Nil for the first page.
  let start: PageKey?
  /// The list and its parameters.
  private let scope: PageScope

  /// Reads size and token; throws `fieldOutOfRange` and `pageTokenInvalid`.
  init(_ size: Int32, _ token: Text, _ sizes: PageSize, in scope: PageScope) throws(InboxError) {
    limit = try sizes.rows(size)
    start = try PageToken.decode(token, in: scope)
    self.scope = scope
  }

  /// The id of the last row of the page before, in a list by id; empty for the first page.
  var startID: String {
    get throws(InboxError) {
      guard let start else { return "" }
      guard let id = start.texts.first else { throw .pageTokenInvalid }
      return id
    }
  }

  /// The token of the page after a row.
  func token(after key: PageKey) -> NewToken { PageToken.encode(key, in: scope) }

  /// The token of the page after an id; empty after the last page.
  func token(afterID id: String?, in arena: Arena) -> Text {
    id.map { token(after: PageKey(texts: [$0])).text(in: arena) } ?? Text()
  }
}

extension Call {
  /// The page of a list by id of the call's workspace that a request asks for.
  func directoryPage(
    _ list: StaticString, of parent: Text, _ size: Int32, _ token: Text,
    adding add: (inout PageScope) -> Void = { _ in }
  ) throws(InboxError) -> PageRequest {
    try requireWorkspace(parent, field: "parent")
    var scope = PageScope(list)
    scope.add(parent.span)
    add(&scope)
    return try PageRequest(size, token, .directory, in: scope)
  }
}
