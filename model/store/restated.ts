/** Patches of which something new tells that no thread of theirs and no commit of theirs holds: their state is another. */
import { titleKey } from '../facts/index.ts';
import type { Store } from './database.ts';
import { announcedPatches } from './read-notices.ts';

/** Has them listed again: before what is pending is cleared. */
export function markRestated(store: Store): void {
  markReverted(store);
  markAnnounced(store);
}

/** What the commits carried that a pending commit reverts. */
function markReverted({ sqlite }: Store): void {
  sqlite.exec(
    `INSERT OR IGNORE INTO pending SELECT 'listing', l.message
       FROM pending p JOIN commit_revert r ON r.commit_row = CAST(p.key AS INTEGER)
       JOIN git_commit c ON c.id = r.commit_row
       JOIN git_commit o ON o.commit_id >= r.target AND o.commit_id < r.target || 'g' AND o.source = c.source
       JOIN landing l ON l.commit_row = o.id WHERE p.kind = 'commit'`,
  );
}

/** Patches of the titles that a pending announcement has, or the request that it answers. */
function markAnnounced({ sqlite }: Store): void {
  const lists = sqlite
    .prepare<[], string>(
      `SELECT DISTINCT n.patches FROM pending p JOIN notice own ON own.message = CAST(p.key AS INTEGER)
         JOIN message m ON m.id = own.message JOIN message near ON near.thread = m.thread
         JOIN notice n ON n.message = near.id WHERE p.kind = 'message'`,
    )
    .pluck()
    .all();
  const mark = sqlite.prepare(
    `INSERT OR IGNORE INTO pending
       SELECT 'listing', m.id FROM message m JOIN series_member sm ON sm.message = m.id WHERE m.title_key = ?`,
  );
  const titles = lists.flatMap(announcedPatches).flatMap(({ title }) => title ?? []);
  for (const key of new Set(titles.map(titleKey))) mark.run(key);
}
