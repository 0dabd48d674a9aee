-- Statistics from the index of times alone: it has all that figures are made of, and each message that came in says itself
-- whether it was an answer at the source.
UPDATE event
SET flags = flags | 32
WHERE type = 2 AND EXISTS (
  SELECT 1
  FROM message m
  WHERE m.workspace = event.workspace AND m.interaction = event.interaction AND m.message = event.object
    AND m.direction = 2
);
DROP INDEX events_by_time;
CREATE INDEX events_by_time
  ON event (workspace, event_time, sequence, interaction, type, flags, value_after, source, location, actor);
