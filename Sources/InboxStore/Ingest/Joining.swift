internal import SQLite
internal import InboxModel

// Answers that come by another way: a customer answers our e-mail about his Google review, and the mail connector pushes
// what it knows, a new e-mail thread that names the messages it continues.
//
//     item (EMAIL, <t1@shop>)             interaction (GOOGLE, r77)
//       reply_to <m5@inbox>  ───────────►   message <m5@inbox>, sent by us on EMAIL
//       messages             ───────────►   the same thread
//                            joined_thread: (EMAIL, <t1@shop>) belongs there from now on
//
// Invariants
//  1. Where a thread belongs is decided once, by its first item that is stored: as an interaction of its own, or as a
//     part of another. Later items go there whatever they name, so that a repeat finds what the first one found.
//  2. The ids are read nearest first, and the first that is known decides: one of the item's own source, or of the same
//     channel at any source, if that is e-mail or SMS. Ids of providers mean nothing outside their source.
//  3. Such an item speaks for its messages and for the attributes it names, not for the interaction: rating, subject,
//     link, location, business and removal describe another thread and change nothing.
//  4. Somebody else who writes in the thread becomes neither its customer nor a customer at all: his name stands on his
//     messages. So erasing the customer of an interaction erases everything in it.
//
// Limits: a thread that is pushed before the message it continues is known stays an interaction of its own.
//
// The road not taken: merging two interactions later. Assignments, notes and responses of both would have to be one
// person's work, and every name already handed out would have to lead somewhere else.

extension WriteTransaction {
  private static let findJoined = Query(
    "SELECT interaction FROM joined_thread WHERE workspace = ? AND source = ? AND external_id = ?")

  private static let insertJoined = Query(
    """
    INSERT INTO joined_thread (workspace, source, external_id, interaction, create_time)
    VALUES (?, ?, ?, ?, ?)
    """)

  private static let atSource = Query(
    "SELECT interaction FROM message WHERE workspace = ? AND source = ? AND external_id = ?")

  private static let onChannel = Query(
    """
    SELECT interaction
    FROM message
    WHERE workspace = ? AND source IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) AND external_id = ?
      AND channel = ?
    LIMIT 1
    """)

  /// The interaction that a thread joined; nil if it joined none.
  func findJoined(
    _ source: Source, _ externalID: String, in workspace: WorkspaceID
  ) throws(InboxError) -> InteractionID? {
    try first(Self.findJoined) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(Int64(source.rawValue))
      cursor.bind(externalID)
    } _: {
      InteractionID($0.int64())
    }
  }

  /// The interaction that an item of an unknown thread belongs to: that which the thread joined, or joins now.
  func interactionJoined(by item: IngestItem, _ caller: Caller) throws(InboxError) -> InteractionID? {
    if let joined = try findJoined(item.source, item.externalID, in: caller.workspace) { return joined }
    for externalID in item.replyTo {
      guard let found = try interaction(withMessage: externalID, for: item, caller) else { continue }
      try run(Self.insertJoined) { [now] cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(Int64(item.source.rawValue))
        cursor.bind(item.externalID)
        cursor.bind(found.rawValue)
        cursor.bind(now)
      }
      return found
    }
    return nil
  }

  /// Stores the messages of an item in the interaction that its thread joined.
  func join(
    _ item: IngestItem, to id: InteractionID, at time: Int64, _ caller: Caller
  ) throws(InboxError) -> IngestResult {
    var state = try state(of: id, for: .system(in: caller.workspace, slug: caller.workspaceSlug))
    var customer: IngestedCustomer?
    if let incoming = item.customer, let own = state.customer, try findCustomer(incoming, caller) == own {
      customer = try ingestCustomer(incoming, at: time, for: caller)
    }
    let hasChanged = try merge(item.answerAlone, nil, at: time, customer, &state, isNew: false, caller)
    return IngestResult(
      outcome: hasChanged.any ? .updated : .unchanged, interaction: id, customer: state.customer,
      createdMessages: hasChanged.created)
  }

  /// The interaction with a message that an item may mean by an id.
  private func interaction(
    withMessage externalID: String, for item: IngestItem, _ caller: Caller
  ) throws(InboxError) -> InteractionID? {
    let own = try first(Self.atSource) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(Int64(item.source.rawValue))
      cursor.bind(externalID)
    } _: {
      InteractionID($0.int64())
    }
    let channel = item.messages.first?.channel ?? item.source.channels[0]
    guard own == nil, channel != .provider else { return own }
    return try first(Self.onChannel) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(externalID)
      cursor.bind(Int64(channel.rawValue))
    } _: {
      InteractionID($0.int64())
    }
  }
}

extension IngestItem {
  /// What an item says of an interaction that its thread joined. The key is that of the thread.
  fileprivate var answerAlone: IngestItem {
    var answer = IngestItem(source, externalID)
    answer.customer = customer
    answer.messages = messages
    answer.attributes = attributes
    answer.isHistorical = isHistorical
    answer.isRemoved = nil
    return answer
  }
}
