/**
 * Runs grouping and version linking over what is new. Both look at whole neighbourhoods, so that the result depends on
 * the mails that are there and never on the order in which they came.
 */
import { createHash } from 'node:crypto';
import { type MessageId, type SeriesId, seriesId, type VersionLink } from '../facts/index.ts';
import {
  arrangeLinked,
  type Candidate,
  candidate,
  groupSeries,
  LOOSE_WINDOW,
  linkVersions,
  STATED_WINDOW,
} from '../series/index.ts';
import type { Store } from '../store/database.ts';
import {
  loadPostings,
  looseNeighbours,
  mailsOfThreads,
  pendingThreads,
  replacePostings,
  threadCount,
} from '../store/series-store.ts';
import {
  changesOf,
  earlierLikes,
  laterLikes,
  type StoredLink,
  seriesOfChanges,
  sharingPatches,
  writeArranged,
} from '../store/version-store.ts';

/** Threads and series handled at once: bounds memory on a first ingest. */
const CHUNK = 2000;

/** 48 bits of the first mail's Message-ID: short enough to type, and the same in every database. */
export function seriesIdOf(anchor: MessageId): SeriesId {
  return seriesId(createHash('sha256').update(anchor).digest('hex').slice(0, 12));
}

/** Groups and links what pending mails touch. Returns the series that are new or may have changed. */
export async function deriveSeries(store: Store): Promise<ReadonlySet<SeriesId>> {
  const touched = new Set<SeriesId>();
  const changes = new Set<string>();
  for (const threads of chunks(neighbourhood(store, pendingThreads(store)))) {
    const mails = await mailsOfThreads(store, threads);
    const result = replacePostings(store, mails, groupSeries(mails, seriesIdOf));
    for (const id of result.series) touched.add(id);
    for (const id of result.changes) changes.add(id);
  }
  const linked = await deriveVersions(store, touched, changes);
  return new Set([...touched, ...linked]);
}

/** Threads, and those that hold unthreaded mails of the same series, until nothing is added. */
function neighbourhood(store: Store, threads: readonly number[]): readonly number[] {
  const all = new Set(threads);
  const count = threadCount(store);
  let fresh: readonly number[] = threads;
  while (fresh.length > 0 && all.size < count) {
    fresh = looseNeighbours(store, fresh, LOOSE_WINDOW).filter((thread) => !all.has(thread));
    for (const thread of fresh) all.add(thread);
  }
  return [...all].sort((a, b) => a - b);
}

async function deriveVersions(
  store: Store,
  touched: ReadonlySet<SeriesId>,
  oldChanges: ReadonlySet<string>,
): Promise<readonly SeriesId[]> {
  const targets = await laterLikes(store, touched, STATED_WINDOW);
  const links = new Map<SeriesId, VersionLink | null>();
  const loader = new Loader(store);
  for (const chunk of chunks(targets)) {
    const wanted = new Set(chunk);
    const universe = await loader.load(await earlierLikes(store, chunk, STATED_WINDOW));
    const found = linkVersions(universe, (id) => wanted.has(id));
    for (const id of chunk) links.set(seriesId(id), found.get(seriesId(id)) ?? null);
  }
  return arrange(store, loader, links, oldChanges);
}

/** Series as linking looks at them. What it looked at is arranged next, so the last are kept, in bounds. */
class Loader {
  readonly #store: Store;
  #known: ReadonlyMap<string, Candidate> = new Map();

  constructor(store: Store) {
    this.#store = store;
  }

  async load(ids: readonly string[]): Promise<readonly Candidate[]> {
    const known = this.#known;
    const missing = await loadPostings(
      this.#store,
      ids.filter((id) => !known.has(id)),
    );
    const all = new Map(missing.map((posting) => [posting.id as string, candidate(posting)]));
    for (const id of ids) if (known.has(id)) all.set(id, known.get(id)!);
    if (missing.length > 0 && all.size <= CHUNK) this.#known = all;
    return [...all.values()];
  }
}

/** Numbers whole changes again: those of the targets, of what they now follow, and those they have left. */
async function arrange(
  store: Store,
  loader: Loader,
  links: ReadonlyMap<SeriesId, VersionLink | null>,
  oldChanges: ReadonlySet<string>,
): Promise<readonly SeriesId[]> {
  const followed = [...links.values()].flatMap((link) => (link ? [link.series] : []));
  // What a new series may have taken in is arranged again as well.
  const shared = await sharingPatches(store, links.keys());
  const changes = new Set([...oldChanges, ...changesOf(store, [...links.keys(), ...followed, ...shared])]);
  const members = seriesOfChanges(store, changes);
  const all = new Map(
    members.map((row) => [seriesId(row.id), links.get(seriesId(row.id)) ?? storedLink(row, links)]),
  );
  const written: SeriesId[] = [];
  for (const group of chunks(connected(all))) {
    const ids = group.flat();
    const candidates = await loader.load(ids);
    const known = new Map(ids.flatMap((id) => (all.get(id) ? [[id, all.get(id)!] as const] : [])));
    const likes = await loader.load(await sharingPatches(store, ids));
    written.push(...writeArranged(store, arrangeLinked(candidates, known, likes)));
  }
  return written;
}

function storedLink(row: StoredLink, links: ReadonlyMap<SeriesId, VersionLink | null>): VersionLink | null {
  if (links.has(seriesId(row.id)) || row.follows === null) return null;
  const method = row.follows_method as VersionLink['method'];
  return { series: seriesId(row.follows), method, score: row.follows_score ?? 0 };
}

/** The changes as their links make them: groups of series that follow one another. */
function connected(links: ReadonlyMap<SeriesId, VersionLink | null>): readonly (readonly SeriesId[])[] {
  const rootOf = (id: SeriesId): SeriesId => {
    const seen = new Set<SeriesId>();
    for (let at = id; ; ) {
      const next = links.get(at)?.series;
      if (next === undefined || seen.has(at) || !links.has(next)) return at;
      seen.add(at);
      at = next;
    }
  };
  return [...Map.groupBy(links.keys(), rootOf).values()];
}

function* chunks<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK);
}
