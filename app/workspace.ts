/** Where a database is, and what lies beside it. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../model/facts/index.ts';
import { openStore, type Store } from '../model/store/database.ts';
import { ReviewMemory } from './review-memory.ts';

export interface Workspace {
  readonly store: Store;
  /** Clones of bundles and URLs. */
  readonly repositories: string;
  /** What was worked out of this database; without it everything is worked out each time. */
  readonly reviews?: ReviewMemory;
}

const DEFAULT = join('.mergeready', 'db.sqlite');

/** The database that applies here: the nearest `.mergeready/db.sqlite` in this directory or above it, else one here. */
export function databasePath(given: string | undefined, cwd: string): string {
  if (given) return resolve(cwd, given);
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(join(at, DEFAULT))) return join(at, DEFAULT);
    if (dirname(at) === at) return join(cwd, DEFAULT);
  }
}

/**
 * @param create false: it has to be there already
 * @param journalOf the database that it is a rebuild of, whose journal it uses
 */
export function openWorkspace(path: string, create: boolean, journalOf?: string): Workspace {
  if (!create && path !== ':memory:' && !existsSync(path)) {
    throw new UsageError(
      `no database at ${path}; 'mergeready add SOURCE' makes one, or choose another with --db`,
    );
  }
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  return {
    store: openStore(path, { journalOf }),
    repositories: join(dirname(path), 'repos'),
    reviews: new ReviewMemory(),
  };
}
