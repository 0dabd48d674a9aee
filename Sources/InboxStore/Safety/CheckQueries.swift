/// What the check asks the tables; each row of an answer is a sentence about something that is wrong.
enum CheckQueries {
  /// Events that do not count from 1 to the counter.
  static let sequences = """
    SELECT 'workspace ' || w.workspace || ' has ' || IFNULL(e.count, 0) || ' events, the first ' || IFNULL(e.least, 0)
      || ', the last ' || IFNULL(e.greatest, 0) || ', and the counter says ' || IFNULL(c.last_sequence, 'nothing')
    FROM workspace w
    LEFT JOIN event_counter c ON c.workspace = w.workspace
    LEFT JOIN (
      SELECT workspace, COUNT(*) AS count, MIN(sequence) AS least, MAX(sequence) AS greatest
      FROM event
      GROUP BY workspace
    ) e ON e.workspace = w.workspace
    WHERE IFNULL(e.greatest, 0) <> IFNULL(c.last_sequence, -1)
      OR e.count <> e.greatest
      OR e.least <> 1
    """

  /// Counts of views that a recount does not give.
  static let counts = [
    """
    WITH listed (workspace, location, view, family) AS (
      SELECT workspace, COALESCE(location, ''), CASE place WHEN 0 THEN 5 WHEN 1 THEN 7 ELSE 8 END, family
      FROM interaction
      UNION ALL
      SELECT workspace, COALESCE(location, ''), 3, family
      FROM interaction
      WHERE place = 0 AND assignees = ''
      UNION ALL
      SELECT workspace, COALESCE(location, ''), 4, family
      FROM interaction
      WHERE place = 0 AND schedule_channels <> 0
    ), difference (workspace, location, view, family, kept, counted) AS (
      SELECT workspace, location, view, family, count, 0
      FROM view_count
      UNION ALL
      SELECT workspace, location, view, family, 0, 1
      FROM listed
      UNION ALL
      SELECT workspace, '*', view, family, 0, 1
      FROM listed
    )
    SELECT 'workspace ' || workspace || ', location ''' || location || ''', view ' || view || ', family ' || family
      || ': kept ' || SUM(kept) || ', counted ' || SUM(counted)
    FROM difference
    GROUP BY workspace, location, view, family
    HAVING SUM(kept) <> SUM(counted)
    """,
    """
    WITH difference (workspace, user_id, location, view, family, kept, counted) AS (
      SELECT workspace, user_id, location, view, family, count, 0
      FROM user_view_count
      UNION ALL
      SELECT workspace, user_id, location, list, family, 0, 1
      FROM personal_entry
      WHERE list <> 9
      UNION ALL
      SELECT workspace, user_id, '*', list, family, 0, 1
      FROM personal_entry
      WHERE list <> 9
    )
    SELECT 'workspace ' || workspace || ', user ' || user_id || ', location ''' || location || ''', view ' || view
      || ', family ' || family || ': kept ' || SUM(kept) || ', counted ' || SUM(counted)
    FROM difference
    GROUP BY workspace, user_id, location, view, family
    HAVING SUM(kept) <> SUM(counted)
    """,
  ]

  /// Personal lists, and columns that repeat other rows.
  static let lists = [
    """
    WITH wanted (workspace, user_id, list, interaction) AS (
      SELECT workspace, user_id, 9, interaction
      FROM assignment
      UNION
      SELECT a.workspace, a.user_id, 1, a.interaction
      FROM assignment a
      JOIN interaction i ON i.workspace = a.workspace AND i.interaction = a.interaction
      WHERE i.place = 0 AND i.status = 1
      UNION
      SELECT p.workspace, p.user_id, 6, p.interaction
      FROM pin p
      JOIN interaction i ON i.workspace = p.workspace AND i.interaction = p.interaction
      WHERE i.place = 0
      UNION
      SELECT m.workspace, m.user_id, 2, m.interaction
      FROM note_mention m
      JOIN note n ON n.workspace = m.workspace AND n.interaction = m.interaction AND n.note = m.note
      JOIN member u ON u.workspace = m.workspace AND u.user_id = m.user_id
      JOIN interaction i ON i.workspace = m.workspace AND i.interaction = m.interaction
      WHERE i.place = 0 AND n.delete_time IS NULL
    ), entry (workspace, user_id, list, interaction, activity_time, family, location) AS (
      SELECT w.workspace, w.user_id, w.list, w.interaction, i.activity_time, i.family, COALESCE(i.location, '')
      FROM wanted w
      JOIN interaction i ON i.workspace = w.workspace AND i.interaction = w.interaction
    ), difference (workspace, user_id, list, interaction, activity_time, family, location, kept) AS (
      SELECT workspace, user_id, list, interaction, activity_time, family, location, 1
      FROM personal_entry
      UNION ALL
      SELECT workspace, user_id, list, interaction, activity_time, family, location, 0
      FROM entry
    )
    SELECT 'list ' || list || ' of user ' || user_id || ' in workspace ' || workspace
      || CASE MAX(kept) WHEN 1 THEN ' has' ELSE ' lacks' END || ' interaction ' || interaction
    FROM difference
    GROUP BY workspace, user_id, list, interaction, activity_time, family, location
    HAVING COUNT(*) <> 2
    """,
    """
    SELECT 'interaction ' || interaction || ' of workspace ' || workspace || ' says drafts ' || draft_channels
    FROM interaction i
    WHERE draft_channels <> (
      SELECT IFNULL(SUM(1 << (d.channel - 1)), 0)
      FROM draft d
      WHERE d.workspace = i.workspace AND d.interaction = i.interaction
    )
    """,
    """
    SELECT 'interaction ' || interaction || ' of workspace ' || workspace || ' says scheduled ' || schedule_channels
    FROM interaction i
    WHERE schedule_channels <> (
      SELECT IFNULL(SUM(1 << (s.channel - 1)), 0)
      FROM scheduled_response s
      WHERE s.workspace = i.workspace AND s.interaction = i.interaction
    )
    """,
    """
    SELECT 'interaction ' || interaction || ' of workspace ' || workspace || ' says assignees ''' || assignees || ''''
    FROM interaction i
    WHERE LENGTH(assignees) - LENGTH(REPLACE(assignees, ' ', '')) + (assignees <> '') <> (
      SELECT COUNT(*)
      FROM assignment a
      WHERE a.workspace = i.workspace AND a.interaction = i.interaction
        AND INSTR(' ' || i.assignees || ' ', ' ' || a.user_id || ' ') > 0
    )
    """,
  ]

  /// Deliveries and messages that do not fit.
  static let outbox = [
    """
    SELECT 'delivery ' || d.delivery || ' of workspace ' || d.workspace || ' has no text'
    FROM delivery d
    WHERE d.kind = 1 AND d.state IN (1, 2) AND NOT EXISTS (
      SELECT 1
      FROM message m
      WHERE m.workspace = d.workspace AND m.interaction = d.interaction AND m.message = d.message
        AND m.has_replacement >= d.is_replacement
    )
    """,
    """
    SELECT 'message ' || m.message || ' of workspace ' || m.workspace || ' is on its way and has no delivery'
    FROM message m
    WHERE m.direction = 2 AND m.state IN (2, 3) AND NOT EXISTS (
      SELECT 1
      FROM delivery d
      WHERE d.workspace = m.workspace AND d.interaction = m.interaction AND d.message = m.message
        AND d.state IN (1, 2)
    )
    """,
    """
    SELECT 'a replacement of message ' || r.message || ' of workspace ' || r.workspace || ' is on its way and has no delivery'
    FROM message_replacement r
    WHERE r.state IN (2, 3) AND NOT EXISTS (
      SELECT 1
      FROM delivery d
      WHERE d.workspace = r.workspace AND d.interaction = r.interaction AND d.message = r.message
        AND d.is_replacement = 1 AND d.state IN (1, 2)
    )
    """,
    """
    SELECT 'delivery ' || d.delivery || ' of workspace ' || d.workspace
      || CASE WHEN d.next_attempt_time IS NULL THEN ' is first and cannot be taken' ELSE ' can be taken before its turn' END
    FROM delivery d
    WHERE d.kind = 1 AND d.state = 1 AND (d.next_attempt_time IS NULL) <> EXISTS (
      SELECT 1
      FROM delivery e
      WHERE e.workspace = d.workspace AND e.interaction = d.interaction AND e.channel = d.channel
        AND e.kind = 1 AND e.state IN (1, 2) AND e.delivery < d.delivery
    )
    """,
  ]

  /// Documents of the index that stand for nothing.
  static let strayDocuments = """
    SELECT 'the index has ' || s.rowid || ', which is no interaction'
    FROM search_index s
    WHERE NOT EXISTS (
      SELECT 1
      FROM search_document d
      JOIN interaction i ON i.workspace = d.workspace AND i.interaction = d.interaction
      WHERE d.document = s.rowid
    )
    UNION ALL
    SELECT 'interaction ' || i.interaction || ' is indexed at ' || d.document || ', not at the time of its activity'
    FROM search_document d
    JOIN interaction i ON i.workspace = d.workspace AND i.interaction = d.interaction
    WHERE ABS(d.document / 1024 - i.activity_time) > 1000 AND ABS(i.activity_time) < 1 << 52
      AND NOT EXISTS (
        SELECT 1 FROM search_pending p WHERE p.workspace = i.workspace AND p.interaction = i.interaction
      )
    """
}
