/** Which of several commits of one tree that claim a patch has it, and since when, until when. */
import type { CommitId, Epoch } from '../facts/index.ts';
import type { LandingCommit } from './evidence.ts';
import type { Pick } from './match.ts';
import { addedSimilarity, compose, type Lines, lineSimilarity, shareIn, without } from './similarity.ts';

/** One commit's claim to a patch. */
export interface Claim {
  readonly commit: LandingCommit;
  readonly pick: Pick;
  /** Where the commit is a part of the patch: since when the tree has enough of its parts. */
  readonly wholeAt?: Epoch;
  /** In a quilt stack: since when the patch is not there any more, or another content of it is; null while it is. */
  readonly endsAt?: Epoch | null;
}

/** A commit that takes another one of its tree back (git-revert(1)). */
export interface Revert {
  readonly reverted: CommitId;
  readonly by: CommitId;
  readonly at: Epoch;
}

interface Settled {
  readonly since: Epoch;
  /** Since when another commit of the tree has the better claim, or none, since it was reverted; null if it stands. */
  readonly until: Epoch | null;
  /** Null where it was not reverted. */
  readonly revert: Revert | null;
}

/** A claim with what became of it. */
export type SettledClaim<T extends Claim = Claim> = T & Settled;

/** Did it end by its revert, and not before, when a better claim came? */
export const endedByRevert = ({ revert, until, since }: Settled): boolean =>
  revert !== null && until === Math.max(revert.at, since);

/**
 * Of several commits of one tree that claim the same patch the one with the better evidence has it, from the day on
 * which it landed; of equals the first. A claim to an older version of a patch that has landed is void. After a revert
 * the patch is free again. The commits into which a patch was split all have it, once they make up most of it.
 */
export function settle<T extends Claim>(
  claims: readonly T[],
  reverts: readonly Revert[] = [],
): readonly SettledClaim<T>[] {
  const revertOf = new Map<CommitId, Revert>();
  for (const revert of reverts.toSorted((a, b) => b.at - a.at)) revertOf.set(revert.reverted, revert);
  const all = [...claims, ...claims.flatMap((claim) => takenBack(claim, claims, revertOf))];
  const valid = withWholeParts(all);
  const groups = Map.groupBy(valid, ({ pick }) => `${pick.patch.change}\n${pick.patch.titleKey}`);
  return [...groups.values()].flatMap(byNumber).flatMap((group) => settleOne(group, revertOf));
}

const sinceOf = ({ commit, pick, wholeAt }: Claim): Epoch =>
  Math.max(commit.landedAt, pick.patch.archivedAt, wholeAt ?? 0) as Epoch;

const byLanding = (a: Claim, b: Claim): number =>
  a.commit.landedAt - b.commit.landedAt || a.commit.row - b.commit.row;

/** So much of a patch its parts must make up together, and so much of what it adds: to delete a file is half a rewrite. */
const MOST_OF_IT = 0.6;

const areMostOf = (parts: Lines, whole: Lines): boolean =>
  lineSimilarity(parts, whole) >= MOST_OF_IT && (addedSimilarity(parts, whole) ?? 1) >= MOST_OF_IT;

/** Without the parts of patches of which the tree has not enough: they may be another patch's. */
function withWholeParts<T extends Claim>(claims: readonly T[]): readonly T[] {
  const isPart = ({ pick }: T): boolean => pick.method === 'split';
  if (!claims.some(isPart)) return claims;
  const wholeAt = new Map<string, Epoch>();
  for (const [id, group] of Map.groupBy(claims, ({ pick }) => pick.patch.messageId)) {
    let lines: readonly number[] = [];
    for (const claim of group.toSorted(byLanding)) {
      lines = [...lines, ...claim.commit.lines];
      if (!areMostOf(lines, claim.pick.patch.lines)) continue;
      wholeAt.set(id, claim.commit.landedAt);
      break;
    }
  }
  return claims.flatMap((claim) => {
    if (!isPart(claim)) return [claim];
    const at = wholeAt.get(claim.pick.patch.messageId);
    return at === undefined ? [] : [{ ...claim, wholeAt: at }];
  });
}

/** What a revert took out, the revert of that revert brings in again, though it has no diff of the patch to claim it by. */
function takenBack<T extends Claim>(
  claim: T,
  claims: readonly T[],
  revertOf: ReadonlyMap<CommitId, Revert>,
): readonly T[] {
  const revert = revertOf.get(claim.commit.id);
  const again = revert && revertOf.get(revert.by);
  if (!again || claims.some(({ commit }) => commit.id === again.by)) return [];
  const commit = { ...claim.commit, id: again.by, landedAt: again.at };
  return [{ ...claim, commit }, ...takenBack({ ...claim, commit }, claims, revertOf)];
}

/** Two patches of one series may have the same title: they are two, and the first of each version is one. */
function byNumber<T extends Claim>(claims: readonly T[]): readonly (readonly T[])[] {
  const numbers = Map.groupBy(claims, ({ pick }) => pick.patch.series);
  const rank = ({ pick: { patch } }: T): number => {
    const all = new Set(numbers.get(patch.series)!.map((one) => one.pick.patch.n));
    return [...all].sort((a, b) => a - b).indexOf(patch.n);
  };
  return [...Map.groupBy(claims, rank).values()];
}

function settleOne<T extends Claim>(
  claims: readonly T[],
  revertOf: ReadonlyMap<CommitId, Revert>,
): readonly SettledClaim<T>[] {
  const settled: SettledClaim<T>[] = [];
  /** Those that stand, by their place. */
  let holders: number[] = [];
  const ordered = [...claims].sort((a, b) => sinceOf(a) - sinceOf(b) || byLanding(a, b));
  for (const claim of ordered) {
    const since = sinceOf(claim);
    holders = holders.filter((at) => !(settled[at]!.until !== null && settled[at]!.until <= since));
    const standing = holders.map((at) => settled[at]!);
    const isPart = standing.some((holder) => isOtherPart(holder, claim));
    if (!isPart && standing.some((holder) => !isBetter(claim, holder))) continue;
    if (!isPart) {
      for (const at of holders) settled[at] = { ...settled[at]!, until: since };
      holders = [];
    }
    const revert = revertOf.get(claim.commit.id) ?? null;
    const ends = [...(revert ? [revert.at] : []), ...(claim.endsAt ? [claim.endsAt] : [])];
    const until = ends.length === 0 ? null : (Math.max(Math.min(...ends), since) as Epoch);
    holders.push(settled.push({ ...claim, since, until, revert }) - 1);
  }
  return settled;
}

const RANK = {
  link: 3,
  'patch-id': 2,
  'subject-author-diff': 1,
  diff: 0,
  squash: -1,
  split: -1,
} as const satisfies Record<Pick['method'], number>;

const strength = ({ pick }: Claim): number => RANK[pick.method] + pick.score;

function isBetter(claim: Claim, holder: Claim): boolean {
  return strength(claim) > strength(holder) || completes(claim, holder);
}

/** This like the newer version the two commits together must be. */
const SAME_WHOLE = 0.9;

/** An older version was applied, and this commit makes a newer one of it. */
function completes(claim: Claim, holder: Claim): boolean {
  const { patch } = claim.pick;
  if (patch.version <= holder.pick.patch.version || claim.commit.id === holder.commit.id) return false;
  return lineSimilarity(compose(holder.commit.lines, claim.commit.lines), patch.lines) >= SAME_WHOLE;
}

/** This share of a part must be in what the other part leaves of the patch. */
const OWN = 0.75;

const isOtherPart = (holder: Claim, { pick, commit }: Claim): boolean =>
  holder.pick.patch.messageId === pick.patch.messageId &&
  pick.method !== 'squash' &&
  shareIn(commit.lines, without(pick.patch.lines, holder.commit.lines)) >= OWN;
