/** Series, changes and landings as of a date, for everybody who shows them. */
import {
  changeId,
  type Epoch,
  epoch,
  messageId,
  patchId,
  type Series,
  type SeriesPatch,
  seriesId,
  UsageError,
  type VersionLink,
} from '../facts/index.ts';
import { commonPrefixes } from '../series/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import { anyOf, contains, pieces } from './operands.ts';
import { filesOf } from './series-store.ts';
import { readOnce } from './version.ts';

export interface SeriesFilter {
  /** A List-Id, or a part of it. */
  readonly list?: string | undefined;
  /** Name or address of the sender, or a part of it. */
  readonly from?: string | undefined;
  /** A part of the title. */
  readonly title?: string | undefined;
  /** A path that one of its patches changes, or a part of it. */
  readonly file?: string | undefined;
  /** personKey() of the sender: any of these. */
  readonly person?: readonly string[] | undefined;
  /** Posted since; seconds. */
  readonly since?: Epoch | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly changes?: readonly string[] | undefined;
}

/** Series asked for at once: their mails must stay below SQLite's 32,766 parameters, at up to 300 patches each. */
const SERIES_PIECE = 100;

/** Series that the archive had by `asOf`, oldest first, with the patches that had come by then. */
export async function readSeries(
  store: Store,
  asOf: Epoch,
  filter: SeriesFilter = {},
): Promise<readonly Series[]> {
  const rows = [];
  for (const part of filterPieces(filter)) rows.push(...(await selectSeries(store, asOf, part)));
  rows.sort((a, b) => a.date - b.date || (a.id < b.id ? -1 : 1));
  const members = await readMembers(
    store,
    rows.map((row) => row.id),
    asOf,
  );
  return rows.map((row) => decodeSeries(row, members.get(row.id) ?? [], asOf));
}

function filterPieces(filter: SeriesFilter): readonly SeriesFilter[] {
  if (filter.ids) return [...pieces(filter.ids)].map((ids) => ({ ...filter, ids }));
  if (filter.changes) return [...pieces(filter.changes)].map((changes) => ({ ...filter, changes }));
  return [filter];
}

type SeriesRow = Awaited<ReturnType<typeof selectSeries>>[number];

const selectSeries = (store: Store, asOf: Epoch, filter: SeriesFilter) =>
  filtered(store, asOf, filter).selectAll().execute();

/** Columns that series can be ordered by. */
export const SERIES_ORDERS = {
  date: 'date',
  title: 'title_key',
  version: 'version',
  patches: 'expected',
  from: 'person',
} as const;

export interface SeriesOrder {
  readonly by: keyof typeof SERIES_ORDERS;
  readonly isDescending: boolean;
}

/** Which series a filter finds, without reading them. */
export async function seriesIds(
  store: Store,
  asOf: Epoch,
  filter: SeriesFilter,
  { by, isDescending }: SeriesOrder,
): Promise<readonly string[]> {
  const direction = isDescending ? 'desc' : 'asc';
  const rows = await filtered(store, asOf, filter)
    .select('id')
    .orderBy(SERIES_ORDERS[by], direction)
    .orderBy('date', direction)
    .orderBy('id', direction)
    .execute();
  return rows.map(({ id }) => id);
}

/** The series that this one took the place of, as of a date. */
export function supersededIds({ sqlite }: Store, id: string, asOf: Epoch): readonly string[] {
  return sqlite
    .prepare<[string, number], string>(
      'SELECT id FROM series WHERE superseded_by = ? AND superseded_at <= ? ORDER BY date, id',
    )
    .pluck()
    .all(id, asOf);
}

function filtered({ db }: Store, asOf: Epoch, filter: SeriesFilter) {
  let query = db.selectFrom('series').where('date', '<=', asOf);
  if (filter.since !== undefined) query = query.where('date', '>=', filter.since);
  if (filter.ids) query = query.where('id', 'in', anyOf(filter.ids));
  if (filter.changes) query = query.where('change_id', 'in', anyOf(filter.changes));
  const { from, title, file, list } = filter;
  if (from)
    query = query.where(({ or }) => or([contains('author_name', from), contains('author_email', from)]));
  if (title) query = query.where(contains('title', title));
  if (filter.person) query = query.where('person', 'in', filter.person);
  if (file)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('series_member as sm')
          .innerJoin('patch_file', 'patch_file.message', 'sm.message')
          .select('sm.series')
          .whereRef('sm.series', '=', 'series.id')
          .where(contains('patch_file.path', file)),
      ),
    );
  if (list)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('series_member as sm')
          .innerJoin('copy', 'copy.message', 'sm.message')
          .select('sm.series')
          .whereRef('sm.series', '=', 'series.id')
          .where(contains('copy.list', list)),
      ),
    );
  return query;
}

interface MemberRow extends SeriesPatch {
  readonly prefixes: readonly string[];
  readonly lists: readonly string[];
}

/** Members of so many series are kept; some kilobytes each. */
const MOST_KEPT = 20_000;

/**
 * The mails of each series, as far as they had come. A report looks at the same series as of several dates, as versions
 * of a change and by itself: their mails are read once for as long as the database does not change.
 */
async function readMembers(
  store: Store,
  ids: readonly string[],
  asOf: Epoch,
): Promise<ReadonlyMap<string, readonly MemberRow[]>> {
  const known = readOnce(store.sqlite, 'series members', () => new Map<string, readonly MemberRow[]>());
  const found = new Map(ids.map((id) => [id, known.get(id)]));
  const unknown = ids.filter((id) => !found.get(id));
  if (known.size + unknown.length > MOST_KEPT) known.clear();
  for (const piece of pieces(unknown, SERIES_PIECE)) {
    const members = await membersEver(store, piece);
    for (const id of piece) {
      found.set(id, members.get(id) ?? []);
      known.set(id, members.get(id) ?? []);
    }
  }
  return new Map([...found].map(([id, members]) => [id, members!.filter(({ date }) => date <= asOf)]));
}

/** In the order of their numbers. */
async function membersEver(
  store: Store,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly MemberRow[]>> {
  const rows = await store.db
    .selectFrom('series_member as sm')
    .innerJoin('message as m', 'm.id', 'sm.message')
    .select([
      'sm.series',
      'sm.n',
      'm.id',
      'm.message_id',
      'm.subject',
      'm.patch_id',
      'm.archived_at',
      'm.prefixes',
    ])
    .where('sm.series', 'in', anyOf(ids))
    .orderBy('sm.n')
    .execute();
  const messages = rows.map((row) => row.id);
  const [files, lists] = [await filesOf(store, messages), await listsOf(store, messages)];
  const members = rows.map((row): MemberRow & { readonly series: string } => ({
    series: row.series,
    n: row.n,
    messageId: messageId(row.message_id),
    subject: row.subject,
    patchId: row.patch_id === null ? null : patchId(row.patch_id),
    date: epoch(row.archived_at),
    files: files.get(row.id) ?? [],
    prefixes: stringList(row.prefixes),
    lists: lists.get(row.id) ?? [],
  }));
  return Map.groupBy(members, ({ series }) => series);
}

async function listsOf(
  { db }: Store,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows = await db
    .selectFrom('copy')
    .select(['message', 'list'])
    .distinct()
    .where('message', 'in', anyOf(ids))
    .where('list', '<>', '')
    .execute();
  const groups = Map.groupBy(rows, (row) => row.message);
  return new Map([...groups].map(([message, found]) => [message, found.map(({ list }) => list).sort()]));
}

function decodeSeries(row: SeriesRow, members: readonly MemberRow[], asOf: Epoch): Series {
  const cover = members.find(({ n }) => n === 0) ?? null;
  const patches = members.filter(({ n }) => n !== 0);
  const numbers = new Set(patches.map(({ n }) => n));
  const isSuperseded = row.superseded_at !== null && row.superseded_at <= asOf;
  return {
    id: seriesId(row.id),
    changeId: changeId(row.change_id),
    version: row.version,
    versionFrom: row.version_from as Series['versionFrom'],
    title: row.title,
    prefixes: commonPrefixes(
      cover?.prefixes ?? [],
      patches.map(({ prefixes }) => prefixes),
    ),
    author: { name: row.author_name, email: row.author_email },
    date: epoch(row.date),
    expected: row.expected,
    received: numbers.size,
    complete: Array.from({ length: row.expected }, (_, at) => at + 1).every((n) => numbers.has(n)),
    isPartial: row.is_partial === 1,
    cover: cover?.messageId ?? null,
    patches: patches.map(({ n, messageId, subject, patchId, date, files }) => ({
      n,
      messageId,
      subject,
      patchId,
      date,
      files,
    })),
    supersededBy: isSuperseded ? seriesId(row.superseded_by!) : null,
    follows: linkOf(row),
    lists: [...new Set(members.flatMap((member) => member.lists))].sort(),
  };
}

function linkOf(row: SeriesRow): VersionLink | null {
  if (row.follows === null) return null;
  return {
    series: seriesId(row.follows),
    method: row.follows_method as VersionLink['method'],
    score: row.follows_score ?? 0,
  };
}

/**
 * The id of the series that a user means: its id or the beginning of it, or the Message-ID (or a link to it) of any
 * of its mails.
 * @throws UsageError if there is none, or more than one
 */
export function findSeries({ sqlite }: Store, text: string): string {
  const name = text.trim().replace(/^<|>$/g, '');
  if (/^[0-9a-f]{4,12}$/.test(name)) {
    const ids = sqlite
      .prepare<[string], string>('SELECT id FROM series WHERE id GLOB ?')
      .pluck()
      .all(`${name}*`);
    if (ids.length === 1) return ids[0]!;
    if (ids.length > 1) throw new UsageError(`series ${text}: ${ids.length} begin so; give more digits`);
  }
  const wanted = /^https?:\/\//.test(name)
    ? decodeURIComponent(name.replace(/\/(?:[tT]\/(?:#.*)?|raw)?$/, '').replace(/^.*\//, ''))
    : name;
  const member = sqlite
    .prepare<[string], string>(
      'SELECT sm.series FROM message m JOIN series_member sm ON sm.message = m.id WHERE m.message_id = ?',
    )
    .pluck()
    .get(wanted);
  if (member !== undefined) return member;
  throw new UsageError(`series ${text}: there is none; 'mergeready series list' shows those that are here`);
}

export interface SeriesName {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

/** Every series that the archive had by then, as far as its title tells what it is about. */
export function seriesNames({ sqlite }: Store, asOf: Epoch): readonly SeriesName[] {
  return sqlite
    .prepare<[number], SeriesName>('SELECT id, version, title FROM series WHERE date <= ? ORDER BY date, id')
    .all(asOf);
}

/** The series in which a mail stands as cover or patch; null if it is neither. */
export function seriesOf({ sqlite }: Store, messageId: string): SeriesName | null {
  const row = sqlite
    .prepare<[string], SeriesName>(
      `SELECT s.id, s.version, s.title FROM message m JOIN series_member sm ON sm.message = m.id
         JOIN series s ON s.id = sm.series WHERE m.message_id = ?`,
    )
    .get(messageId);
  return row ?? null;
}

/** The id of the change that a user means: its id or the beginning of it, a b4 change-id, or any series of it. */
export function findChange(store: Store, text: string): string {
  const { sqlite } = store;
  const byId = sqlite
    .prepare<[string], string>('SELECT DISTINCT change_id FROM series WHERE change_id GLOB ?')
    .pluck();
  const ids = /^[0-9a-f]{4,12}$/.test(text) ? byId.all(`${text}*`) : [];
  if (ids.length === 1) return ids[0]!;
  const stated = sqlite
    .prepare<[string], string>(
      `SELECT s.change_id FROM message m JOIN series_member sm ON sm.message = m.id JOIN series s ON s.id = sm.series
        WHERE m.change_id = ? LIMIT 1`,
    )
    .pluck()
    .get(text);
  if (stated !== undefined) return stated;
  const series = findSeries(store, text);
  return sqlite.prepare<[string], string>('SELECT change_id FROM series WHERE id = ?').pluck().get(series)!;
}

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
