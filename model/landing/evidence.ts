/** What speaks for a commit carrying a patch: how the two are compared, and when that is enough. */
import {
  type ChangeId,
  type CommitId,
  DAY,
  type Epoch,
  isSamePerson,
  jaccard,
  type Mailbox,
  type MessageId,
  type PatchId,
  type SeriesId,
} from '../facts/index.ts';
import { addedSimilarity, lineSimilarity } from './similarity.ts';

export interface LandingPatch {
  readonly messageId: MessageId;
  readonly series: SeriesId;
  readonly change: ChangeId;
  /** Orders the versions of a change. */
  readonly version: number;
  readonly n: number;
  readonly titleKey: string;
  /** As titleTail. */
  readonly tail: string;
  readonly author: Mailbox;
  /** The address of who sent it, who may be another. */
  readonly sentBy: string;
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
  readonly tail: string;
  readonly author: Mailbox;
  readonly committer: Mailbox;
  readonly authorDate: Epoch;
  readonly landedAt: Epoch;
  readonly patchId: PatchId | null;
  readonly lines: Uint32Array;
  readonly files: readonly string[];
  /** Mails that its trailers or its notes name. */
  readonly links: ReadonlySet<MessageId>;
  /** The threads of those mails. */
  readonly linkedThreads: ReadonlySet<number>;
}

export interface Evidence {
  readonly patch: LandingPatch;
  /** A trailer names this very mail. */
  readonly isNamed: boolean;
  /** … and the diffs are alike: people paste the link of another patch. */
  readonly isLinked: boolean;
  readonly isInLinkedThread: boolean;
  readonly isSamePatchId: boolean;
  readonly isSameTitle: boolean;
  /** The same title behind another prefix. */
  readonly isSameTail: boolean;
  readonly isSameAuthor: boolean;
  readonly isSameDate: boolean;
  /** The commit was written in the day before the mail was sent: how a patch sent from a branch looks. */
  readonly isWrittenThen: boolean;
  /** Of the changed lines, 0 to 1. */
  readonly likeness: number;
  /** Of the file lists, 0 to 1. */
  readonly sameFiles: number;
  /** They have a file in common. */
  readonly isSamePlace: boolean;
  /** Of the patch's changed lines the share that is in the commit, 0 to 1. */
  readonly carried: number;
}

/** With the title or the mail's date: the diff need only be related. Below, a title is a coincidence. */
const RELATED = 0.3;
/** With the author and the words of the title behind the prefix. */
const AKIN = 0.4;
/** With the author alone. */
const CLOSE = 0.6;
/** With nothing else; and only where there are enough lines to be telling. */
export const NEARLY_EQUAL = 0.85;
export const TELLING_LINES = 8;
/** Of the words of two titles: one of four or five is another. */
const LIKE_TITLE = 0.6;
/** Without the title half of the files must be the same: a person's rewrites of two files have much in common. */
const SAME_PLACE = 0.5;
/**
 * Without the title the added lines must be alike by themselves: to delete a file and to rewrite it remove the same
 * lines.
 */
export const SAME_ADDED = 0.4;
/** The same where the author is another too: two people may rewrite one file. */
export const OTHERS_ADDED = 0.6;

export function compare(commit: LandingCommit, patch: LandingPatch): Evidence {
  const isSamePatchId = commit.patchId !== null && commit.patchId === patch.patchId;
  const isSameTitle = commit.titleKey === patch.titleKey;
  const likeness = isSamePatchId ? 1 : likenessOf(commit, patch);
  const isNamed = commit.links.has(patch.messageId);
  const age = patch.date === null ? null : patch.date - commit.authorDate;
  const sameFiles = jaccard(new Set(commit.files), new Set(patch.files));
  return {
    patch,
    isNamed,
    isLinked: isNamed && (isSameTitle || likeness >= CLOSE),
    isInLinkedThread: commit.linkedThreads.has(patch.thread),
    isSamePatchId,
    isSameTitle,
    isSameTail:
      (commit.tail !== '' && commit.tail === patch.tail) ||
      isBehind(commit, patch) ||
      isBehind(patch, commit),
    isSameAuthor: isSamePerson(commit.author, patch.author),
    isSameDate: age === 0,
    isWrittenThen: age !== null && age >= 0 && age <= DAY,
    likeness,
    sameFiles,
    isSamePlace: sameFiles > 0,
    carried:
      patch.lines.length === 0
        ? 0
        : (likeness * (commit.lines.length + patch.lines.length)) / (2 * patch.lines.length),
  };
}

/** Diffs without lines (renames, modes, binary files) are as alike as their file lists. */
function likenessOf(commit: LandingCommit, patch: LandingPatch): number {
  if (commit.lines.length === 0 && patch.lines.length === 0) {
    return jaccard(new Set(commit.files), new Set(patch.files));
  }
  return lineSimilarity(commit.lines, patch.lines);
}

/** One title with another prefix in front: `mm: slab: fix it` and `slab: fix it`. */
const isBehind = (long: { readonly titleKey: string }, short: { readonly titleKey: string }): boolean =>
  short.titleKey.includes(' ') && long.titleKey.endsWith(` ${short.titleKey}`);

const wordsOf = ({ titleKey }: { readonly titleKey: string }): ReadonlySet<string> =>
  new Set(titleKey.split(' '));

export function isEnough(evidence: Evidence, commit: LandingCommit): boolean {
  // git am --empty=keep: what was there already.
  if (commit.files.length === 0 && evidence.patch.files.length > 0) return false;
  if (evidence.isNamed || evidence.isInLinkedThread)
    return evidence.isSameTitle || evidence.likeness >= RELATED;
  if (evidence.isSameDate) return isOfItsDate(evidence) || isAlike(evidence, commit);
  return isAlike(evidence, commit) && !isBySomebodyElse(evidence, commit);
}

/** By somebody who neither made the mail nor committed: who applies another's patch may lose its author. */
const isBySomebodyElse = ({ isSameAuthor, patch }: Evidence, { author, committer }: LandingCommit): boolean =>
  !isSameAuthor &&
  !isSamePerson(author, { name: '', email: patch.sentBy }) &&
  !isSamePerson(author, committer);

/** The very second of the mail is no coincidence: whoever lost the author has kept the title. */
const isOfItsDate = ({ isSameAuthor, isSameTitle, isSameTail, isSamePlace, likeness }: Evidence): boolean =>
  isSameAuthor ? isSameTitle || likeness >= RELATED : isSamePlace && (isSameTitle || isSameTail);

/** By title, author, files and lines; the same title and lines in other files are another patch of one cleanup. */
function isAlike(evidence: Evidence, commit: LandingCommit): boolean {
  const { isSameTitle, isSameTail, isSameAuthor, likeness } = evidence;
  const isTelling = commit.lines.length >= TELLING_LINES;
  if (evidence.isSamePatchId)
    return isSameTitle || isSameTail || isSameAuthor || evidence.isSameDate || isTelling;
  if (!evidence.isSamePlace) return false;
  if (isSameTitle) return likeness >= CLOSE || (isSameAuthor && isRelated(evidence));
  const isOwnPlace = isSameAuthor && evidence.sameFiles >= SAME_PLACE;
  if (isOwnPlace && isSameTail) return likeness >= AKIN;
  const isOwn = isOwnPlace && likeness >= CLOSE;
  const isLike =
    (isTelling && likeness >= NEARLY_EQUAL) || (likeness >= CLOSE && isLikeTitle(evidence, commit));
  if (!isOwn && !isLike) return false;
  return (addedSimilarity(commit.lines, evidence.patch.lines) ?? 1) >= (isOwn ? SAME_ADDED : OTHERS_ADDED);
}

const isRelated = ({ likeness, isWrittenThen }: Evidence): boolean => likeness >= RELATED || isWrittenThen;

/** Some words of the title were changed, and little else. */
const isLikeTitle = ({ patch, sameFiles }: Evidence, commit: LandingCommit): boolean =>
  sameFiles >= SAME_PLACE && jaccard(wordsOf(commit), wordsOf(patch)) >= LIKE_TITLE;

/** Of a part's changed lines so many must be the patch's: whoever splits it leaves the rest to another commit. */
const SPLIT_OFF = 0.9;

/** Is it a part of the patch, which its author committed in several? */
export const isPart = (
  { patch, carried, isSameAuthor, isSamePlace }: Evidence,
  commit: LandingCommit,
): boolean =>
  isSameAuthor &&
  isSamePlace &&
  commit.lines.length >= TELLING_LINES &&
  carried * patch.lines.length >= SPLIT_OFF * commit.lines.length;

/** Likenesses this near are equal: the version decides. */
const STEP = 0.02;

/**
 * Between versions of one sender the mail's date tells which was applied, since git am keeps it; without that the newer
 * one of two that are equally like, since it has replaced the older. Otherwise the title tells more than the date, which
 * whoever takes over somebody's patch may keep, and then the author, where two persons sent the same patch. The same
 * cleanup of many files has one title and one diff: the file tells which it is.
 */
export function compareEvidence(a: Evidence, b: Evidence): number {
  const isOneHand = a.patch.change === b.patch.change && a.patch.sentBy === b.patch.sentBy;
  const flags = isOneHand
    ? (['isLinked', 'isSamePatchId', 'isSamePlace', 'isSameDate', 'isSameTitle', 'isSameAuthor'] as const)
    : (['isLinked', 'isSamePatchId', 'isSamePlace', 'isSameTitle', 'isSameAuthor', 'isSameDate'] as const);
  for (const flag of flags) if (a[flag] !== b[flag]) return a[flag] ? 1 : -1;
  return (
    Math.round((a.likeness - b.likeness) / STEP) ||
    a.patch.version - b.patch.version ||
    a.patch.archivedAt - b.patch.archivedAt ||
    (a.patch.messageId > b.patch.messageId ? 1 : -1)
  );
}
