internal import SQLite
public import InboxModel

/// Keywords of interactions. A removed one keeps its row, so that detection does not bring it back; adding by hand does.
extension WriteTransaction {
  private static let addByHand = Query(
    """
    INSERT INTO interaction_keyword (workspace, interaction, keyword, origin, is_removed, actor, add_time)
    VALUES (?, ?, ?, 2, 0, ?, ?)
    ON CONFLICT (workspace, interaction, keyword) DO UPDATE
    SET origin = 2, is_removed = 0, actor = excluded.actor, add_time = excluded.add_time
    WHERE is_removed = 1
    """)

  private static let addDetected = Query(
    """
    INSERT INTO interaction_keyword (workspace, interaction, keyword, origin, is_removed, actor, add_time)
    VALUES (?, ?, ?, 1, 0, '', ?)
    ON CONFLICT (workspace, interaction, keyword) DO NOTHING
    """)

  private static let removeByHand = Query(
    """
    UPDATE interaction_keyword
    SET is_removed = 1
    WHERE workspace = ? AND interaction = ? AND keyword = ? AND is_removed = 0
    """)

  private static let detectedQuery = Query(
    """
    SELECT keyword
    FROM interaction_keyword
    WHERE workspace = ? AND interaction = ? AND origin = 1 AND is_removed = 0
    """)

  private static let withdrawDetected = Query(
    "DELETE FROM interaction_keyword WHERE workspace = ? AND interaction = ? AND keyword = ? AND origin = 1")

  private static let touchInteraction = Query(
    "UPDATE interaction SET etag = ?, update_time = ? WHERE workspace = ? AND interaction = ?")

  /// Adds and removes keywords by hand; what is so already changes nothing. Throws `notFound` for an unknown keyword.
  public func modifyKeywords(
    of interaction: InteractionID, adding added: [KeywordID], removing removed: [KeywordID],
    if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    let row = state
    var words: [String] = []
    for keyword in added {
      _ = try self.keyword(keyword, for: caller)
      let changed = try run(Self.addByHand) { [now] cursor in
        cursor.bind(row.workspace.rawValue)
        cursor.bind(row.id.rawValue)
        cursor.bind(keyword.text)
        cursor.bind(caller.actor.description)
        cursor.bind(now)
      }
      if changed == 1 { words.append("+" + keyword.text) }
    }
    for keyword in removed {
      let changed = try run(Self.removeByHand) { cursor in
        cursor.bind(row.workspace.rawValue)
        cursor.bind(row.id.rawValue)
        cursor.bind(keyword.text)
      }
      if changed == 1 { words.append("-" + keyword.text) }
    }
    guard !words.isEmpty else { return }
    try setPart(.keywords, true, of: &state)
    try touch(state)
    appendKeywords(words, .manual, to: state, by: caller)
  }

  /// Gives an interaction the keywords that its customer texts hold now: new ones come, detected ones that no text holds
  /// any more go when `all` texts were looked at, removed ones stay removed. Says whether anything changed.
  func setDetected(
    _ keywords: [KeywordID], all: Bool, of state: inout InteractionState, by caller: Caller
  ) throws(InboxError) -> Bool {
    if keywords.isEmpty, !all || !state.parts.contains(.keywords) { return false }
    let row = state
    var words: [String] = []
    for keyword in keywords {
      let created = try run(Self.addDetected) { [now] cursor in
        cursor.bind(row.workspace.rawValue)
        cursor.bind(row.id.rawValue)
        cursor.bind(keyword.text)
        cursor.bind(now)
      }
      if created == 1 { words.append("+" + keyword.text) }
    }
    if all { words += try withdraw(allBut: keywords, of: row) }
    guard !words.isEmpty else { return false }
    try setPart(.keywords, true, of: &state)
    appendKeywords(words, .detected, to: state, by: caller)
    return true
  }

  /// Takes away detected keywords that are not among those found.
  private func withdraw(allBut found: [KeywordID], of state: InteractionState) throws(InboxError) -> [String] {
    let detected = try all(Self.detectedQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    } _: {
      KeywordID($0.text())
    }
    var words: [String] = []
    for keyword in detected where !found.contains(keyword) {
      try run(Self.withdrawDetected) { cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(state.id.rawValue)
        cursor.bind(keyword.text)
      }
      words.append("-" + keyword.text)
    }
    return words
  }

  /// Writes the event of changed keywords.
  private func appendKeywords(
    _ words: [String], _ origin: KeywordOrigin, to state: InteractionState, by caller: Caller
  ) {
    var details = EventDetails.words(words.joined(separator: " "))
    details.cause = origin.rawValue
    append(.keywordsChanged, details, to: state, by: caller.actor)
  }

  /// Gives an interaction a new version.
  func touch(_ state: InteractionState) throws(InboxError) {
    let etag = makeID()
    try run(Self.touchInteraction) { [now] cursor in
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    }
  }
}
