internal import SQLite
public import InboxModel

// Erasing a customer: what he said and who he is goes, what the statistics need stays.
//
//     customer            name and times stay; his data, identities and attribute values go
//     his interactions    drafts, schedules, texts, revisions, subject, links, the source's ids, text attributes and the
//                         business they are about go; status, rating, times and events stay, without attributes' values
//     search              the interactions are indexed anew, as for any changed text
//     on their way        what waits to be sent is cancelled
//     notes               those that name him by id are emptied, wherever they are, and lose their files
//     files               of his messages, drafts and schedules are let go of; what nothing refers to is collected
//
// Invariants
//  1. One transaction: he is erased, or nothing happened.
//  2. The source's ids go too. A later push of the same review makes another interaction of another customer, and who
//     reads the database cannot find at the source who this was.
//  3. Counts and lists follow from the events, as for any change.
//
// Limits: it costs a few statements for each of his interactions; only the notes have to be looked through, all those of
// the workspace, because a note may name anybody.
//
// The road not taken: deleting the rows. Statistics of the past would change, and names in events would lead nowhere.

/// What was erased.
public struct Erasure: Sendable, Equatable {
  /// Interactions emptied.
  public var interactions = 0
  /// Messages emptied.
  public var messages = 0
  /// Notes emptied.
  public var notes = 0
  /// Drafts and scheduled responses deleted.
  public var drafts = 0
  /// Files that nothing refers to any more.
  public var attachments = 0
}

/// Erasing; the essay above tells the rules.
extension WriteTransaction {
  private static let emptyCustomer = Query(
    """
    UPDATE customer
    SET display_name = '', given_name = '', family_name = '', email = '', email_key = '', phone = '', language = '',
      email_bounced = 0, email_consent = 0, sms_consent = 0, marketing_consent = 0, identities = '', has_attributes = 0,
      field_times = X'', etag = ?, update_time = ?, erase_time = ?
    WHERE workspace = ? AND customer = ?
    """)

  private static let notesWith = Query(
    "SELECT interaction, note, body FROM note WHERE workspace = ? AND instr(body, ?) > 0")

  private static let emptyNote = Query(
    """
    UPDATE note
    SET body = '', etag = ?, update_time = ?, revision_count = 0
    WHERE workspace = ? AND interaction = ? AND note = ?
    """)

  /// What goes with the text of a note, in the order that references allow.
  private static let deleteNoteParts = [
    "DELETE FROM note_revision WHERE workspace = ? AND interaction = ? AND note = ?",
    "DELETE FROM attachment_use WHERE workspace = ? AND interaction = ? AND owner_kind = 3 AND owner = ?",
  ].map(Query.init)

  private static let emptyMessages = Query(
    """
    UPDATE message
    SET body = '', subject = '', failure_reason = '', external_id = NULL, has_attachments = 0, has_replacement = 0,
      author = CASE direction WHEN 1 THEN '' ELSE author END,
      author_name = CASE direction WHEN 1 THEN '' ELSE author_name END,
      state = CASE WHEN state IN (2, 3) THEN 6 ELSE state END
    WHERE workspace = ? AND interaction = ?
    """)

  private static let emptyInteraction = Query(
    """
    UPDATE interaction
    SET customer_name = '', snippet = '', subject = '', source_url = '', external_id = ?, etag = ?, update_time = ?
    WHERE workspace = ? AND interaction = ?
    """)

  private static let usedFiles = Query(
    """
    SELECT DISTINCT attachment
    FROM attachment_use
    WHERE workspace = ? AND interaction = ? AND owner_kind <> 3
    """)

  private static let isUsed = Query("SELECT 1 FROM attachment_use WHERE workspace = ? AND attachment = ? LIMIT 1")

  private static let deleteCustomerAttributes = Query(
    "DELETE FROM customer_attribute WHERE workspace = ? AND customer = ?")

  private static let deleteIdentitiesOfErased = Query(
    "DELETE FROM customer_identity WHERE workspace = ? AND customer = ?")

  /// Statements about one interaction, in the order that references allow.
  private static let emptyParts = [
    "DELETE FROM draft_revision WHERE workspace = ? AND interaction = ?",
    "DELETE FROM message_replacement WHERE workspace = ? AND interaction = ?",
    "UPDATE message_revision SET body = '' WHERE workspace = ? AND interaction = ?",
    "DELETE FROM attachment_use WHERE workspace = ? AND interaction = ? AND owner_kind <> 3",
    // An event of an attribute keeps its first word, the definition, and no values (23: ATTRIBUTE_CHANGED).
    """
    UPDATE event
    SET detail = substr(detail, 1, instr(detail || ' ', ' ') - 1)
    WHERE workspace = ? AND interaction = ? AND type = 23
    """,
    "DELETE FROM joined_thread WHERE workspace = ? AND interaction = ?",
    "DELETE FROM transaction_info WHERE workspace = ? AND interaction = ?",
    "DELETE FROM transaction_attribute WHERE workspace = ? AND interaction = ?",
    "UPDATE notification SET snippet = '' WHERE workspace = ? AND interaction = ?",
    """
    UPDATE delivery
    SET state = 9, next_attempt_time = NULL, external_id = ''
    WHERE workspace = ? AND interaction = ? AND kind = 1 AND state IN (1, 2)
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

  /// Erases a customer, or with `isRehearsal` only counts what would be. Erasing him again changes nothing. Throws
  /// `notFound`, `roleInsufficient`, `etagMismatch`.
  public func eraseCustomer(
    _ id: CustomerID, if condition: EtagCondition = .any, isRehearsal: Bool = false, by caller: Caller
  ) throws(InboxError) -> Erasure {
    let current = try customer(id, for: caller)
    try caller.requireAdmin()
    let name = CustomerName(workspace: caller.workspaceSlug, id: id).description
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    if current.eraseTime != nil { return Erasure() }
    if isRehearsal {
      return try rehearse { () throws(InboxError) in try erase(id, name, caller) }
    }
    return try erase(id, name, caller)
  }

  /// Empties everything.
  private func erase(_ id: CustomerID, _ name: String, _ caller: Caller) throws(InboxError) -> Erasure {
    var erasure = Erasure()
    var files = Set<Int64>()
    for interaction in try interactions(of: id, limit: Int(Int32.max), caller) {
      files.formUnion(try empty(interaction, &erasure, caller))
    }
    for file in files where try !isInUse(file, caller) { erasure.attachments += 1 }
    erasure.notes = try emptyNotes(naming: id, caller)
    for query in [Self.deleteCustomerAttributes, Self.deleteIdentitiesOfErased] {
      try run(query) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(id.text)
      }
    }
    let etag = makeID()
    try run(Self.emptyCustomer) { [now] cursor in
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(now)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    }
    appendDirectoryEvent(.directory(name, .deleted), by: caller)
    return erasure
  }

  /// Empties one of his interactions; gives the files it had.
  private func empty(
    _ interaction: InteractionID, _ erasure: inout Erasure, _ caller: Caller
  ) throws(InboxError) -> [Int64] {
    var state = try state(of: interaction, for: .system(in: caller.workspace, slug: caller.workspaceSlug))
    let files = try all(Self.usedFiles) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
    } _: {
      $0.int64()
    }
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
    for query in Self.emptyParts { try run(query, of: interaction, caller) }
    erasure.messages += try run(Self.emptyMessages, of: interaction, caller)
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
    return files
  }

  /// Statements about the notes of one interaction.
  private static let emptyOwnNotes = [
    "UPDATE note SET body = '', revision_count = 0 WHERE workspace = ? AND interaction = ?",
    "DELETE FROM note_revision WHERE workspace = ? AND interaction = ?",
    "DELETE FROM attachment_use WHERE workspace = ? AND interaction = ? AND owner_kind = 3",
  ].map(Query.init)

  /// Empties an interaction and its notes, because its time is over.
  func retire(_ interaction: InteractionID, by caller: Caller) throws(InboxError) {
    var erasure = Erasure()
    _ = try empty(interaction, &erasure, caller)
    for query in Self.emptyOwnNotes { try run(query, of: interaction, caller) }
  }

  /// Empties the notes that name a customer by id; says how many.
  private func emptyNotes(naming id: CustomerID, _ caller: Caller) throws(InboxError) -> Int {
    let name = "customers/" + id.text
    let found = try all(Self.notesWith) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(name)
    } _: {
      (interaction: $0.int64(), note: $0.int64(), body: $0.text())
    }.filter { id.isNamed(in: $0.body) }
    for note in found {
      let etag = makeID()
      try run(Self.emptyNote) { [now] cursor in
        cursor.bind(etag)
        cursor.bind(now)
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(note.interaction)
        cursor.bind(note.note)
      }
      searchedInteractions[InteractionID(note.interaction)] = caller.workspace
      for part in Self.deleteNoteParts {
        try run(part) { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(note.interaction)
          cursor.bind(note.note)
        }
      }
    }
    return found.count
  }

  /// Whether anything refers to a file.
  private func isInUse(_ file: Int64, _ caller: Caller) throws(InboxError) -> Bool {
    let use: Int64? = try first(Self.isUsed) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(file)
    } _: {
      $0.int64()
    }
    return use != nil
  }

  /// Runs a statement about one interaction; says how many rows changed.
  @discardableResult
  private func run(_ query: Query, of interaction: InteractionID, _ caller: Caller) throws(InboxError) -> Int {
    try run(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
    }
  }
}
