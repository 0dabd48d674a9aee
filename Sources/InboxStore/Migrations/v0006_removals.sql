-- Interactions that their source removed before they were pushed; the key decides what a late push finds.
CREATE TABLE removed_interaction (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 16),
  external_id TEXT NOT NULL,
  removal_time INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, source, external_id)
) STRICT, WITHOUT ROWID;
