/**
 * Derived facts: what follows from several mails and commits. Each carries the day since which it could be
 * known, so that "as of" is a filter.
 */

import type { TreeRole } from './commit.ts';
import type { ChangeId, CommitId, MessageId, PatchId, SeriesId } from './ids.ts';
import type { Mailbox } from './mail.ts';
import type { StackPlace } from './quilt.ts';
import type { Epoch } from './time.ts';

/** One posting of N patches (DOMAIN.md, "series"), as of a date. */
export interface Series {
  readonly id: SeriesId;
  readonly changeId: ChangeId;
  /** 1 where none is given and no older version is known; 5.1 for a partial reroll `v5.1`. */
  readonly version: number;
  /** Orders the versions of a change: the version, and more where its sender counted from one again. */
  readonly order: number;
  /** How the version is known: written in the subject or a changelog, or inferred from an older posting. */
  readonly versionFrom: 'stated' | 'inferred' | 'assumed';
  /** The cover's title; without a cover the title of its first patch. */
  readonly title: string;
  readonly prefixes: readonly string[];
  readonly author: Mailbox;
  /** When the archive got its first mail. */
  readonly date: Epoch;
  /** N as the subjects say; 1 for a single patch. */
  readonly expected: number;
  /** Different patch numbers received, the cover not counted. */
  readonly received: number;
  readonly complete: boolean;
  /** It replaces single patches of an older version (`v5.1 12/12`) and does not supersede it. */
  readonly isPartial: boolean;
  readonly cover: MessageId | null;
  readonly patches: readonly SeriesPatch[];
  readonly supersededBy: SeriesId | null;
  /** Why it belongs to its change; null for the first of one. */
  readonly follows: VersionLink | null;
  /** Somebody other than its sender has written back. */
  readonly isAnswered: boolean;
  /** The List-Ids it was seen on, or the sources where it has none. */
  readonly lists: readonly string[];
}

export interface SeriesPatch {
  /** Its number; a single patch is 1. */
  readonly n: number;
  readonly messageId: MessageId;
  readonly subject: string;
  readonly patchId: PatchId | null;
  readonly date: Epoch;
  readonly files: readonly string[];
}

/** The Message-IDs of its mails: the cover's and its patches'. */
export const mailsOf = ({ cover, patches }: Pick<Series, 'cover' | 'patches'>): readonly MessageId[] => [
  ...(cover === null ? [] : [cover]),
  ...patches.map(({ messageId }) => messageId),
];

/** Of two series of one change. */
export const isNewer = (a: Series, b: Series): boolean =>
  a.order > b.order || (a.order === b.order && a.date > b.date);

/** How two versions of a change are known to be one. `score` is 1 for what is stated, below 1 for an inference. */
export interface VersionLink {
  readonly series: SeriesId;
  readonly method: 'change-id' | 'in-reply-to' | 'link' | 'same-title' | 'similar-title' | 'same-patches';
  readonly score: number;
}

/** A trailer given to a series or one of its patches. */
export interface GivenTrailer {
  readonly kind: string;
  readonly name: string;
  readonly email: string;
  readonly value: string;
  /** `series` if it stands under the cover, else the patch's number. */
  readonly appliesTo: 'series' | number;
  /** The mail it stands in. */
  readonly messageId: MessageId;
  readonly date: Epoch;
  /** True if the patch itself brought it, false if a reply gave it. */
  readonly own: boolean;
  /** True if the person named is not the person who wrote the mail (b4: "sloppy"). */
  readonly onBehalf: boolean;
  /** A NACK in a sentence of its own, not in the form of a trailer. */
  readonly isInWords: boolean;
}

export interface RevertOfLanding {
  readonly by: CommitId;
  /** When the tree got that commit. */
  readonly at: Epoch;
}

/** patch → commit (DOMAIN.md, "landing"). */
export interface Landing {
  readonly messageId: MessageId;
  readonly seriesId: SeriesId;
  readonly n: number;
  /** Null where only a mail says so, and does not give its whole name. */
  readonly commit: CommitId | null;
  /** The tree's name, as given to `add`, or as a mail names it. */
  readonly tree: string;
  readonly role: TreeRole;
  /** When the tree's first-parent history got the commit. */
  readonly landedAt: Epoch;
  readonly method:
    | 'link'
    | 'patch-id'
    | 'subject-author-diff'
    | 'diff'
    | 'squash'
    | 'split'
    | 'stack'
    | 'notice';
  /** 1 for what is stated or equal, else the similarity, 0 to 1. */
  readonly score: number;
  /** The mail that says so, where no tree at hand shows it. */
  readonly notice?: MessageId;
  /** Where the tree is a quilt stack. */
  readonly stack?: StackPlace;
  /** The commit that took it out again; it does not stand any more. */
  readonly revert?: RevertOfLanding;
  /** The tree had it before, and it was reverted: applied again. */
  readonly appliedAgain?: { readonly reverted: CommitId } & RevertOfLanding;
}

/** Is it in its tree as of the date that it was asked for? */
export const isStanding = ({ revert }: Landing): boolean => revert === undefined;

/** A mail as evidence is checked against it. */
export interface ArchivedMail {
  readonly messageId: MessageId;
  readonly author: Mailbox;
  readonly subject: string;
  /** When the archive received it. */
  readonly date: Epoch;
  readonly text: string;
  readonly references: readonly MessageId[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
}
