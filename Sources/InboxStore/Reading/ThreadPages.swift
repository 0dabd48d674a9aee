internal import SQLite
public import InboxModel

/// Reading threads, oldest first within a page, whichever way the pages go.
extension Transaction {
  private static let pageQuery = Query(
    """
    SELECT \(MessageRow.columns)
    FROM message
    WHERE workspace = ? AND interaction = ? AND (message_time, message) > (?, ?)
    ORDER BY message_time, message
    LIMIT ?
    """)

  /// The key `limit + 1` places before a place: a page backwards begins after it. One range of the clustered key, no sort.
  private static let boundaryQuery = Query(
    """
    SELECT message_time, message
    FROM message
    WHERE workspace = ? AND interaction = ? AND (message_time, message) < (?, ?)
    ORDER BY message_time DESC, message DESC
    LIMIT 1 OFFSET ?
    """)

  private static let messageQuery = Query(
    """
    SELECT \(MessageRow.columns)
    FROM message
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  private static let replacementQuery = Query(
    """
    SELECT body, state, author, send_time, failure_reason, automatic, origin
    FROM message_replacement
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// Lends the messages of a page to a callback, oldest first, and says what lies beyond it.
  public func listMessages(
    of interaction: InteractionID, _ page: ThreadPage, limit: Int, for caller: Caller,
    _ body: (borrowing MessageRow) throws(InboxError) -> Void
  ) throws(InboxError) -> ThreadPageEnds {
    _ = try state(of: interaction, for: caller)
    var ends = ThreadPageEnds()
    var start = PagePosition(time: Int64.min, id: Int64.min)
    var end: PagePosition?
    switch page {
    case .oldest: break
    case .after(let position): start = position
    case .latest, .before:
      if case .before(let position) = page { end = position }
      if let boundary = try boundary(before: end, limit, interaction, caller) { start = boundary }
    }
    ends.hasOlder = start.time != Int64.min
    var count = 0
    try forEach(Self.pageQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(start.time)
      cursor.bind(start.id)
      cursor.bind(Int64(limit + 1))
    } _: { (cursor: inout Cursor) throws(InboxError) in
      let row = MessageRow(&cursor)
      let position = PagePosition(time: row.time, id: row.id.rawValue)
      if count == limit || end.map({ (position.time, position.id) >= ($0.time, $0.id) }) ?? false {
        ends.hasNewer = true
        return
      }
      try body(row)
      count += 1
      if ends.first == nil { ends.first = position }
      ends.last = position
    }
    return ends
  }

  /// Where the page of `limit` messages before a place (nil: the thread's end) begins: after this key; nil at the start.
  private func boundary(
    before end: PagePosition?, _ limit: Int, _ interaction: InteractionID, _ caller: Caller
  ) throws(InboxError) -> PagePosition? {
    try first(Self.boundaryQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(end?.time ?? Int64.max)
      cursor.bind(end?.id ?? Int64.max)
      cursor.bind(Int64(limit))
    } _: {
      PagePosition(time: $0.int64(), id: $0.int64())
    }
  }

  /// Lends one message; throws `notFound`.
  public func withMessage<Result>(
    _ id: MessageID, of interaction: InteractionID, for caller: Caller,
    _ body: (borrowing MessageRow) throws(InboxError) -> Result
  ) throws(InboxError) -> Result {
    _ = try state(of: interaction, for: caller)
    var result: Result?
    try forEach(Self.messageQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(id.rawValue)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      result = try body(MessageRow(&cursor))
    }
    guard let result else {
      throw .notFound(
        name: MessageName(workspace: caller.workspaceSlug, interaction: interaction, id: id).description)
    }
    return result
  }

  /// The replacement of a message that has one.
  public func replacement(
    of message: MessageID, in interaction: InteractionID, for caller: Caller
  ) throws(InboxError) -> MessageReplacement? {
    try first(Self.replacementQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(message.rawValue)
    } _: { cursor in
      MessageReplacement(
        text: cursor.text(), state: MessageState(stored: cursor.int()), author: cursor.text(),
        sendTime: cursor.int64(), failureReason: cursor.text(), isAutomatic: cursor.bool(),
        origin: TextOrigin(stored: cursor.int()))
    }
  }
}
