/** Mails that an archive took out again. */
import type { Store } from './database.ts';
import { takeOut } from './text-pack.ts';
import { noteEdit } from './thread-print.ts';

/**
 * Removes what a source holds of a message; the message itself goes with its last copy. Returns false if the source
 * never had it.
 */
export async function removeMail(store: Store, source: number, messageId: string): Promise<boolean> {
  const { sqlite } = store;
  return sqlite
    .transaction(() => {
      const row = sqlite
        .prepare<[string], { id: number; thread: number; pack: number; place: number }>(
          'SELECT id, thread, pack, place FROM message WHERE message_id = ?',
        )
        .get(messageId);
      if (row === undefined) return false;
      const removed = sqlite.prepare('DELETE FROM copy WHERE message = ? AND source = ?').run(row.id, source);
      const left = sqlite.prepare('SELECT min(archived_at) FROM copy WHERE message = ?').pluck().get(row.id);
      noteEdit(store, row.id);
      if (left === null) {
        unlist(sqlite, row.id);
        sqlite
          .prepare("INSERT OR IGNORE INTO pending SELECT 'commit', commit_row FROM landing WHERE message = ?")
          .run(row.id);
        sqlite
          .prepare('DELETE FROM series WHERE id IN (SELECT series FROM series_member WHERE message = ?)')
          .run(row.id);
        sqlite.prepare('DELETE FROM message_fts WHERE rowid = ?').run(row.id);
        sqlite.prepare('DELETE FROM message WHERE id = ?').run(row.id);
        takeOut(store, row.pack, [row.place]);
      } else {
        sqlite.prepare('UPDATE message SET archived_at = ? WHERE id = ?').run(left, row.id);
      }
      sqlite
        .prepare("INSERT OR IGNORE INTO pending SELECT 'message', id FROM message WHERE thread = ?")
        .run(row.thread);
      return removed.changes > 0;
    })
    .immediate();
}

/** Is what a source holds of a message nothing but its place in a digest? (Its position is then `digest/n`.) */
export const isOfDigest = ({ sqlite }: Store, source: number, messageId: string): boolean =>
  sqlite
    .prepare<[number, string], number>(
      `SELECT count(*) > 0 AND min(position LIKE '%/%') FROM copy JOIN message ON message.id = message
       WHERE source = ? AND message_id = ?`,
    )
    .pluck()
    .get(source, messageId) === 1;

/** Message-IDs of what a source holds at positions that begin so. */
export const heldBelow = ({ sqlite }: Store, source: number, prefix: string): readonly string[] =>
  sqlite
    .prepare<[number, string, string], string>(
      `SELECT DISTINCT message_id FROM copy JOIN message ON message.id = message
       WHERE source = ? AND substr(position, 1, length(?)) = ?`,
    )
    .pluck()
    .all(source, prefix, prefix);

/** What the REST API lists of its series; the other mails of it are pending, and listed again. */
function unlist(sqlite: Store['sqlite'], message: number): void {
  const series = '(SELECT series FROM listed_mail WHERE message = @message AND series IS NOT NULL)';
  const comment = "(SELECT id FROM listed_mail WHERE message = @message AND kind = 'comment')";
  for (const sql of [
    `DELETE FROM listed_event WHERE series IN ${series} OR comment IN ${comment}`,
    `DELETE FROM listed_series WHERE id IN ${series}`,
  ])
    sqlite.prepare(sql).run({ message });
}
