/** Series and changes with where they stand, as the command line and the web show them. */
import { type Epoch, type GivenTrailer, type Series, seriesId } from '../model/facts/index.ts';
import {
  acked,
  type Carried,
  carriedTo,
  collectTrailers,
  olderThan,
  type Review,
  readState,
  type SeriesState,
  type ThreadMail,
} from '../model/review/index.ts';
import { type SeriesFilter, type SeriesOrder, seriesIds } from '../model/store/filter-series.ts';
import { findChange, findSeries } from '../model/store/find-series.ts';
import { readSeries } from '../model/store/read-series.ts';
import { type Check, checksAsOf } from './checks.ts';
import { type LandedSeries, landedSeries } from './landings.ts';
import { remembered } from './memory.ts';
import { type Relations, relationsOf } from './relations.ts';
import { reviewMany, reviewSeries } from './reviews.ts';
import { threadOutlines } from './series-threads.ts';
import type { Workspace } from './workspace.ts';

export { SERIES_ORDERS, type SeriesFilter, type SeriesOrder } from '../model/store/filter-series.ts';

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
  const threadOf = await threadOutlines(workspace, open, asOf);
  for (const one of open) states.set(one.id, readState(one, threadOf(one), one.landings, asOf));
  const undecided = open.filter(({ id }) => states.get(id) === null);
  for await (const { series: one, review } of reviewMany(workspace, undecided, asOf))
    states.set(one.id, review.state);
  return states as ReadonlyMap<Series['id'], SeriesState>;
}

/** A series with what its thread says of it, and what older versions were given. */
export interface ShownSeries extends LandedSeries, Review, Carried, Relations {
  /** What tests found of its patches: the newest word of each. */
  readonly checks: readonly Check[];
}

export async function showSeries(workspace: Workspace, name: string, asOf: Epoch): Promise<ShownSeries> {
  const { store } = workspace;
  const id = findSeries(store, name, asOf);
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
  const older = await carriedFromOlder(workspace, series!, review.trailers, asOf);
  return { ...series!, landings, ...review, ...older, ...(await relationsOf(workspace, series!, asOf)) };
}

/** What its thread gave to the series is known already. */
async function carriedFromOlder(
  workspace: Workspace,
  series: Series,
  trailers: readonly GivenTrailer[],
  asOf: Epoch,
): Promise<Carried> {
  const versions = await readSeries(workspace.store, asOf, { changes: [series.changeId] });
  const older = olderThan(series, versions);
  const threadOf = await threadOutlines(workspace, older, asOf);
  return carriedTo(series, older, (one) =>
    one === series ? trailers : collectTrailers(one, threadOf(one), asOf),
  );
}

/** All versions of a change, oldest first. */
export async function showChange(
  workspace: Workspace,
  name: string,
  asOf: Epoch,
): Promise<readonly ListedSeries[]> {
  return listSeries(workspace, asOf, { changes: [findChange(workspace.store, name, asOf)] });
}
