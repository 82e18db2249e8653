/** Whether a database has changed: asked with every request, so the statements are kept. */
import type Sqlite from 'better-sqlite3';

const known = new WeakMap<Sqlite.Database, () => string>();

/** Another text whenever anything has changed, by this connection (changes) or by another (PRAGMA data_version). */
export function versionOf(sqlite: Sqlite.Database): string {
  const found = known.get(sqlite) ?? reader(sqlite);
  known.set(sqlite, found);
  return found();
}

function reader(sqlite: Sqlite.Database): () => string {
  const others = sqlite.prepare<[], number>('PRAGMA data_version').pluck();
  const own = sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  return () => `${others.get()} ${own.get()}`;
}
