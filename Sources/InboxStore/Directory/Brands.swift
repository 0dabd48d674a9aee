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
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (workspace, brand) DO NOTHING
    """)

  private static let updateBrand = Query(
    """
    UPDATE brand
    SET display_name = ?3, signature = ?4, voice = ?5, sender_name = ?6, etag = ?7, create_time = ?8, update_time = ?9
    WHERE workspace = ?1 AND brand = ?2
    """)

  private static let locationOfBrand = Query("SELECT 1 FROM location WHERE workspace = ? AND brand = ? LIMIT 1")

  private static let deleteBrand = Query("DELETE FROM brand WHERE workspace = ? AND brand = ?")

  /// Creates a brand; an empty id gets one. Throws `alreadyExists`.
  @discardableResult
  public func createBrand(_ brand: Brand, by caller: Caller) throws(InboxError) -> Brand {
    try caller.requireAdmin()
    var row = try made(brand)
    row.id = BrandID(try chooseID(brand.id.text, field: "brand_id"))
    let name = BrandName(workspace: caller.workspaceSlug, id: row.id).description
    guard try write(row, Self.insertBrand, caller) == 1 else { throw .alreadyExists(field: "brand_id", name: name) }
    note(name, .created, by: caller)
    return row
  }

  /// Changes a brand. Throws `notFound`, `etagMismatch`.
  @discardableResult
  public func updateBrand(
    _ id: BrandID, if condition: EtagCondition = .any, by caller: Caller,
    _ change: (inout Brand) throws(InboxError) -> Void
  ) throws(InboxError) -> Brand {
    try caller.requireAdmin()
    let name = BrandName(workspace: caller.workspaceSlug, id: id).description
    return try update(try brand(id, for: caller), called: name, if: condition, by: caller, change) {
      (row) throws(InboxError) in
      try write(row, Self.updateBrand, caller)
    }
  }

  /// Deletes a brand that no location has. Throws `notFound`, `etagMismatch`, `resourceInUse`.
  public func deleteBrand(
    _ id: BrandID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    try caller.requireAdmin()
    let name = BrandName(workspace: caller.workspaceSlug, id: id).description
    let current = try brand(id, for: caller)
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    let location: Int64? = try first(Self.locationOfBrand) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      $0.int64()
    }
    if location != nil { throw .resourceInUse(name: name, usedBy: "a location") }
    try run(Self.deleteBrand) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    }
    note(name, .deleted, by: caller)
  }

  /// Writes a brand's row; says how many were written.
  @discardableResult
  private func write(_ row: Brand, _ query: Query, _ caller: Caller) throws(InboxError) -> Int {
    try run(query) { cursor in
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
  }
}
