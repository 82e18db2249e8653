/** Where a series stands, and who is to move: from what was given, said and landed. */
import {
  type Epoch,
  epoch,
  type GivenTrailer,
  isSamePerson,
  type Landing,
  type NoteAsks,
  type Series,
} from '../facts/index.ts';
import { ackedOnList, standingAsks } from '../landing/notes.ts';
import { People } from './people.ts';
import { isApproval } from './remarks.ts';
import type { ReviewComment, SeriesState, WaitsFor } from './types.ts';

/** All that is known of a series as of a date. */
export interface ReviewFacts {
  readonly series: Series;
  readonly trailers: readonly GivenTrailer[];
  readonly comments: readonly ReviewComment[];
  readonly landings: readonly Landing[];
  /** Those that a tree took out again, and has not had since. */
  readonly reverted: readonly Landing[];
  /** When somebody other than the submitter last said something; null if nobody did. */
  readonly lastHeard: Epoch | null;
  /** When the newest mail of its thread came. */
  readonly lastActivity: Epoch;
  /** Since when its submitter owes the new version of which they spoke; null if they owe none. */
  readonly promisedSince: Epoch | null;
  /** When its submitter withdrew it; null if they did not. */
  readonly withdrawnAt: Epoch | null;
  /** When the version that replaces it was posted; null if there is none. */
  readonly supersededAt: Epoch | null;
}

/**
 * Landed beats superseded: what is in mainline stays there, whatever was posted later. A series of which patches are
 * missing in the archive is at most partly merged.
 */
export const seriesState = (facts: ReviewFacts): SeriesState =>
  stateBeforeComments(facts) ?? (openComments(facts).length === 0 ? 'reviewed' : 'under review');

/** Null where only the comments tell whether it is reviewed, or under review still. */
export function stateBeforeComments(facts: Omit<ReviewFacts, 'comments'>): SeriesState | null {
  const { series } = facts;
  const merged = landedIn(facts, ({ role }) => role === 'mainline').size;
  if (merged > 0 && merged >= series.expected) return 'merged';
  if (series.supersededBy !== null) return 'superseded';
  if (merged > 0) return 'partly merged';
  const queued = landedIn(facts, ({ role }) => role !== 'mainline' && role !== 'project').size;
  if (queued > 0 && queued >= series.expected) return 'queued';
  if (standingNacks(facts.trailers).length > 0) return 'objected';
  if (unreviewed(facts).length === 0) return null;
  return facts.lastHeard === null ? 'new' : 'under review';
}

/** @param state as seriesState() says it */
export function waitsFor(facts: ReviewFacts, state: SeriesState): WaitsFor {
  const { series } = facts;
  const reverted = STANDING.has(state) ? null : lastRevert(facts);
  if (reverted !== null) return reverted;
  const { withdrawnAt } = facts;
  if (withdrawnAt !== null && !STANDING.has(state))
    return { who: 'nobody', since: withdrawnAt, why: 'its author withdrew it' };
  const owed = owesVersion(facts, state);
  if (owed) return owed;
  switch (state) {
    case 'merged':
      return nobody(facts, ({ role }) => role === 'mainline', 'every patch is in mainline');
    case 'queued':
      return (
        stackWants(facts) ??
        nobody(facts, ({ role }) => role !== 'project', 'every patch is in a tree on its way to mainline')
      );
    case 'superseded':
      return {
        who: 'nobody',
        since: facts.supersededAt ?? facts.lastActivity,
        why: 'a newer version exists',
      };
    case 'new':
      if (series.received === 0 && series.expected > 0) return underReview(facts);
      return { who: 'reviewer', since: series.date, why: 'nobody has said anything yet' };
    case 'objected': {
      const [nack] = standingNacks(facts.trailers);
      return { who: 'author', since: nack!.date, why: `${nack!.name || nack!.email} objects` };
    }
    case 'reviewed':
      return {
        who: 'maintainer',
        since: reviewedSince(facts),
        why: 'every patch is reviewed, no comment is open',
      };
    case 'partly merged':
    case 'under review':
      return underReview(facts);
  }
}

/** Of what is still on its way, and has no open comment that is older. */
function owesVersion(facts: ReviewFacts, state: SeriesState): WaitsFor | null {
  const { promisedSince: since } = facts;
  if (since === null || !['new', 'under review', 'reviewed', 'partly merged'].includes(state)) return null;
  if (openComments(facts).length > 0) return null;
  return { who: 'author', since, why: 'its author agreed to change something, or promised a new version' };
}

/** A revert of some patch is no news where the rest stands, or a newer version is there. */
const STANDING: ReadonlySet<SeriesState> = new Set(['merged', 'queued', 'superseded']);

/** What was taken out again waits for its author, whatever was said of it before. */
function lastRevert({ landings, reverted, series }: ReviewFacts): WaitsFor | null {
  const gone = reverted.filter(({ n, tree }) => !landings.some((one) => one.n === n && one.tree === tree));
  const last = gone.reduce<Landing | null>(
    (a, b) => (a === null || b.revert!.at > a.revert!.at ? b : a),
    null,
  );
  if (last === null) return null;
  const what =
    series.expected > 1 ? `patch ${[...new Set(gone.map(({ n }) => n))].join(', ')} was` : 'it was';
  return {
    who: 'author',
    since: last.revert!.at,
    why: `${what} in ${last.tree} and was reverted by ${last.revert!.by.slice(0, 12)}`,
  };
}

/** Whom the maintainer of a quilt stack asks; what they ask themselves waits for them. */
const ASKED = {
  acks: 'reviewer',
  review: 'author',
  update: 'author',
  nack: 'author',
  hold: 'maintainer',
  needs: 'maintainer',
  remark: 'maintainer',
} as const satisfies Record<NoteAsks, WaitsFor['who']>;

/** It is in a stack whose maintainer notes that something is missing: the oldest of that; null if nothing is. */
function stackWants(facts: ReviewFacts): WaitsFor | null {
  const open = acked(facts)
    .flatMap(({ n, tree, stack }) => (stack?.notes ?? []).map((note) => ({ n, tree, note })))
    .flatMap(({ n, tree, note }) => standingAsks(note).map((asks) => ({ n, tree, note, asks })))
    .sort((a, b) => a.note.since - b.note.since);
  const [first] = open;
  if (!first) return null;
  const on = facts.series.expected > 1 ? ` on patch ${first.n}` : '';
  return {
    who: ASKED[first.asks],
    since: first.note.since,
    why: `the maintainer of ${first.tree} notes${on}: ${first.note.text}`,
  };
}

/** The landings, with the acks that stacks ask for as far as they came on the list. */
export const acked = (facts: Pick<ReviewFacts, 'series' | 'trailers' | 'landings'>): readonly Landing[] =>
  ackedOnList(facts.landings, (n, since) => independentReviews(facts, n).some(({ date }) => date > since));

function underReview(facts: ReviewFacts): WaitsFor {
  const { series } = facts;
  if (series.received === 0 && series.expected > 0)
    return { who: 'author', since: series.date, why: `none of its ${series.expected} patches came` };
  const open = openComments(facts);
  const [oldest] = open;
  if (oldest) {
    const count = open.length === 1 ? '1 open comment' : `${open.length} open comments, the oldest`;
    return {
      who: 'author',
      since: oldest.date,
      why: `${count} of ${oldest.author.name || oldest.author.email}`,
    };
  }
  const lacking = unreviewed(facts);
  if (lacking.length === 0)
    return {
      who: 'maintainer',
      since: reviewedSince(facts),
      why: 'every patch is reviewed, not all are merged',
    };
  const which =
    lacking.length === facts.series.patches.length
      ? 'no patch has a review yet'
      : lacking.length === 1
        ? `patch ${lacking[0]} has no review yet`
        : `patches ${lacking.join(', ')} have no review yet`;
  const what = facts.comments.length > 0 ? 'no comment is open' : 'nobody found a fault';
  return { who: 'reviewer', since: facts.lastActivity, why: `${what}, but ${which}` };
}

/**
 * Reviewed-by and Acked-by that a patch has from somebody who is neither its sender, its author nor its co-developer.
 * Authors are known by the patch's own Signed-off-by and Co-developed-by.
 */
export function independentReviews(
  { series, trailers }: Pick<ReviewFacts, 'series' | 'trailers'>,
  n: number,
): readonly GivenTrailer[] {
  const involved = new People().add(series.author);
  for (const trailer of trailers)
    if (trailer.own && trailer.appliesTo === n && /^(?:signed-off|co-developed)-by$/i.test(trailer.kind))
      involved.add(trailer);
  return trailers.filter(
    (trailer) =>
      isApproval(trailer) &&
      (trailer.appliesTo === n || trailer.appliesTo === 'series') &&
      !involved.has(trailer),
  );
}

/** Somebody independent has looked at every patch. */
export function isIndependentlyReviewed(facts: Pick<ReviewFacts, 'series' | 'trailers'>): boolean {
  const { patches } = facts.series;
  return patches.length > 0 && patches.every(({ n }) => independentReviews(facts, n).length > 0);
}

/** NACKs that whoever gave them has not replaced by a later approval, oldest first. */
export function standingNacks(trailers: readonly GivenTrailer[]): readonly GivenTrailer[] {
  const isWithdrawn = (nack: GivenTrailer): boolean =>
    trailers.some(
      (other) =>
        isApproval(other) &&
        other.date > nack.date &&
        isSamePerson(other, nack) &&
        (other.appliesTo === 'series' || other.appliesTo === nack.appliesTo),
    );
  return trailers.filter((one) => /^nacked-by$/i.test(one.kind) && !isWithdrawn(one));
}

const openComments = ({ comments }: ReviewFacts): readonly ReviewComment[] =>
  comments.filter(({ state }) => state === 'open').sort((a, b) => a.date - b.date);

/** Patches without a review of somebody else; those that the archive doesn't have count as such. */
function unreviewed(facts: Pick<ReviewFacts, 'series' | 'trailers'>): readonly number[] {
  const { series } = facts;
  const lacking = series.patches.map(({ n }) => n).filter((n) => independentReviews(facts, n).length === 0);
  return series.complete ? lacking : [...lacking, ...missing(series)].sort((a, b) => a - b);
}

function missing({ patches, expected }: Series): readonly number[] {
  const received = new Set(patches.map(({ n }) => n));
  return Array.from({ length: expected }, (_, at) => at + 1).filter((n) => !received.has(n));
}

/** Since every patch has its review and the last comment was made. */
function reviewedSince(facts: ReviewFacts): Epoch {
  const first = facts.series.patches.map(({ n }) =>
    Math.min(...independentReviews(facts, n).map(({ date }) => date)),
  );
  return epoch(Math.max(facts.series.date, ...first, ...facts.comments.map(({ date }) => date)));
}

function landedIn(
  { landings }: Pick<ReviewFacts, 'landings'>,
  isTree: (landing: Landing) => boolean,
): ReadonlySet<number> {
  return new Set(landings.filter(isTree).map(({ n }) => n));
}

function nobody({ landings }: ReviewFacts, isTree: (landing: Landing) => boolean, why: string): WaitsFor {
  const since = Math.max(...landings.filter(isTree).map(({ landedAt }) => landedAt));
  return { who: 'nobody', since: epoch(since), why };
}
