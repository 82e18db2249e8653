/** Which threads are still what they were when something was worked out of them. */
import type { Epoch } from '../facts/index.ts';
import type { Store } from './database.ts';

/** A mail became another, or will be taken out. */
export function noteEdit({ sqlite }: Store, message: number): void {
  sqlite
    .prepare(
      `INSERT INTO thread_edit SELECT thread, 1 FROM message WHERE id = ?
       ON CONFLICT (thread) DO UPDATE SET count = count + 1`,
    )
    .run(message);
}

/**
 * For each of these mails a text that is another as soon as its thread has other mails: the same as of two dates between
 * which none came.
 */
export function threadPrints(
  { sqlite }: Store,
  messageIds: readonly string[],
  asOf: Epoch,
): ReadonlyMap<string, string> {
  const rows = sqlite
    .prepare<[string], { message_id: string; thread: number }>(
      `SELECT message_id, thread FROM thread_node WHERE message_id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(messageIds));
  const threads = [...new Set(rows.map(({ thread }) => thread))];
  const prints = new Map(
    sqlite
      .prepare<[string, number], { thread: number; print: string }>(
        `SELECT m.thread, concat_ws(' ', m.thread, count(*), sum(m.id), max(m.archived_at),
                (SELECT count FROM thread_edit e WHERE e.thread = m.thread)) AS print
           FROM message m WHERE m.thread IN (SELECT value FROM json_each(?)) AND m.archived_at <= ? GROUP BY m.thread`,
      )
      .all(JSON.stringify(threads), asOf)
      .map(({ thread, print }) => [thread, print]),
  );
  return new Map(rows.map(({ message_id, thread }) => [message_id, prints.get(thread) ?? '']));
}
