-- The notifications of an interaction that say something of its texts, for when these go.
CREATE INDEX notification_texts ON notification (workspace, interaction, note)
  WHERE snippet <> '';
