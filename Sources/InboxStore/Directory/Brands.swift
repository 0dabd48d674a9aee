internal import SQLite
public import InboxModel

/// Brands.
extension Transaction {
  private static let columns = "brand, display_name, signature, voice, sender_name, etag, create_time, update_time"

  private static let getQuery = Query("SELECT \(columns) FROM brand WHERE workspace = ? AND brand = ?")

  private static let listQuery = Query(
    "SELECT \(columns) FROM brand WHERE workspace = ? AND brand > ? ORDER BY brand LIMIT ?")

  /// A brand; throws `notFound`.
  public func brand(_ id: BrandID, for caller: Caller) throws(InboxError) -> Brand {
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      Self.brand(&$0)
    }
    guard let found else {
      throw .notFound(name: BrandName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The brands by id.
  public func brands(after id: String, limit: Int, for caller: Caller) throws(InboxError) -> Page<Brand> {
    let rows = try all(Self.listQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id)
      cursor.bind(Int64(limit + 1))
    } _: {
      Self.brand(&$0)
    }
    return Page(rows, limit: limit) { $0.id.text }
  }

  /// Reads one row.
  private static func brand(_ cursor: inout Cursor) -> Brand {
    Brand(
      id: BrandID(cursor.text()), displayName: cursor.text(), signature: cursor.text(), voice: cursor.text(),
      senderName: cursor.text(), etag: Etag(cursor.int64()), createTime: cursor.int64(), updateTime: cursor.int64())
  }
}

extension WriteTransaction {
  private static let insertBrand = Query(
    """
    INSERT INTO brand (
      workspace, brand, display_name, signature, voice, sender_name, etag, create_time, update_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, brand) DO NOTHING
    """)

  /// Creates a brand; an empty id gets one. Throws `alreadyExists`.
  @discardableResult
  public func createBrand(_ brand: Brand, by caller: Caller) throws(InboxError) -> Brand {
    try caller.requireAdmin()
    var made = brand
    made.id = BrandID(try chooseID(brand.id.text, field: "brand_id"))
    try TextRules.requireDisplayName(brand.displayName, field: "brand.display_name")
    made.etag = Etag(makeID())
    made.createTime = now
    made.updateTime = now
    let row = made
    let created = try run(Self.insertBrand) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(row.id.text)
      cursor.bind(row.displayName)
      cursor.bind(row.signature)
      cursor.bind(row.voice)
      cursor.bind(row.senderName)
      cursor.bind(row.etag.rawValue)
      cursor.bind(row.createTime)
      cursor.bind(row.updateTime)
    }
    guard created == 1 else {
      throw .alreadyExists(
        field: "brand_id", name: BrandName(workspace: caller.workspaceSlug, id: row.id).description)
    }
    noteCreated(BrandName(workspace: caller.workspaceSlug, id: row.id).description, by: caller)
    return row
  }
}
