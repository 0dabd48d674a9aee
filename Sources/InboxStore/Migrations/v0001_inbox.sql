-- The inbox. Every key begins with the workspace, which is also what a scaled-out deployment shards by. Times are
-- microseconds since 1970. Numbers of enums are the contract's. Tables are clustered by their key (WITHOUT ROWID);
-- an index is named after the query it serves.

-- Tenants. The number is the key inside; the slug stands in names.
CREATE TABLE workspace (
  workspace INTEGER NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  language TEXT NOT NULL,
  link_template TEXT NOT NULL,
  retention_days INTEGER CHECK (retention_days >= 30),
  sender_email TEXT NOT NULL,
  writing_instructions TEXT NOT NULL,
  notification_email_disabled INTEGER NOT NULL CHECK (notification_email_disabled IN (0, 1)),
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL
) STRICT;

-- The last event sequence of each workspace: a row of its own, because every change writes it.
CREATE TABLE event_counter (
  workspace INTEGER NOT NULL PRIMARY KEY REFERENCES workspace (workspace),
  last_sequence INTEGER NOT NULL CHECK (last_sequence >= 0)
) STRICT;

CREATE TABLE brand (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  brand TEXT NOT NULL,
  display_name TEXT NOT NULL,
  signature TEXT NOT NULL,
  voice TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, brand)
) STRICT, WITHOUT ROWID;

CREATE TABLE location (
  workspace INTEGER NOT NULL,
  location TEXT NOT NULL,
  brand TEXT NOT NULL,
  display_name TEXT NOT NULL,
  address TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  language TEXT NOT NULL,
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, location),
  FOREIGN KEY (workspace, brand) REFERENCES brand (workspace, brand)
) STRICT, WITHOUT ROWID;
CREATE INDEX locations_of_brand ON location (workspace, brand, location);

-- What the sources call a location.
CREATE TABLE location_source_id (
  workspace INTEGER NOT NULL,
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 16),
  external_id TEXT NOT NULL,
  location TEXT NOT NULL,
  PRIMARY KEY (workspace, source, external_id),
  FOREIGN KEY (workspace, location) REFERENCES location (workspace, location)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_ids_of_location ON location_source_id (workspace, location, source, external_id);

CREATE TABLE location_group (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  location_group TEXT NOT NULL,
  display_name TEXT NOT NULL,
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, location_group)
) STRICT, WITHOUT ROWID;

CREATE TABLE location_group_member (
  workspace INTEGER NOT NULL,
  location_group TEXT NOT NULL,
  location TEXT NOT NULL,
  PRIMARY KEY (workspace, location_group, location),
  FOREIGN KEY (workspace, location_group) REFERENCES location_group (workspace, location_group),
  FOREIGN KEY (workspace, location) REFERENCES location (workspace, location)
) STRICT, WITHOUT ROWID;
CREATE INDEX groups_of_location ON location_group_member (workspace, location, location_group);

-- The team. "user" is a reserved word elsewhere, so the table is called member.
CREATE TABLE member (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  user_id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
  deactivated INTEGER NOT NULL CHECK (deactivated IN (0, 1)),
  email_muted INTEGER NOT NULL CHECK (email_muted IN (0, 1)),
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, user_id)
) STRICT, WITHOUT ROWID;

-- Where a restricted user may do what; place is a location or a group of them.
CREATE TABLE member_access (
  workspace INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  is_group INTEGER NOT NULL CHECK (is_group IN (0, 1)),
  place TEXT NOT NULL,
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 2),
  PRIMARY KEY (workspace, user_id, is_group, place),
  FOREIGN KEY (workspace, user_id) REFERENCES member (workspace, user_id)
) STRICT, WITHOUT ROWID;

-- Customers. identities repeats customer_identity, one line each, so that a panel needs no second statement.
-- field_times holds when a source last said each field (CustomerMerge.swift).
CREATE TABLE customer (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  customer TEXT NOT NULL,
  display_name TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  email_bounced INTEGER NOT NULL CHECK (email_bounced IN (0, 1)),
  email_consent INTEGER NOT NULL CHECK (email_consent BETWEEN 0 AND 2),
  sms_consent INTEGER NOT NULL CHECK (sms_consent BETWEEN 0 AND 2),
  marketing_consent INTEGER NOT NULL CHECK (marketing_consent BETWEEN 0 AND 2),
  identities TEXT NOT NULL,
  has_attributes INTEGER NOT NULL CHECK (has_attributes IN (0, 1)),
  field_times BLOB NOT NULL,
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  erase_time INTEGER,
  PRIMARY KEY (workspace, customer)
) STRICT, WITHOUT ROWID;
CREATE INDEX customers_by_email ON customer (workspace, email_key, customer);
CREATE INDEX customers_by_phone ON customer (workspace, phone, customer);

-- Who a customer is at each source: this key, not a look-up, decides that nobody is made twice.
CREATE TABLE customer_identity (
  workspace INTEGER NOT NULL,
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 16),
  external_id TEXT NOT NULL,
  customer TEXT NOT NULL,
  PRIMARY KEY (workspace, source, external_id),
  FOREIGN KEY (workspace, customer) REFERENCES customer (workspace, customer)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_of_customer ON customer_identity (workspace, customer, source, external_id);

CREATE TABLE keyword (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  keyword TEXT NOT NULL,
  display_name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  terms TEXT NOT NULL,
  detection_disabled INTEGER NOT NULL CHECK (detection_disabled IN (0, 1)),
  color TEXT NOT NULL,
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, keyword),
  UNIQUE (workspace, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE attribute_definition (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  definition TEXT NOT NULL,
  display_name TEXT NOT NULL,
  type INTEGER NOT NULL CHECK (type BETWEEN 1 AND 4),
  target INTEGER NOT NULL CHECK (target BETWEEN 1 AND 3),
  options TEXT NOT NULL,
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, definition)
) STRICT, WITHOUT ROWID;

-- The interaction: all that a list row and most of what a panel shows, in one row. draft_channels and
-- schedule_channels are sets of channels (bit = channel - 1); parts says which side tables have rows
-- (InteractionParts.swift); assignees repeats assignment, separated by spaces; field_times holds when the source
-- last said each field.
CREATE TABLE interaction (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  interaction INTEGER NOT NULL,
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 16),
  family INTEGER NOT NULL CHECK (family BETWEEN 1 AND 4),
  status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 3),
  mode INTEGER NOT NULL CHECK (mode BETWEEN 1 AND 2),
  place INTEGER NOT NULL,
  activity_time INTEGER NOT NULL,
  waiting_time INTEGER,
  schedule_time INTEGER,
  draft_channels INTEGER NOT NULL,
  schedule_channels INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  message_count INTEGER NOT NULL,
  note_count INTEGER NOT NULL,
  last_direction INTEGER NOT NULL,
  last_state INTEGER NOT NULL,
  rating REAL,
  rating_max REAL NOT NULL,
  customer TEXT,
  location TEXT,
  brand TEXT,
  customer_name TEXT NOT NULL,
  snippet TEXT NOT NULL,
  subject TEXT NOT NULL,
  language TEXT NOT NULL,
  assignees TEXT NOT NULL,
  archive_time INTEGER,
  archive_actor TEXT NOT NULL,
  trash_time INTEGER,
  trash_actor TEXT NOT NULL,
  trash_cause INTEGER NOT NULL CHECK (trash_cause BETWEEN 0 AND 2),
  source_removal_time INTEGER,
  closed_by_source INTEGER NOT NULL CHECK (closed_by_source IN (0, 1)),
  source_time INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  source_url TEXT NOT NULL,
  etag INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  field_times BLOB NOT NULL,
  PRIMARY KEY (workspace, interaction),
  FOREIGN KEY (workspace, customer) REFERENCES customer (workspace, customer),
  FOREIGN KEY (workspace, location) REFERENCES location (workspace, location),
  -- Trash wins over archive. No generated column: an index on one never covers a query in SQLite.
  CHECK (place = CASE WHEN trash_time IS NOT NULL THEN 2 WHEN archive_time IS NOT NULL THEN 1 ELSE 0 END)
) STRICT, WITHOUT ROWID;
-- Ingestion: the source's id decides that nothing is made twice.
CREATE UNIQUE INDEX interaction_by_external_id ON interaction (workspace, source, external_id);
-- ALL, ARCHIVED and TRASH, newest activity first: all families, and one.
CREATE INDEX list_by_activity ON interaction (workspace, place, activity_time DESC, interaction DESC);
CREATE INDEX list_family_by_activity ON interaction (workspace, place, family, activity_time DESC, interaction DESC);
-- The same at one location; restricted users merge theirs.
CREATE INDEX list_location_by_activity
  ON interaction (workspace, location, place, activity_time DESC, interaction DESC);
CREATE INDEX list_location_family_by_activity
  ON interaction (workspace, location, place, family, activity_time DESC, interaction DESC);
-- A customer's history.
CREATE INDEX history_of_customer ON interaction (workspace, customer, source_time DESC, interaction DESC);

-- The thread, clustered in its order.
CREATE TABLE message (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  message_time INTEGER NOT NULL,
  message INTEGER NOT NULL,
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 16),
  direction INTEGER NOT NULL CHECK (direction BETWEEN 1 AND 2),
  channel INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 3),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 10),
  format INTEGER NOT NULL CHECK (format BETWEEN 1 AND 2),
  origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 5),
  automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  revision_count INTEGER NOT NULL,
  has_replacement INTEGER NOT NULL CHECK (has_replacement IN (0, 1)),
  has_attachments INTEGER NOT NULL CHECK (has_attachments IN (0, 1)),
  body TEXT NOT NULL,
  subject TEXT NOT NULL,
  language TEXT NOT NULL,
  author TEXT NOT NULL,
  author_name TEXT NOT NULL,
  failure_reason TEXT NOT NULL,
  external_id TEXT,
  removal_time INTEGER,
  version_time INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, message_time, message),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX message_by_id ON message (workspace, interaction, message);
-- Ingestion: the source's id of a message decides, within the source, that nothing is made twice.
CREATE UNIQUE INDEX message_by_external_id ON message (workspace, source, external_id);

-- New text for a published response that has not taken its place yet.
CREATE TABLE message_replacement (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  message INTEGER NOT NULL,
  body TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 9),
  author TEXT NOT NULL,
  author_name TEXT NOT NULL,
  origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 5),
  automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  failure_reason TEXT NOT NULL,
  send_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, message),
  FOREIGN KEY (workspace, interaction, message) REFERENCES message (workspace, interaction, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_revision (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  message INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  body TEXT NOT NULL,
  format INTEGER NOT NULL CHECK (format BETWEEN 1 AND 2),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 10),
  author TEXT NOT NULL,
  automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  rating REAL,
  message_time INTEGER NOT NULL,
  version_time INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, message, revision),
  FOREIGN KEY (workspace, interaction, message) REFERENCES message (workspace, interaction, message)
) STRICT, WITHOUT ROWID;

-- Unsent text. A save is one small write here; event_time is that of the last DRAFT_SAVED event, which further saves of
-- the same actor share for a minute.
CREATE TABLE draft (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  channel INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 3),
  etag INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  event_time INTEGER NOT NULL,
  format INTEGER NOT NULL CHECK (format BETWEEN 1 AND 2),
  origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 5),
  return_reason INTEGER NOT NULL CHECK (return_reason BETWEEN 0 AND 6),
  has_attachments INTEGER NOT NULL CHECK (has_attachments IN (0, 1)),
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (workspace, interaction, channel),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_revision (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  channel INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 3),
  revision INTEGER NOT NULL CHECK (revision > 0),
  cause INTEGER NOT NULL CHECK (cause BETWEEN 1 AND 7),
  format INTEGER NOT NULL CHECK (format BETWEEN 1 AND 2),
  origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 5),
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  save_time INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, channel, revision),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;

CREATE TABLE scheduled_response (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  channel INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 3),
  schedule_time INTEGER NOT NULL,
  automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  etag INTEGER NOT NULL,
  format INTEGER NOT NULL CHECK (format BETWEEN 1 AND 2),
  origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 5),
  has_attachments INTEGER NOT NULL CHECK (has_attachments IN (0, 1)),
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, channel),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_responses ON scheduled_response (workspace, schedule_time, interaction, channel);

CREATE TABLE note (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  note INTEGER NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  mentions TEXT NOT NULL,
  reply_to INTEGER,
  etag INTEGER NOT NULL,
  revision_count INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER,
  delete_time INTEGER,
  delete_actor TEXT NOT NULL,
  PRIMARY KEY (workspace, interaction, note),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction),
  FOREIGN KEY (workspace, interaction, reply_to) REFERENCES note (workspace, interaction, note)
) STRICT, WITHOUT ROWID;

CREATE TABLE note_revision (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  note INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  body TEXT NOT NULL,
  mentions TEXT NOT NULL,
  write_time INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, note, revision),
  FOREIGN KEY (workspace, interaction, note) REFERENCES note (workspace, interaction, note)
) STRICT, WITHOUT ROWID;

-- Who was mentioned in (1) or replied to in (2) a note: the view MENTIONS.
CREATE TABLE note_mention (
  workspace INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  interaction INTEGER NOT NULL,
  note INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),
  PRIMARY KEY (workspace, user_id, interaction, note, kind),
  FOREIGN KEY (workspace, interaction, note) REFERENCES note (workspace, interaction, note)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_of_note ON note_mention (workspace, interaction, note, user_id);

CREATE TABLE assignment (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  assign_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, user_id),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction),
  FOREIGN KEY (workspace, user_id) REFERENCES member (workspace, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assigned_to_user ON assignment (workspace, user_id, interaction);

CREATE TABLE pin (
  workspace INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  interaction INTEGER NOT NULL,
  pin_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, user_id, interaction),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction),
  FOREIGN KEY (workspace, user_id) REFERENCES member (workspace, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pins_of_interaction ON pin (workspace, interaction, user_id);

-- Keywords of interactions. A removed one keeps its row, so that detection does not bring it back.
CREATE TABLE interaction_keyword (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  keyword TEXT NOT NULL,
  origin INTEGER NOT NULL CHECK (origin BETWEEN 1 AND 2),
  is_removed INTEGER NOT NULL CHECK (is_removed IN (0, 1)),
  actor TEXT NOT NULL,
  add_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, keyword),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction),
  FOREIGN KEY (workspace, keyword) REFERENCES keyword (workspace, keyword)
) STRICT, WITHOUT ROWID;
CREATE INDEX interactions_with_keyword ON interaction_keyword (workspace, keyword, is_removed, interaction);

-- Attribute values: text holds texts and option ids separated by spaces, number holds numbers.
CREATE TABLE interaction_attribute (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  definition TEXT NOT NULL,
  text_value TEXT,
  number_value REAL,
  PRIMARY KEY (workspace, interaction, definition),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction),
  FOREIGN KEY (workspace, definition) REFERENCES attribute_definition (workspace, definition)
) STRICT, WITHOUT ROWID;
CREATE INDEX interactions_with_attribute ON interaction_attribute (workspace, definition, text_value, interaction);

CREATE TABLE customer_attribute (
  workspace INTEGER NOT NULL,
  customer TEXT NOT NULL,
  definition TEXT NOT NULL,
  text_value TEXT,
  number_value REAL,
  PRIMARY KEY (workspace, customer, definition),
  FOREIGN KEY (workspace, customer) REFERENCES customer (workspace, customer),
  FOREIGN KEY (workspace, definition) REFERENCES attribute_definition (workspace, definition)
) STRICT, WITHOUT ROWID;
CREATE INDEX customers_with_attribute ON customer_attribute (workspace, definition, text_value, customer);

CREATE TABLE transaction_attribute (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  definition TEXT NOT NULL,
  text_value TEXT,
  number_value REAL,
  PRIMARY KEY (workspace, interaction, definition),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction),
  FOREIGN KEY (workspace, definition) REFERENCES attribute_definition (workspace, definition)
) STRICT, WITHOUT ROWID;
CREATE INDEX transactions_with_attribute ON transaction_attribute (workspace, definition, text_value, interaction);

-- The business an interaction is about.
CREATE TABLE transaction_info (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
  transaction_time INTEGER,
  reference TEXT NOT NULL,
  amount_minor INTEGER,
  currency TEXT NOT NULL,
  party_size INTEGER NOT NULL,
  end_time INTEGER,
  PRIMARY KEY (workspace, interaction),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;

-- Files, and what refers to them: owner_kind 1 message, 2 draft, 3 note, 4 scheduled response, 5 replacement.
CREATE TABLE attachment (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  attachment INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  actor TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, attachment)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_with_content ON attachment (workspace, sha256, attachment);

CREATE TABLE attachment_use (
  workspace INTEGER NOT NULL,
  interaction INTEGER NOT NULL,
  owner_kind INTEGER NOT NULL CHECK (owner_kind BETWEEN 1 AND 5),
  owner INTEGER NOT NULL,
  position INTEGER NOT NULL,
  attachment INTEGER NOT NULL,
  PRIMARY KEY (workspace, interaction, owner_kind, owner, position),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction),
  FOREIGN KEY (workspace, attachment) REFERENCES attachment (workspace, attachment)
) STRICT, WITHOUT ROWID;
CREATE INDEX uses_of_attachment ON attachment_use (workspace, attachment, interaction);

-- Everything that happened, in commit order without gaps: audit trail, change feed, ground of the statistics. Changes
-- of the directory have no interaction.
-- "before", "after" and detail are read by type (EventDetails); source and location are those at the time.
CREATE TABLE event (
  workspace INTEGER NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  interaction INTEGER,
  type INTEGER NOT NULL,
  event_time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  source INTEGER,
  location TEXT,
  channel INTEGER,
  value_before INTEGER,
  value_after INTEGER,
  object INTEGER,
  origin INTEGER,
  cause INTEGER,
  flags INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (workspace, sequence),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_of_interaction ON event (workspace, interaction, sequence);
CREATE INDEX events_by_time ON event (workspace, event_time, sequence);

-- Answers to commands with a request id, for replaying.
CREATE TABLE request (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  response BLOB NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, actor, request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX expired_requests ON request (workspace, create_time, actor, request_id);

-- What is on its way out. The text is the message's, or its replacement's.
CREATE TABLE delivery (
  workspace INTEGER NOT NULL,
  delivery INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 9),
  channel INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 3),
  source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 16),
  interaction INTEGER NOT NULL,
  message INTEGER,
  is_replacement INTEGER NOT NULL CHECK (is_replacement IN (0, 1)),
  user_id TEXT,
  notification INTEGER,
  idempotency_key TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  fencing_token INTEGER NOT NULL,
  lease_expire_time INTEGER,
  lease_actor TEXT NOT NULL,
  next_attempt_time INTEGER,
  give_up_time INTEGER NOT NULL,
  failure_reason TEXT NOT NULL,
  external_id TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (workspace, delivery),
  UNIQUE (workspace, idempotency_key),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;
CREATE INDEX ready_deliveries ON delivery (workspace, state, channel, source, next_attempt_time, delivery);
CREATE INDEX deliveries_of_message ON delivery (workspace, interaction, message, delivery);

CREATE TABLE notification (
  workspace INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  notification INTEGER NOT NULL,
  type INTEGER NOT NULL CHECK (type BETWEEN 1 AND 5),
  interaction INTEGER NOT NULL,
  note INTEGER,
  message INTEGER,
  actor TEXT NOT NULL,
  snippet TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  read_time INTEGER,
  PRIMARY KEY (workspace, user_id, notification),
  FOREIGN KEY (workspace, user_id) REFERENCES member (workspace, user_id),
  FOREIGN KEY (workspace, interaction) REFERENCES interaction (workspace, interaction)
) STRICT, WITHOUT ROWID;
CREATE INDEX unread_notifications ON notification (workspace, user_id, notification) WHERE read_time IS NULL;

-- Exact counts of the views, kept by the transaction that changes an interaction; location '' is none.
CREATE TABLE view_count (
  workspace INTEGER NOT NULL REFERENCES workspace (workspace),
  location TEXT NOT NULL,
  view INTEGER NOT NULL CHECK (view BETWEEN 1 AND 8),
  family INTEGER NOT NULL CHECK (family BETWEEN 1 AND 4),
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (workspace, location, view, family)
) STRICT, WITHOUT ROWID;

-- The same of personal views.
CREATE TABLE user_view_count (
  workspace INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  location TEXT NOT NULL,
  view INTEGER NOT NULL CHECK (view BETWEEN 1 AND 8),
  family INTEGER NOT NULL CHECK (family BETWEEN 1 AND 4),
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (workspace, user_id, location, view, family),
  FOREIGN KEY (workspace, user_id) REFERENCES member (workspace, user_id)
) STRICT, WITHOUT ROWID;
