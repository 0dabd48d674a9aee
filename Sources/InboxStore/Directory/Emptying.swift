internal import SQLite
internal import InboxModel

// Emptying an interaction: its texts and whom they are about go, what the statistics need stays. Erasing a customer does it to
// each of his interactions at once, retention to one after the other in small steps.
//
//     messages, some by their ids  -->  events, some by their sequences  -->  notes, if they go too  -->  the rest, at once
//
// Invariants
//  1. What may be long goes by ranges of a key: a step costs what its rows cost, not what the interaction has.
//  2. A range that was emptied may be emptied again and is the same: whoever lost the place begins anew.
//  3. The interaction says that it is empty (`erased-` and its id in place of the source's id) with the last step.
//
// Limits: the rest is few rows by other limits: drafts and their revisions, schedules, attributes, a transaction.

/// How far the emptying of an interaction has come.
struct EmptyingPlace {
  /// What is emptied by ranges, in this order.
  fileprivate enum Part: CaseIterable { case messages, events, notes }

  /// Which interaction.
  let interaction: InteractionID
  /// The parts that are not done.
  fileprivate var parts: [Part]
  /// The last key of the first of them that is.
  fileprivate var after = Int64.min

  /// The beginning.
  init(_ interaction: InteractionID, withNotes: Bool) {
    self.interaction = interaction
    parts = Part.allCases.filter { $0 != .notes || withNotes }
  }
}

/// What empties a range of a part's rows.
private struct EmptyingRange {
  /// The last of the next keys: workspace, interaction, the key before, how many at most.
  let lastKey: Query
  /// The statements, in the order that references allow: workspace, interaction, the first key and the last.
  let statements: [Query]

  /// A part whose keys are in a column of a table.
  init(_ table: String, _ key: String, _ statements: [String]) {
    lastKey = Query(
      """
      SELECT MAX(k), COUNT(*)
      FROM (
        SELECT \(key) AS k
        FROM \(table)
        WHERE workspace = ? AND interaction = ? AND \(key) > ?
        ORDER BY \(key)
        LIMIT ?
      )
      """)
    self.statements = statements.map(Query.init)
  }

  /// Who wrote what a customer wrote goes; the direction is the message's.
  static let messages = EmptyingRange(
    "message", "message",
    [
      "DELETE FROM message_replacement WHERE workspace = ? AND interaction = ? AND message BETWEEN ? AND ?",
      """
      UPDATE message_revision
      SET body = '', author = (
        SELECT CASE m.direction WHEN 1 THEN '' ELSE message_revision.author END
        FROM message m
        WHERE m.workspace = message_revision.workspace AND m.interaction = message_revision.interaction
          AND m.message = message_revision.message
      )
      WHERE workspace = ? AND interaction = ? AND message BETWEEN ? AND ?
      """,
      // Files of messages and of their replacements.
      """
      DELETE FROM attachment_use
      WHERE workspace = ? AND interaction = ? AND owner_kind IN (1, 5) AND owner BETWEEN ? AND ?
      """,
      // What is on its way is cancelled.
      """
      UPDATE delivery
      SET failure_reason = '', external_id = '',
        next_attempt_time = CASE WHEN state IN (1, 2) THEN NULL ELSE next_attempt_time END,
        state = CASE WHEN state IN (1, 2) THEN 9 ELSE state END
      WHERE workspace = ? AND interaction = ? AND message BETWEEN ? AND ? AND kind = 1
      """,
      """
      UPDATE message
      SET body = '', subject = '', failure_reason = '', external_id = NULL, has_attachments = 0, has_replacement = 0,
        author = CASE direction WHEN 1 THEN '' ELSE author END,
        author_name = CASE direction WHEN 1 THEN '' ELSE author_name END,
        state = CASE WHEN state IN (2, 3) THEN 6 ELSE state END
      WHERE workspace = ? AND interaction = ? AND message BETWEEN ? AND ?
      """,
    ])

  /// An event of an attribute keeps its first word, the definition, and no values (23: ATTRIBUTE_CHANGED).
  static let events = EmptyingRange(
    "event", "sequence",
    [
      """
      UPDATE event
      SET detail = substr(detail, 1, instr(detail || ' ', ' ') - 1)
      WHERE workspace = ? AND interaction = ? AND sequence BETWEEN ? AND ? AND type = 23
      """
    ])

  /// Notes, with what goes along.
  static let notes = EmptyingRange(
    "note", "note",
    [
      "DELETE FROM note_revision WHERE workspace = ? AND interaction = ? AND note BETWEEN ? AND ?",
      """
      DELETE FROM attachment_use
      WHERE workspace = ? AND interaction = ? AND owner_kind = 3 AND owner BETWEEN ? AND ?
      """,
      "UPDATE note SET body = '', revision_count = 0 WHERE workspace = ? AND interaction = ? AND note BETWEEN ? AND ?",
    ])
}

/// Emptying; the essay above tells the rules.
extension WriteTransaction {
  /// Statements about the rest of an interaction, in the order that references allow.
  private static let emptyRest = [
    "DELETE FROM draft_revision WHERE workspace = ? AND interaction = ?",
    "DELETE FROM attachment_use WHERE workspace = ? AND interaction = ? AND owner_kind IN (2, 4)",
    "DELETE FROM joined_thread WHERE workspace = ? AND interaction = ?",
    "DELETE FROM transaction_info WHERE workspace = ? AND interaction = ?",
    "DELETE FROM transaction_attribute WHERE workspace = ? AND interaction = ?",
    "UPDATE notification SET snippet = '' WHERE workspace = ? AND interaction = ? AND snippet <> ''",
    // Notifications by e-mail, which are of no message.
    """
    UPDATE delivery
    SET failure_reason = '', external_id = ''
    WHERE workspace = ? AND interaction = ? AND message IS NULL AND state NOT IN (1, 2)
    """,
    """
    DELETE FROM interaction_attribute
    WHERE workspace = ? AND interaction = ? AND definition IN (
      SELECT d.definition
      FROM attribute_definition d
      WHERE d.workspace = interaction_attribute.workspace AND d.type = 1
    )
    """,
  ].map(Query.init)

  private static let emptyInteraction = Query(
    """
    UPDATE interaction
    SET customer_name = '', snippet = '', subject = '', source_url = '', external_id = ?, etag = ?, update_time = ?
    WHERE workspace = ? AND interaction = ?
    """)

  /// Empties an interaction at once, but for its notes.
  func empty(_ interaction: InteractionID, _ caller: Caller) throws(InboxError) -> Erasure {
    var place = EmptyingPlace(interaction, withNotes: false)
    var rows = Int.max
    var erasure = Erasure()
    _ = try empty(&place, rows: &rows, &erasure, caller)
    return erasure
  }

  /// Empties an interaction from a place on, so many rows at most; says whether it is empty. Takes off from `rows`.
  func empty(
    _ place: inout EmptyingPlace, rows: inout Int, _ erasure: inout Erasure, _ caller: Caller
  ) throws(InboxError) -> Bool {
    while let part = place.parts.first {
      let range =
        switch part {
        case .messages: EmptyingRange.messages
        case .events: EmptyingRange.events
        case .notes: EmptyingRange.notes
        }
      let count = try empty(range, &place, rows: rows, caller)
      if part == .messages { erasure.messages += count }
      if count < rows {
        place.parts.removeFirst()
        place.after = .min
      }
      rows -= count
      if rows <= 0 { return false }
    }
    try emptyRest(of: place.interaction, &erasure, caller)
    return true
  }

  /// Empties the next rows of a part; says how many.
  private func empty(
    _ range: EmptyingRange, _ place: inout EmptyingPlace, rows: Int, _ caller: Caller
  ) throws(InboxError) -> Int {
    let found = try first(range.lastKey) { [place] cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(place.interaction.rawValue)
      cursor.bind(place.after)
      cursor.bind(Int64(rows))
    } _: {
      (last: $0.optionalInt64(), count: $0.int())
    }
    guard let found, let last = found.last else { return 0 }
    for statement in range.statements {
      try run(statement) { [place] cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(place.interaction.rawValue)
        cursor.bind(place.after == .min ? .min : place.after + 1)
        cursor.bind(last)
      }
    }
    place.after = last
    return found.count
  }

  /// Empties what is left, and says in the interaction that it is empty.
  private func emptyRest(
    of interaction: InteractionID, _ erasure: inout Erasure, _ caller: Caller
  ) throws(InboxError) {
    var state = try state(of: interaction, for: .system(in: caller.workspace, slug: caller.workspaceSlug))
    for channel in Channel.allCases {
      if let schedule = try findSchedule(interaction, channel, caller.workspace) {
        try removeSchedule(schedule, &state)
        erasure.drafts += 1
      }
      if let draft = try findDraft(interaction, channel, caller.workspace) {
        try removeDraft(draft, on: channel, of: &state, cause: nil, by: caller)
        erasure.drafts += 1
      }
    }
    for query in Self.emptyRest {
      try run(query) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(interaction.rawValue)
      }
    }
    erasure.interactions += 1
    for part in [InteractionParts.transaction, .transactionAttributes, .attachments] {
      try setPart(part, false, of: &state)
    }
    let etag = makeID()
    try run(Self.emptyInteraction) { [now] cursor in
      cursor.bind("erased-\(interaction)")
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
    }
    append(.customerErased, to: state, by: caller.actor)
  }
}
