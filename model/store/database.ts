/** Opening the facts: one SQLite file, WAL, migrated on opening. */
import type Sqlite from 'better-sqlite3';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { InputError, OutsideError } from '../facts/index.ts';
import { type JournalFile, journalFile } from './journal-file.ts';
import { MIGRATIONS } from './migrations.ts';
import { mayWrite, openFile } from './open.ts';
import { databaseProblem } from './problem.ts';
import type { Schema } from './schema.ts';
import { NO_PACK } from './text-pack.ts';
import { versionOf } from './version.ts';

export interface Store {
  /** Typed queries. */
  readonly db: Kysely<Schema>;
  /** The connection behind it, for prepared statements on hot paths inside this room. */
  readonly sqlite: Sqlite.Database;
  readonly path: string;
  /** What people decided, in a file beside. */
  readonly journal: JournalFile;
  close(): Promise<void>;
}

const LATEST = MIGRATIONS[MIGRATIONS.length - 1]!.version;

/** Marks our files in the SQLite header (PRAGMA application_id), so that another database is never written to. */
const APPLICATION_ID = 0x6d726479; // "mrdy"

/**
 * Opens the facts at `path` (":memory:" for tests), making them if they are not there.
 * @throws InputError if the file is no database of ours, or is of a newer version.
 */
export function openStore(
  path: string,
  options: {
    /** Where nothing is said: if it may not be written. */
    readonly readonly?: boolean;
    /** The path of another database whose journal it uses: that of which it is a rebuild. */
    readonly journalOf?: string | undefined;
  } = {},
): Store {
  const readonly = options.readonly ?? !mayWrite(path);
  const sqlite = connect(path, readonly);
  try {
    migrate(sqlite, path, readonly);
  } catch (error) {
    sqlite.close();
    throw error;
  }
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: rememberStatements(sqlite) }) });
  const journal = journalFile(options.journalOf ?? path, readonly);
  const close = async (): Promise<void> => {
    journal.close();
    await db.destroy();
    // Kysely closes it only where it has run a query.
    sqlite.close();
  };
  return { db, sqlite, path, journal, close };
}

function connect(path: string, readonly: boolean): Sqlite.Database {
  try {
    const sqlite = openFile(path, readonly);
    sqlite.pragma('synchronous = NORMAL');
    sqlite.pragma('foreign_keys = ON');
    // 64 MiB of log before it is copied into the file: a first ingest writes most pages more than once.
    sqlite.pragma('wal_autocheckpoint = 16384');
    sqlite.pragma('cache_size = -32768');
    sqlite.pragma('temp_store = MEMORY');
    return sqlite;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code === 'SQLITE_NOTADB')
      throw new InputError(path, 'not a mergeready database; choose another --db');
    throw databaseProblem(error, path);
  }
}

/** The longest unused go first. */
const MOST_STATEMENTS = 200;

/** Kysely asks for the same statements again and again, and preparing one takes longer than running many of them. */
function rememberStatements(sqlite: Sqlite.Database): SqliteDatabase {
  const known = new Map<string, SqliteStatement>();
  return {
    prepare: (text) => {
      const statement = known.get(text) ?? sqlite.prepare(text);
      known.delete(text);
      known.set(text, statement);
      if (known.size > MOST_STATEMENTS) known.delete(known.keys().next().value!);
      return statement;
    },
    close: () => sqlite.close(),
  };
}

function migrate(sqlite: Sqlite.Database, path: string, readonly: boolean): void {
  if (versionIn(sqlite, path) === LATEST) return;
  if (readonly)
    throw new OutsideError(
      `${path}: of an older mergeready, and you may not write it: let whoever keeps it run 'mergeready status'`,
    );
  sqlite
    .transaction(() => {
      // Asked again: another program may have taken the steps while this one waited for it.
      const have = versionIn(sqlite, path);
      for (const step of MIGRATIONS) if (step.version > have) sqlite.exec(step.sql);
      sqlite.pragma(`application_id = ${APPLICATION_ID}`);
      sqlite.pragma(`user_version = ${LATEST}`);
    })
    .immediate();
}

/** Of the schema; 0 where nothing is there yet. @throws InputError for what this program must not touch */
function versionIn(sqlite: Sqlite.Database, path: string): number {
  // First, as another program may make everything between two of these questions.
  const isEmpty = sqlite.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  const owner = sqlite.pragma('application_id', { simple: true }) as number;
  const have = sqlite.pragma('user_version', { simple: true }) as number;
  if (owner !== APPLICATION_ID && !isEmpty)
    throw new InputError(path, 'a database of another program; choose another --db');
  if (have > LATEST)
    throw new InputError(
      path,
      `written by a newer mergeready (schema ${have}, this one knows ${LATEST}); upgrade`,
    );
  return have;
}

/** All that `work` writes, or nothing. Nobody else writes meanwhile, so it should not take long. */
export async function inOneTransaction({ sqlite }: Store, work: () => Promise<void>): Promise<void> {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    await work();
    sqlite.exec('COMMIT');
  } catch (error) {
    sqlite.exec('ROLLBACK');
    throw error;
  }
}

/** Another text whenever the facts have changed. */
export const factsVersion = ({ sqlite }: Store): string => versionOf(sqlite);

/** The schema as SQLite keeps it, sorted: what schema.sql holds. */
export function schemaText(store: Store): string {
  const rows = store.sqlite
    .prepare(
      `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'message_fts_%' ORDER BY type DESC, name`,
    )
    .pluck()
    .all() as string[];
  return `${rows.map((sql) => `${sql.trim()};`).join('\n\n')}\n`;
}

/** What SQLite's own checks say of the file, and what ours do; empty if it is sound. */
export function damage(store: Store): readonly string[] {
  const integrity = store.sqlite.pragma('integrity_check(20)') as { integrity_check: string }[];
  const foreign = store.sqlite.pragma('foreign_key_check') as { table: string; parent: string }[];
  const textless = store.sqlite
    .prepare<[number], string>(
      'SELECT message_id FROM message WHERE pack <> ? AND pack NOT IN (SELECT id FROM text_pack) LIMIT 20',
    )
    .pluck()
    .all(NO_PACK);
  return [
    ...textless.map((id) => `message ${id}: its text is missing`),
    ...integrity.map((row) => row.integrity_check).filter((line) => line !== 'ok'),
    ...foreign.slice(0, 20).map((row) => `${row.table}: a row refers to a missing row of ${row.parent}`),
  ];
}
