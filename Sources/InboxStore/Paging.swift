/// A page of values and where the next one begins.
public struct Page<Item> {
  /// The values.
  public var items: [Item]
  /// The key of the last value if more follow; nil on the last page.
  public var next: String?

  /// Makes a page out of up to `limit + 1` values read in order.
  init(_ read: [Item], limit: Int, key: (Item) -> String) {
    if read.count > limit {
      items = Array(read.prefix(limit))
      next = items.last.map(key)
    } else {
      items = read
      next = nil
    }
  }
}

/// A place in a list ordered by time and id, where a page ends.
public struct PagePosition: Hashable, Sendable {
  /// The time of the last row.
  public var time: Int64
  /// The id of the last row.
  public var id: Int64

  /// A place in a list.
  public init(time: Int64, id: Int64) {
    self.time = time
    self.id = id
  }
}
