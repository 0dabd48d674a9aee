internal import SQLite
public import InboxModel

/// Which deliveries to list.
public struct DeliveryListQuery: Sendable, Hashable {
  /// Only in these states; empty stands for any.
  public var states: [DeliveryState] = []
  /// Only on these channels; empty stands for any.
  public var channels: [Channel] = []
  /// Only of this interaction; nil for any.
  public var interaction: InteractionID?
  /// Only of this kind; nil for any.
  public var kind: DeliveryKind?
  /// The last delivery of the page before; nil for the first page.
  public var before: DeliveryID?
  /// The most rows.
  public var limit: Int

  /// A list of everything.
  public init(limit: Int) { self.limit = limit }
}

extension Transaction {
  private static let listQuery = Query(
    """
    SELECT \(Delivery.columns)
    FROM delivery
    WHERE workspace = ? AND delivery < ?
    ORDER BY delivery DESC
    """)

  private static let listOfStateQuery = Query(
    """
    SELECT \(Delivery.columns)
    FROM delivery
    WHERE workspace = ? AND state = ? AND delivery < ?
    ORDER BY delivery DESC
    """)

  private static let listOfInteractionQuery = Query(
    """
    SELECT \(Delivery.columns)
    FROM delivery
    WHERE workspace = ? AND interaction = ? AND delivery < ?
    """)

  /// Deliveries, newest first.
  public func deliveries(_ query: DeliveryListQuery, for caller: Caller) throws(InboxError) -> [Delivery] {
    let before = query.before?.rawValue ?? Int64.max
    func fits(_ delivery: Delivery) -> Bool {
      (query.channels.isEmpty || query.channels.contains(delivery.channel))
        && (query.kind == nil || query.kind == delivery.kind)
        && (query.states.isEmpty || query.states.contains(delivery.state))
    }
    func read(_ sql: Query, _ bind: (inout Cursor) -> Void, limit: Int) throws(InboxError) -> [Delivery] {
      var rows: [Delivery] = []
      do {
        var cursor = try database.use(sql)
        bind(&cursor)
        while rows.count < limit, try cursor.step() {
          let delivery = Delivery(&cursor)
          if fits(delivery) { rows.append(delivery) }
        }
      } catch {
        throw InboxError(error)
      }
      return rows
    }
    var rows: [Delivery] = []
    if let interaction = query.interaction {
      // A conversation has few; its index has them by message.
      rows = try read(
        Self.listOfInteractionQuery,
        { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(interaction.rawValue)
          cursor.bind(before)
        }, limit: .max)
    } else if query.states.isEmpty {
      rows = try read(
        Self.listQuery,
        { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(before)
        }, limit: query.limit)
    } else {
      for state in Set(query.states) {
        rows += try read(
          Self.listOfStateQuery,
          { cursor in
            cursor.bind(caller.workspace.rawValue)
            cursor.bind(Int64(state.rawValue))
            cursor.bind(before)
          }, limit: query.limit)
      }
    }
    return Array(rows.sorted { $0.id.rawValue > $1.id.rawValue }.prefix(query.limit))
  }
}
