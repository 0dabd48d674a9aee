internal import SQLite
public import InboxModel

/// What figures are asked for.
public struct StatisticsQuery: Sendable {
  /// From when, in microseconds since 1970.
  public var start: Int64
  /// Until before when.
  public var end: Int64
  /// What to split by.
  public var dimensions: [StatisticsDimension]
  /// Only interactions that match now.
  public var filter: InteractionFilter
  /// One tab, or all.
  public var family: Family?
  /// Whose days.
  public var zone: CalendarZone

  /// Takes all parts.
  public init(
    start: Int64, end: Int64, dimensions: [StatisticsDimension] = [], filter: InteractionFilter = InteractionFilter(),
    family: Family? = nil, zone: CalendarZone = .utc
  ) {
    self.start = start
    self.end = end
    self.dimensions = dimensions
    self.filter = filter
    self.family = family
    self.zone = zone
  }

  /// The most events of a range.
  static let eventsMax = 5_000_000
  /// The most rows of an answer.
  static let rowsMax = 10_000
}

// Figures from the event log: one walk over the range in the order of time, with a small state for each interaction in it.
//
//     events_by_time, from start to end --> opening, first response, Processed --> cells
//                                            ^ what was open before the range: its own events, backwards, once
//
// Invariants
//  1. Only events are counted; the row of an interaction says only whether it counts now (trash, filter, rights) and what
//     its rating is.
//  2. A case belongs to the range in which it ended; what opened it may lie before.
//  3. The cost is that of the range's events, read from their index alone, and a row and a few events for each interaction
//     in it.
//
// Limits: `StatisticsQuery.eventsMax` and `rowsMax`.

extension Transaction {
  /// The events of a range, in their order.
  static let statisticsSQL =
    """
    SELECT sequence, event_time, interaction, type, flags, value_after, source, location, actor
    FROM event
    WHERE workspace = ? AND event_time >= ? AND event_time < ?
    ORDER BY event_time, sequence
    """

  private static let rangeQuery = Query(statisticsSQL)

  private static let formerQuery = Query(
    """
    SELECT type, event_time, value_after
    FROM event
    WHERE workspace = ? AND interaction = ? AND sequence < ?
    ORDER BY sequence DESC
    """)

  /// The figures of each cell that has one, and of the whole. Throws `scopeTooLarge`, and what filters throw.
  public func statistics(
    _ query: StatisticsQuery, for caller: Caller
  ) throws(InboxError) -> (cells: [StatisticsKey: StatisticsFigures], total: StatisticsFigures) {
    let matcher = try ListMatcher(.all, query.family, query.filter, withArchive: true, for: caller, in: self)
    var walk = StatisticsWalk(query)
    if matcher.isEmpty { return ([:], walk.total) }
    var seen = 0
    try forEach(Self.rangeQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(query.start)
      cursor.bind(query.end)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      seen += 1
      if seen > StatisticsQuery.eventsMax { throw .scopeTooLarge(field: "range", limit: StatisticsQuery.eventsMax) }
      guard let event = StatisticsEvent(&cursor) else { return }
      let track: StatisticsTrack
      if let known = walk.tracks[event.interaction] {
        track = known
      } else {
        track = try makeTrack(event.interaction, matcher, caller)
        walk.tracks[event.interaction] = track
      }
      guard track.counts else { return }
      if event.needsOpening, track.opened == nil { track.take(try former(event, caller)) }
      walk.take(event, of: track, brand: try brand(of: event, query, caller))
    }
    walk.finish()
    if walk.cells.count > StatisticsQuery.rowsMax {
      throw .scopeTooLarge(field: "dimensions", limit: StatisticsQuery.rowsMax)
    }
    return (walk.cells, walk.total)
  }

  /// What the walk needs to know of an interaction.
  private func makeTrack(
    _ id: InteractionID, _ matcher: ListMatcher, _ caller: Caller
  ) throws(InboxError) -> StatisticsTrack {
    let track = StatisticsTrack()
    try withRow(id, in: caller.workspace) { (row) throws(InboxError) in
      track.counts = try matcher.matches(row, for: caller, in: self)
      if let rating = row.rating, row.ratingMax > 0 { track.rating = rating / row.ratingMax }
    }
    return track
  }

  /// What opened an interaction before an event, and whether it was answered since.
  private func former(_ event: StatisticsEvent, _ caller: Caller) throws(InboxError) -> (opened: Int64, answered: Bool)?
  {
    var opened: Int64?
    var answered = false
    try forEach(Self.formerQuery, while: { opened == nil }) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(event.interaction.rawValue)
      cursor.bind(event.sequence)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      let type = EventType(rawValue: UInt8(cursor.int()))
      let time = cursor.int64()
      if type == .responseSent { answered = true }
      if type == .interactionCreated || type == .statusChanged && cursor.int64() == Int64(Status.pending.rawValue) {
        opened = time
      }
    }
    return opened.map { ($0, answered) }
  }

  /// The brand of an event's location, where it is asked for.
  private func brand(
    of event: StatisticsEvent, _ query: StatisticsQuery, _ caller: Caller
  ) throws(InboxError) -> BrandID? {
    guard query.dimensions.contains(.brand), let location = event.location else { return nil }
    return try place(location, in: caller.workspace)?.brand
  }
}

/// An event as statistics see it.
private struct StatisticsEvent {
  /// Its place in the log.
  let sequence: Int64
  /// To which interaction it happened.
  let interaction: InteractionID
  /// What happened.
  let type: EventType
  /// When.
  let time: Int64
  /// On whose behalf, where it counts; nil elsewhere.
  let actor: Actor?
  /// Where the interaction came from.
  let source: Source
  /// Where it belonged then.
  let location: LocationID?
  /// The value after, where there is one.
  let after: Int64
  /// Yes-or-no facts.
  let flags: EventDetails.Flags

  /// Reads a row; nil for one that no figure is made of.
  init?(_ cursor: inout Cursor) {
    sequence = cursor.int64()
    time = cursor.int64()
    let interaction = cursor.optionalInt64()
    let type = EventType(rawValue: UInt8(cursor.int()))
    guard let interaction, let type else { return nil }
    switch type {
    case .interactionCreated, .messageReceived, .responseSent, .statusChanged: break
    default: return nil
    }
    self.interaction = InteractionID(interaction)
    self.type = type
    flags = EventDetails.Flags(rawValue: UInt8(cursor.int()))
    after = cursor.int64()
    source = Source(stored: cursor.int())
    location = cursor.optionalText().map(LocationID.init)
    actor = type == .responseSent || type == .statusChanged ? Actor(stored: cursor.text()) : nil
  }

  /// The user who did it; empty if none did.
  var user: String { actor.flatMap { $0.kind == .user ? $0.id : nil } ?? "" }
  /// Whether it ends something that an opening began.
  var needsOpening: Bool {
    type == .responseSent || type == .statusChanged && after == Int64(Status.processed.rawValue)
  }
}

/// An interaction under way.
private final class StatisticsTrack {
  /// Whether it is in the figures.
  var counts = false
  /// rating / best rating; nil without one.
  var rating: Double?
  /// When it was opened last.
  var opened: Int64?
  /// Whether it was answered since.
  var isAnswered = false
  /// The cell of its last opening within the range, without user.
  var openingKey: StatisticsKey?
  /// How far its handling is.
  var status = Status.pending
  /// Who made it Processed; empty if no user did.
  var processor = ""
  /// The last response: when, by whom, and whether automatic.
  var response: (time: Int64, user: String, isAutomatic: Bool)?

  /// Takes what was before the range.
  func take(_ former: (opened: Int64, answered: Bool)?) {
    guard let former else { return }
    opened = former.opened
    isAnswered = former.answered
  }
}

/// The walk over the events of a range.
private struct StatisticsWalk {
  /// What is asked for.
  let query: StatisticsQuery
  /// The interactions met so far.
  var tracks: [InteractionID: StatisticsTrack] = [:]
  /// The figures of each cell.
  var cells: [StatisticsKey: StatisticsFigures] = [:]
  /// Those of the whole.
  var total = StatisticsFigures()

  /// Begins.
  init(_ query: StatisticsQuery) { self.query = query }

  /// Takes the next event of an interaction that counts.
  mutating func take(_ event: StatisticsEvent, of track: StatisticsTrack, brand: BrandID?) {
    let key = key(of: event, brand: brand)
    switch event.type {
    case .interactionCreated:
      open(track, event, key)
      count(key) { figures in
        figures.created += 1
        if let rating = track.rating {
          figures.rated += 1
          figures.ratingSum += rating
        }
      }
    case .messageReceived:
      if !event.flags.contains(.outbound) { count(key) { $0.received += 1 } }
    case .responseSent:
      let isAutomatic = event.flags.contains(.automatic)
      track.response = (event.time, event.user, isAutomatic)
      let took = track.isAnswered ? nil : track.opened.map { event.time - $0 }
      track.isAnswered = true
      count(with(key, event.user)) { figures in
        if isAutomatic { figures.automaticResponses += 1 } else { figures.humanResponses += 1 }
        guard let took else { return }
        if isAutomatic { figures.automaticFirstResponse.add(took) } else { figures.humanFirstResponse.add(took) }
      }
    case .statusChanged:
      track.status = Status(rawValue: UInt8(truncatingIfNeeded: event.after)) ?? .pending
      if track.status == .pending { open(track, event, key) }
      if track.status == .processed { process(track, event, key) }
    default: break
    }
  }

  /// An interaction waits for handling again.
  private func open(_ track: StatisticsTrack, _ event: StatisticsEvent, _ key: StatisticsKey) {
    track.opened = event.time
    track.isAnswered = false
    track.openingKey = key
    track.status = .pending
    track.response = nil
  }

  /// An interaction was handled: by whoever sent the response that did it, else by whoever set the status.
  private mutating func process(_ track: StatisticsTrack, _ event: StatisticsEvent, _ key: StatisticsKey) {
    let response = track.response.flatMap { $0.time == event.time ? $0 : nil }
    track.processor = response?.user ?? event.user
    let isHuman = response.map { !$0.isAutomatic } ?? (event.actor?.kind == .user)
    let isAutomatic = response?.isAutomatic ?? (event.actor?.kind == .workflow)
    guard let opened = track.opened else { return }
    count(with(key, track.processor)) { figures in
      if isHuman {
        figures.humanHandling.add(event.time - opened)
      } else if isAutomatic {
        figures.automaticHandling.add(event.time - opened)
      }
    }
  }

  /// Counts what was opened in the range by what it is at its end.
  mutating func finish() {
    for track in tracks.values {
      guard track.counts, let key = track.openingKey else { continue }
      count(track.status == .processed ? with(key, track.processor) : key) { figures in
        switch track.status {
        case .pending: figures.pending += 1
        case .processed: figures.processed += 1
        case .ignored: figures.ignored += 1
        }
      }
    }
  }

  /// Changes the figures of a cell, and of the whole.
  private mutating func count(_ key: StatisticsKey, _ change: (inout StatisticsFigures) -> Void) {
    change(&total)
    if !query.dimensions.isEmpty { change(&cells[key, default: StatisticsFigures()]) }
  }

  /// The cell of an event, without user.
  private func key(of event: StatisticsEvent, brand: BrandID?) -> StatisticsKey {
    var key = StatisticsKey()
    for dimension in query.dimensions {
      switch dimension {
      case .day: key.day = query.zone.day(of: event.time)
      case .source: key.source = event.source
      case .location: key.location = event.location
      case .family: key.family = event.source.family
      case .brand: key.brand = brand
      case .user: break
      }
    }
    return key
  }

  /// A cell with its user, where it is asked for.
  private func with(_ key: StatisticsKey, _ user: String) -> StatisticsKey {
    guard query.dimensions.contains(.user) else { return key }
    var key = key
    key.user = user
    return key
  }
}
