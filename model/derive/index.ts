/**
 * Derived facts, brought up to date with what was read since: series and versions first, landings on top of them.
 * What the REST API lists follows only where somebody asks for it (deriveListing), so that nobody else waits for it.
 * What is pending is cleared at the end, so that an interrupted run is done again.
 */
import type { Store } from '../store/database.ts';
import { clearPending, hasPending, markMembersPending } from '../store/landing-store.ts';
import { markRestated } from '../store/restated.ts';
import { deriveLandings } from './landing.ts';
import { deriveSeries } from './series.ts';

export { landingsOf, saidOf } from './landed.ts';
export { matchCommits } from './landing.ts';
export { deriveListing } from './listing.ts';

export async function derive(store: Store): Promise<{ readonly series: number; readonly commits: number }> {
  if (!hasPending(store)) return { series: 0, commits: 0 };
  const series = await deriveSeries(store);
  markMembersPending(store, series);
  const commits = await deriveLandings(store);
  markRestated(store);
  clearPending(store);
  return { series: series.size, commits };
}
