/** What the history of a quilt stack says: which patch was in it when, and what its maintainer noted beside it. */
import type { CommitId, Epoch } from './ids.ts';

/** One uninterrupted stay of a patch in a stack. */
export interface QuiltStay {
  /** The patch's file name. */
  readonly name: string;
  readonly entered: Epoch;
  readonly left: Epoch | null;
  /** The section of the series file it stands in; null where that did not change. */
  readonly section: string | null;
  readonly topic: string | null;
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
  readonly versions: readonly QuiltVersion[];
  readonly notes: readonly QuiltNote[];
}
