/** Whether a database has changed: asked with every request, so the statements are kept. */
import type Sqlite from 'better-sqlite3';

interface Reader {
  readonly others: Sqlite.Statement<[], number>;
  readonly own: Sqlite.Statement<[], number>;
  /** Changes to temporary tables, which are of this connection alone. */
  passing: number;
}

const known = new WeakMap<Sqlite.Database, Reader>();

function readerOf(sqlite: Sqlite.Database): Reader {
  const reader = known.get(sqlite) ?? {
    others: sqlite.prepare<[], number>('PRAGMA data_version').pluck(),
    own: sqlite.prepare<[], number>('SELECT total_changes()').pluck(),
    passing: 0,
  };
  known.set(sqlite, reader);
  return reader;
}

/** Another text whenever anything has changed, by this connection (changes) or by another (PRAGMA data_version). */
export function versionOf(sqlite: Sqlite.Database): string {
  const { others, own, passing } = readerOf(sqlite);
  return `${others.get()} ${own.get()! - passing}`;
}

/** Runs what writes to temporary tables alone: the version stays. */
export function changeInPassing(sqlite: Sqlite.Database, run: () => void): void {
  const reader = readerOf(sqlite);
  const before = reader.own.get()!;
  run();
  reader.passing += reader.own.get()! - before;
}

interface Known {
  version: string;
  readonly values: Map<string, unknown>;
}

const readings = new WeakMap<Sqlite.Database, Known>();

/** What small tables say, read once for as long as the database does not change. */
export function readOnce<T>(sqlite: Sqlite.Database, key: string, read: () => T): T {
  const version = versionOf(sqlite);
  let known = readings.get(sqlite);
  if (known?.version !== version) known = { version, values: new Map() };
  readings.set(sqlite, known);
  if (!known.values.has(key)) known.values.set(key, read());
  return known.values.get(key) as T;
}
