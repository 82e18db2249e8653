/** Which series somebody has written about. */
import type { Epoch } from '../facts/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';

/**
 * Series that somebody other than the sender has answered by then.
 * A thread, all series of which are answered, is not read any further.
 * @param only ids; null for all
 */
export function answeredSeries(
  { sqlite }: Store,
  asOf: Epoch,
  only: readonly string[] | null,
): ReadonlySet<string> {
  const members = membersOf(sqlite, only);
  const replies = sqlite.prepare<[number, number], { person: string; refs: string }>(
    "SELECT person, refs FROM message WHERE thread = ? AND is_reply = 1 AND archived_at <= ? AND refs <> '[]'",
  );
  const answered = new Set<string>();
  for (const [thread, of] of Map.groupBy(members, (one) => one.thread))
    for (const id of answeredIn(of, replies.iterate(thread, asOf))) answered.add(id);
  return answered;
}

/** Series in whose threads a mail came within a span (exclusive, inclusive; seconds). */
export function writtenAboutBetween({ sqlite }: Store, after: Epoch, until: Epoch): ReadonlySet<string> {
  const ids = sqlite
    .prepare<[number, number], string>(
      `SELECT DISTINCT sm.series FROM message m JOIN series_member sm ON sm.message = m.id
        WHERE m.thread IN (SELECT thread FROM message WHERE archived_at > ? AND archived_at <= ?)`,
    )
    .pluck()
    .all(after, until);
  return new Set(ids);
}

function membersOf(sqlite: Store['sqlite'], only: readonly string[] | null): readonly Member[] {
  const select = `SELECT m.message_id, m.thread, s.id, s.person FROM series_member sm
         JOIN message m ON m.id = sm.message JOIN series s ON s.id = sm.series`;
  if (only === null) return sqlite.prepare<[], Member>(select).all();
  return sqlite
    .prepare<[string], Member>(`${select} WHERE sm.series IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(only));
}

interface Member {
  readonly message_id: string;
  readonly thread: number;
  readonly id: string;
  readonly person: string;
}

/** Those of the series in one thread that somebody else than their sender replied to. */
function answeredIn(
  members: readonly Member[],
  replies: Iterable<{ readonly person: string; readonly refs: string }>,
): ReadonlySet<string> {
  const seriesOf = new Map(members.map((one) => [one.message_id, one]));
  const answered = new Set<string>();
  const all = new Set(members.map(({ id }) => id)).size;
  for (const { person, refs } of replies) {
    for (const ref of stringList(refs)) {
      const found = seriesOf.get(ref);
      if (found && found.person !== person) answered.add(found.id);
    }
    if (answered.size === all) break;
  }
  return answered;
}
