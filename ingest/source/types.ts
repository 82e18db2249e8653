/** What every source of mails or commits gives to the pipeline. */
import type { Commit, Epoch, QuiltChanges, TreeRole } from '../../model/facts/index.ts';

export const MAIL_SOURCE_KINDS = ['mbox', 'maildir', 'public-inbox-v1', 'public-inbox-v2'] as const;
export type MailSourceKind = (typeof MAIL_SOURCE_KINDS)[number];
export const SOURCE_KINDS = [...MAIL_SOURCE_KINDS, 'git', 'quilt'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What looking at a location found. */
export interface Detected {
  readonly kind: SourceKind;
  /** Absolute path or URL: the source's identity in the store. */
  readonly location: string;
  /** A short name for listings: the file's or repository's name without its ending. */
  readonly name: string;
  /** One line for the user: what it is, and why it was taken for that. */
  readonly description: string;
}

/** Where reading ended: opaque to everybody but the source that wrote it; JSON. */
export type Cursor = string;

export type MailItem =
  | {
      readonly kind: 'mail';
      readonly bytes: Uint8Array;
      /** The archive's own date for it (public-inbox: commit date; mbox: the From_ line's, where it is a real one). */
      readonly archivedAt: Epoch | null;
      /** Where in the source: `offset` of an mbox, a file name, `epoch:commit`. For messages to a person. */
      readonly position: string;
    }
  /** public-inbox removed this mail (`d`). */
  | { readonly kind: 'removed'; readonly bytes: Uint8Array; readonly position: string }
  /** Something in the source that is no mail, or unreadable: counted and listed by doctor. */
  | { readonly kind: 'unreadable'; readonly position: string; readonly problem: string }
  /** What could not be read at these positions, or anywhere, is tried now: what was noted of it no longer counts. */
  | { readonly kind: 'again'; readonly positions: readonly string[] | null }
  /**
   * The history behind positions that begin so was rewritten (public-inbox-purge(1)). It follows from its beginning up to
   * the next cursor; a mail that does not come again is gone.
   */
  | { readonly kind: 'rewritten'; readonly prefix: string }
  /** All items before this one are complete up to here; the pipeline stores it with their batch. */
  | { readonly kind: 'cursor'; readonly cursor: Cursor }
  /** For a progress line; `total` null if unknown. Units are the source's own (mails or bytes). */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null };

export interface MailSource {
  readonly kind: MailSourceKind;
  /** Items new since the cursor, oldest first. Throws InputError/OutsideError only if nothing can be read. */
  read(cursor: Cursor | null): AsyncIterable<MailItem>;
}

export type TreeItem =
  | { readonly kind: 'commit'; readonly commit: Commit }
  /** What a note (git-notes(1)) says of a commit, which may have been read long before. */
  | { readonly kind: 'note'; readonly commit: string; readonly text: string }
  /** The tree's MAINTAINERS file, as it was from that day on. */
  | { readonly kind: 'maintainers'; readonly since: Epoch; readonly text: string }
  /** Its .mailmap, likewise. */
  | { readonly kind: 'mailmap'; readonly since: Epoch; readonly text: string }
  /** A snapshot of a quilt stack. */
  | { readonly kind: 'quilt'; readonly changes: QuiltChanges }
  /** History was rewritten (a rebased next, mm): these commits are no longer in the tree's history. */
  | { readonly kind: 'gone'; readonly commits: readonly string[] }
  /** Likewise: all but these. */
  | { readonly kind: 'gone'; readonly butFor: readonly string[] }
  | { readonly kind: 'cursor'; readonly cursor: Cursor }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null };

export interface TreeSource {
  readonly kind: 'git' | 'quilt';
  readonly role: TreeRole;
  read(cursor: Cursor | null): AsyncIterable<TreeItem>;
}
