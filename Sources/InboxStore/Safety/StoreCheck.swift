internal import Files
internal import InboxModel
internal import SQLite

// The check of a store: whatever is kept twice is compared, whatever is promised is counted anew.
//
//     pages         SQLite's own integrity check
//     references    every foreign key has its row
//     sequences     events of a workspace count from 1 without gaps, and the counter is their last
//     counts        the views' counts against a recount (invariants of ListUpkeep.swift)
//     lists         the personal lists, and the columns that repeat other rows, against those rows
//     outbox        every message on its way has a delivery, every delivery its message, every conversation one head
//     search        the index against the texts, except those that wait to be indexed
//     attachments   every file is there and is what its name says; files of no row are only mentioned
//
// Reads only. A check that cannot be made, because what it reads is damaged, is a fault of its own, and the others go on.
// Where the schema is older than this program only what every schema has is checked.

/// What one check found.
public struct CheckFinding: Sendable, Equatable {
  /// What was checked: one word.
  public let name: String
  /// What is wrong, the first of it; empty if nothing is.
  public internal(set) var faults: [String] = []
  /// How much is wrong in all.
  public internal(set) var faultCount = 0
  /// What is worth knowing and not wrong.
  public internal(set) var remark = ""

  /// The most faults that are told.
  static let toldMax = 20

  /// Adds a fault.
  mutating func add(_ fault: String) {
    faultCount += 1
    if faults.count < Self.toldMax { faults.append(fault) }
  }
}

/// One pass over a directory.
struct StoreCheck {
  /// Where the files are.
  let directory: String
  /// A connection that reads.
  let database: Database

  /// Makes every check, one after the other.
  func run(_ hear: (String) -> Void) throws(SafetyError) -> [CheckFinding] {
    let newest = Int64(Migrations.all.count)
    let version: Int64
    do { version = try Migrator.version(of: database) } catch { return [Self.unreadable("pages", error)] }
    guard version <= newest else {
      throw .database(
        DatabaseError(
          code: 0, message: "the file has schema \(version), this program knows up to \(newest): run a newer program",
          context: "check"))
    }
    var findings: [CheckFinding] = []
    func check(_ name: String, _ body: (inout CheckFinding) throws(DatabaseError) -> Void) {
      hear(name)
      var finding = CheckFinding(name: name)
      do throws(DatabaseError) { try body(&finding) } catch { finding = Self.unreadable(name, error) }
      findings.append(finding)
    }
    check("pages") { (finding) throws(DatabaseError) in
      for fault in try database.integrityFaults() { finding.add(fault) }
      finding.remark = "schema \(version)" + (version < newest ? ", which the next start brings to \(newest)" : "")
    }
    check("references") { (finding) throws(DatabaseError) in
      try add(Self.referencesSQL, to: &finding)
    }
    guard version == newest else { return findings }
    check("sequences") { (finding) throws(DatabaseError) in try add(CheckQueries.sequences, to: &finding) }
    check("counts") { (finding) throws(DatabaseError) in
      for sql in CheckQueries.counts { try add(sql, to: &finding) }
    }
    check("lists") { (finding) throws(DatabaseError) in
      for sql in CheckQueries.lists { try add(sql, to: &finding) }
    }
    check("outbox") { (finding) throws(DatabaseError) in
      for sql in CheckQueries.outbox { try add(sql, to: &finding) }
    }
    check("search") { (finding) throws(DatabaseError) in try checkSearch(&finding) }
    check("attachments") { (finding) throws(DatabaseError) in try checkFiles(&finding) }
    return findings
  }

  private static let referencesSQL = """
    SELECT "table" || ' refers to a row of ' || parent || ' that is not there'
    FROM pragma_foreign_key_check
    """

  /// A check that could not be made.
  static func unreadable(_ name: String, _ error: DatabaseError) -> CheckFinding {
    CheckFinding(name: name, faults: ["could not be read: \(error.message)"], faultCount: 1)
  }

  /// Adds what a statement finds: each of its rows is a sentence.
  private func add(_ sql: String, to finding: inout CheckFinding) throws(DatabaseError) {
    let found = try database.texts(sql, limit: CheckFinding.toldMax)
    finding.faultCount += found.count
    finding.faults += found.rows.prefix(max(0, CheckFinding.toldMax - finding.faults.count))
  }

  // MARK: Search

  private static let interactionsQuery = Query(
    """
    SELECT i.workspace, i.interaction
    FROM interaction i
    WHERE NOT EXISTS (
      SELECT 1 FROM search_pending p WHERE p.workspace = i.workspace AND p.interaction = i.interaction
    )
    """)

  private static let documentQuery = Query(
    "SELECT names, customer, messages, notes FROM search_index WHERE rowid = ?")

  private static let termQuery = Query("SELECT 1 FROM search_term WHERE workspace = ? AND term = ?")

  /// Makes every document anew and compares.
  private func checkSearch(_ finding: inout CheckFinding) throws(DatabaseError) {
    try add(CheckQueries.strayDocuments, to: &finding)
    let transaction = ReadTransaction(database: database, files: FileStore(reading: directory), now: 0)
    var known: Set<String> = []
    var interactions = try database.use(Self.interactionsQuery)
    while try interactions.step() {
      let (workspace, id) = (WorkspaceID(interactions.int64()), InteractionID(interactions.int64()))
      let document: SearchDocument?
      let number: Int64?
      do {
        document = try transaction.searchDocument(of: id, in: workspace)
        number = try transaction.documentNumber(of: id, in: workspace)
      } catch {
        throw DatabaseError(code: 11, message: error.message, context: "search")
      }
      guard let document else { continue }
      let words = document.words(in: workspace)
      var row = try database.use(Self.documentQuery)
      row.bind(number)
      if try !row.step() {
        finding.add("interaction \(id) of workspace \(workspace.rawValue) is not in the index")
      } else if [row.text(), row.text(), row.text(), row.text()] != words.columns {
        finding.add("interaction \(id) of workspace \(workspace.rawValue) is indexed with other texts")
      }
      for term in words.terms where known.insert("\(workspace.rawValue)_\(term)").inserted {
        var look = try database.use(Self.termQuery)
        look.bind(workspace.rawValue)
        look.bind(term)
        if try !look.step() { finding.add("a word of interaction \(id) is not among the words that occur") }
      }
    }
  }

  // MARK: Attachments

  private static let contentsQuery = Query(
    """
    SELECT workspace, sha256, MIN(size_bytes), MAX(size_bytes)
    FROM attachment
    GROUP BY workspace, sha256
    ORDER BY workspace, sha256
    """)

  /// Reads every file.
  private func checkFiles(_ finding: inout CheckFinding) throws(DatabaseError) {
    var known: Set<String> = []
    var contents = try database.use(Self.contentsQuery)
    while try contents.step() {
      let name = "\(contents.int64())/" + FileStore.name(contents.blob())
      let sizes = [contents.int64(), contents.int64()]
      known.insert(name)
      let path = directory + "/files/" + name
      guard Folder.has(path) else {
        finding.add("files/\(name) is missing")
        continue
      }
      guard let file = FileContent.read(path) else {
        finding.add("files/\(name) cannot be read")
        continue
      }
      let isSame = name.hasSuffix("/" + FileStore.name(file.sha256)) && sizes == [file.sizeBytes, file.sizeBytes]
      if !isSame { finding.add("files/\(name) is not what was uploaded") }
    }
    let orphans = Folder.names(in: directory + "/files").flatMap { folder in
      Folder.names(in: directory + "/files/" + folder).map { folder + "/" + $0 }
    }.filter { !known.contains($0) }
    if !orphans.isEmpty {
      let first = orphans.prefix(CheckFinding.toldMax).map { "files/" + $0 }.joined(separator: ", ")
      finding.remark = "\(orphans.count) of no attachment, which a server removes by and by: \(first)"
    }
  }
}
