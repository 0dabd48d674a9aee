internal import SQLite
internal import InboxModel

/// What an interaction's row repeats of its thread, read off the thread itself, so that pushes in any order end alike.
extension WriteTransaction {
  private static let latestQuery = Query(
    """
    SELECT message_time, direction, state, body, format
    FROM message
    WHERE workspace = ? AND interaction = ? AND state <> 10
    ORDER BY message_time DESC, message DESC
    LIMIT 1
    """)

  private static let languageQuery = Query(
    """
    SELECT language
    FROM message
    WHERE workspace = ? AND interaction = ? AND direction = 1
    ORDER BY message_time DESC, message DESC
    LIMIT 1
    """)

  /// What failed, was rejected or withdrawn is no answer.
  private static let answeredQuery = Query(
    """
    SELECT message_time
    FROM message
    WHERE workspace = ? AND interaction = ? AND direction = 2 AND state NOT IN (6, 9, 10)
    ORDER BY message_time DESC, message DESC
    LIMIT 1
    """)

  /// A review's one response, if it is ours, answers with its latest text, also while that waits to replace the published
  /// one.
  private static let answeredReviewQuery = Query(
    """
    SELECT MAX(COALESCE(r.send_time, CASE WHEN m.author = '' THEN m.message_time ELSE m.version_time END))
    FROM message m
    LEFT JOIN message_replacement r ON r.workspace = m.workspace AND r.interaction = m.interaction
      AND r.message = m.message AND r.state NOT IN (6, 9)
    WHERE m.workspace = ? AND m.interaction = ? AND m.direction = 2 AND m.state NOT IN (6, 9, 10)
    """)

  private static let answeredAtSourceQuery = Query(
    """
    SELECT MAX(message_time)
    FROM message
    WHERE workspace = ? AND interaction = ? AND direction = 2 AND author = ''
    """)

  private static let latestCustomerQuery = Query(
    """
    SELECT MAX(CASE WHEN ?3 THEN version_time ELSE message_time END)
    FROM message
    WHERE workspace = ?1 AND interaction = ?2 AND direction = 1
    """)

  /// A review is asked whole, because an old message may have a new version; a conversation only beyond its last answer.
  private static let waitingReviewQuery = Query(
    """
    SELECT MIN(CASE WHEN message_time > ?3 THEN message_time ELSE version_time END)
    FROM message
    WHERE workspace = ?1 AND interaction = ?2 AND direction = 1 AND removal_time IS NULL AND version_time > ?3
    """)

  private static let waitingQuery = Query(
    """
    SELECT MIN(message_time)
    FROM message
    WHERE workspace = ?1 AND interaction = ?2 AND direction = 1 AND removal_time IS NULL AND message_time > ?3
    """)

  /// Lists are ordered by activity: it is written, and their indexes with it, only where it moves.
  private static let moveUp = Query(
    "UPDATE interaction SET activity_time = ? WHERE workspace = ? AND interaction = ?")

  private static let writeSummary = Query(
    """
    UPDATE interaction
    SET waiting_time = ?, message_count = message_count + ?,
      last_direction = ?, last_state = ?, snippet = ?, language = ?, etag = ?, update_time = ?
    WHERE workspace = ? AND interaction = ?
    """)

  /// Brings the row up to its thread after a response did not go out, or went out otherwise than it stood there.
  func summariseAnew(_ state: InteractionState) throws(InboxError) {
    try summarise(state, try readMerge(state.id, in: state.workspace), created: 0, unanswered: nil)
  }

  /// Brings the row up to its thread. `unanswered` is the time of a text that reopened although an answer of ours is
  /// later: it was not seen before that answer.
  func summarise(
    _ state: InteractionState, _ merged: InteractionMerge, created: Int, unanswered: Int64?
  ) throws(InboxError) {
    let latest = try first(Self.latestQuery) {
      Self.bind(state, &$0)
    } _: { cursor in
      (
        time: cursor.int64(), direction: cursor.int64(), state: cursor.int64(), text: cursor.text(),
        format: cursor.int()
      )
    }
    let spoken =
      try first(Self.languageQuery) {
        Self.bind(state, &$0)
      } _: {
        $0.text()
      } ?? ""
    let waiting = try waitingTime(of: state, merged) ?? unanswered
    let etag = makeID()
    let snippet = latest.map {
      TextRules.snippet(of: TextRules.plain($0.text, format: TextFormat(stored: $0.format)))
    }
    try run(Self.writeSummary) { [now] cursor in
      cursor.bind(waiting)
      cursor.bind(Int64(created))
      cursor.bind(latest?.direction ?? 0)
      cursor.bind(latest?.state ?? 0)
      cursor.bind(snippet ?? "")
      cursor.bind(spoken.isEmpty ? merged.language : spoken)
      cursor.bind(etag)
      cursor.bind(now)
      Self.bind(state, &cursor)
    }
    if let latest, latest.time > state.activityTime {
      movedInteractions.insert(state.id)
      try run(Self.moveUp) { cursor in
        cursor.bind(latest.time)
        Self.bind(state, &cursor)
      }
    }
  }

  /// The oldest customer text after the last answer; of a review without one, a rating after it.
  private func waitingTime(of state: InteractionState, _ merged: InteractionMerge) throws(InboxError) -> Int64? {
    let isReview = state.source.family == .review
    let answeredTime = try first(isReview ? Self.answeredReviewQuery : Self.answeredQuery) {
      Self.bind(state, &$0)
    } _: {
      $0.optionalInt64()
    }
    let answered = (answeredTime ?? nil) ?? Int64.min
    let text =
      try first(isReview ? Self.waitingReviewQuery : Self.waitingQuery) { cursor in
        Self.bind(state, &cursor)
        cursor.bind(answered)
      } _: {
        $0.optionalInt64()
      } ?? nil
    if let text { return text }
    let rated = merged.times[.ratingSince]
    return isReview && merged.rating != nil && rated > answered ? rated : nil
  }

  /// When the business last answered at the source itself.
  func answeredAtSource(_ state: InteractionState) throws(InboxError) -> Int64? {
    try first(Self.answeredAtSourceQuery) {
      Self.bind(state, &$0)
    } _: {
      $0.optionalInt64()
    } ?? nil
  }

  /// When the customer last wrote, or last changed a review.
  func latestCustomerTime(_ state: InteractionState) throws(InboxError) -> Int64? {
    try first(Self.latestCustomerQuery) { cursor in
      Self.bind(state, &cursor)
      cursor.bind(state.source.family == .review)
    } _: {
      $0.optionalInt64()
    } ?? nil
  }

  /// Binds the key.
  private static func bind(_ state: InteractionState, _ cursor: inout Cursor) {
    cursor.bind(state.workspace.rawValue)
    cursor.bind(state.id.rawValue)
  }
}
