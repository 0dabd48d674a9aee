internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf

/// The place that a page token of a thread holds.
enum ThreadToken: Equatable {
  /// The first page, which needs no token.
  case oldest
  /// The last page; the page after a message; the page before a message.
  case latest
  case after(PagePosition)
  case before(PagePosition)

  /// Reads a token of a thread; nil for an empty one. Throws `pageTokenInvalid`.
  init?(_ token: Text, of parent: Text) throws(InboxError) {
    guard let key = try PageToken.decode(token, in: Self.scope(parent)) else { return nil }
    guard key.numbers.count == 3, key.texts.isEmpty else { throw .pageTokenInvalid }
    let position = PagePosition(time: key.numbers[1], id: key.numbers[2])
    switch key.numbers[0] {
    case 1: self = .latest
    case 2: self = .after(position)
    case 3: self = .before(position)
    default: throw .pageTokenInvalid
    }
  }

  /// The token for a thread.
  func text(of parent: Text) -> NewToken {
    let numbers: [Int64] =
      switch self {
      case .oldest: [0, 0, 0]
      case .latest: [1, 0, 0]
      case .after(let position): [2, position.time, position.id]
      case .before(let position): [3, position.time, position.id]
      }
    return PageToken.encode(PageKey(numbers: numbers), in: Self.scope(parent))
  }

  /// The page in the store's words.
  var page: ThreadPage {
    switch self {
    case .oldest: .oldest
    case .latest: .latest
    case .after(let position): .after(position)
    case .before(let position): .before(position)
    }
  }

  /// What a thread's tokens belong to: the interaction alone, so that GetInteraction can give one.
  private static func scope(_ parent: Text) -> PageScope {
    var scope = PageScope("ListMessages")
    scope.add(parent.span)
    return scope
  }
}

/// Reads pages of one thread into a response.
struct ThreadReading {
  /// Whose thread.
  let interaction: InteractionID
  /// The call.
  let call: Call
  /// Where to read.
  let transaction: ReadTransaction

  /// Reads a page.
  func read(
    _ page: ThreadPage, limit: Int, into response: ListMessagesResponse
  ) throws(InboxError) -> ThreadPageEnds {
    let names = Names(call)
    return try transaction.listMessages(of: interaction, page, limit: limit, for: call.caller) {
      (row) throws(InboxError) in
      try response.messages.append().fill(row, of: interaction, call, names, in: transaction)
    }
  }

  /// Reads the page that has a message in its middle: the half before it, then the rest beginning with itself.
  func read(
    around message: MessageID, limit: Int, into response: ListMessagesResponse
  ) throws(InboxError) -> ThreadPageEnds {
    let position = try transaction.withMessage(message, of: interaction, for: call.caller) {
      (row) throws(InboxError) in PagePosition(time: row.time, id: row.id.rawValue)
    }
    let half = limit / 2
    // With room for one message, what lies before it is only looked for.
    let older =
      if half > 0 {
        try read(.before(position), limit: half, into: response)
      } else {
        try transaction.listMessages(of: interaction, .before(position), limit: 1, for: call.caller) {
          _ throws(InboxError) in
        }
      }
    // A place just before the message: no other can lie between, because ids are whole numbers.
    let start = PagePosition(time: position.time, id: position.id - 1)
    var ends = try read(.after(start), limit: limit - response.messages.count, into: response)
    ends.hasOlder = half > 0 ? older.hasOlder : older.first != nil
    if half > 0, let first = older.first { ends.first = first }
    return ends
  }
}
