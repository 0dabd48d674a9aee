internal import SQLite
internal import InboxModel

/// An event that waits for the end of its command.
struct PendingEvent {
  /// The tenant.
  let workspace: WorkspaceID
  /// The interaction; nil for changes of the directory.
  let interaction: InteractionID?
  /// Its source, at the time.
  let source: Source?
  /// Its location, at the time.
  let location: LocationID?
  /// What happened.
  let type: EventType
  /// On whose behalf.
  let actor: Actor
  /// More about it.
  let details: EventDetails
}

/// Events: gathered while the command runs, written at its end under the next sequences of their workspace. On an
/// engine with several writers the counter row is then held for the shortest time.
extension WriteTransaction {
  private static let takeSequences = Query(
    """
    UPDATE event_counter
    SET last_sequence = last_sequence + ?
    WHERE workspace = ?
    RETURNING last_sequence
    """)

  private static let insertEvent = Query(
    """
    INSERT INTO event (
      workspace, sequence, interaction, type, event_time, actor, source, location, channel, value_before, value_after,
      object, origin, cause, flags, detail
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  /// Adds an event to the command.
  func append(
    _ type: EventType, _ details: EventDetails = EventDetails(), to interaction: InteractionState, by actor: Actor
  ) {
    pendingEvents.append(
      PendingEvent(
        workspace: interaction.workspace, interaction: interaction.id, source: interaction.source,
        location: interaction.location, type: type, actor: actor, details: details))
  }

  /// Says that users, places, keywords, attribute definitions, keys or settings change: caches go, and an event says what
  /// happened.
  func note(_ resource: String, _ action: DirectoryAction, _ fields: [String] = [], by caller: Caller) {
    noteDirectoryChange()
    appendDirectoryEvent(.directory(resource, action, fields), by: caller)
  }

  /// Adds an event about something of the directory.
  func appendDirectoryEvent(_ details: EventDetails, by caller: Caller) {
    pendingEvents.append(
      PendingEvent(
        workspace: caller.workspace, interaction: nil, source: nil, location: nil, type: .directoryChanged,
        actor: caller.actor, details: details))
  }

  /// Writes the command's events. A command stays in one workspace, which its first event names.
  func writePendingEvents() throws(InboxError) {
    guard let workspace = pendingEvents.first?.workspace else { return }
    let count = Int64(pendingEvents.count)
    let last = try first(Self.takeSequences) { cursor in
      cursor.bind(count)
      cursor.bind(workspace.rawValue)
    } _: {
      $0.int64()
    }
    guard let last else { throw .internalFault("workspace \(workspace) has no event counter") }
    var sequence = last - count
    for event in pendingEvents {
      precondition(event.workspace == workspace, "a command stays in one workspace")
      sequence += 1
      try insert(event, sequence)
      try noteNamed(by: event)
      changes.add(event.interaction, in: workspace)
      guard let interaction = event.interaction else { continue }
      if event.type.movesInteraction { movedInteractions.insert(interaction) }
      if event.changesText { searchedInteractions[interaction] = workspace }
      if event.takesText { thinnedInteractions?.insert(interaction) }
    }
    pendingEvents.removeAll(keepingCapacity: true)
  }

  /// Remembers whom an event names: who acts, who is assigned or mentioned.
  private func noteNamed(by event: PendingEvent) throws(InboxError) {
    if event.actor.kind == .user { try noteNamed(event.actor.id, in: event.workspace) }
    switch event.type {
    case .usersAssigned, .noteCreated, .noteUpdated:
      for user in event.details.text.split(separator: " ") { try noteNamed(String(user), in: event.workspace) }
    default: break
    }
  }

  /// Writes one event.
  private func insert(_ event: PendingEvent, _ sequence: Int64) throws(InboxError) {
    try run(Self.insertEvent) { [now] cursor in
      cursor.bind(event.workspace.rawValue)
      cursor.bind(sequence)
      cursor.bind(event.interaction?.rawValue)
      cursor.bind(Int64(event.type.rawValue))
      cursor.bind(now)
      cursor.bind(event.actor.description)
      cursor.bind(event.source.map { Int64($0.rawValue) })
      cursor.bind(event.location?.text)
      cursor.bind(event.details.channel.map { Int64($0.rawValue) })
      cursor.bind(event.details.before)
      cursor.bind(event.details.after)
      cursor.bind(event.details.object)
      cursor.bind(event.details.origin.map { Int64($0.rawValue) })
      cursor.bind(event.details.cause.map(Int64.init))
      cursor.bind(Int64(event.details.flags.rawValue))
      cursor.bind(event.details.text)
    }
  }
}
