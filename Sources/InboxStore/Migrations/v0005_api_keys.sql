-- Credentials of services. Workspace 0 has the operator's, which open every workspace. roles is a set (bit = role - 1). A
-- key has a secret, of which only the digest is kept, or stands for the client certificates with an identity.
CREATE TABLE api_key (
  workspace INTEGER NOT NULL,
  api_key INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  roles INTEGER NOT NULL CHECK (roles > 0),
  secret_digest BLOB CHECK (length(secret_digest) = 32),
  certificate_identity TEXT CHECK (certificate_identity <> ''),
  expire_time INTEGER,
  revoke_time INTEGER,
  last_use_time INTEGER,
  create_time INTEGER NOT NULL,
  create_actor TEXT NOT NULL,
  PRIMARY KEY (workspace, api_key),
  CHECK ((secret_digest IS NULL) <> (certificate_identity IS NULL))
) STRICT, WITHOUT ROWID;
-- What a loop reads to know whom to let in, and how many keys of a workspace count.
CREATE INDEX live_api_keys ON api_key (workspace, api_key) WHERE revoke_time IS NULL;

-- The workspaces that a key opens.
CREATE TABLE api_key_workspace (
  workspace INTEGER NOT NULL,
  api_key INTEGER NOT NULL,
  opened INTEGER NOT NULL REFERENCES workspace (workspace),
  PRIMARY KEY (workspace, api_key, opened),
  FOREIGN KEY (workspace, api_key) REFERENCES api_key (workspace, api_key)
) STRICT, WITHOUT ROWID;
