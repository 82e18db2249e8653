/** Series as of a date, for everybody who shows them. */
import { sql } from 'kysely';
import {
  changeId,
  type Epoch,
  epoch,
  messageId,
  patchId,
  type Series,
  type SeriesPatch,
  seriesId,
  type VersionLink,
} from '../facts/index.ts';
import { commonPrefixes } from '../series/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import { filtered, type SeriesFilter } from './filter-series.ts';
import { anyOf, listSql, pieces } from './operands.ts';
import { filesOf } from './series-store.ts';
import { readOnce } from './version.ts';

/** Series asked for at once: their mails must stay below SQLite's 32,766 parameters, at up to 300 patches each. */
const SERIES_PIECE = 100;

/** Series that the archive had by `asOf`, oldest first, with the patches that had come by then. */
export async function readSeries(
  store: Store,
  asOf: Epoch,
  filter: SeriesFilter = {},
): Promise<readonly Series[]> {
  const rows = await selectSeries(store, asOf, filter);
  const members = await readMembers(
    store,
    rows.map((row) => row.id),
    asOf,
  );
  return rows.map((row) => decodeSeries(row, members.get(row.id) ?? [], asOf));
}

type SeriesRow = Awaited<ReturnType<typeof selectSeries>>[number];

const selectSeries = (store: Store, asOf: Epoch, filter: SeriesFilter) =>
  filtered(store, asOf, filter).selectAll().orderBy('date').orderBy('id').execute();

interface Member {
  /** Or the cover, whose number is 0. */
  readonly patch: SeriesPatch;
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
): Promise<ReadonlyMap<string, readonly Member[]>> {
  const known = readOnce(store.sqlite, 'series members', () => new Map<string, readonly Member[]>());
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
  return new Map([...found].map(([id, members]) => [id, members!.filter(({ patch }) => patch.date <= asOf)]));
}

/** In the order of their numbers. */
async function membersEver(
  store: Store,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
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
  const members = rows.map((row): Member & { readonly series: string } => ({
    series: row.series,
    patch: {
      n: row.n,
      messageId: messageId(row.message_id),
      subject: row.subject,
      patchId: row.patch_id === null ? null : patchId(row.patch_id),
      date: epoch(row.archived_at),
      files: files.get(row.id) ?? [],
    },
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
    .select(['message', sql.raw<string>(listSql('copy')).as('list')])
    .distinct()
    .where('message', 'in', anyOf(ids))
    .execute();
  const groups = Map.groupBy(rows, (row) => row.message);
  return new Map([...groups].map(([message, found]) => [message, found.map(({ list }) => list).sort()]));
}

function decodeSeries(row: SeriesRow, members: readonly Member[], asOf: Epoch): Series {
  const cover = members.find(({ patch }) => patch.n === 0) ?? null;
  const patches = members.filter(({ patch }) => patch.n !== 0);
  const numbers = new Set(patches.map(({ patch }) => patch.n));
  const isSuperseded = row.superseded_at !== null && row.superseded_at <= asOf;
  return {
    id: seriesId(row.id),
    changeId: changeId(row.change_id),
    version: row.version,
    order: row.version_order,
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
    cover: cover?.patch.messageId ?? null,
    patches: patches.map(({ patch }) => patch),
    supersededBy: isSuperseded ? seriesId(row.superseded_by!) : null,
    follows: linkOf(row),
    isAnswered: row.answered_at !== null && row.answered_at <= asOf,
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

/** The series that this one took the place of, as of a date. */
export function supersededIds({ sqlite }: Store, id: string, asOf: Epoch): readonly string[] {
  return sqlite
    .prepare<[string, number], string>(
      'SELECT id FROM series WHERE superseded_by = ? AND superseded_at <= ? ORDER BY date, id',
    )
    .pluck()
    .all(id, asOf);
}
