/** Locks between programs and threads. SQLite holds them on a file, so that none outlives its holder, however that ends. */
import { setTimeout } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { OutsideError } from '../facts/index.ts';
import type { Store } from './database.ts';

/**
 * Reads sources into the facts while nobody else does: two readers of one source would each go on from where the other was
 * before, and what one derives could be older than what the other has written since. Who only reads facts need not ask.
 */
export function aloneInFacts<T>(
  { path }: Store,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  // Nobody else sees it.
  if (path === ':memory:') return work();
  return alone(`${path.replace(/\.sqlite$/, '')}.lock`, work, { onWait });
}

/** Between two tries, milliseconds. */
const PAUSE = 50;

/** How long another may take: the first fetch of a large list lasts for minutes. Milliseconds. */
const PATIENCE = 15 * 60 * 1000;

/**
 * Does `work` while nobody else does theirs under the same lock.
 * @param path of the lock: a file that stays, and stays empty
 * @param options.onWait called once if somebody else is at it
 * @throws OutsideError if they are still at it after `patience`, milliseconds
 */
export async function alone<T>(
  path: string,
  work: () => Promise<T>,
  options: { readonly onWait?: () => void; readonly patience?: number } = {},
): Promise<T> {
  const { onWait, patience = PATIENCE } = options;
  const lock = new Sqlite(path, { timeout: 0 });
  try {
    for (let waited = 0; !isTaken(lock); waited += PAUSE) {
      if (waited === 0) onWait?.();
      if (waited >= patience)
        throw new OutsideError(`${path}: another mergeready holds it; run this again when that has ended`);
      await setTimeout(PAUSE);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function isTaken(lock: Sqlite.Database): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY') return false;
    throw error;
  }
}
