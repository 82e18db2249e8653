/** Opening a SQLite file, also one that somebody else keeps and that may only be read. */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';

// better-sqlite3 looks for this when it is first used; without it names with `?immutable=1` are names of files.
process.env['SQLITE_USE_URI'] ??= '1';

/** How long another process may hold it, milliseconds. */
const TIMEOUT = 10_000;

/** In WAL mode. @param readonly nothing is written, not even beside it */
export function openFile(path: string, readonly: boolean): Sqlite.Database {
  if (!readonly) return writeAhead(new Sqlite(path, { timeout: TIMEOUT }));
  return new Sqlite(isAtRest(path) ? `${pathToFileURL(path).href}?immutable=1` : path, {
    readonly: true,
    timeout: TIMEOUT,
  });
}

/** Between two tries, milliseconds. */
const PAUSE = 10;

/**
 * Where two make the file at the same time, each would change the mode of a file that the other reads, and SQLite does not
 * wait where waiting could last for ever (https://www.sqlite.org/c3ref/busy_handler.html): so it is tried again.
 */
function writeAhead(sqlite: Sqlite.Database): Sqlite.Database {
  for (let tries = TIMEOUT / PAUSE; ; tries--) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return sqlite;
    } catch (error) {
      if (tries > 0 && error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
        continue;
      }
      sqlite.close();
      throw error;
    }
  }
}

/**
 * A database in WAL mode wants to make files beside it even to be read. Where it has none nobody has it open, and it can be
 * read as it lies there (https://www.sqlite.org/wal.html, "Read-Only Databases"). Mistake accepted: its owner begins to
 * write while it is being read, and the answer mixes both.
 */
const isAtRest = (path: string): boolean => !existsSync(`${path}-wal`) && !existsSync(`${path}-shm`);

/** False where neither the file nor its directory may be written: it, and what SQLite makes beside it. */
export function mayWrite(path: string): boolean {
  if (path === ':memory:' || !existsSync(path)) return true;
  try {
    for (const one of [path, dirname(path)]) accessSync(one, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
