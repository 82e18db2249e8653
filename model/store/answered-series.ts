/** Which series somebody has written about. */
import { type Epoch, epoch, type Series } from '../facts/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import { readOnce } from './version.ts';

/**
 * Series that somebody other than the sender has answered by then. A report asks it of the same series as of several
 * dates: when each was answered first is looked up once for as long as the database does not change.
 */
export function answeredSeries(
  { sqlite }: Store,
  asOf: Epoch,
  series: readonly Series['id'][],
): ReadonlySet<string> {
  const known = readOnce(sqlite, 'first answers', () => new Map<string, Epoch | null>());
  const unknown = series.filter((id) => !known.has(id));
  for (const id of unknown) known.set(id, null);
  for (const [id, date] of firstAnswers(sqlite, unknown)) known.set(id, date);
  return new Set(series.filter((id) => (known.get(id) ?? Number.POSITIVE_INFINITY) <= asOf));
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

interface Member {
  readonly message_id: string;
  readonly thread: number;
  readonly id: string;
  readonly person: string;
}

interface Answer {
  readonly person: string;
  readonly refs: string;
  readonly archived_at: number;
}

/** A thread, all series of which are answered, is not read any further. */
function* firstAnswers(
  sqlite: Store['sqlite'],
  ids: readonly string[],
): Iterable<readonly [id: string, date: Epoch]> {
  const members = sqlite
    .prepare<[string], Member>(
      `SELECT m.message_id, m.thread, s.id, s.person FROM series_member sm
         JOIN message m ON m.id = sm.message JOIN series s ON s.id = sm.series
        WHERE sm.series IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(ids));
  const answers = sqlite.prepare<[number], Answer>(
    `SELECT person, refs, archived_at FROM message
      WHERE thread = ? AND is_reply = 1 AND refs <> '[]' ORDER BY archived_at`,
  );
  for (const [thread, of] of Map.groupBy(members, (one) => one.thread))
    yield* firstIn(of, answers.iterate(thread));
}

/** When each series of one thread was first answered by somebody else than its sender. */
function firstIn(members: readonly Member[], answers: Iterable<Answer>): ReadonlyMap<string, Epoch> {
  const seriesOf = new Map(members.map((one) => [one.message_id, one]));
  const all = new Set(members.map(({ id }) => id)).size;
  const first = new Map<string, Epoch>();
  for (const { person, refs, archived_at } of answers) {
    for (const ref of stringList(refs)) {
      const found = seriesOf.get(ref);
      if (found && found.person !== person && !first.has(found.id)) first.set(found.id, epoch(archived_at));
    }
    if (first.size === all) break;
  }
  return first;
}
