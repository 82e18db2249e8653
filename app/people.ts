/** People: what they posted, what they gave to others, what waits for them. */
import { DAY, type Epoch, epoch } from '../model/facts/index.ts';
import {
  discussedBy,
  findPerson,
  type GivenReview,
  type Identity,
  reviewsBy,
} from '../model/store/people.ts';
import type { Waiting } from '../reports/triage.ts';
import { type ListedSeries, listSeries, type SeriesSpan, seriesSpan } from './series.ts';
import { triageQueue } from './triage.ts';
import type { Workspace } from './workspace.ts';

export { listPeople, PEOPLE_ORDERS, type PersonRow } from '../model/store/people.ts';

export interface PersonPage {
  readonly identity: Identity;
  /** Their newest postings. */
  readonly series: SeriesSpan;
  readonly reviews: { readonly total: number; readonly reviews: readonly GivenReview[] };
  /** Their series that wait for the author. */
  readonly toAnswer: readonly Waiting[];
  /** New versions of what they reviewed, on which they have said nothing yet. */
  readonly toReview: readonly ListedSeries[];
}

/** Older things wait for nobody. */
const RECENT = 180 * DAY;
/** The others are in the list of all series. */
const MOST_SERIES = 50;

/** @param text an address, or personKey() @returns null if nobody wrote under it by then */
export async function showPerson(
  workspace: Workspace,
  text: string,
  asOf: Epoch,
  span: { readonly limit: number; readonly offset: number },
): Promise<PersonPage | null> {
  const identity = findPerson(workspace.store, text, asOf);
  if (identity === null) return null;
  const { persons } = identity;
  const newest = { by: 'date', isDescending: true, limit: MOST_SERIES, offset: 0 } as const;
  const series = await seriesSpan(workspace, asOf, { person: persons }, null, newest);
  const toAnswer = await triageQueue(workspace, null, asOf, {
    by: persons,
    who: 'author',
    days: RECENT / DAY,
  });
  return {
    identity,
    series,
    reviews: reviewsBy(workspace.store, persons, asOf, span),
    toAnswer,
    toReview: await newVersions(workspace, persons, asOf),
  };
}

async function newVersions(
  workspace: Workspace,
  persons: readonly string[],
  asOf: Epoch,
): Promise<readonly ListedSeries[]> {
  const discussed = discussedBy(workspace.store, persons, epoch(asOf - RECENT), asOf);
  const last = new Map(discussed.map((one) => [one.change, one.lastAnswer]));
  const listed = await listSeries(workspace, asOf, { changes: [...last.keys()] });
  return listed
    .filter(
      (one) => one.date > last.get(one.changeId)! && (one.state === 'new' || one.state === 'under review'),
    )
    .toReversed();
}
