/** What a mail says of where patches went; which patches it means is told from its place and its titles. */
export interface AnnouncedPatch {
  /** Its number in the series, where the mail gives one. */
  readonly n: number | null;
  readonly title: string | null;
  /** As named: 12 to 40 hex digits. */
  readonly commit: string | null;
}

export interface Announcement {
  /** `requested`: a pull request, which lists its patches for who answers it. */
  readonly kind: 'queued' | 'merged' | 'dropped' | 'requested';
  /** The tree, with its branch behind a blank, as the mail names it; empty where it does not. */
  readonly tree: string;
  /** The patches it lists; if none, it is about what it answers. */
  readonly patches: readonly AnnouncedPatch[];
  /** About the series it answers into, and not only the patch. */
  readonly isWhole: boolean;
  /** In words with which an author may as well speak of a suggestion: "applied that". */
  readonly isWeak: boolean;
}

/** What a mail is that is about a patch, and may hold it, and yet is no posting of it. */
export type NoticeKind =
  | 'queued'
  | 'merged'
  | 'dropped'
  | 'failed'
  | 'pull-request'
  | 'push'
  | 'release'
  | 'test-request';
