/**
 * The journal of triage: what people decided about series, one entry a decision, never changed and never deleted. It is a
 * file of its own beside the facts, so that no rebuild touches it.
 */
import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { type Epoch, epoch, InputError, OutsideError, type SeriesId, seriesId } from '../facts/index.ts';

/** States as Patchwork's users know them. */
export const TRIAGE_STATES = [
  'new',
  'under-review',
  'accepted',
  'rejected',
  'rfc',
  'not-applicable',
  'changes-requested',
  'awaiting-upstream',
  'superseded',
  'deferred',
] as const;
export type TriageState = (typeof TRIAGE_STATES)[number];

export const JOURNAL_FIELDS = ['state', 'delegate', 'note', 'feature'] as const;
export type JournalField = (typeof JOURNAL_FIELDS)[number];

export interface JournalEntry {
  readonly at: Epoch;
  /** Who decided. */
  readonly who: string;
  readonly series: SeriesId;
  readonly field: JournalField;
  /** Empty takes back what was set. */
  readonly value: string;
}

export interface Journal {
  /** Adds what is not there yet; returns how many entries that were. */
  append(entries: readonly JournalEntry[]): number;
  /** Oldest first. */
  read(asOf: Epoch): readonly JournalEntry[];
  close(): void;
}

/** Marks our journals in the SQLite header. */
const APPLICATION_ID = 0x6d726a6e; // "mrjn"

const SCHEMA = `
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
PRAGMA application_id = ${APPLICATION_ID};
`;

interface Row {
  at: number;
  who: string;
  series: string;
  field: JournalField;
  value: string;
}

const journalPath = (database: string): string =>
  database === ':memory:' ? database : `${database.replace(/\.sqlite$/, '')}.journal.sqlite`;

/** False as long as nobody has decided anything: reading makes no file. */
export const hasJournal = (database: string): boolean => existsSync(journalPath(database));

/**
 * Opens the journal of a database, making it at the first entry.
 * @param database path of the facts; ":memory:" for tests
 * @throws InputError if the file is none of ours
 */
export function openJournal(database: string): Journal {
  const path = journalPath(database);
  const sqlite = connect(path);
  const insert = sqlite.prepare(
    'INSERT OR IGNORE INTO entry (at, who, series, field, value) VALUES (@at, @who, @series, @field, @value)',
  );
  const select = sqlite.prepare<[number], Row>(
    'SELECT at, who, series, field, value FROM entry WHERE at <= ? ORDER BY at, seq',
  );
  return {
    append: (entries) =>
      sqlite.transaction(() => entries.reduce((sum, entry) => sum + insert.run(entry).changes, 0))(),
    read: (asOf) =>
      select.all(asOf).map((row) => ({ ...row, at: epoch(row.at), series: seriesId(row.series) })),
    close: () => sqlite.close(),
  };
}

function connect(path: string): Sqlite.Database {
  try {
    const sqlite = new Sqlite(path, { timeout: 10_000 });
    sqlite.pragma('journal_mode = WAL');
    const isEmpty = sqlite.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
    if (isEmpty) sqlite.exec(SCHEMA);
    else if (sqlite.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw new InputError(path, 'no journal of mergeready; move it away');
    return sqlite;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new OutsideError(`cannot open the journal ${path}: ${(error as Error).message}`);
  }
}
