/**
 * Which patch does a commit carry? Each commit picks its best patch from candidates that were posted before it landed;
 * the evidence, strongest first:
 *
 *     link                 Link:, Message-Id: or a git note names the mail (or another of its thread), and the diffs
 *                          are related
 *     patch-id             the same diff but for white space and line numbers
 *     subject-author-diff  the same title or the mail's date as author date, and a diff that is close enough
 *     diff                 another title, but (nearly) the same changed lines
 *     squash               more patches of that series whose changes are in the commit too, or several that make it up
 *     split                the commit is a part of its author's patch; it counts with the others that make up the rest
 *
 * Mistakes accepted: of two postings of the very same diff by the same author the newer one is taken, though the older
 * may have been applied; a commit that a maintainer rewrote under another title counts as not landed, and so does one
 * whose author was lost and whose committer is a third person.
 */
import { DAY, rounded } from '../facts/index.ts';
import {
  compare,
  compareEvidence,
  type Evidence,
  isEnough,
  isPart,
  type LandingCommit,
  type LandingPatch,
} from './evidence.ts';
import { mayBePart, type Squash, squashedWith, squashOf } from './squash.ts';

export interface Pick {
  readonly patch: LandingPatch;
  readonly method: 'link' | 'patch-id' | 'subject-author-diff' | 'diff' | 'squash' | 'split';
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
  const all = candidates
    .filter((patch) => patch.archivedAt <= commit.landedAt + POSTED_AFTER)
    .map((patch) => compare(commit, patch));
  const best = bestOf(all.filter((one) => isEnough(one, commit)));
  if (best !== null) {
    const pick: Pick = { patch: best.patch, ...methodOf(best) };
    const squash = best.likeness === 1 ? null : squashedWith(best.patch, all, commit);
    return squash === null ? [pick] : [pick, ...picksOf(squash).filter(({ patch }) => patch !== best.patch)];
  }
  const squash = squashOf(all, commit);
  if (squash !== null) return picksOf(squash);
  const [part] = all.filter((one) => isPart(one, commit)).sort(byPart);
  return part ? [{ patch: part.patch, method: 'split', score: rounded(part.likeness) }] : [];
}

/** The patch that has most of the commit; of equals the newest. */
const byPart = (a: Evidence, b: Evidence): number =>
  Math.round((b.carried * b.patch.lines.length - a.carried * a.patch.lines.length) / 2) ||
  b.patch.version - a.patch.version ||
  b.patch.archivedAt - a.patch.archivedAt ||
  (a.patch.messageId < b.patch.messageId ? -1 : 1);

function bestOf(all: readonly Evidence[]): Evidence | null {
  let best: Evidence | null = null;
  for (const one of all) if (best === null || compareEvidence(one, best) > 0) best = one;
  return best;
}

const picksOf = ({ parts, likeness }: Squash): readonly Pick[] =>
  parts.map((patch) => ({ patch, method: 'squash', score: rounded(likeness) }));

/** May the commit carry the patch at all? If not, the patch changes nothing of what the commit picks. */
export function mayCarry(commit: LandingCommit, patch: LandingPatch): boolean {
  if (patch.archivedAt > commit.landedAt + POSTED_AFTER) return false;
  const evidence = compare(commit, patch);
  return isEnough(evidence, commit) || mayBePart(evidence) || isPart(evidence, commit);
}

function methodOf(evidence: Evidence): Omit<Pick, 'patch'> {
  const score = rounded(evidence.likeness);
  if (evidence.isNamed || evidence.isInLinkedThread)
    return { method: 'link', score: evidence.isLinked ? 1 : score };
  if (evidence.isSamePatchId) return { method: 'patch-id', score: 1 };
  return { method: evidence.isSameTitle || evidence.isSameDate ? 'subject-author-diff' : 'diff', score };
}
