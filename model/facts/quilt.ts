/** What the history of a quilt stack says: which patch was in it when, and what its maintainer noted beside it. */
import type { CommitId } from './ids.ts';
import type { Epoch } from './time.ts';

/** One uninterrupted stay of a patch in a stack. */
export interface QuiltStay {
  /** The patch's file name. */
  readonly name: string;
  readonly entered: Epoch;
  readonly left: Epoch | null;
  /** The word of the stack's maintainer with which it ended (`to-be-updated`); null where none was given. */
  readonly why: string | null;
  /** When the series file first gave that word: with a snapshot after the one that lacks the patch, at times. */
  readonly whySince: Epoch | null;
}

/** The section and the topic of the series file that a patch stands under. */
export interface QuiltPlace {
  readonly name: string;
  readonly since: Epoch;
  readonly section: string;
  readonly topic: string;
}

/** The content of a patch; the commit is the name of its blob. */
export interface QuiltVersion {
  readonly name: string;
  readonly commit: CommitId;
  readonly since: Epoch;
}

/** A comment of the stack's maintainer on a patch. */
export interface QuiltNote {
  readonly name: string;
  readonly text: string;
  readonly since: Epoch;
  readonly until: Epoch | null;
}

/** What one snapshot changed. */
export interface QuiltChanges {
  readonly stays: readonly QuiltStay[];
  readonly places: readonly QuiltPlace[];
  readonly versions: readonly QuiltVersion[];
  readonly notes: readonly QuiltNote[];
}

/**
 * What a note of the stack's maintainer asks for: acks, that a review is looked at, an update (`TBU`), that a NACK is
 * heeded, that the patch is held, that another patch comes first; or an open remark of any other kind.
 */
export type NoteAsks = 'acks' | 'review' | 'update' | 'nack' | 'hold' | 'needs' | 'remark';

/** A note that stands as of a date. */
export interface StackNote {
  readonly text: string;
  readonly since: Epoch;
  /** In the order of the words; never empty. */
  readonly asks: readonly NoteAsks[];
  /** The acks that it asks for have come since. */
  readonly isAcked: boolean;
}

/** Where a patch stands in a stack as of a date. */
export interface StackPlace {
  /** The patch's file name. */
  readonly name: string;
  /** The section of the series file, which in -mm's says when its patches go on: `mainline-later (next week, …)`. */
  readonly section: string;
  /** Oldest first. */
  readonly notes: readonly StackNote[];
  /** Once the patch went on to mainline. */
  readonly wentOn?: WentOn;
}

/** That a patch left its stack for mainline, and how that is known. */
export interface WentOn {
  readonly at: Epoch;
  /** `1` patches leaving at once; null where the stack's maintainer says so. */
  readonly inferredFrom: string | null;
  /** 1 for what is stated. */
  readonly score: number;
}
