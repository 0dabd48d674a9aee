internal import SQLite
public import InboxModel

// Erasing a customer: what he said and who he is goes, what the statistics need stays.
//
//     customer            name and times stay; his data, identities and attribute values go
//     his interactions    drafts, schedules, texts, revisions, subject, links, the source's ids, text attributes and the
//                         business they are about go; status, rating, times and events stay, without attributes' values
//     search              the interactions are indexed anew, as for any changed text
//     on their way        what waits to be sent is cancelled
//     notes               those that name him by id are emptied, wherever they are, and lose their files; of those that
//                         named him once, the former text is
//     files               of his messages, drafts and schedules are let go of; what nothing refers to is collected
//
// Invariants
//  1. One transaction: he is erased, or nothing happened.
//  2. The source's ids go too. A later push of the same review makes another interaction of another customer, and who
//     reads the database cannot find at the source who this was.
//  3. Counts and lists follow from the events, as for any change.
//
// Limits: it costs a few statements for each of his interactions; only the notes and the answers of a day have to be looked
// through, all those of the workspace, because a note may name anybody. The pages of the search index may keep his words, not
// findable, until SQLite merges them; backups keep him until they are removed.
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

  /// Adds what another part erased.
  static func += (total: inout Erasure, part: Erasure) {
    total.interactions += part.interactions
    total.messages += part.messages
    total.notes += part.notes
    total.drafts += part.drafts
    total.attachments += part.attachments
  }
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

  private static let formerNotesWith = Query(
    "SELECT interaction, note, revision, body FROM note_revision WHERE workspace = ? AND instr(body, ?) > 0")

  private static let emptyFormerNote = Query(
    """
    UPDATE note_revision
    SET body = ''
    WHERE workspace = ? AND interaction = ? AND note = ? AND revision = ?
    """)

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
    "UPDATE notification SET snippet = '' WHERE workspace = ? AND interaction = ? AND note = ? AND snippet <> ''",
  ].map(Query.init)

  private static let usedFiles = Query(
    """
    SELECT DISTINCT attachment
    FROM attachment_use
    WHERE workspace = ? AND interaction = ? AND owner_kind <> 3
    """)

  private static let isUsed = Query("SELECT 1 FROM attachment_use WHERE workspace = ? AND attachment = ? LIMIT 1")

  // As old as can be: the next collection takes it, and its content.
  private static let letCollect = Query(
    "UPDATE attachment SET file_name = '', create_time = 0 WHERE workspace = ? AND attachment = ?")

  private static let deleteCustomerAttributes = Query(
    "DELETE FROM customer_attribute WHERE workspace = ? AND customer = ?")

  private static let deleteIdentitiesOfErased = Query(
    "DELETE FROM customer_identity WHERE workspace = ? AND customer = ?")

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
    let interactions = try interactions(of: id, limit: Int(Int32.max), caller)
    for interaction in interactions {
      files.formUnion(try usedFiles(of: interaction, caller))
      erasure += try empty(interaction, caller)
    }
    let names = Set(interactions.map { InteractionName(workspace: caller.workspaceSlug, id: $0).description })
    try forgetAnswers(about: names.union([name]), in: caller.workspace)
    erasure.notes = try emptyNotes(naming: id, caller)
    for file in files where try !isInUse(file, caller) {
      try run(Self.letCollect) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(file)
      }
      erasure.attachments += 1
    }
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

  /// The files of an interaction's texts, but those of its notes.
  private func usedFiles(of interaction: InteractionID, _ caller: Caller) throws(InboxError) -> [Int64] {
    try all(Self.usedFiles) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
    } _: {
      $0.int64()
    }
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
      thinnedInteractions?.insert(InteractionID(note.interaction))
      for part in Self.deleteNoteParts {
        try run(part) { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(note.interaction)
          cursor.bind(note.note)
        }
      }
    }
    try emptyFormerNotes(naming: id, name, caller)
    return found.count
  }

  /// Empties the former texts that name him of notes that do no longer.
  private func emptyFormerNotes(naming id: CustomerID, _ name: String, _ caller: Caller) throws(InboxError) {
    let found = try all(Self.formerNotesWith) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(name)
    } _: {
      (interaction: $0.int64(), note: $0.int64(), revision: $0.int64(), body: $0.text())
    }
    for former in found where id.isNamed(in: former.body) {
      try run(Self.emptyFormerNote) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(former.interaction)
        cursor.bind(former.note)
        cursor.bind(former.revision)
      }
    }
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
}
