/** One database in the place of another that others may have open. */
import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Store } from './database.ts';

/** Between two tries, milliseconds. */
const PAUSE = 10;

/**
 * What `fresh` holds takes the place of what stands at `path`, in one transaction: whoever has that open goes on with the
 * new facts, and a crash leaves the old ones (https://www.sqlite.org/backup.html). A file that is moved there would not be
 * seen by them, and SQLite could take the log beside for its own.
 */
export async function replaceFacts(fresh: Store, path: string): Promise<void> {
  // Where somebody else writes, it ends before it has begun.
  while ((await fresh.sqlite.backup(path)).totalPages === 0) await setTimeout(PAUSE);
}

export function removeStore(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
