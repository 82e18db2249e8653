/** Comments that nobody took up: since when that is so, and what went on without them. */
import { DAY, type Epoch, epoch, type Landing } from '../facts/index.ts';
import type { ReviewComment } from './types.ts';

/** So long a comment may wait for an answer, in seconds. */
export const PATIENCE = 14 * DAY;

export interface Neglected {
  readonly comment: ReviewComment;
  readonly since: Epoch;
  readonly how: 'landed without an answer' | 'superseded without an answer' | 'no answer in two weeks';
}

/**
 * The open comments of a series that came too late for nothing: they were made before the patch landed, or a newer version
 * was posted.
 * @param supersededAt when a newer version came; null if there is none
 */
export function neglected(
  comments: readonly ReviewComment[],
  landings: readonly Landing[],
  supersededAt: Epoch | null,
  asOf: Epoch,
): readonly Neglected[] {
  return comments.filter(({ state }) => state === 'open').flatMap((comment) => neglect(comment) ?? []);

  function neglect(comment: ReviewComment): Neglected | null {
    const landed = landings
      .filter(({ n }) => comment.appliesTo === 'series' || n === comment.appliesTo)
      .map(({ landedAt }) => landedAt)
      .filter((at) => at > comment.date);
    if (landed.length > 0)
      return { comment, since: epoch(Math.min(...landed)), how: 'landed without an answer' };
    if (supersededAt !== null && supersededAt > comment.date)
      return { comment, since: supersededAt, how: 'superseded without an answer' };
    const until = epoch(comment.date + PATIENCE);
    return until <= asOf ? { comment, since: until, how: 'no answer in two weeks' } : null;
  }
}
