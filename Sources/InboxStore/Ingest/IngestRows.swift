internal import SQLite
internal import InboxModel

/// The rows of interactions under ingestion.
extension WriteTransaction {
  private static let findInteraction = Query(
    "SELECT interaction FROM interaction WHERE workspace = ? AND source = ? AND external_id = ?")

  private static let readMerge = Query(
    """
    SELECT rating, rating_max, location, subject, source_url, language, source_time, source_removal_time, field_times
    FROM interaction
    WHERE workspace = ? AND interaction = ?
    """)

  private static let insertInteraction = Query(
    """
    INSERT INTO interaction (
      workspace, interaction, source, family, status, mode, place, activity_time, draft_channels, schedule_channels,
      parts, message_count, note_count, last_direction, last_state, rating_max, customer, location, brand,
      customer_name, snippet, subject, language, assignees, archive_actor, trash_actor, trash_cause, closed_by_source,
      source_time, external_id, source_url, etag, create_time, update_time, field_times
    )
    VALUES (
      ?, ?, ?, ?, 1, 1, 0, ?, 0, 0, 0, 0, 0, 0, 0, ?, ?, ?, ?, ?, '', '', '', '', '', '', 0, 0, ?, ?, '', ?, ?, ?, x''
    )
    """)

  private static let writeMerge = Query(
    """
    UPDATE interaction
    SET rating = ?, rating_max = ?, subject = ?, source_url = ?, language = ?, source_removal_time = ?, field_times = ?
    WHERE workspace = ? AND interaction = ?
    """)

  /// What indexes are made of is written, and the indexes with it, only where it changes.
  private static let writeIndexed = Query(
    """
    UPDATE interaction
    SET location = ?, brand = ?, source_time = ?, activity_time = max(activity_time, ?)
    WHERE workspace = ? AND interaction = ?
    """)

  private static let setCustomer = Query(
    "UPDATE interaction SET customer = ?, customer_name = ? WHERE workspace = ? AND interaction = ?")

  /// The interaction that a source knows by an id; nil if there is none.
  func findInteraction(
    _ source: Source, _ externalID: String, in workspace: WorkspaceID
  ) throws(InboxError) -> InteractionID? {
    try first(Self.findInteraction) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(Int64(source.rawValue))
      cursor.bind(externalID)
    } _: {
      InteractionID($0.int64())
    }
  }

  /// Makes the row of a new interaction, with all that indexes are made of; the merge fills the rest.
  func insertInteraction(
    _ item: IngestItem, customer: IngestedCustomer, at location: LocationID?, from began: Int64, for caller: Caller
  ) throws(InboxError) -> InteractionID {
    let id = InteractionID(makeID())
    let etag = makeID()
    let brand = try brand(of: location, in: caller.workspace)
    let active = max(began, item.messages.map(\.time).max() ?? began)
    try run(Self.insertInteraction) { [now] cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(item.source.rawValue))
      cursor.bind(Int64(item.source.family.rawValue))
      cursor.bind(active)
      cursor.bind(item.source.ratingMax)
      cursor.bind(customer.id.text)
      cursor.bind(location?.text)
      cursor.bind(brand?.text)
      cursor.bind(customer.displayName)
      cursor.bind(began)
      cursor.bind(item.externalID)
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(now)
    }
    return id
  }

  /// Reads what the source said so far.
  func readMerge(_ id: InteractionID, in workspace: WorkspaceID) throws(InboxError) -> InteractionMerge {
    let merge = try first(Self.readMerge) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: { cursor in
      InteractionMerge(
        rating: cursor.optionalDouble(), ratingMax: cursor.double(),
        location: cursor.optionalText().map(LocationID.init), subject: cursor.text(), sourceURL: cursor.text(),
        language: cursor.text(), sourceTime: cursor.int64(), removalTime: cursor.optionalInt64(),
        times: FieldTimes(stored: cursor.blob()))
    }
    guard let merge else { throw .internalFault("interaction \(id) is not there") }
    return merge
  }

  /// The brand that follows from a location.
  private func brand(of location: LocationID?, in workspace: WorkspaceID) throws(InboxError) -> BrandID? {
    guard let location else { return nil }
    return try place(location, in: workspace)?.brand
  }

  /// Writes what the source says now, as far as it differs from before; the brand follows from the location.
  func write(_ merge: InteractionMerge, over former: InteractionMerge, of state: InteractionState) throws(InboxError) {
    if merge == former { return }
    try run(Self.writeMerge) { cursor in
      cursor.bind(merge.rating)
      cursor.bind(merge.ratingMax)
      cursor.bind(merge.subject)
      cursor.bind(merge.sourceURL)
      cursor.bind(merge.language)
      cursor.bind(merge.removalTime)
      cursor.bind(bytes: merge.times.stored.span)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    }
    if merge.location == former.location, merge.sourceTime == former.sourceTime { return }
    movedInteractions.insert(state.id)
    let brand = try brand(of: merge.location, in: state.workspace)
    try run(Self.writeIndexed) { cursor in
      cursor.bind(merge.location?.text)
      cursor.bind(brand?.text)
      cursor.bind(merge.sourceTime)
      cursor.bind(merge.sourceTime)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    }
  }

  /// Gives an interaction to a customer.
  func setCustomer(_ customer: IngestedCustomer, of state: InteractionState) throws(InboxError) {
    try run(Self.setCustomer) { cursor in
      cursor.bind(customer.id.text)
      cursor.bind(customer.displayName)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    }
  }
}
