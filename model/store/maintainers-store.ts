/** The MAINTAINERS files of trees, since when each version held. */
import type { Epoch } from '../facts/index.ts';
import type { Store } from './database.ts';
import { packBytes, unpackText } from './text-pack.ts';

export function writeMaintainers({ sqlite }: Store, source: number, since: Epoch, text: string): void {
  sqlite.prepare('INSERT OR REPLACE INTO maintainers VALUES (?, ?, ?)').run(source, since, packBytes(text));
}

export interface MaintainersFile {
  readonly tree: string;
  readonly since: Epoch;
  readonly text: string;
}

/** As it was on that day, in the tree nearest to mainline that has one; null if there is none. */
export function readMaintainers({ sqlite }: Store, asOf: Epoch): MaintainersFile | null {
  const row = sqlite
    .prepare<[number], { tree: string; since: Epoch; text: Buffer }>(
      `SELECT s.name AS tree, m.since, m.text FROM maintainers m JOIN source s ON s.id = m.source
        WHERE m.since <= ?
        ORDER BY CASE s.role WHEN 'mainline' THEN 0 WHEN 'next' THEN 1 WHEN 'subsystem' THEN 2 ELSE 3 END,
                 m.since DESC, s.name LIMIT 1`,
    )
    .get(asOf);
  return row ? { ...row, text: unpackText(row.text) } : null;
}
