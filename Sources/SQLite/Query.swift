private import Synchronization

/// The text of one statement and its place in every connection's cache.
///
/// It is made once, as a `static let` beside the function that runs it; each connection prepares it at its first
/// use and keeps it for good.
public final class Query: Sendable {
  /// The statement's SQL: one statement, `?` for each value.
  public let sql: String
  /// The place in the caches.
  let slot: Int

  /// Hands out the places.
  private static let nextSlot = Atomic<Int>(0)

  /// Gives a statement its place.
  public init(_ sql: String) {
    self.sql = sql
    self.slot = Self.nextSlot.wrappingAdd(1, ordering: .relaxed).oldValue
  }
}
