/** Series, changes and landings as the command line and the web show them. */
import { setImmediate } from 'node:timers/promises';
import { bodyBlocks } from '../ingest/mail/index.ts';
import { landingsOf, matchCommits, saidOf } from '../model/derive/index.ts';
import {
  type Epoch,
  type GivenTrailer,
  isStanding,
  type Landing,
  type Series,
  seriesId,
} from '../model/facts/index.ts';
import {
  acked,
  type Carried,
  carryTrailers,
  collectTrailers,
  type LaterVersion,
  type Review,
  readReview,
  readState,
  type SeriesState,
  type ThreadMail,
} from '../model/review/index.ts';
import { answeredSeries } from '../model/store/answered-series.ts';
import { type SeriesFilter, type SeriesOrder, seriesIds } from '../model/store/filter-series.ts';
import { findChange, findSeries } from '../model/store/find-series.ts';
import { allCommitRows } from '../model/store/landing-store.ts';
import { landedCommits } from '../model/store/read-landed.ts';
import {
  changesPicked,
  changesReverted,
  settledLandings,
  storedPicks,
} from '../model/store/read-landings.ts';
import { type MailStructure, readThreadMails, readThreadStructure } from '../model/store/read-mail.ts';
import { readSeries } from '../model/store/read-series.ts';
import { type Check, checksAsOf } from './checks.ts';
import { remembered } from './memory.ts';
import { type Relations, relationsOf } from './relations.ts';
import { ReviewMemory, reviewPrints } from './review-memory.ts';
import type { Workspace } from './workspace.ts';

export { SERIES_ORDERS, type SeriesFilter, type SeriesOrder } from '../model/store/filter-series.ts';

/** A series with where it landed. */
export interface LandedSeries extends Series {
  readonly landings: readonly Landing[];
  /** Landings that were reverted by the date. */
  readonly reverted: readonly Landing[];
  /** Somebody other than its sender has answered. */
  readonly isDiscussed: boolean;
}

/** A series with where it stands. */
export interface ListedSeries extends LandedSeries {
  readonly state: SeriesState;
}

/** What `state` of a series may be. */
export const SERIES_STATES = [
  'new',
  'under review',
  'objected',
  'reviewed',
  'queued',
  'partly merged',
  'merged',
  'superseded',
] as const satisfies readonly SeriesState[];

/** Series with their states, oldest first. */
export async function listSeries(
  workspace: Workspace,
  asOf: Epoch,
  filter: SeriesFilter = {},
): Promise<readonly ListedSeries[]> {
  return withStates(workspace, await landedSeries(workspace, asOf, filter), asOf);
}

export interface SeriesSpan {
  readonly total: number;
  /** In the order asked for. */
  readonly series: readonly ListedSeries[];
}

/**
 * A part of a long list: only what is shown is read, unless a state is asked for.
 * @param state only series in this state; null for all
 */
export async function seriesSpan(
  workspace: Workspace,
  asOf: Epoch,
  filter: SeriesFilter,
  state: string | null,
  { limit, offset, ...order }: SeriesOrder & { readonly limit: number; readonly offset: number },
): Promise<SeriesSpan> {
  const ids = await seriesIds(workspace.store, asOf, filter, order);
  const read = async (some: readonly string[]): Promise<readonly ListedSeries[]> => {
    const byId = new Map(
      (await listSeries(workspace, asOf, { ids: some })).map((one) => [one.id as string, one]),
    );
    return some.flatMap((id) => byId.get(id) ?? []);
  };
  if (state === null) return { total: ids.length, series: await read(ids.slice(offset, offset + limit)) };
  const found = (await read(ids)).filter((one) => one.state === state);
  return { total: found.length, series: found.slice(offset, offset + limit) };
}

/** In the order given. */
async function withStates(
  workspace: Workspace,
  landed: readonly LandedSeries[],
  asOf: Epoch,
): Promise<readonly ListedSeries[]> {
  const { store } = workspace;
  const known = await remembered(store, store, `states ${asOf}`, async () => new Map<string, SeriesState>());
  const unknown = landed.filter(({ id }) => !known.has(id));
  for (const [id, state] of await statesOf(workspace, unknown, asOf)) known.set(id, state);
  return landed.map((one) => ({ ...one, state: known.get(one.id)! }));
}

/** As showSeries() says them; texts are read only where comments decide. */
async function statesOf(
  workspace: Workspace,
  series: readonly LandedSeries[],
  asOf: Epoch,
): Promise<ReadonlyMap<Series['id'], SeriesState>> {
  const none = (): readonly ThreadMail[] => [];
  const settled = (state: SeriesState | null): boolean =>
    state !== null && state !== 'new' && state !== 'under review';
  const states = new Map(series.map((one) => [one.id, readState(one, none(), one.landings, asOf)]));
  const open = series.filter(({ id }) => !settled(states.get(id)!));
  const mails = await readThreadStructure(workspace.store, open.flatMap(mailsOf), asOf);
  const threadOf = byThread(mails.map(toThreadMail));
  for (const one of open) states.set(one.id, readState(one, threadOf(one), one.landings, asOf));
  const undecided = open.filter(({ id }) => states.get(id) === null);
  for await (const { series: one, review } of reviewMany(workspace, undecided, asOf))
    states.set(one.id, review.state);
  return states as ReadonlyMap<Series['id'], SeriesState>;
}

/** Series as the facts have them, oldest first: cheap, since no mail is looked into. */
export async function landedSeries(
  workspace: Workspace,
  asOf: Epoch,
  filter: SeriesFilter = {},
): Promise<readonly LandedSeries[]> {
  const { store } = workspace;
  const series = await readSeries(store, asOf, filter);
  const isAll = Object.values(filter).every((one) => one === undefined);
  const changes = isAll ? null : [...new Set(series.map((one) => one.changeId))];
  const landings = Map.groupBy(await landingsOf(store, changes, asOf), (one) => one.seriesId);
  const discussed = answeredSeries(store, asOf, changes === null ? null : series.map((one) => one.id));
  return series.map((one) => ({
    ...one,
    landings: (landings.get(one.id) ?? []).filter(isStanding),
    reverted: (landings.get(one.id) ?? []).filter((landing) => !isStanding(landing)),
    isDiscussed: discussed.has(one.id),
  }));
}

/** A series with what its thread says of it, and what older versions were given. */
export interface ShownSeries extends LandedSeries, Review, Carried, Relations {
  /** What tests found of its patches: the newest word of each. */
  readonly checks: readonly Check[];
}

export async function showSeries(workspace: Workspace, name: string, asOf: Epoch): Promise<ShownSeries> {
  const { store } = workspace;
  const id = findSeries(store, name);
  const shown = await remembered(store, store, `series ${id} ${asOf}`, () => readShown(workspace, id, asOf));
  return { ...shown, checks: checksAsOf(workspace, asOf, seriesId(id)) };
}

async function readShown(
  workspace: Workspace,
  id: string,
  asOf: Epoch,
): Promise<Omit<ShownSeries, 'checks'>> {
  const [series] = await landedSeries(workspace, asOf, { ids: [id] });
  const review = await reviewSeries(workspace, series!, asOf);
  const landings = acked({ series: series!, trailers: review.trailers, landings: series!.landings });
  const older = await carriedTo(workspace, series!, review.trailers, asOf);
  return { ...series!, landings, ...review, ...older, ...(await relationsOf(workspace, series!, asOf)) };
}

/** What older versions were given: carried to the patches that did not change, lost to the others. */
async function carriedTo(
  workspace: Workspace,
  series: Series,
  trailers: readonly GivenTrailer[],
  asOf: Epoch,
): Promise<Carried> {
  const versions = await readSeries(workspace.store, asOf, { changes: [series.changeId] });
  const older = versions.filter((other) => other.id !== series.id && !isNewer(other, series));
  const mails = await readThreadStructure(workspace.store, older.flatMap(mailsOf), asOf);
  const threadOf = byThread(mails.map(toThreadMail));
  const reviewed = older.map((one) => ({
    series: one,
    trailers: collectTrailers(one, threadOf(one), asOf),
  }));
  const patches = series.patches.map((patch) => ({
    patch,
    trailers: trailers.filter((one) => one.appliesTo === patch.n || one.appliesTo === 'series'),
  }));
  return carryTrailers(patches, reviewed);
}

/** What its thread and its newer versions say of a series. */
export async function reviewSeries(workspace: Workspace, series: LandedSeries, asOf: Epoch): Promise<Review> {
  const [found] = await collect(reviewMany(workspace, [series], asOf));
  return found!.review;
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of items) all.push(one);
  return all;
}

/** Threads read at once: their texts stand in memory together. */
const REVIEW_PIECE = 64;

/** The same for many series, in a few queries for all of them. In the order given. */
export async function* reviewMany<T extends LandedSeries>(
  workspace: Workspace,
  series: readonly T[],
  asOf: Epoch,
): AsyncIterable<{ readonly series: T; readonly review: Review }> {
  for (let at = 0; at < series.length; at += REVIEW_PIECE) {
    const piece = series.slice(at, at + REVIEW_PIECE);
    const newerThan = await newerOf(workspace, piece, asOf);
    const { reviews: memory = new ReviewMemory() } = workspace;
    const printOf = reviewPrints(workspace.store, piece, newerThan, mailsOf, asOf);
    const reviews = new Map(piece.map((one) => [one, memory.find(printOf(one))]));
    const unknown = piece.filter((one) => !reviews.get(one));
    for await (const { series: one, review } of readMany(workspace, unknown, newerThan, asOf)) {
      memory.keep(printOf(one), review);
      reviews.set(one, review);
    }
    for (const one of piece) yield { series: one, review: reviews.get(one)! };
  }
}

async function* readMany<T extends LandedSeries>(
  workspace: Workspace,
  series: readonly T[],
  newerThan: (one: T) => readonly Series[],
  asOf: Epoch,
): AsyncIterable<{ readonly series: T; readonly review: Review }> {
  if (series.length === 0) return;
  const threadOf = await threadsOf(workspace, [...series, ...series.flatMap(newerThan)], asOf);
  const commits = landedCommits(
    workspace.store,
    series.flatMap(({ landings }) => landings.flatMap(({ commit }) => commit ?? [])),
    asOf,
  );
  const later = new Map<string, LaterVersion>();
  const versionOf = (other: Series): LaterVersion => {
    const version = later.get(other.id) ?? { series: other, thread: threadOf(other) };
    later.set(other.id, version);
    return version;
  };
  for (const one of series) {
    // A long list is nobody's reason to keep other visitors waiting.
    await setImmediate();
    const newer = newerThan(one).map(versionOf);
    const { landings, reverted } = one;
    const review = readReview(one, threadOf(one), newer, landings, asOf, reverted, commits);
    yield { series: one, review };
  }
}

/** The mails of all threads in which each of these series stands. */
async function threadsOf(
  { store }: Workspace,
  series: readonly Series[],
  asOf: Epoch,
): Promise<(one: Series) => readonly ThreadMail[]> {
  return byThread((await readThreadMails(store, series.flatMap(mailsOf), asOf)).map(toThreadMail));
}

/** Who knows all mails of some threads knows those of each series in them. */
export function byThread<T extends ThreadMail & { readonly thread: number }>(
  mails: readonly T[],
): (one: Series) => readonly T[] {
  const threads = Map.groupBy(mails, ({ thread }) => thread);
  const threadOf = new Map<string, number>(mails.map(({ messageId, thread }) => [messageId, thread]));
  return (one) => {
    const ids = new Set(mailsOf(one).flatMap((id) => threadOf.get(id) ?? []));
    return [...ids].flatMap((id) => threads.get(id)!);
  };
}

/** The Message-IDs of a series: its cover's and its patches'. */
export const mailsOf = ({ cover, patches }: Series): readonly string[] => [
  ...(cover ? [cover] : []),
  ...patches.map(({ messageId }) => messageId),
];

/** Trailers of the patches, and those that replies give: to a patch, or to the cover and so to all of them. */
export async function trailersOf(
  workspace: Workspace,
  series: Series,
  asOf: Epoch,
): Promise<readonly GivenTrailer[]> {
  return collectTrailers(series, await threadOf(workspace, series, asOf), asOf);
}

/** The mails of all threads in which the series stands. */
export async function threadOf(
  { store }: Workspace,
  series: Series,
  asOf: Epoch,
): Promise<readonly ThreadMail[]> {
  const mails = await readThreadMails(store, mailsOf(series), asOf);
  return mails.map(toThreadMail);
}

export const toThreadMail = (mail: MailStructure): ThreadMail & { readonly thread: number } => ({
  ...mail,
  isNotice: mail.notice !== null,
  blocks: bodyBlocks(mail.text),
});

/** What came after each of these: newer versions of its change, and the larger series that took it in. */
async function newerOf(
  { store }: Workspace,
  series: readonly Series[],
  asOf: Epoch,
): Promise<(one: Series) => readonly Series[]> {
  const changes = [...new Set(series.map(({ changeId }) => changeId))];
  const versions = await readSeries(store, asOf, { changes });
  const known = new Set<string>(versions.map(({ id }) => id));
  const elsewhere = series.flatMap(({ supersededBy }) =>
    supersededBy && !known.has(supersededBy) ? [supersededBy] : [],
  );
  const takers = new Map((await readSeries(store, asOf, { ids: elsewhere })).map((one) => [one.id, one]));
  const byChange = Map.groupBy(versions, ({ changeId }) => changeId);
  return (one) => {
    const newer = byChange.get(one.changeId)!.filter((other) => other.id !== one.id && isNewer(other, one));
    const taker = one.supersededBy === null ? undefined : takers.get(one.supersededBy);
    return taker ? [...newer, taker] : newer;
  };
}

export const isNewer = (a: Series, b: Series): boolean =>
  a.version > b.version || (a.version === b.version && a.date > b.date);

/** All versions of a change, oldest first. */
export async function showChange(
  workspace: Workspace,
  name: string,
  asOf: Epoch,
): Promise<readonly ListedSeries[]> {
  return listSeries(workspace, asOf, { changes: [findChange(workspace.store, name)] });
}

/** What landed in a span (exclusive, inclusive; seconds), and what was reverted in it. */
export async function landingsBetween(
  { store }: Workspace,
  after: Epoch,
  until: Epoch,
): Promise<{ readonly landed: readonly Landing[]; readonly reverted: readonly Landing[] }> {
  const changes = new Set([...changesPicked(store, { after }), ...changesReverted(store, after)]);
  const all = settledLandings(store, await storedPicks(store, [...changes]), until);
  return {
    landed: all.filter((one) => one.landedAt > after),
    reverted: all.filter(({ revert }) => revert !== undefined && revert.at > after),
  };
}

/**
 * Those of which the commit is known.
 * @param ignoreLinks as if no commit named the mail it came from: how the matching is judged
 */
export async function listLandings(
  workspace: Workspace,
  asOf: Epoch,
  ignoreLinks: boolean,
): Promise<readonly Landing[]> {
  const { store } = workspace;
  const picks = ignoreLinks
    ? await matchCommits(store, allCommitRows(store), { ignoreLinks: true })
    : await storedPicks(store, null);
  const settled = settledLandings(store, picks, asOf);
  const said = ignoreLinks ? [] : saidOf(store, null, picks, asOf).filter(({ commit }) => commit !== null);
  return [...settled, ...said].sort(
    (a, b) => a.landedAt - b.landedAt || (a.messageId < b.messageId ? -1 : 1),
  );
}
