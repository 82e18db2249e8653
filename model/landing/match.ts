/**
 * Which patch does a commit carry? Each commit picks its best patch from candidates that were posted before it landed;
 * the evidence, strongest first:
 *
 *     link                 Link: or Message-Id: names the mail (or another of its thread), and the diffs are related
 *     patch-id             the same diff but for white space and line numbers
 *     subject-author-diff  the same title or the mail's date as author date, and a diff that is close enough
 *     diff                 another title, but (nearly) the same changed lines
 *
 * Mistakes accepted: of two postings of the very same diff by the same author the newer one is taken, though the older
 * may have been applied; a commit that a maintainer rewrote under another title counts as not landed.
 */
import {
  type ChangeId,
  type CommitId,
  type Epoch,
  jaccard,
  type Mailbox,
  type MessageId,
  type PatchId,
  personKey,
  type SeriesId,
} from '../facts/index.ts';
import { lineSimilarity } from './similarity.ts';

export interface LandingPatch {
  readonly messageId: MessageId;
  readonly series: SeriesId;
  readonly change: ChangeId;
  readonly version: number;
  readonly n: number;
  readonly titleKey: string;
  readonly author: Mailbox;
  readonly archivedAt: Epoch;
  /** The Date header, which git am makes the author date. */
  readonly date: Epoch | null;
  readonly patchId: PatchId | null;
  readonly lines: Uint32Array;
  readonly files: readonly string[];
  /** The thread it stands in: a link may name a reply or the cover. */
  readonly thread: number;
}

export interface LandingCommit {
  readonly row: number;
  readonly id: CommitId;
  readonly titleKey: string;
  readonly author: Mailbox;
  readonly authorDate: Epoch;
  readonly landedAt: Epoch;
  readonly patchId: PatchId | null;
  readonly lines: Uint32Array;
  readonly files: readonly string[];
  /** Mails that its trailers name. */
  readonly links: ReadonlySet<MessageId>;
  /** The threads of those mails. */
  readonly linkedThreads: ReadonlySet<number>;
}

export interface Pick {
  readonly patch: LandingPatch;
  readonly method: 'link' | 'patch-id' | 'subject-author-diff' | 'diff';
  /** 1 for a link or an equal patch-id, else the likeness of the diffs. */
  readonly score: number;
}

/**
 * Some maintainers push first and post `[COMMITTED]` afterwards, and clocks differ. A backport, which is posted weeks
 * after the commit that it copies, must stay outside.
 */
export const POSTED_AFTER = 24 * 60 * 60;

/** With the title or the mail's date: the diff need only be related. Below, a title is a coincidence. */
const RELATED = 0.3;
/** With the author alone. */
const CLOSE = 0.6;
/** With nothing else; and only where there are enough lines to be telling. */
const NEARLY_EQUAL = 0.85;
const TELLING_LINES = 8;

interface Evidence {
  readonly patch: LandingPatch;
  readonly isLinked: boolean;
  readonly isInLinkedThread: boolean;
  readonly isSamePatchId: boolean;
  readonly isSameTitle: boolean;
  readonly isSameAuthor: boolean;
  readonly isSameDate: boolean;
  readonly likeness: number;
}

/** The best of the candidates, or null if none is good enough. The order of the candidates doesn't matter. */
export function pickPatch(commit: LandingCommit, candidates: readonly LandingPatch[]): Pick | null {
  let best: Evidence | null = null;
  for (const patch of candidates) {
    if (patch.archivedAt > commit.landedAt + POSTED_AFTER) continue;
    const evidence = compare(commit, patch);
    if (!isEnough(evidence, commit)) continue;
    if (best === null || compareEvidence(evidence, best) > 0) best = evidence;
  }
  return best && { patch: best.patch, ...methodOf(best) };
}

function compare(commit: LandingCommit, patch: LandingPatch): Evidence {
  const isSamePatchId = commit.patchId !== null && commit.patchId === patch.patchId;
  return {
    patch,
    isLinked: commit.links.has(patch.messageId),
    isInLinkedThread: commit.linkedThreads.has(patch.thread),
    isSamePatchId,
    isSameTitle: commit.titleKey === patch.titleKey,
    isSameAuthor: isSamePerson(commit.author, patch.author),
    isSameDate: patch.date === commit.authorDate,
    likeness: isSamePatchId ? 1 : likeness(commit, patch),
  };
}

/** Diffs without lines (renames, modes, binary files) are as alike as their file lists. */
function likeness(commit: LandingCommit, patch: LandingPatch): number {
  if (commit.lines.length === 0 && patch.lines.length === 0) {
    return jaccard(new Set(commit.files), new Set(patch.files));
  }
  return lineSimilarity(commit.lines, patch.lines);
}

function isSamePerson(a: Mailbox, b: Mailbox): boolean {
  return (a.email === b.email && a.email !== '') || personKey(a) === personKey(b);
}

function isEnough(evidence: Evidence, commit: LandingCommit): boolean {
  const { isLinked, isInLinkedThread, isSamePatchId, isSameTitle, isSameAuthor, isSameDate, likeness } =
    evidence;
  const isTelling = commit.lines.length >= TELLING_LINES;
  if (isSamePatchId) return isSameTitle || isSameAuthor || isSameDate || isTelling || isLinked;
  if (isLinked || isInLinkedThread) return isSameTitle || likeness >= RELATED;
  if (isSameDate && isSameAuthor) return isSameTitle || likeness >= RELATED;
  if (isSameTitle) return likeness >= (isSameAuthor ? RELATED : CLOSE);
  if (isSameAuthor) return likeness >= CLOSE;
  return isTelling && likeness >= NEARLY_EQUAL;
}

/** Likenesses this near are equal: the version decides. */
const STEP = 0.02;

/**
 * Within a change the mail's date tells which version was applied, since git am keeps it; without that the newer one
 * of two that are equally like, since it has replaced the older. Between changes the title tells more than the date,
 * which whoever takes over somebody's patch may keep.
 */
function compareEvidence(a: Evidence, b: Evidence): number {
  const isSameChange = a.patch.change === b.patch.change;
  const flags = isSameChange
    ? (['isLinked', 'isSamePatchId', 'isSameDate'] as const)
    : (['isLinked', 'isSamePatchId', 'isSameTitle', 'isSameDate'] as const);
  for (const flag of flags) if (a[flag] !== b[flag]) return a[flag] ? 1 : -1;
  return (
    Math.round((a.likeness - b.likeness) / STEP) ||
    a.patch.version - b.patch.version ||
    a.patch.archivedAt - b.patch.archivedAt ||
    (a.patch.messageId > b.patch.messageId ? 1 : -1)
  );
}

function methodOf(evidence: Evidence): Omit<Pick, 'patch'> {
  if (evidence.isLinked || evidence.isInLinkedThread) return { method: 'link', score: 1 };
  if (evidence.isSamePatchId) return { method: 'patch-id', score: 1 };
  const score = Math.round(evidence.likeness * 1000) / 1000;
  return { method: evidence.isSameTitle || evidence.isSameDate ? 'subject-author-diff' : 'diff', score };
}

/** One commit's claim to a patch. */
export interface Claim {
  readonly commit: LandingCommit;
  readonly pick: Pick;
}

export interface SettledClaim extends Claim {
  readonly since: Epoch;
  /** Since when another commit of the tree has the better claim; null if it stands. */
  readonly until: Epoch | null;
}

/**
 * Of several commits of one tree that claim the same patch the one with the better evidence has it, from the day on
 * which it landed; of equals the first. A claim to an older version of a patch that has landed is void.
 */
export function settle(claims: readonly Claim[]): readonly SettledClaim[] {
  const settled: SettledClaim[] = [];
  const groups = Map.groupBy(claims, ({ pick }) => `${pick.patch.change}\n${pick.patch.titleKey}`);
  for (const group of groups.values()) {
    const ordered = [...group].sort(
      (a, b) => a.commit.landedAt - b.commit.landedAt || a.commit.row - b.commit.row,
    );
    let holder: number | null = null;
    for (const claim of ordered) {
      const since = Math.max(claim.commit.landedAt, claim.pick.patch.archivedAt) as Epoch;
      const current: SettledClaim | null = holder === null ? null : settled[holder]!;
      if (current !== null && strength(claim) <= strength(current)) continue;
      if (current !== null) settled[holder!] = { ...current, until: since };
      holder = settled.push({ ...claim, since, until: null }) - 1;
    }
  }
  return settled;
}

const RANK = { link: 3, 'patch-id': 2, 'subject-author-diff': 1, diff: 0 } as const satisfies Record<
  Pick['method'],
  number
>;

const strength = ({ pick }: Claim): number => RANK[pick.method] + pick.score;
