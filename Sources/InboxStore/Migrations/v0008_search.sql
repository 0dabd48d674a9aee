-- Full-text search: one document for each interaction, of tokens that Search/SearchIndex.swift makes. The row's id is the
-- interaction's; every token begins with its workspace.
CREATE VIRTUAL TABLE search_index USING fts5 (
  customer, messages, notes, tokenize = "ascii tokenchars '_'", columnsize = 0
);

-- The words that occur, for words that are only begun.
CREATE TABLE search_term (
  workspace INTEGER NOT NULL,
  term TEXT NOT NULL,
  PRIMARY KEY (workspace, term)
) STRICT, WITHOUT ROWID;

-- Interactions whose texts changed since they were indexed.
CREATE TABLE search_pending (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction)
) STRICT, WITHOUT ROWID;

INSERT INTO search_pending (workspace, interaction)
SELECT workspace, interaction
FROM interaction;
