-- Search in the order of activity: the number of a document begins with its interaction's activity_time, so that the full-text
-- index gives what it finds newest first, and a page of results ends where it is full. The words of customers' names stand
-- once more in a column of their own, each as a word that no text has.
DROP TABLE search_index;
CREATE VIRTUAL TABLE search_index USING fts5 (
  names, customer, messages, notes, tokenize = "ascii tokenchars '_'", columnsize = 0
);

-- Whose document it is. Numbers are the index's, which knows no workspaces.
CREATE TABLE search_document (
  document INTEGER NOT NULL PRIMARY KEY,
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX document_of_interaction ON search_document (workspace, interaction);

INSERT INTO search_pending (workspace, interaction)
SELECT workspace, interaction
FROM interaction
WHERE true
ON CONFLICT (workspace, interaction) DO NOTHING;

-- Of personal views, too, location '*' is the sum of all.
INSERT INTO user_view_count (workspace, user_id, location, view, family, count)
SELECT workspace, user_id, '*', view, family, SUM(count)
FROM user_view_count
GROUP BY workspace, user_id, view, family;
