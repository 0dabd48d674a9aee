internal import Files
internal import SQLite
public import InboxModel

// The export of a customer: one JSON line for each thing that is stored of him, in steps.
//
//     customer, identities, attributes --> each interaction: its tables (ExportTables.swift), one after the other
//       --> notes that name him by id, with their revisions --> attachments, whose bytes the caller adds
//
// A place says how far it is; a step reads from there on, some hundred rows at most, so that an export of any size costs no
// call beside it more than a moment. Every step has a snapshot of its own: a line is of one instant, the document is not.
//
// Limits: the ids of his interactions and of their files are kept in memory, eight bytes each.

/// How far an export is.
public struct CustomerExport: Sendable {
  /// Whose.
  public let customer: CustomerID
  /// What comes next.
  private var part = Part.customer
  /// His interactions that are not told yet, the next one last.
  private var interactions: [Int64] = []
  /// Files that are not told yet.
  private var files: Set<Int64> = []

  /// Where the next step begins.
  private enum Part {
    /// Who he is.
    case customer
    /// A table of the next interaction, from a row on.
    case table(Int, row: Int)
    /// Notes behind this one.
    case notes(interaction: Int64, note: Int64)
    /// The files of his interactions; nothing.
    case attachments, done
  }

  /// An export that begins.
  public init(of customer: CustomerID) { self.customer = customer }

  /// What a step gave.
  public enum Step: Sendable {
    /// Lines; none where nothing was found, and the next step goes on.
    case lines([UInt8])
    /// The line of a file up to where its content begins, in base64, and the file; what follows the content is `"}` and a
    /// line's end.
    case file([UInt8], AttachmentInfo)
    /// That was all.
    case end
  }

  /// The most bytes gathered before a step ends, a row more at most.
  private static let bytesPerStep = 32 << 10
  /// The most notes looked at in a step.
  private static let notesPerStep = 500

  private static let identitiesQuery = Query(
    """
    SELECT source, external_id
    FROM customer_identity
    WHERE workspace = ? AND customer = ?
    ORDER BY source, external_id
    """)

  private static let attributesQuery = Query(
    "SELECT definition, text_value, number_value FROM customer_attribute WHERE workspace = ? AND customer = ?")

  private static let interactionsQuery = Query(
    "SELECT interaction FROM interaction WHERE workspace = ? AND customer = ? ORDER BY interaction DESC")

  private static let filesQuery = Query(
    """
    SELECT DISTINCT attachment
    FROM attachment_use
    WHERE workspace = ? AND interaction = ? AND owner_kind <> 3
    """)

  private static let notesQuery = Query(
    """
    SELECT interaction, note, body
    FROM note
    WHERE workspace = ? AND (interaction, note) > (?, ?)
    ORDER BY interaction, note
    LIMIT ?
    """)

  private static let noteColumns = [
    ExportTable.id("interaction"), ExportTable.id("note"), ExportTable.text("author"), ExportTable.text("body", "text"),
    ExportTable.time("create_time", "createTime"), ExportTable.time("update_time", "updateTime"),
  ]

  private static let noteQuery = Query(
    """
    SELECT \(noteColumns.map(\.sql).joined(separator: ", "))
    FROM note
    WHERE workspace = ? AND interaction = ? AND note = ?
    """)

  private static let noteRevisionColumns = [
    ExportTable.id("interaction"), ExportTable.id("note"), ExportTable.number("revision"),
    ExportTable.text("body", "text"), ExportTable.time("write_time", "writeTime"),
  ]

  private static let noteRevisionsQuery = Query(
    """
    SELECT \(noteRevisionColumns.map(\.sql).joined(separator: ", "))
    FROM note_revision
    WHERE workspace = ? AND interaction = ? AND note = ?
    ORDER BY revision
    """)

  /// The next step.
  mutating func step(for caller: Caller, in transaction: Transaction) throws(InboxError) -> Step {
    switch part {
    case .customer: return .lines(try customerLines(caller, transaction))
    case .table(let table, let row): return .lines(try tableLines(table, row, caller, transaction))
    case .notes(let interaction, let note):
      return .lines(try noteLines(after: (interaction, note), caller, transaction))
    case .attachments:
      guard let file = files.popFirst() else {
        part = .done
        return .end
      }
      return try self.file(AttachmentID(file), caller, transaction)
    case .done: return .end
    }
  }

  /// Who he is; finds his interactions.
  private mutating func customerLines(_ caller: Caller, _ transaction: Transaction) throws(InboxError) -> [UInt8] {
    let customer = try transaction.customer(customer, for: caller)
    let profile = customer.profile
    var line = JSONLine(type: "customer")
    line.add("customer", customer.id.text)
    line.add("displayName", profile.displayName)
    line.add("givenName", profile.givenName)
    line.add("familyName", profile.familyName)
    line.add("email", profile.email)
    line.add("phone", profile.phone)
    line.add("language", profile.language)
    line.end()
    var bytes = line.bytes
    let id = self.customer
    func bind(_ cursor: inout Cursor) {
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    }
    for lines in [
      try transaction.all(Self.identitiesQuery, bind, { Self.identity(&$0) }),
      try transaction.all(Self.attributesQuery, bind, { Self.attribute(&$0) }),
    ] { bytes += lines.joined() }
    interactions = try transaction.all(Self.interactionsQuery, bind) { $0.int64() }
    part = interactions.isEmpty ? .notes(interaction: 0, note: 0) : .table(0, row: 0)
    return bytes
  }

  /// The line of who he is at a source.
  private static func identity(_ cursor: inout Cursor) -> [UInt8] {
    var line = JSONLine(type: "identity")
    ExportColumn(sql: "source", name: "source", kind: ExportColumn.choice(Source.self)).read(&cursor, into: &line)
    line.add("externalId", cursor.text())
    line.end()
    return line.bytes
  }

  /// The line of a value of an attribute.
  private static func attribute(_ cursor: inout Cursor) -> [UInt8] {
    var line = JSONLine(type: "customerAttribute")
    line.add("definition", cursor.text())
    if let text = cursor.optionalText() { line.add("text", text) }
    if let number = cursor.optionalDouble() { line.add("number", number) }
    line.end()
    return line.bytes
  }

  /// Rows of one table of the next interaction.
  private mutating func tableLines(
    _ index: Int, _ row: Int, _ caller: Caller, _ transaction: Transaction
  ) throws(InboxError) -> [UInt8] {
    guard let interaction = interactions.last else { preconditionFailure("a table belongs to an interaction") }
    let table = ExportTable.all[index]
    var bytes: [UInt8] = []
    var rows = 0
    try transaction.forEach(table.query, while: { bytes.count < Self.bytesPerStep }) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction)
      cursor.bind(Int64(row))
    } _: { (cursor) throws(InboxError) in
      var line = JSONLine(type: table.type)
      for column in table.columns { column.read(&cursor, into: &line) }
      line.end()
      bytes += line.bytes
      rows += 1
    }
    if bytes.count >= Self.bytesPerStep {
      part = .table(index, row: row + rows)
    } else if index + 1 < ExportTable.all.count {
      part = .table(index + 1, row: 0)
    } else {
      let found = try transaction.all(Self.filesQuery) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(interaction)
      } _: {
        $0.int64()
      }
      files.formUnion(found)
      interactions.removeLast()
      part = interactions.isEmpty ? .notes(interaction: 0, note: 0) : .table(0, row: 0)
    }
    return bytes
  }

  /// Those of some notes that name him, with their revisions.
  private mutating func noteLines(
    after place: (interaction: Int64, note: Int64), _ caller: Caller, _ transaction: Transaction
  ) throws(InboxError) -> [UInt8] {
    let looked = try transaction.all(Self.notesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(place.interaction)
      cursor.bind(place.note)
      cursor.bind(Int64(Self.notesPerStep))
    } _: {
      (interaction: $0.int64(), note: $0.int64(), body: $0.text())
    }
    var bytes: [UInt8] = []
    for note in looked where customer.isNamed(in: note.body) {
      for (type, query, columns) in [
        ("note", Self.noteQuery, Self.noteColumns),
        ("noteRevision", Self.noteRevisionsQuery, Self.noteRevisionColumns),
      ] {
        try transaction.forEach(query) { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(note.interaction)
          cursor.bind(note.note)
        } _: { (cursor) throws(InboxError) in
          var line = JSONLine(type: type)
          for column in columns { column.read(&cursor, into: &line) }
          line.end()
          bytes += line.bytes
        }
      }
    }
    part = looked.last.map { .notes(interaction: $0.interaction, note: $0.note) } ?? .attachments
    return bytes
  }

  /// The beginning of a file's line; a file that went meanwhile has none.
  private func file(
    _ id: AttachmentID, _ caller: Caller, _ transaction: Transaction
  ) throws(InboxError) -> Step {
    let info: AttachmentInfo
    do throws(InboxError) { info = try transaction.attachment(id, for: caller) } catch .notFound { return .lines([]) }
    var line = JSONLine(type: "attachment")
    line.add("attachment", id.description)
    line.add("fileName", info.fileName)
    line.add("mediaType", info.mediaType)
    line.add("sizeBytes", info.sizeBytes)
    line.add("sha256", FileStore.name(info.sha256))
    line.openString("content")
    return .file(line.bytes, info)
  }
}

extension CustomerID {
  /// Whether a text has the customer's name, `customers/{customer}`, and not only as the beginning of a longer one.
  func isNamed(in text: String) -> Bool {
    let (name, bytes) = (Array("customers/\(self.text)".utf8), Array(text.utf8))
    guard bytes.count >= name.count else { return false }
    return (0...bytes.count - name.count).contains { start in
      let end = start + name.count
      return bytes[start..<end].elementsEqual(name)
        && (end == bytes.count || !Slug.isValid(String(decoding: [bytes[end]], as: UTF8.self)))
    }
  }
}

extension ReadTransaction {
  /// The next step of an export. Admins only.
  public func exportStep(_ export: inout CustomerExport, for caller: Caller) throws(InboxError) -> CustomerExport.Step {
    try caller.requireAdmin()
    return try export.step(for: caller, in: self)
  }
}
