internal import SQLite
internal import InboxModel

// Keeping lists and counts: one place, whatever changed them.
//
//     state(of:) ---- remembers the row before, once for each interaction of a command
//     append(event) - says that something happened to it
//     finish() ------ row before, row after --> view_count, user_view_count, personal_entry
//
// A command does not say what its change means for views. It reads the interaction (`state(of:)`, as all do), changes
// it, and writes its events; at its end the row is read again and compared. So a new kind of change is counted right
// without knowing of counts, as long as it writes an event, and a change that ends where it began costs nothing. What
// moves an interaction in time alone, and writes no event, says so (`movedInteractions`).
//
// Invariants
//  1. view_count says for each (location, view, family) how many interactions the shared views hold, location '*' being
//     all of them; user_view_count the same of personal views. Both are exact in every committed state.
//  2. personal_entry has a row for each (user, list, interaction), with the interaction's activity, family and location.
//  3. What a draft save does reaches none of this: its events are not among those that can move an interaction.
//
// Limits: a command reads each interaction that it moved once more; counts are summed up first, so that a batch writes
// each row once.
//
// The road not taken: triggers (the rules would live in SQL, and twice with a second engine); a recount now and then
// (wrong in between); deltas written where each change is made (a dozen places that must not forget).

/// A row of view_count or, with a user, of user_view_count.
struct CountKey: Hashable {
  /// Whose; nil for shared views.
  let user: String?
  /// The location; '' for none, '*' for all.
  let location: String
  /// The view's number.
  let view: Int64
  /// The tab.
  let family: Family
}

/// Who has an interaction in which list.
private struct PersonalPlace: Hashable {
  /// The user.
  let user: String
  /// The list: a view's number, or `ListPlan.assignedList`.
  let list: Int64
}

extension WriteTransaction {
  private static let entriesQuery = Query(
    """
    SELECT e.user_id, e.list, e.activity_time, e.family, e.location
    FROM personal_entry e
    WHERE e.workspace = ? AND e.interaction = ?
    """)

  private static let mentionedQuery = Query(
    """
    SELECT m.user_id
    FROM note_mention m
    JOIN note n ON n.workspace = m.workspace AND n.interaction = m.interaction AND n.note = m.note
    JOIN member u ON u.workspace = m.workspace AND u.user_id = m.user_id
    WHERE m.workspace = ? AND m.interaction = ? AND n.delete_time IS NULL
    """)

  private static let pinnedQuery = Query(
    "SELECT user_id FROM pin WHERE workspace = ? AND interaction = ?")

  private static let insertEntry = Query(
    """
    INSERT INTO personal_entry (workspace, user_id, list, activity_time, interaction, family, location)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)

  private static let deleteEntry = Query(
    """
    DELETE FROM personal_entry
    WHERE workspace = ? AND user_id = ? AND list = ? AND activity_time = ? AND interaction = ?
    """)

  private static let addToCount = Query(
    """
    INSERT INTO view_count (workspace, location, view, family, count)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workspace, location, view, family) DO UPDATE
    SET count = count + excluded.count
    """)

  private static let addToUserCount = Query(
    """
    INSERT INTO user_view_count (workspace, user_id, location, view, family, count)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, user_id, location, view, family) DO UPDATE
    SET count = count + excluded.count
    """)

  private static let takeFromCount = Query(
    """
    UPDATE view_count
    SET count = count + ?
    WHERE workspace = ? AND location = ? AND view = ? AND family = ?
    """)

  private static let takeFromUserCount = Query(
    """
    UPDATE user_view_count
    SET count = count + ?
    WHERE workspace = ? AND user_id = ? AND location = ? AND view = ? AND family = ?
    """)

  /// Brings lists and counts up to what the command did.
  func keepLists() throws(InboxError) {
    if movedInteractions.isEmpty { return }
    defer { movedInteractions.removeAll(keepingCapacity: true) }
    var deltas: [CountKey: Int64] = [:]
    var workspace: WorkspaceID?
    for id in movedInteractions {
      guard let remembered = statesBefore[id] else {
        throw .internalFault("interaction \(id) was changed without being read")
      }
      guard let after = try findState(id, in: remembered.workspace, slug: remembered.slug) else {
        throw .internalFault("interaction \(id) is not there")
      }
      workspace = remembered.workspace
      count(remembered.state, after, &deltas)
      if remembered.state?.mayBePersonal == true || after.mayBePersonal { try keepEntries(of: after, &deltas) }
    }
    if let workspace { try write(deltas, workspace) }
  }

  /// Adds up what became of the shared views.
  private func count(_ before: InteractionState?, _ after: InteractionState, _ deltas: inout [CountKey: Int64]) {
    func add(_ state: InteractionState, _ number: Int64) {
      for view in state.sharedViews {
        for location in [state.location?.text ?? "", "*"] {
          let key = CountKey(user: nil, location: location, view: Int64(view.rawValue), family: state.source.family)
          deltas[key, default: 0] += number
        }
      }
    }
    if let before, before.location == after.location, before.sharedViews == after.sharedViews { return }
    if let before { add(before, -1) }
    add(after, 1)
  }

  /// Brings the personal lists of an interaction up to its row.
  private func keepEntries(of state: InteractionState, _ deltas: inout [CountKey: Int64]) throws(InboxError) {
    var wanted = try personalPlaces(of: state)
    let location = state.location?.text ?? ""
    let family = state.source.family
    func count(_ place: PersonalPlace, _ location: String, _ number: Int64) {
      guard place.list != ListPlan.assignedList else { return }
      for location in [location, "*"] {
        let key = CountKey(user: place.user, location: location, view: place.list, family: family)
        deltas[key, default: 0] += number
      }
    }
    let present = try all(Self.entriesQuery) {
      Self.bind(state, &$0)
    } _: { cursor in
      (
        place: PersonalPlace(user: cursor.text(), list: cursor.int64()), time: cursor.int64(), family: cursor.int(),
        location: cursor.text()
      )
    }
    for entry in present {
      if entry.time == state.activityTime, entry.location == location, wanted.remove(entry.place) != nil { continue }
      try run(Self.deleteEntry) { cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(entry.place.user)
        cursor.bind(entry.place.list)
        cursor.bind(entry.time)
        cursor.bind(state.id.rawValue)
      }
      count(entry.place, entry.location, -1)
    }
    for place in wanted {
      try run(Self.insertEntry) { cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(place.user)
        cursor.bind(place.list)
        cursor.bind(state.activityTime)
        cursor.bind(state.id.rawValue)
        cursor.bind(Int64(family.rawValue))
        cursor.bind(location)
      }
      count(place, location, 1)
    }
  }

  /// Who should have an interaction in which list.
  private func personalPlaces(of state: InteractionState) throws(InboxError) -> Set<PersonalPlace> {
    var places: Set<PersonalPlace> = []
    for assignee in state.assignees {
      places.insert(PersonalPlace(user: String(assignee), list: ListPlan.assignedList))
    }
    guard state.place == .inbox else { return places }
    func add(_ users: [String], _ view: View) {
      for user in users { places.insert(PersonalPlace(user: user, list: Int64(view.rawValue))) }
    }
    func users(_ query: Query) throws(InboxError) -> [String] {
      try all(query) {
        Self.bind(state, &$0)
      } _: {
        $0.text()
      }
    }
    if state.status == .pending { add(state.assignees.map(String.init), .myInbox) }
    if state.noteCount > 0 { add(try users(Self.mentionedQuery), .mentions) }
    if state.parts.contains(.pins) { add(try users(Self.pinnedQuery), .pinned) }
    return places
  }

  /// Binds the key.
  private static func bind(_ state: InteractionState, _ cursor: inout Cursor) {
    cursor.bind(state.workspace.rawValue)
    cursor.bind(state.id.rawValue)
  }

  /// Writes what counts became. A count that grows may be its first; one that shrinks is there.
  private func write(_ deltas: [CountKey: Int64], _ workspace: WorkspaceID) throws(InboxError) {
    for (key, delta) in deltas where delta != 0 {
      let query =
        switch (key.user == nil, delta > 0) {
        case (true, true): Self.addToCount
        case (true, false): Self.takeFromCount
        case (false, true): Self.addToUserCount
        case (false, false): Self.takeFromUserCount
        }
      let changed = try run(query) { cursor in
        if delta < 0 { cursor.bind(delta) }
        cursor.bind(workspace.rawValue)
        if let user = key.user { cursor.bind(user) }
        cursor.bind(key.location)
        cursor.bind(key.view)
        cursor.bind(Int64(key.family.rawValue))
        if delta > 0 { cursor.bind(delta) }
      }
      guard changed == 1 else { throw .internalFault("the count of view \(key.view) is not there") }
    }
  }
}

extension InteractionState {
  /// The shared views it is in.
  var sharedViews: [View] {
    switch place {
    case .archive: return [.archived]
    case .trash: return [.trash]
    case .inbox: break
    }
    var views = [View.all]
    if assignees.isEmpty { views.append(.unassigned) }
    if schedules != [] { views.append(.scheduled) }
    return views
  }

  /// Whether it may be in anybody's own lists.
  var mayBePersonal: Bool { !assignees.isEmpty || parts.contains(.pins) || noteCount > 0 }
}

extension EventType {
  /// Whether an interaction can have come into, moved in or left a list with this.
  var movesInteraction: Bool {
    switch self {
    case .draftSaved, .draftDeleted, .modeChanged, .messageStateChanged, .directoryChanged: false
    case .interactionCreated, .messageReceived, .messageChanged, .messageRemoved, .responseSent, .responseBlocked,
      .responseScheduled, .scheduleReturned, .statusChanged, .usersAssigned, .usersUnassigned, .archived, .unarchived,
      .trashed, .undeleted, .pinned, .unpinned, .keywordsChanged, .attributeChanged, .ratingChanged, .locationChanged,
      .customerChanged, .noteCreated, .noteUpdated, .noteDeleted, .interactionUpdated, .customerErased:
      true
    }
  }
}
