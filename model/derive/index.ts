/**
 * Derived facts, brought up to date with what was read since: series and versions first, landings on top of them,
 * and last what the REST API lists.
 * What is pending is cleared at the end, so that an interrupted run is done again.
 */

import type { Epoch } from '../facts/index.ts';
import type { Store } from '../store/database.ts';
import { clearPending, hasPending, markMembersPending } from '../store/landing-store.ts';
import { deriveLandings } from './landing.ts';
import { deriveListing } from './listing.ts';
import { deriveSeries } from './series.ts';

export { landingsOf, saidOf } from './landed.ts';
export { matchCommits } from './landing.ts';

/** @param now when what is pending came here; null: when it reached its archive */
export async function derive(
  store: Store,
  now: Epoch | null = null,
): Promise<{ readonly series: number; readonly commits: number }> {
  if (!hasPending(store)) return { series: 0, commits: 0 };
  const series = await deriveSeries(store);
  markMembersPending(store, series);
  const commits = await deriveLandings(store);
  await deriveListing(store, now);
  clearPending(store);
  return { series: series.size, commits };
}
