-- Changing the directory: who can be deleted, and what goes in small steps.

-- Whether an event, note, message or assignment names the user: then the trail needs him. Of those who were there before
-- nobody kept count.
ALTER TABLE member ADD COLUMN is_named INTEGER NOT NULL DEFAULT 0 CHECK (is_named IN (0, 1));
UPDATE member SET is_named = 1;

-- The last active owner of a workspace must stay one.
CREATE INDEX active_owners ON member (workspace, user_id) WHERE role = 1 AND deactivated = 0;

-- Accesses to a place that is deleted.
CREATE INDEX accesses_of_place ON member_access (workspace, is_group, place, user_id);

-- Deleted, but still on interactions: nobody sees them any more, and the writer takes them off in small steps.
ALTER TABLE keyword ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1));
CREATE INDEX deleted_keywords ON keyword (workspace, keyword) WHERE is_deleted = 1;
ALTER TABLE attribute_definition ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1));
CREATE INDEX deleted_attribute_definitions ON attribute_definition (workspace, definition) WHERE is_deleted = 1;
