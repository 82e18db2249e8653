/** Series with where they landed, and landings by themselves. */
import { landingsOf, matchCommits, saidOf } from '../model/derive/index.ts';
import { type Epoch, isStanding, type Landing, type Series } from '../model/facts/index.ts';
import type { SeriesFilter } from '../model/store/filter-series.ts';
import { allCommitRows } from '../model/store/landing-store.ts';
import {
  changesPicked,
  changesReverted,
  settledLandings,
  storedPicks,
} from '../model/store/read-landings.ts';
import { readSeries } from '../model/store/read-series.ts';
import type { Workspace } from './workspace.ts';

/** A series with where it landed. */
export interface LandedSeries extends Series {
  readonly landings: readonly Landing[];
  /** Landings that were reverted by the date. */
  readonly reverted: readonly Landing[];
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
  return series.map((one) => ({
    ...one,
    landings: (landings.get(one.id) ?? []).filter(isStanding),
    reverted: (landings.get(one.id) ?? []).filter((landing) => !isStanding(landing)),
  }));
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
