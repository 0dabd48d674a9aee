-- A writer with nothing to do merges the full-text index (SearchMerging.swift): two segments of a size already.
INSERT INTO search_index (search_index, rank) VALUES ('usermerge', 2);
