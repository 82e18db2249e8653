/** Everything that a thread says of a series, read in one go. */
import { type Epoch, epoch, type GivenTrailer, type Landing, type Series } from '../facts/index.ts';
import { commentsOf } from './comments.ts';
import { type LandedCommits, LandedPatches } from './landed.ts';
import { type SuggestedObjection, suggestObjections } from './objections.ts';
import { promisedSince, withdrawnAt } from './promises.ts';
import { readReplies } from './remarks.ts';
import {
  isIndependentlyReviewed,
  type ReviewFacts,
  seriesState,
  stateBeforeComments,
  waitsFor,
} from './state.ts';
import { ReviewThread } from './thread.ts';
import { trailersIn } from './trailers.ts';
import type { LaterVersion, ReviewComment, SeriesState, ThreadMail, WaitsFor } from './types.ts';

export interface Review {
  readonly trailers: readonly GivenTrailer[];
  readonly comments: readonly ReviewComment[];
  readonly suggestedObjections: readonly SuggestedObjection[];
  readonly state: SeriesState;
  readonly waitsFor: WaitsFor;
  /** Every patch has a review of somebody who has no part in it. */
  readonly isIndependentlyReviewed: boolean;
  /** When the newest mail about it came. */
  readonly lastActivity: Epoch;
}

/**
 * @param mails of the threads in which the series stands; later ones than `asOf` do not exist
 * @param later newer versions of the change, with the mails of their threads
 * @param landings of the series as of that date
 * @param reverted those that were reverted by then
 * @param commits that the landings name, as far as they are known
 */
export function readReview(
  series: Series,
  mails: readonly ThreadMail[],
  later: readonly LaterVersion[],
  landings: readonly Landing[],
  asOf: Epoch,
  reverted: readonly Landing[] = [],
  commits: LandedCommits = new Map(),
): Review {
  const thread = new ReviewThread(series, mails, asOf);
  const replies = readReplies(thread);
  const heard = replies.filter(({ isSubmitter }) => !isSubmitter).map(({ mail }) => mail.date);
  const dates = [...thread.postings, ...thread.replies].map(({ mail }) => mail.date);
  const facts: ReviewFacts = {
    series,
    trailers: trailersIn(thread),
    comments: commentsOf(thread, replies, later, new LandedPatches(thread, landings, commits), asOf),
    landings,
    reverted,
    lastHeard: latest(heard),
    lastActivity: latest(dates) ?? series.date,
    promisedSince: promisedSince(thread, replies),
    withdrawnAt: withdrawnAt(replies),
    supersededAt: later.find((version) => version.series.id === series.supersededBy)?.series.date ?? null,
  };
  const state = seriesState(facts);
  return {
    trailers: facts.trailers,
    comments: facts.comments,
    suggestedObjections: suggestObjections(replies),
    state,
    waitsFor: waitsFor(facts, state),
    isIndependentlyReviewed: isIndependentlyReviewed(facts),
    lastActivity: facts.lastActivity,
  };
}

/**
 * The state alone, from mails without their texts (but those of diffs in replies); null where comments decide, and the
 * texts are needed.
 */
export function readState(
  series: Series,
  mails: readonly ThreadMail[],
  landings: readonly Landing[],
  asOf: Epoch,
): SeriesState | null {
  const thread = new ReviewThread(series, mails, asOf);
  const heard = thread.replies.filter((reply) => !thread.isSubmitter(reply)).map(({ mail }) => mail.date);
  return stateBeforeComments({
    series,
    trailers: trailersIn(thread),
    landings,
    reverted: [],
    lastHeard: latest(heard),
    lastActivity: series.date,
    promisedSince: null,
    withdrawnAt: null,
    supersededAt: null,
  });
}

function latest(dates: readonly Epoch[]): Epoch | null {
  return dates.length === 0 ? null : epoch(dates.reduce((a, b) => Math.max(a, b), 0));
}
