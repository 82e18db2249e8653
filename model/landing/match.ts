/**
 * Which patch does a commit carry? Each commit picks its best patch from candidates that were posted before it landed;
 * the evidence, strongest first:
 *
 *     link                 Link:, Message-Id: or a git note names the mail (or another of its thread), and the diffs
 *                          are related
 *     patch-id             the same diff but for white space and line numbers
 *     subject-author-diff  the same title or the mail's date as author date, and a diff that is close enough
 *     diff                 another title, but (nearly) the same changed lines
 *     squash               more patches of that series whose changes are in the commit too
 *
 * Mistakes accepted: of two postings of the very same diff by the same author the newer one is taken, though the older
 * may have been applied; a commit that a maintainer rewrote under another title counts as not landed.
 */
import { DAY } from '../facts/index.ts';
import {
  compare,
  compareEvidence,
  type Evidence,
  isEnough,
  type LandingCommit,
  type LandingPatch,
} from './evidence.ts';
import { compose, type Lines, lineSimilarity } from './similarity.ts';

export interface Pick {
  readonly patch: LandingPatch;
  readonly method: 'link' | 'patch-id' | 'subject-author-diff' | 'diff' | 'squash';
  /** 1 for a link to the mail or an equal patch-id, else the likeness of the diffs. */
  readonly score: number;
}

/**
 * Some maintainers push first and post `[COMMITTED]` afterwards, and clocks differ. A backport, which is posted weeks
 * after the commit that it copies, must stay outside.
 */
export const POSTED_AFTER = DAY;

/** The best of the candidates, and what was squashed into it; none if none is good enough. Their order doesn't matter. */
export function pickPatches(commit: LandingCommit, candidates: readonly LandingPatch[]): readonly Pick[] {
  const possible = candidates.filter((patch) => patch.archivedAt <= commit.landedAt + POSTED_AFTER);
  let best: Evidence | null = null;
  for (const patch of possible) {
    const evidence = compare(commit, patch);
    if (!isEnough(evidence, commit)) continue;
    if (best === null || compareEvidence(evidence, best) > 0) best = evidence;
  }
  if (best === null) return [];
  const pick: Pick = { patch: best.patch, ...methodOf(best) };
  return best.likeness > MADE_OF_ONE ? [pick] : [pick, ...squashedInto(commit, best.patch, possible)];
}

/** May the commit carry the patch at all? If not, the patch changes nothing of what the commit picks. */
export const mayCarry = (commit: LandingCommit, patch: LandingPatch): boolean =>
  patch.archivedAt <= commit.landedAt + POSTED_AFTER && isEnough(compare(commit, patch), commit);

function methodOf(evidence: Evidence): Omit<Pick, 'patch'> {
  const score = rounded(evidence.likeness);
  if (evidence.isNamed || evidence.isInLinkedThread)
    return { method: 'link', score: evidence.isLinked ? 1 : score };
  if (evidence.isSamePatchId) return { method: 'patch-id', score: 1 };
  return { method: evidence.isSameTitle || evidence.isSameDate ? 'subject-author-diff' : 'diff', score };
}

const rounded = (likeness: number): number => Math.round(likeness * 1000) / 1000;

/** A commit so like a patch has room for no other. */
const MADE_OF_ONE = 0.95;
/** By so much each squashed patch must make the whole more like the commit … */
const GAIN = 0.05;
/** … and this like it must be in the end. */
const WHOLE = 0.8;

/** Patches of the same series which, on top of the one that is in the commit, make up its diff. */
function squashedInto(
  commit: LandingCommit,
  best: LandingPatch,
  possible: readonly LandingPatch[],
): readonly Pick[] {
  const others = possible
    .filter(({ series, n, lines }) => series === best.series && n !== best.n && lines.length > 0)
    .sort((a, b) => a.n - b.n);
  let whole: Lines = best.lines;
  let likeness = lineSimilarity(whole, commit.lines);
  const parts: LandingPatch[] = [];
  for (const other of others) {
    const more: Lines = other.n < best.n ? compose(other.lines, whole) : compose(whole, other.lines);
    const next = lineSimilarity(more, commit.lines);
    if (next < likeness + GAIN) continue;
    [whole, likeness] = [more, next];
    parts.push(other);
  }
  if (likeness < WHOLE) return [];
  return parts.map((patch) => ({ patch, method: 'squash' as const, score: rounded(likeness) }));
}
