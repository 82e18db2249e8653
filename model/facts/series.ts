/**
 * Derived facts: what follows from several mails and commits. Each carries the day since which it could be
 * known, so that "as of" is a filter.
 */

import type { TreeRole } from './commit.ts';
import type { ChangeId, CommitId, Epoch, MessageId, PatchId, SeriesId } from './ids.ts';
import type { Mailbox } from './mail.ts';

/** One posting of N patches (DOMAIN.md, "series"), as of a date. */
export interface Series {
  readonly id: SeriesId;
  readonly changeId: ChangeId;
  /** 1 where none is given and no older version is known; 5.1 for a partial reroll `v5.1`. */
  readonly version: number;
  /** How the version is known: written in the subject, or inferred from an older posting. */
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
  readonly cover: MessageId | null;
  readonly patches: readonly SeriesPatch[];
  readonly supersededBy: SeriesId | null;
  /** Why it belongs to its change; null for the first of one. */
  readonly follows: VersionLink | null;
  /** The List-Ids it was seen on. */
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
}

export type CommentState = 'open' | 'answered' | 'acknowledged' | 'overtaken';

/** A reviewer's remark under a quoted place (DOMAIN.md, "review comment"). */
export interface ReviewComment {
  readonly messageId: MessageId;
  readonly author: Mailbox;
  readonly date: Epoch;
  readonly appliesTo: 'series' | number;
  /** The quoted lines it stands under; empty for a remark on the whole. */
  readonly quoted: string;
  readonly text: string;
  readonly state: CommentState;
  readonly answeredBy: MessageId | null;
}

/** patch → commit (DOMAIN.md, "landing"). */
export interface Landing {
  readonly messageId: MessageId;
  readonly seriesId: SeriesId;
  readonly n: number;
  readonly commit: CommitId;
  /** The tree's name, as given to `add`. */
  readonly tree: string;
  readonly role: TreeRole;
  /** When the tree's first-parent history got the commit. */
  readonly landedAt: Epoch;
  readonly method: 'link' | 'patch-id' | 'subject-author-diff' | 'diff';
  /** 1 for what is stated or equal, else the similarity, 0 to 1. */
  readonly score: number;
}

/** A series with all that is known of it as of a date: what readiness and reports work on. */
export interface SeriesDetail extends Series {
  readonly trailers: readonly GivenTrailer[];
  readonly comments: readonly ReviewComment[];
  readonly landings: readonly Landing[];
  /** When the newest mail of its thread came. */
  readonly lastActivity: Epoch;
  /** Who is to move: derived from open comments and landings. */
  readonly waitsFor: WaitsFor;
  readonly state: SeriesState;
}

/**
 * `new`: nobody said anything yet; `under review`: somebody other than the author did; `reviewed`: every patch has a
 * Reviewed-by or Acked-by of somebody else and no comment is open; `objected`: a NACK stands; `queued` and
 * `merged`: all patches landed in a tree of that kind; `partly merged`: some did; `superseded`: a newer version
 * exists.
 */
export type SeriesState =
  | 'new'
  | 'under review'
  | 'objected'
  | 'reviewed'
  | 'queued'
  | 'partly merged'
  | 'merged'
  | 'superseded';

export interface WaitsFor {
  readonly who: 'author' | 'reviewer' | 'maintainer' | 'nobody';
  readonly since: Epoch;
  readonly why: string;
}

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
