internal import SQLite
public import InboxModel

/// Which events of the audit trail to list.
public struct EventQuery: Sendable {
  /// Of one interaction; nil: of the workspace.
  public var interaction: InteractionID?
  /// Only of these types; empty: of all.
  public var types: Set<EventType> = []
  /// Only in this range.
  public var range = TimeRange()
  /// Whether the oldest comes first.
  public var oldestFirst = false
  /// Only those with a greater sequence.
  public var after: Int64 = 0

  /// All events, the newest first.
  public init() {}

  /// Whether an event that the store found is meant.
  fileprivate func matches(_ event: Event) -> Bool {
    event.sequence > after && (types.isEmpty || types.contains(event.type))
      && (range.start.map { event.time >= $0 } ?? true) && (range.end.map { event.time < $0 } ?? true)
  }
}

/// A place in the audit trail: an event's.
public struct EventPosition: Sendable, Equatable {
  /// When.
  public var time: Int64
  /// Which.
  public var sequence: Int64

  /// Takes both parts.
  public init(time: Int64, sequence: Int64) {
    self.time = time
    self.sequence = sequence
  }
}

/// A page of the audit trail.
public struct EventPage: Sendable {
  /// The events.
  public var events: [Event]
  /// Where the next page begins; nil after the last.
  public var next: EventPosition?
}

/// Listing the audit trail.
///
/// Events follow their interaction: whoever sees it now sees all of its trail, wherever it was at the time, and
/// whoever does not sees none. The order is that of the sequence; a time range in a workspace is read along the times,
/// so that it costs what it holds.
///
/// What is asked for may be rare, so a page ends after `Limits.eventsExaminedMax` events looked at, short or even empty,
/// with a token to go on.
extension Transaction {
  private static let ofInteraction = Query(listingSQL(of: "e.interaction = ? AND", by: ["sequence"], descending: false))
  private static let ofInteractionNewest = Query(
    listingSQL(of: "e.interaction = ? AND", by: ["sequence"], descending: true))
  private static let ofWorkspace = Query(listingSQL(of: "", by: ["sequence"], descending: false))
  private static let ofWorkspaceNewest = Query(listingSQL(of: "", by: ["sequence"], descending: true))
  private static let ofRange = Query(listingSQL(of: "", by: ["event_time", "sequence"], descending: false))
  private static let ofRangeNewest = Query(listingSQL(of: "", by: ["event_time", "sequence"], descending: true))

  /// The query of a part of the trail between two places.
  static func listingSQL(of part: String, by columns: [String], descending: Bool) -> String {
    let key = "(" + columns.map { "e." + $0 }.joined(separator: ", ") + ")"
    let place = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
    let order = columns.map { "e.\($0)\(descending ? " DESC" : "")" }.joined(separator: ", ")
    return """
      SELECT \(eventColumns), i.location
      FROM event e
      LEFT JOIN interaction i ON i.workspace = e.workspace AND i.interaction = e.interaction
      WHERE e.workspace = ? AND \(part) \(key) > \(place) AND \(key) < \(place)
      ORDER BY \(order)
      LIMIT ?
      """
  }

  /// A page of the events that a caller may see. Throws `notFound` for an interaction that he does not see.
  public func listEvents(
    _ query: EventQuery, from position: EventPosition?, limit: Int, for caller: Caller
  ) throws(InboxError) -> EventPage {
    if let interaction = query.interaction { try requireVisible(interaction, for: caller) }
    let chunk = min(limit + 1, Limits.eventsExaminedMax)
    var page = EventPage(events: [], next: nil)
    var place = position
    var examined = 0
    while true {
      let rows = try eventRows(query, from: place, limit: chunk, for: caller)
      for row in rows {
        if page.events.count == limit || examined == Limits.eventsExaminedMax {
          page.next = place
          return page
        }
        examined += 1
        place = EventPosition(time: row.event.time, sequence: row.event.sequence)
        let isVisible = row.event.interaction == nil || caller.sees(row.location)
        if isVisible, row.event.isVisible(to: caller), query.matches(row.event) { page.events.append(row.event) }
      }
      if rows.count < chunk { return page }
    }
  }

  /// Some events on from a place, with the present location of their interactions.
  private func eventRows(
    _ query: EventQuery, from place: EventPosition?, limit: Int, for caller: Caller
  ) throws(InboxError) -> [(event: Event, location: LocationID?)] {
    let isByTime = query.interaction == nil && (query.range.start != nil || query.range.end != nil)
    // What lies strictly between both places; the ends of a range have no event of sequence 0.
    var low = EventPosition(time: query.range.start ?? Int64.min, sequence: isByTime ? 0 : query.after)
    var high = EventPosition(time: query.range.end ?? Int64.max, sequence: isByTime ? 0 : Int64.max)
    if let place { if query.oldestFirst { low = place } else { high = place } }
    return try all(Self.statement(query, isByTime: isByTime)) { cursor in
      cursor.bind(caller.workspace.rawValue)
      if let interaction = query.interaction { cursor.bind(interaction.rawValue) }
      if isByTime { cursor.bind(low.time) }
      cursor.bind(low.sequence)
      if isByTime { cursor.bind(high.time) }
      cursor.bind(high.sequence)
      cursor.bind(Int64(limit))
    } _: { cursor in
      (Self.event(&cursor), cursor.optionalText().map(LocationID.init))
    }
  }

  /// The statement for an order and a part.
  private static func statement(_ query: EventQuery, isByTime: Bool) -> Query {
    if query.interaction != nil { return query.oldestFirst ? ofInteraction : ofInteractionNewest }
    if isByTime { return query.oldestFirst ? ofRange : ofRangeNewest }
    return query.oldestFirst ? ofWorkspace : ofWorkspaceNewest
  }
}
