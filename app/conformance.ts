/** What the reference's rules found, as of a date. */
import type { ConformanceRun, Epoch } from '../model/facts/index.ts';
import { conformanceDates, readConformance } from '../model/store/conformance-store.ts';
import { newestDate, newestMail } from '../model/store/overview.ts';
import type { Workspace } from './workspace.ts';

/**
 * The newest run by a date. Archives end, and rules run after their end: as of the newest mail or commit, which is the
 * date where nobody names another, the newest run of all counts.
 */
export function conformanceAsOf({ store }: Workspace, asOf: Epoch): ConformanceRun | null {
  const newest = conformanceDates(store).at(-1);
  if (newest === undefined) return null;
  const isLatest = asOf === newestDate(store) || asOf === newestMail(store);
  return readConformance(store, isLatest ? newest : asOf);
}
