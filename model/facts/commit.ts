/** What one commit of a tree says by itself. */
import type { CommitId, PatchId } from './ids.ts';
import type { Mailbox, PatchFile, Trailer } from './mail.ts';
import type { Epoch } from './time.ts';

/** What a tree is to the project: where its commits stand on their way (DOMAIN.md, "tree"). */
export const TREE_ROLES = ['mainline', 'next', 'mm', 'subsystem', 'project'] as const;
export type TreeRole = (typeof TREE_ROLES)[number];

export interface Commit {
  readonly id: CommitId;
  readonly parents: readonly CommitId[];
  readonly author: Mailbox;
  readonly authorDate: Epoch;
  readonly committer: Mailbox;
  readonly commitDate: Epoch;
  /** The first line of the message. */
  readonly subject: string;
  /** The message without its subject. */
  readonly body: string;
  readonly trailers: readonly Trailer[];
  /** The commits that it says it reverts; names of 7 hex digits and more. */
  readonly reverts: readonly string[];
  /** Where it names none that is there: titleKey() of the titles that what it takes back may have. */
  readonly revertsTitles: readonly string[];
  readonly patchId: PatchId | null;
  readonly files: readonly PatchFile[];
  /** As PatchFacts.lines. */
  readonly lines: readonly number[];
  /** When the tree's first-parent history got it: the commit date of the first-parent commit that brought it. */
  readonly landedAt: Epoch;
}
