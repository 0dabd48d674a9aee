-- Views, filters and counts at any size: fewer, other list indexes; the personal lists; the counts of what is there.

-- One activity, four indexes to move were more than lists need: a family is merged from its sources, and a location's
-- rows are told apart inside its index.
DROP INDEX list_family_by_activity;
DROP INDEX list_location_by_activity;
DROP INDEX list_location_family_by_activity;
-- A source, or the sources of a family, newest activity first.
CREATE INDEX list_source_by_activity
  ON interaction (workspace, place, source, activity_time DESC, interaction DESC);
-- A location; restricted users merge theirs. Status and source are tested in the index.
CREATE INDEX list_location_by_activity
  ON interaction (workspace, location, place, activity_time DESC, interaction DESC, status, source);
-- Pending ones, which are few where work gets done.
CREATE INDEX list_pending_by_activity
  ON interaction (workspace, place, activity_time DESC, interaction DESC) WHERE status = 1;
-- The view UNASSIGNED.
CREATE INDEX list_unassigned_by_activity
  ON interaction (workspace, place, activity_time DESC, interaction DESC) WHERE assignees = '';
-- The view SCHEDULED.
CREATE INDEX list_scheduled_by_activity
  ON interaction (workspace, place, activity_time DESC, interaction DESC) WHERE schedule_channels <> 0;
-- The longest waiting first.
CREATE INDEX list_by_waiting
  ON interaction (workspace, place, waiting_time, interaction) WHERE waiting_time IS NOT NULL;

-- Lists that belong to a user, in their order: the personal views (the contract's numbers) and 9, all he is assigned to.
-- Times, family and location repeat the interaction's; location '' is none.
CREATE TABLE personal_entry (
  workspace INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  list INTEGER NOT NULL CHECK (list IN (1, 2, 6, 9)),
  activity_time INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  family INTEGER NOT NULL CHECK (family BETWEEN 1 AND 4),
  location TEXT NOT NULL,
  PRIMARY KEY (workspace, user_id, list, activity_time DESC, interaction DESC),
  FOREIGN KEY (workspace, user_id) REFERENCES member (workspace, user_id),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entries_of_interaction ON personal_entry (workspace, interaction, list, user_id);

INSERT INTO personal_entry (workspace, user_id, list, activity_time, interaction, family, location)
SELECT a.workspace, a.user_id, 9, i.activity_time, i.interaction, i.family, COALESCE(i.location, '')
FROM assignment a
JOIN interaction i ON i.workspace = a.workspace AND i.interaction = a.interaction;
INSERT INTO personal_entry (workspace, user_id, list, activity_time, interaction, family, location)
SELECT a.workspace, a.user_id, 1, i.activity_time, i.interaction, i.family, COALESCE(i.location, '')
FROM assignment a
JOIN interaction i ON i.workspace = a.workspace AND i.interaction = a.interaction
WHERE i.place = 0 AND i.status = 1;
INSERT INTO personal_entry (workspace, user_id, list, activity_time, interaction, family, location)
SELECT p.workspace, p.user_id, 6, i.activity_time, i.interaction, i.family, COALESCE(i.location, '')
FROM pin p
JOIN interaction i ON i.workspace = p.workspace AND i.interaction = p.interaction
WHERE i.place = 0;
INSERT INTO personal_entry (workspace, user_id, list, activity_time, interaction, family, location)
SELECT DISTINCT m.workspace, m.user_id, 2, i.activity_time, i.interaction, i.family, COALESCE(i.location, '')
FROM note_mention m
JOIN note n ON n.workspace = m.workspace AND n.interaction = m.interaction AND n.note = m.note
JOIN member u ON u.workspace = m.workspace AND u.user_id = m.user_id
JOIN interaction i ON i.workspace = m.workspace AND i.interaction = m.interaction
WHERE i.place = 0 AND n.delete_time IS NULL;

-- Location '*' is the sum of all, so that who sees everything reads one row for each view and family.
DELETE FROM view_count;
DELETE FROM user_view_count;
INSERT INTO view_count (workspace, location, view, family, count)
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
)
SELECT workspace, location, view, family, COUNT(*)
FROM listed
GROUP BY workspace, location, view, family
UNION ALL
SELECT workspace, '*', view, family, COUNT(*)
FROM listed
GROUP BY workspace, view, family;
INSERT INTO user_view_count (workspace, user_id, location, view, family, count)
SELECT workspace, user_id, location, list, family, COUNT(*)
FROM personal_entry
WHERE list <> 9
GROUP BY workspace, user_id, location, list, family;
