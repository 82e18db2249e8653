/**
 * The schema, step by step. A released step never changes; the next one is appended. Facts can be rebuilt from
 * their sources, so a step may also just drop and recreate derived tables.
 */
export interface MigrationStep {
  readonly version: number;
  readonly sql: string;
}

export const MIGRATIONS: readonly MigrationStep[] = [
  {
    version: 1,
    sql: `
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  location TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT,
  cursor TEXT,
  last_archived_at INTEGER
) STRICT;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  archived_at INTEGER NOT NULL,
  copy_rank TEXT NOT NULL,
  from_name TEXT NOT NULL,
  from_email TEXT NOT NULL,
  author_name TEXT NOT NULL,
  author_email TEXT NOT NULL,
  person TEXT NOT NULL,
  subject TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  is_reply INTEGER NOT NULL,
  is_patch INTEGER NOT NULL,
  version TEXT,
  n INTEGER,
  total INTEGER,
  prefixes TEXT NOT NULL,
  date INTEGER,
  zone INTEGER NOT NULL,
  to_json TEXT NOT NULL,
  cc_json TEXT NOT NULL,
  refs TEXT NOT NULL,
  links TEXT NOT NULL,
  change_id TEXT,
  base_commit TEXT,
  has_diff INTEGER NOT NULL,
  patch_id TEXT,
  notice TEXT,
  problems TEXT,
  thread INTEGER NOT NULL,
  -- Last, since a column behind a long value is only found by reading through it.
  lines BLOB,
  text BLOB NOT NULL
) STRICT;
CREATE INDEX message_thread ON message (thread);
CREATE INDEX message_person ON message (person, archived_at);
CREATE INDEX message_archived ON message (archived_at);
CREATE INDEX message_patch_id ON message (patch_id) WHERE patch_id IS NOT NULL;
CREATE INDEX message_change_id ON message (change_id) WHERE change_id IS NOT NULL;
CREATE INDEX message_title ON message (title_key);

CREATE TABLE copy (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  source INTEGER NOT NULL REFERENCES source (id),
  position TEXT NOT NULL,
  list TEXT NOT NULL,
  archived_at INTEGER NOT NULL,
  PRIMARY KEY (message, source, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_source ON copy (source);

CREATE TABLE patch_file (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  old_path TEXT,
  change TEXT NOT NULL,
  is_binary INTEGER NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  PRIMARY KEY (message, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX patch_file_path ON patch_file (path);

CREATE TABLE trailer (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  PRIMARY KEY (message, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE thread_node (
  message_id TEXT PRIMARY KEY,
  thread INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_node_thread ON thread_node (thread);

CREATE TABLE unreadable (
  source INTEGER NOT NULL REFERENCES source (id),
  position TEXT NOT NULL,
  problem TEXT NOT NULL,
  PRIMARY KEY (source, position)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE message_fts USING fts5 (
  subject, author, body,
  content = '', contentless_delete = 1, tokenize = "unicode61 tokenchars '_'"
);

CREATE TABLE git_commit (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  commit_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  author_email TEXT NOT NULL,
  author_date INTEGER NOT NULL,
  committer_name TEXT NOT NULL,
  committer_email TEXT NOT NULL,
  commit_date INTEGER NOT NULL,
  landed_at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  title_key TEXT NOT NULL,
  patch_id TEXT,
  parents TEXT NOT NULL,
  body TEXT NOT NULL,
  lines BLOB,
  UNIQUE (source, commit_id)
) STRICT;
CREATE INDEX git_commit_id ON git_commit (commit_id);
CREATE INDEX git_commit_patch_id ON git_commit (patch_id) WHERE patch_id IS NOT NULL;
CREATE INDEX git_commit_title ON git_commit (title_key);
CREATE INDEX git_commit_landed ON git_commit (landed_at);

CREATE TABLE commit_trailer (
  commit_row INTEGER NOT NULL REFERENCES git_commit (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  PRIMARY KEY (commit_row, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE commit_file (
  commit_row INTEGER NOT NULL REFERENCES git_commit (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  PRIMARY KEY (commit_row, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX commit_file_path ON commit_file (path);

CREATE TABLE commit_link (
  commit_row INTEGER NOT NULL REFERENCES git_commit (id) ON DELETE CASCADE,
  target TEXT NOT NULL,
  PRIMARY KEY (commit_row, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX commit_link_target ON commit_link (target);

CREATE TABLE series (
  id TEXT PRIMARY KEY,
  change_id TEXT NOT NULL,
  anchor TEXT NOT NULL,
  cover TEXT,
  version REAL NOT NULL,
  version_from TEXT NOT NULL,
  stated_version TEXT,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  prefixes TEXT NOT NULL,
  author_name TEXT NOT NULL,
  author_email TEXT NOT NULL,
  person TEXT NOT NULL,
  date INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  is_partial INTEGER NOT NULL,
  follows TEXT,
  follows_method TEXT,
  follows_score REAL,
  superseded_by TEXT,
  superseded_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX series_change ON series (change_id);
CREATE INDEX series_person ON series (person, date);
CREATE INDEX series_email ON series (author_email, date);
CREATE INDEX series_title ON series (title_key);
CREATE INDEX series_date ON series (date);
CREATE INDEX series_follows ON series (follows) WHERE follows IS NOT NULL;

CREATE TABLE series_member (
  series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  message INTEGER NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (series, n, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE landing (
  commit_row INTEGER PRIMARY KEY REFERENCES git_commit (id) ON DELETE CASCADE,
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  method TEXT NOT NULL,
  score REAL NOT NULL
) STRICT;
CREATE INDEX landing_message ON landing (message);

CREATE TABLE quilt_stay (
  source INTEGER NOT NULL REFERENCES source (id),
  name TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  left_at INTEGER,
  section TEXT NOT NULL,
  topic TEXT NOT NULL,
  PRIMARY KEY (source, name, entered_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE quilt_version (
  source INTEGER NOT NULL REFERENCES source (id),
  name TEXT NOT NULL,
  since INTEGER NOT NULL,
  commit_id TEXT NOT NULL,
  PRIMARY KEY (source, name, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE quilt_note (
  source INTEGER NOT NULL REFERENCES source (id),
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (source, name, text, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    version: 2,
    sql: `
DROP TABLE landing;
CREATE TABLE landing (
  commit_row INTEGER NOT NULL REFERENCES git_commit (id) ON DELETE CASCADE,
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  method TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (commit_row, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX landing_message ON landing (message);
INSERT OR IGNORE INTO pending SELECT 'commit', id FROM git_commit;

CREATE TABLE commit_revert (
  commit_row INTEGER NOT NULL REFERENCES git_commit (id) ON DELETE CASCADE,
  target TEXT NOT NULL,
  PRIMARY KEY (commit_row, target)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    // What the REST API lists, one narrow row a mail and a series. Everything there is is derived once more to fill it.
    version: 3,
    sql: `
ALTER TABLE message ADD COLUMN diff_hash TEXT;
CREATE INDEX message_email ON message (from_email, archived_at);

CREATE TABLE listed_series (
  id INTEGER PRIMARY KEY,
  series TEXT NOT NULL UNIQUE,
  project INTEGER NOT NULL,
  submitter INTEGER NOT NULL,
  date INTEGER NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  total INTEGER NOT NULL,
  received INTEGER NOT NULL,
  is_complete INTEGER NOT NULL
) STRICT;
CREATE INDEX listed_series_date ON listed_series (date);

CREATE TABLE listed_mail (
  id INTEGER PRIMARY KEY,
  message INTEGER NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  series INTEGER,
  n INTEGER,
  about INTEGER,
  project INTEGER NOT NULL,
  submitter INTEGER NOT NULL,
  date INTEGER NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  commit_ref TEXT,
  hash TEXT
) STRICT;
CREATE INDEX listed_mail_date ON listed_mail (kind, date);
CREATE INDEX listed_mail_state ON listed_mail (kind, state, date);
CREATE INDEX listed_mail_series ON listed_mail (series) WHERE series IS NOT NULL;
CREATE INDEX listed_mail_about ON listed_mail (about) WHERE about IS NOT NULL;
CREATE INDEX listed_mail_submitter ON listed_mail (submitter);
CREATE INDEX listed_mail_hash ON listed_mail (hash) WHERE hash IS NOT NULL;

CREATE TABLE listed_event (
  id INTEGER PRIMARY KEY,
  category TEXT NOT NULL,
  date INTEGER NOT NULL,
  project INTEGER NOT NULL,
  series INTEGER,
  mail INTEGER,
  comment INTEGER
) STRICT;
CREATE INDEX listed_event_date ON listed_event (date, id);
CREATE INDEX listed_event_series ON listed_event (series) WHERE series IS NOT NULL;
CREATE INDEX listed_event_mail ON listed_event (mail) WHERE mail IS NOT NULL;

INSERT OR IGNORE INTO pending SELECT 'message', id FROM message;
`,
  },
  {
    version: 4,
    sql: `
CREATE TABLE notice (
  message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  tree TEXT NOT NULL,
  patches TEXT NOT NULL,
  is_whole INTEGER NOT NULL,
  is_weak INTEGER NOT NULL
) STRICT;
`,
  },
  {
    version: 5,
    sql: `
CREATE TABLE conformance_run (
  ran_at INTEGER PRIMARY KEY,
  kernel TEXT NOT NULL
) STRICT;

CREATE TABLE conformance_outcome (
  run INTEGER NOT NULL REFERENCES conformance_run (ran_at) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  rule_group TEXT NOT NULL,
  model TEXT NOT NULL,
  real TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    // Null for mails that were read before: a rebuild fills it.
    version: 6,
    sql: 'ALTER TABLE message ADD COLUMN auth TEXT;',
  },
  {
    version: 7,
    sql: `
CREATE TABLE maintainers (
  source INTEGER NOT NULL REFERENCES source (id),
  since INTEGER NOT NULL,
  text BLOB NOT NULL,
  PRIMARY KEY (source, since)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    // Empty for mails that were read before: a rebuild fills it.
    version: 8,
    sql: `
CREATE TABLE attachment (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  bytes BLOB,
  PRIMARY KEY (message, n)
) STRICT;
`,
  },
  {
    // The listing has the hash of what it lists, and is made where somebody asks for it.
    version: 9,
    sql: 'ALTER TABLE message DROP COLUMN diff_hash;',
  },
  {
    version: 10,
    sql: `
CREATE TABLE quilt_place (
  source INTEGER NOT NULL REFERENCES source (id),
  name TEXT NOT NULL,
  since INTEGER NOT NULL,
  section TEXT NOT NULL,
  topic TEXT NOT NULL,
  PRIMARY KEY (source, name, since)
) STRICT, WITHOUT ROWID;
INSERT INTO quilt_place SELECT source, name, entered_at, section, topic FROM quilt_stay;
ALTER TABLE quilt_stay DROP COLUMN section;
ALTER TABLE quilt_stay DROP COLUMN topic;
ALTER TABLE quilt_stay ADD COLUMN why TEXT;
ALTER TABLE quilt_stay ADD COLUMN why_since INTEGER;
CREATE INDEX quilt_version_commit ON quilt_version (commit_id, source);
`,
  },
  {
    // What was read before keeps a pack for each text, until a rebuild.
    version: 11,
    sql: `
CREATE TABLE text_pack (
  id INTEGER PRIMARY KEY,
  texts BLOB NOT NULL
) STRICT;
INSERT INTO text_pack SELECT id, text FROM message;
ALTER TABLE message ADD COLUMN pack INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE message SET pack = id;
ALTER TABLE message DROP COLUMN text;
`,
  },
  {
    // What was worked out of a thread is known by the mails that it has, unless one of them became another.
    version: 12,
    sql: `
CREATE TABLE thread_edit (
  thread INTEGER PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT;
DROP INDEX message_thread;
CREATE INDEX message_thread ON message (thread, archived_at);
`,
  },
  {
    // Empty for mails that were read before: a rebuild fills them.
    version: 13,
    sql: `
ALTER TABLE message ADD COLUMN text_version TEXT;
ALTER TABLE message ADD COLUMN older TEXT NOT NULL DEFAULT '[]';
CREATE TABLE maker (
  email TEXT NOT NULL,
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  PRIMARY KEY (email, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX maker_message ON maker (message);
`,
  },
  {
    // The list of people is read from the index alone.
    version: 14,
    sql: `
DROP INDEX message_person;
CREATE INDEX message_person ON message (person, archived_at, from_name, from_email);
`,
  },
  {
    version: 15,
    sql: `
CREATE TABLE mailmap (
  source INTEGER NOT NULL REFERENCES source (id),
  since INTEGER NOT NULL,
  text BLOB NOT NULL,
  PRIMARY KEY (source, since)
) STRICT, WITHOUT ROWID;
`,
  },
  {
    version: 16,
    sql: 'ALTER TABLE source ADD COLUMN since INTEGER;',
  },
  {
    version: 17,
    sql: `
ALTER TABLE series ADD COLUMN answered_at INTEGER;
UPDATE series SET answered_at = (
  SELECT min(answer.archived_at)
    FROM series_member sm
    JOIN message posted ON posted.id = sm.message
    JOIN message answer ON answer.thread = posted.thread
   WHERE sm.series = series.id AND answer.is_reply = 1 AND answer.person <> series.person
     AND posted.message_id IN (SELECT value FROM json_each(answer.refs))
);
`,
  },
  {
    version: 18,
    sql: `
ALTER TABLE series ADD COLUMN version_order REAL NOT NULL DEFAULT 0;
UPDATE series SET version_order = version;
`,
  },
];
