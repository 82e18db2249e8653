/**
 * The second SQLite file, beside the facts: what people decided, and who may decide. Nothing in it can be derived again, so
 * no rebuild touches it, and it is brought from one version to the next in steps that keep what is there.
 */
import { existsSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { InputError } from '../facts/index.ts';
import { openFile } from './open.ts';
import { databaseProblem } from './problem.ts';

/** Marks our journals in the SQLite header. */
const APPLICATION_ID = 0x6d726a6e; // "mrjn"

const ENTRIES = `
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  series TEXT NOT NULL,
  field TEXT NOT NULL CHECK (field IN ('state', 'delegate', 'note', 'feature')),
  value TEXT NOT NULL,
  UNIQUE (at, who, series, field, value)
) STRICT;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`;

/** An undo is an entry as well: its value is the id of the entry that it takes back. */
const UNDO = `
ALTER TABLE entry RENAME TO old_entry;
DROP TRIGGER entry_stays;
DROP TRIGGER entry_is_kept;
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  series TEXT NOT NULL,
  field TEXT NOT NULL CHECK (field IN ('state', 'delegate', 'note', 'feature', 'undo')),
  value TEXT NOT NULL,
  UNIQUE (at, who, series, field, value)
) STRICT;
INSERT INTO entry SELECT * FROM old_entry;
DROP TABLE old_entry;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`;

/** Secrets stand as SHA-256 of what their holder has; a password as scrypt of it, null until it has been chosen. */
const ACCOUNTS = `
CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  email TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('reader', 'triager', 'maintainer', 'admin')),
  password TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE token (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX token_account ON token (account);
CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE TABLE invitation (
  hash TEXT PRIMARY KEY,
  account INTEGER REFERENCES account ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT;
`;

/** An entry may be about one mail of the series: a patch of it, or a comment. What a test found of a patch is one, too. */
const MAILS = `
ALTER TABLE entry RENAME TO old_entry;
DROP TRIGGER entry_stays;
DROP TRIGGER entry_is_kept;
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  series TEXT NOT NULL,
  field TEXT NOT NULL CHECK (field IN
    ('state', 'delegate', 'note', 'feature', 'archived', 'commit', 'addressed', 'check', 'undo')),
  value TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  UNIQUE (at, who, series, field, value, message)
) STRICT;
INSERT INTO entry (seq, at, who, series, field, value) SELECT seq, at, who, series, field, value FROM old_entry;
DROP TABLE old_entry;
CREATE INDEX entry_message ON entry (message) WHERE message <> '';
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`;

/** A number is given once and never to anything else: it stands in links and scripts. */
const NUMBERS = `
CREATE TABLE number (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (kind, id),
  UNIQUE (kind, key)
) STRICT, WITHOUT ROWID;
`;

/** What somebody made of a bundle each time: the newest counts, and `mails` is null once it was deleted. */
const BUNDLES = `
CREATE TABLE bundle (
  seq INTEGER PRIMARY KEY,
  bundle INTEGER NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  is_public INTEGER NOT NULL,
  mails TEXT
) STRICT;
CREATE INDEX bundle_newest ON bundle (bundle, seq);
CREATE TRIGGER bundle_stays BEFORE UPDATE ON bundle BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER bundle_is_kept BEFORE DELETE ON bundle BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`;

/** Only ever appended to. */
const STEPS: readonly string[] = [ENTRIES, UNDO, ACCOUNTS, MAILS, NUMBERS, BUNDLES];

export interface JournalFile {
  /** Null as long as nobody has written anything: reading makes no file. */
  readonly toRead: () => Sqlite.Database | null;
  /** Makes the file where it is not there yet. @throws InputError if the file is none of ours */
  readonly toWrite: () => Sqlite.Database;
  readonly close: () => void;
}

/**
 * @param database path of the facts; ":memory:" for tests
 * @param readonly the facts may only be read: then no more can be done with what lies beside them
 */
export function journalFile(database: string, readonly = false): JournalFile {
  const path = database === ':memory:' ? database : `${database.replace(/\.sqlite$/, '')}.journal.sqlite`;
  let open: Sqlite.Database | null = null;
  const toWrite = (): Sqlite.Database => {
    open ??= connect(path, readonly);
    return open;
  };
  return {
    toWrite,
    toRead: () => (open !== null || existsSync(path) ? toWrite() : null),
    close: () => {
      open?.close();
      open = null;
    },
  };
}

function connect(path: string, readonly: boolean): Sqlite.Database {
  try {
    const sqlite = openFile(path, readonly);
    sqlite.pragma('foreign_keys = ON');
    if (!readonly) migrate(sqlite, path);
    return sqlite;
  } catch (error) {
    throw error instanceof InputError ? error : databaseProblem(error, path);
  }
}

function migrate(sqlite: Sqlite.Database, path: string): void {
  // Two programs that open it at the same time take the steps once.
  sqlite
    .transaction(() => {
      const isEmpty = sqlite.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
      if (!isEmpty && sqlite.pragma('application_id', { simple: true }) !== APPLICATION_ID)
        throw new InputError(path, 'no journal of mergeready; move it away');
      // The first journals carried no version.
      const have = isEmpty ? 0 : Number(sqlite.pragma('user_version', { simple: true })) || 1;
      if (have > STEPS.length) throw new InputError(path, 'a journal written by a newer mergeready; upgrade');
      for (const step of STEPS.slice(have)) sqlite.exec(step);
      if (have === STEPS.length) return;
      sqlite.pragma(`application_id = ${APPLICATION_ID}`);
      sqlite.pragma(`user_version = ${STEPS.length}`);
    })
    .immediate();
}
