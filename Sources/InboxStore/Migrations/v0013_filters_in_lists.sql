-- What filters ask for most stands in the indexes of lists: an interaction that is refused by it costs a key, not a row.
DROP INDEX list_by_activity;
CREATE INDEX list_by_activity
  ON interaction (workspace, place, activity_time DESC, interaction DESC, status, source, mode, rating, language);
DROP INDEX list_source_by_activity;
CREATE INDEX list_source_by_activity
  ON interaction (workspace, place, source, activity_time DESC, interaction DESC, status, mode, rating, language);
DROP INDEX list_location_by_activity;
CREATE INDEX list_location_by_activity
  ON interaction (
    workspace, location, place, activity_time DESC, interaction DESC, status, source, mode, rating, language);
