/** What got lost on the way into a tree: patches that did not land with the others, commits that nobody reviewed. */
import {
  type CommitId,
  DAY,
  type Epoch,
  epoch,
  isNewer,
  type Landing,
  type Mailbox,
  type MessageId,
  patchTitleKey,
  personKey,
  type Series,
  type SeriesId,
  type TreeRole,
} from '../facts/index.ts';

/** A patch that is not in a tree which has others of its series. */
export interface LeftBehind {
  readonly seriesId: SeriesId;
  readonly n: number;
  readonly messageId: MessageId;
  readonly subject: string;
  readonly tree: string;
  readonly role: TreeRole;
  /** The patches that are there, by number. */
  readonly landed: readonly number[];
  /** The last of them. */
  readonly commit: CommitId | null;
  readonly since: Epoch;
}

/** A push may come in parts: so long after the last one is waited, in seconds. */
const GRACE = DAY;

/**
 * The patches of one series that a tree lacks though it has others of it. A patch that landed as part of another
 * version is there; what a newer version holds again is on its way, and what that left out was dropped by its author.
 * Where several trees took a few each, or one that is known by mail only took a few of many, a series for many maintainers
 * goes its ways, and nothing was left behind.
 * @param change the other versions of the series, with theirs
 */
export function leftBehind(
  series: Series & { readonly landings: readonly Landing[] },
  change: readonly (Series & { readonly landings: readonly Landing[] })[],
  asOf: Epoch,
): readonly LeftBehind[] {
  if (
    series.isPartial ||
    change.some((one) => one.id !== series.id && !one.isPartial && isNewer(one, series))
  )
    return [];
  const trees = Map.groupBy(series.landings, ({ tree }) => tree);
  return [...trees].flatMap(([tree, landings]) => {
    const last = landings.reduce((a, b) => (b.landedAt > a.landedAt ? b : a));
    const landed = new Set(landings.map(({ n }) => n));
    const elsewhere = titlesIn(change, tree);
    const share = landed.size / series.patches.length;
    const isElsewhere = landings.every(({ method }) => method === 'notice');
    const isShared = (trees.size > 1 && share < 1 / 2) || (isElsewhere && share < 1 / 4);
    if (last.landedAt + GRACE > asOf || isShared) return [];
    return series.patches
      .filter(({ n, subject }) => !landed.has(n) && !elsewhere.has(patchTitleKey(subject)))
      .map(({ n, messageId, subject }) => ({
        seriesId: series.id,
        n,
        messageId,
        subject,
        tree,
        role: last.role,
        landed: [...landed].sort((a, b) => a - b),
        commit: last.commit,
        since: epoch(last.landedAt),
      }));
  });
}

function titlesIn(
  change: readonly (Series & { readonly landings: readonly Landing[] })[],
  tree: string,
): ReadonlySet<string> {
  const titles = change.flatMap(({ patches, landings }) => {
    const numbers = new Set(landings.filter((one) => one.tree === tree).map(({ n }) => n));
    return patches.filter(({ n }) => numbers.has(n)).map(({ subject }) => patchTitleKey(subject));
  });
  return new Set(titles);
}

/** A commit as it is asked whether anybody reviewed it. */
export interface ReviewedCommit {
  readonly id: CommitId;
  readonly subject: string;
  readonly author: Mailbox;
  readonly committer: Mailbox;
  readonly tree: string;
  readonly role: TreeRole;
  readonly landedAt: Epoch;
  /** Who gave a Reviewed-by, Acked-by or Tested-by that stands in it. */
  readonly reviewers: readonly Mailbox[];
  /** The mail it came from; null where no list at hand saw it. */
  readonly patch: { readonly messageId: MessageId; readonly seriesId: SeriesId } | null;
  /** Who answered to the patch, its cover or an older version of it, before it landed. */
  readonly voices: readonly string[];
}

export interface Unreviewed {
  readonly commit: ReviewedCommit;
  /**
   * `never posted`: no list at hand saw it; `unanswered`: it was posted, and nobody but its author said a word before
   * it landed; `not reviewed`: others spoke, and nobody gave a review, ack or test, neither on the list nor in the
   * commit.
   */
  readonly how: 'never posted' | 'unanswered' | 'not reviewed';
}

/**
 * How a commit got in without a review by somebody else than its author; null if there was one. Who applied it looked
 * at it, but that is no review on the list.
 */
export function unreviewed(commit: ReviewedCommit): Unreviewed | null {
  const author = personKey(commit.author);
  if (commit.reviewers.some((one) => personKey(one) !== author)) return null;
  if (commit.patch === null) return { commit, how: 'never posted' };
  const hasAnswer = commit.voices.some((person) => person !== author);
  return { commit, how: hasAnswer ? 'not reviewed' : 'unanswered' };
}
