-- Threads of a source that continue an interaction of another id: their items join it.
CREATE TABLE joined_thread (
  workspace INTEGER NOT NULL,
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 16),
  external_id TEXT NOT NULL,
  interaction INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, source, external_id),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;
CREATE INDEX threads_joined_to ON joined_thread (workspace, interaction);
