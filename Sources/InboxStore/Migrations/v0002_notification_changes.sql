-- What watchers of notifications follow: an id that each new and each newly read notification takes, so that the last one
-- seen says where to go on.
ALTER TABLE notification ADD COLUMN change_id INTEGER NOT NULL DEFAULT 0;

UPDATE notification SET change_id = notification;

CREATE INDEX notification_changes ON notification (workspace, user_id, change_id, notification);
