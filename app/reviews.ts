/** What threads and newer versions say of series. */
import { setImmediate } from 'node:timers/promises';
import { type Epoch, isNewer, type Series } from '../model/facts/index.ts';
import { type LaterVersion, type Review, readReview } from '../model/review/index.ts';
import { landedCommits } from '../model/store/read-landed.ts';
import { readSeries } from '../model/store/read-series.ts';
import type { LandedSeries } from './landings.ts';
import { ReviewMemory, reviewPrints } from './review-memory.ts';
import { threadsOf } from './series-threads.ts';
import type { Workspace } from './workspace.ts';

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
    const printOf = reviewPrints(workspace.store, piece, newerThan, asOf);
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
    series.flatMap(({ landings }) => landings),
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
