internal import InboxModel
internal import SQLite

/// Where the generator of ids goes on when a store is opened.
///
/// Ids come from the clock, and a clock may have been set back. So the tables are asked for the largest id there is. Etags are
/// ids too: no index has them, but whatever changes one writes an event, or shares one of the last minute, so that a time a
/// little past the last event is past them. The road not taken: a row that keeps the last id, written with every batch.
enum LargestID {
  /// How long a draft's saves share one event, and a little more, in microseconds.
  private static let eventSharedMicroseconds: Int64 = 61 * 1_000_000

  private static let idQuery = Query(
    """
    SELECT MAX(id)
    FROM (
      SELECT MAX(workspace) AS id FROM workspace
      UNION ALL
      SELECT MAX(interaction) FROM interaction
      UNION ALL
      SELECT MAX(message) FROM message
      UNION ALL
      SELECT MAX(note) FROM note
      UNION ALL
      SELECT MAX(delivery) FROM delivery
      UNION ALL
      SELECT MAX(attachment) FROM attachment
      UNION ALL
      SELECT MAX(notification) FROM notification
      UNION ALL
      SELECT MAX(change_id) FROM notification
      UNION ALL
      SELECT MAX(api_key) FROM api_key
    )
    """)

  private static let timeQuery = Query(
    """
    SELECT MAX((
      SELECT MAX(e.event_time)
      FROM event e
      WHERE e.workspace = c.workspace
    ))
    FROM event_counter c
    """)

  /// An id that nothing in the store is above.
  static func read(from database: Database) throws(DatabaseError) -> Int64 {
    let id = try number(idQuery, database)
    let time = try number(timeQuery, database)
    return max(id, time == 0 ? 0 : IdentifierGenerator.largest(at: time + eventSharedMicroseconds))
  }

  /// The number that a query gives; 0 if there is none.
  private static func number(_ query: Query, _ database: Database) throws(DatabaseError) -> Int64 {
    var cursor = try database.use(query)
    return try cursor.step() ? cursor.int64() : 0
  }
}
