internal import SQLite
internal import InboxModel

/// The fixed statements behind lists: whole rows of one order, or keys of one of several orders to merge.
///
/// The indexes of a place, a source and a location end with what filters ask for most; keys bring it along, so that an
/// interaction that a filter refuses by it costs no row.
enum ListStatements {
  /// Rows of a place, newest activity first; `condition` names the partial index.
  static func rowsSQL(_ condition: String) -> String {
    """
    SELECT \(InteractionRow.columns)
    FROM interaction i
    WHERE i.workspace = ? AND i.place = ?\(condition)
      AND (i.activity_time, i.interaction) < (?, ?)
    ORDER BY i.activity_time DESC, i.interaction DESC
    """
  }

  /// All of a place.
  static let placeSQL = rowsSQL("")
  /// Pending ones.
  static let pendingSQL = rowsSQL(" AND i.status = 1")
  /// Those nobody is assigned to.
  static let unassignedSQL = rowsSQL(" AND i.assignees = ''")
  /// Those with a scheduled response.
  static let scheduledSQL = rowsSQL(" AND i.schedule_channels <> 0")

  /// The longest waiting first.
  static let waitingSQL =
    """
    SELECT \(InteractionRow.columns)
    FROM interaction i
    WHERE i.workspace = ? AND i.place = ? AND i.waiting_time IS NOT NULL
      AND (i.waiting_time, i.interaction) > (?, ?)
    ORDER BY i.waiting_time, i.interaction
    """

  /// A user's list.
  static let entriesSQL =
    """
    SELECT \(InteractionRow.columns)
    FROM personal_entry e
    JOIN interaction i ON i.workspace = e.workspace AND i.interaction = e.interaction
    WHERE e.workspace = ? AND e.user_id = ? AND e.list = ?
      AND (e.activity_time, e.interaction) < (?, ?)
    ORDER BY e.activity_time DESC, e.interaction DESC
    """

  /// Keys of what a user is assigned to.
  static let assignedKeysSQL =
    """
    SELECT e.activity_time, e.interaction
    FROM personal_entry e
    WHERE e.workspace = ? AND e.user_id = ? AND e.list = 9
      AND (e.activity_time, e.interaction) < (?, ?)
    ORDER BY e.activity_time DESC, e.interaction DESC
    LIMIT ?
    """

  /// Keys of one of the orders of a place, with what its index tells besides; `condition` narrows it.
  static func keysSQL(_ condition: String) -> String {
    """
    SELECT i.activity_time, i.interaction, i.status, i.source, i.mode, i.rating, i.language
    FROM interaction i
    WHERE i.workspace = ? AND i.place = ?\(condition)
      AND (i.activity_time, i.interaction) < (?, ?)
    ORDER BY i.activity_time DESC, i.interaction DESC
    LIMIT ?
    """
  }

  /// All of the place.
  static let placeKeysSQL = keysSQL("")
  /// Those of one location.
  static let locationKeysSQL = keysSQL(" AND i.location = ?")
  /// Those of one source.
  static let sourceKeysSQL = keysSQL(" AND i.source = ?")

  /// One row by its id.
  static let rowSQL =
    "SELECT \(InteractionRow.columns) FROM interaction i WHERE i.workspace = ? AND i.interaction = ?"

  /// Prepares `placeSQL`.
  static let place = Query(placeSQL)
  /// Prepares `pendingSQL`.
  static let pending = Query(pendingSQL)
  /// Prepares `unassignedSQL`.
  static let unassigned = Query(unassignedSQL)
  /// Prepares `scheduledSQL`.
  static let scheduled = Query(scheduledSQL)
  /// Prepares `waitingSQL`.
  static let waiting = Query(waitingSQL)
  /// Prepares `entriesSQL`.
  static let entries = Query(entriesSQL)
  /// Prepares `assignedKeysSQL`.
  static let assignedKeys = Query(assignedKeysSQL)
  /// Prepares `locationKeysSQL`.
  static let locationKeys = Query(locationKeysSQL)
  /// Prepares `placeKeysSQL`.
  static let placeKeys = Query(placeKeysSQL)
  /// Prepares `sourceKeysSQL`.
  static let sourceKeys = Query(sourceKeysSQL)
  /// Prepares `rowSQL`.
  static let row = Query(rowSQL)
}

/// One of the orders that are merged.
enum ListStream {
  /// What a user is assigned to; a place; a location, a source within a place.
  case assigned(String)
  case place(Place)
  case location(String, Place)
  case source(Source, Place)
}

/// An interaction of a stream.
struct ListKey {
  /// Where it stands in the list.
  let position: ListPosition
  /// Whether the index alone tells that it is not in the list.
  let isRefused: Bool
}

extension Transaction {
  /// Some keys of a stream below a place.
  func keys(
    of stream: ListStream, _ matcher: ListMatcher, below position: ListPosition, limit: Int, _ caller: Caller
  ) throws(InboxError) -> [ListKey] {
    let query =
      switch stream {
      case .assigned: ListStatements.assignedKeys
      case .place: ListStatements.placeKeys
      case .location: ListStatements.locationKeys
      case .source: ListStatements.sourceKeys
      }
    return try all(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      switch stream {
      case .assigned(let user): cursor.bind(user)
      case .place(let place): cursor.bind(Int64(place.rawValue))
      case .location(let location, let place):
        cursor.bind(Int64(place.rawValue))
        cursor.bind(location)
      case .source(let source, let place):
        cursor.bind(Int64(place.rawValue))
        cursor.bind(Int64(source.rawValue))
      }
      cursor.bind(position.time)
      cursor.bind(position.id)
      cursor.bind(Int64(limit))
    } _: { cursor in
      let position = ListPosition(section: .activity, time: cursor.int64(), id: cursor.int64())
      if case .assigned = stream { return ListKey(position: position, isRefused: false) }
      return ListKey(position: position, isRefused: !matcher.takesIndexed(&cursor))
    }
  }

  /// Lends the row of an interaction; false if there is none.
  @discardableResult
  func withRow(
    _ id: InteractionID, in workspace: WorkspaceID,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> Bool {
    var found = false
    try forEach(ListStatements.row) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      found = true
      try body(InteractionRow(&cursor))
    }
    return found
  }
}
