/**
 * Which series may be versions of which: the neighbourhoods of version linking, and what came out of it.
 */
import { type Epoch, epoch, type Mailbox, type SeriesId } from '../facts/index.ts';
import type { Arranged } from '../series/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import { mailmapsSince, personMarker } from './mailmap-store.ts';
import { pieces } from './operands.ts';

interface SeriesKeys {
  readonly id: string;
  readonly person: string;
  readonly author_name: string;
  readonly author_email: string;
  readonly title_key: string;
  readonly date: number;
}

/** No series is left that could be like these: so it is when a first archive was read. */
const areAll = ({ sqlite }: Store, count: number): boolean =>
  sqlite.prepare<[], number>('SELECT count(*) FROM series').pluck().get() === count;

/**
 * Series whose link to an older version may change because of the touched ones: themselves and likes that came later.
 * @param reach of linking by likeness, seconds
 */
export async function laterLikes(
  store: Store,
  touched: ReadonlySet<string>,
  reach: number,
): Promise<readonly string[]> {
  if (areAll(store, touched.size)) return [...touched];
  const keys = keysOf(store, touched);
  const near = await inSamePlace(store, keys);
  const ids = keys.map(({ id }) => id);
  const sharing = await sharingPatches(store, ids);
  const later = spans(keys, 0, reach, knownAfter(store, keys));
  return [
    ...new Set([
      ...ids,
      ...likes(store, later),
      ...madeBy(store, later),
      ...near,
      ...sharing,
      ...addingSame(store, later),
    ]),
  ];
}

/**
 * All that version linking has to look at to decide for `targets`, each of them another.
 * @param reach of linking by likeness, seconds
 */
export async function earlierLikes(
  store: Store,
  targets: readonly string[],
  reach: number,
): Promise<readonly string[]> {
  if (areAll(store, targets.length)) return targets;
  const keys = keysOf(store, targets);
  const near = [...(await inSamePlace(store, keys)), ...(await linkedTo(store, keys))];
  const sharing = await sharingPatches(store, targets);
  const mark = personMarker(store);
  const earlier = spans(keys, reach, 0, (one) => mark(senderOf(one), epoch(one.date)).aliases ?? []);
  const found = [...likes(store, earlier), ...byMakers(store, earlier), ...addingSame(store, earlier)];
  return [...new Set([...targets, ...found, ...near, ...sharing])];
}

/** A series, and the days (seconds) within which another may be like it. */
interface Spanned extends SeriesKeys {
  readonly from: number;
  readonly to: number;
  /** By which else its sender is known: keysOf() in facts. */
  readonly aliases: readonly string[];
}

const spans = (
  keys: readonly SeriesKeys[],
  before: number,
  after: number,
  aliasesOf: (one: SeriesKeys) => readonly string[],
): readonly Spanned[] =>
  keys.map((one) => ({
    ...one,
    from: one.date - before,
    to: one.date + after,
    aliases: aliasesOf(one),
  }));

const senderOf = ({ author_name, author_email }: SeriesKeys): Mailbox => ({
  name: author_name,
  email: author_email,
});

/** What their senders were known by on any later day: whoever wrote then was known as of that day. */
function knownAfter(store: Store, keys: readonly SeriesKeys[]): (one: SeriesKeys) => readonly string[] {
  const first = keys.reduce((earliest, { date }) => Math.min(earliest, date), Number.POSITIVE_INFINITY);
  const known = new Map<SeriesKeys, Set<string>>();
  for (const mailmap of mailmapsSince(store, first as Epoch))
    for (const one of keys) {
      const aliases = mailmap.aliasesOf(senderOf(one));
      if (aliases.length > 0) known.set(one, new Set([...(known.get(one) ?? []), ...aliases]));
    }
  return (one) => [...(known.get(one) ?? [])];
}

function keysOf({ sqlite }: Store, ids: Iterable<string>): readonly SeriesKeys[] {
  const get = sqlite.prepare<[string], SeriesKeys>(
    'SELECT id, person, author_name, author_email, title_key, date FROM series WHERE id = ?',
  );
  return [...ids].map((id) => get.get(id)).filter((row) => row !== undefined);
}

/** Same sender, address or title; each key is asked for once, for all the days of those that have it. */
function likes({ sqlite }: Store, keys: readonly Spanned[]): readonly string[] {
  return (['person', 'author_email', 'title_key'] as const).flatMap((column) => {
    const query = sqlite
      .prepare<[string, number, number], string>(
        `SELECT id FROM series WHERE ${column} = ? AND date BETWEEN ? AND ?`,
      )
      .pluck();
    const valuesOf = (one: Spanned): readonly string[] =>
      column === 'title_key' ? [one.title_key] : [one[column], ...one.aliases];
    return perKey(keys, valuesOf).flatMap(({ key, from, to }) => query.all(key, from, to));
  });
}

/** Series that somebody else posted, with patches that the senders of these made. */
function madeBy({ sqlite }: Store, keys: readonly Spanned[]): readonly string[] {
  const query = sqlite
    .prepare<[string, number, number], string>(
      `SELECT DISTINCT s.id FROM maker k JOIN series_member sm ON sm.message = k.message
         JOIN series s ON s.id = sm.series WHERE k.email = ? AND s.date BETWEEN ? AND ?`,
    )
    .pluck();
  return perKey(keys, (one) => [one.author_email]).flatMap(({ key, from, to }) => query.all(key, from, to));
}

/** From the earliest to the latest day that any of those with one key asks for. */
function perKey(
  keys: readonly Spanned[],
  valuesOf: (one: Spanned) => readonly string[],
): readonly { readonly key: string; readonly from: number; readonly to: number }[] {
  const all = keys.flatMap((one) => valuesOf(one).map((key) => ({ key, one })));
  const groups = Map.groupBy(all, ({ key }) => key);
  groups.delete('');
  return [...groups].map(([key, group]) => ({
    key,
    from: group.reduce((first, { one }) => Math.min(first, one.from), Number.POSITIVE_INFINITY),
    to: group.reduce((last, { one }) => Math.max(last, one.to), Number.NEGATIVE_INFINITY),
  }));
}

/** Series of those who made patches that somebody else posted in these. */
function byMakers({ sqlite }: Store, keys: readonly Spanned[]): readonly string[] {
  const query = sqlite
    .prepare<[string, number, number], string>(
      `SELECT DISTINCT s.id FROM series_member sm JOIN maker k ON k.message = sm.message
         JOIN series s ON s.author_email = k.email WHERE sm.series = ? AND s.date BETWEEN ? AND ?`,
    )
    .pluck();
  return keys.flatMap(({ id, from, to }) => query.all(id, from, to));
}

/** Series that add a file that one of these adds. */
function addingSame({ sqlite }: Store, keys: readonly Spanned[]): readonly string[] {
  const query = sqlite
    .prepare<[string, number, number], string>(
      `SELECT DISTINCT s.id FROM series_member sm
         JOIN patch_file f ON f.message = sm.message AND f.change = 'add'
         JOIN patch_file g ON g.path = f.path AND g.change = 'add'
         JOIN series_member other ON other.message = g.message
         JOIN series s ON s.id = other.series
        WHERE sm.series = ? AND s.date BETWEEN ? AND ?`,
    )
    .pluck();
  return keys.flatMap(({ id, from, to }) => query.all(id, from, to));
}

/** Same thread or same change-id. */
async function inSamePlace(store: Store, keys: readonly SeriesKeys[]): Promise<readonly string[]> {
  const threads = new Set<number>();
  const changes = new Set<string>();
  for (const piece of pieces(keys)) {
    const rows = await membersOf(store, piece).select(['message.thread', 'message.change_id']).execute();
    for (const row of rows) {
      threads.add(row.thread);
      if (row.change_id !== null) changes.add(row.change_id);
    }
  }
  return [
    ...(await seriesWithMails(store, 'message.thread', [...threads])),
    ...(await seriesWithMails(store, 'message.change_id', [...changes])),
  ];
}

/** Under a title that so many patches have ("Fix typo") nothing is looked up. */
const COMMON_TITLE = 50;

/** Series that have a patch of the same title as one of these; they themselves among them. */
export async function sharingPatches({ db }: Store, ids: Iterable<string>): Promise<readonly string[]> {
  const titles = new Set<string>();
  for (const piece of pieces([...ids])) {
    const rows = await patchTitles(db).where('series_member.series', 'in', piece).execute();
    for (const row of rows) titles.add(row.title_key);
  }
  const found = new Set<string>();
  for (const piece of pieces([...titles])) {
    const rows = await patchTitles(db).where('message.title_key', 'in', piece).execute();
    for (const sharing of Map.groupBy(rows, (row) => row.title_key).values())
      if (sharing.length < COMMON_TITLE) for (const { series } of sharing) found.add(series);
  }
  return [...found];
}

const patchTitles = (db: Store['db']) =>
  db
    .selectFrom('message')
    .innerJoin('series_member', 'series_member.message', 'message.id')
    .select(['series_member.series', 'message.title_key'])
    .where('series_member.n', '>', 0);

/** Series whose mails are linked to from the text. */
async function linkedTo(store: Store, keys: readonly SeriesKeys[]): Promise<readonly string[]> {
  const links = new Set<string>();
  for (const piece of pieces(keys)) {
    const query = membersOf(store, piece).select('message.links').where('message.links', '<>', '[]');
    for (const row of await query.execute()) for (const link of stringList(row.links)) links.add(link);
  }
  return seriesWithMails(store, 'message.message_id', [...links]);
}

const membersOf = ({ db }: Store, keys: readonly SeriesKeys[]) =>
  db
    .selectFrom('series_member')
    .innerJoin('message', 'message.id', 'series_member.message')
    .where(
      'series_member.series',
      'in',
      keys.map(({ id }) => id),
    );

async function seriesWithMails(
  { db }: Store,
  column: 'message.thread' | 'message.change_id' | 'message.message_id',
  values: readonly (string | number)[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const piece of pieces(values)) {
    const rows = await db
      .selectFrom('message')
      .innerJoin('series_member', 'series_member.message', 'message.id')
      .select('series_member.series')
      .distinct()
      .where(column, 'in', piece)
      .execute();
    found.push(...rows.map(({ series }) => series));
  }
  return found;
}

/** The links of series as they stand. */
export interface StoredLink {
  readonly id: string;
  readonly change_id: string;
  readonly follows: string | null;
  readonly follows_method: string | null;
  readonly follows_score: number | null;
}

/** Whole changes: every series of the given ones. */
export function seriesOfChanges({ sqlite }: Store, changes: Iterable<string>): readonly StoredLink[] {
  const query = sqlite.prepare<[string], StoredLink>(
    'SELECT id, change_id, follows, follows_method, follows_score FROM series WHERE change_id = ?',
  );
  return [...changes].flatMap((change) => query.all(change));
}

export function changesOf({ sqlite }: Store, ids: Iterable<string>): ReadonlySet<string> {
  const query = sqlite.prepare<[string], string>('SELECT change_id FROM series WHERE id = ?').pluck();
  return new Set([...ids].map((id) => query.get(id)).filter((change) => change !== undefined));
}

/** Writes numbers, links and what supersedes what. Returns the ids whose row changed. */
export function writeArranged({ sqlite }: Store, arranged: readonly Arranged[]): readonly SeriesId[] {
  const update = sqlite.prepare(
    `UPDATE series SET change_id = @changeId, version = @version, version_order = @order, version_from = @versionFrom, follows = @follows,
       follows_method = @method, follows_score = @score, is_partial = @isPartial, superseded_by = @supersededBy,
       superseded_at = @supersededAt
     WHERE id = @id`,
  );
  sqlite.transaction(() => {
    for (const one of arranged) update.run(arrangedColumns(one));
  })();
  return arranged.map((one) => one.candidate.posting.id);
}

const arrangedColumns = (one: Arranged): Record<string, string | number | null> => ({
  id: one.candidate.posting.id,
  changeId: one.changeId,
  version: one.version,
  order: one.order,
  versionFrom: one.versionFrom,
  follows: one.follows?.series ?? null,
  method: one.follows?.method ?? null,
  score: one.follows?.score ?? null,
  isPartial: Number(one.isPartial),
  supersededBy: one.supersededBy,
  supersededAt: one.supersededAt,
});
