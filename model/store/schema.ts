/**
 * The tables as Kysely sees them. The truth is migrations.ts, and a test holds schema.sql to it. Blobs hold brotli
 * (RFC 7932) of UTF-8 text or of bytes, or little-endian 32-bit numbers.
 */
import type { Generated } from 'kysely';

export interface SourceTable {
  id: Generated<number>;
  kind: string;
  /** Absolute path or URL. */
  location: string;
  name: string;
  /** Trees only: mainline, next, mm, subsystem, project. */
  role: string | null;
  cursor: string | null;
  /** Of the last mail written: what a mail without a usable date is given; seconds. */
  last_archived_at: number | null;
  since: number | null;
}

export interface MessageTable {
  id: Generated<number>;
  message_id: string;
  /** The earliest day an archive received it; seconds. */
  archived_at: number;
  /**
   * Rank, date, length and digest of the copy that the row was read from: of several copies the smallest wins, so that the
   * order in which they come doesn't matter.
   */
  copy_rank: string;
  from_name: string;
  from_email: string;
  author_name: string;
  author_email: string;
  /** The sender across addresses: personKey() of keys.ts. */
  person: string;
  subject: string;
  title: string;
  /** titleKey() of keys.ts. */
  title_key: string;
  is_reply: number;
  is_patch: number;
  version: string | null;
  n: number | null;
  total: number | null;
  /** JSON array of strings. */
  prefixes: string;
  date: number | null;
  zone: number;
  /** JSON arrays of [name, email]. */
  to_json: string;
  cc_json: string;
  /** JSON array of Message-IDs, nearest first. */
  refs: string;
  /** JSON array of Message-IDs linked to in the text. */
  links: string;
  /** The version that a changelog in the text tells of. */
  text_version: string | null;
  /** JSON array of Message-IDs that the text links to as older versions. */
  older: Generated<string>;
  change_id: string | null;
  base_commit: string | null;
  has_diff: number;
  patch_id: string | null;
  /** 32-bit hashes of changed lines. */
  lines: Buffer | null;
  /** A bot's or maintainer's mail about a patch, which is no patch itself. JSON; null for others. */
  notice: string | null;
  /** JSON array of sentences; null if there are none. */
  problems: string | null;
  /** JSON of Authentication. */
  auth: string | null;
  /** Where its text is: the pack, and which in it, from 0. */
  pack: number;
  place: number;
  /** Its place in `thread_node`. */
  thread: number;
}

export interface CopyTable {
  message: number;
  source: number;
  position: string;
  list: string;
  archived_at: number;
}

export interface PatchFileTable {
  message: number;
  path: string;
  old_path: string | null;
  change: string;
  is_binary: number;
  added: number;
  removed: number;
}

export interface TrailerTable {
  message: number;
  seq: number;
  kind: string;
  value: string;
  name: string;
  email: string;
}

export interface AttachmentTable {
  message: number;
  /** From 1. */
  n: number;
  name: string;
  type: string;
  size: number;
  /** Packed; null where it was too large to be kept. */
  bytes: Buffer | null;
}

/** Who made a patch besides its sender: its author and co-authors, the first to sign it off. */
export interface MakerTable {
  email: string;
  message: number;
}

export interface ThreadNodeTable {
  message_id: string;
  thread: number;
}

/** How often a mail of a thread became another: the copy of another archive replaced it, or it was taken out. */
export interface ThreadEditTable {
  thread: number;
  count: number;
}

export interface UnreadableTable {
  source: number;
  position: string;
  problem: string;
}

export interface CommitTable {
  id: Generated<number>;
  source: number;
  commit_id: string;
  author_name: string;
  author_email: string;
  author_date: number;
  committer_name: string;
  committer_email: string;
  commit_date: number;
  landed_at: number;
  subject: string;
  title_key: string;
  body: string;
  patch_id: string | null;
  lines: Buffer | null;
  /** JSON array of object names. */
  parents: string;
}

export interface CommitTrailerTable {
  commit_row: number;
  seq: number;
  kind: string;
  value: string;
  name: string;
  email: string;
}

export interface SeriesTable {
  id: string;
  change_id: string;
  anchor: string;
  cover: string | null;
  version: number;
  /** Orders the versions of a change. */
  version_order: Generated<number>;
  version_from: string;
  stated_version: string | null;
  title: string;
  title_key: string;
  prefixes: string;
  author_name: string;
  author_email: string;
  person: string;
  date: number;
  expected: number;
  is_partial: number;
  follows: string | null;
  follows_method: string | null;
  follows_score: number | null;
  superseded_by: string | null;
  superseded_at: number | null;
  /** When somebody other than its sender answered first. */
  answered_at: number | null;
}

export interface SeriesMemberTable {
  series: string;
  message: number;
  n: number;
  since: number;
}

export interface CommitFileTable {
  commit_row: number;
  path: string;
}

export interface CommitLinkTable {
  commit_row: number;
  /** A Message-ID that the commit's Link: or Message-Id: trailer, or a git note, names. */
  target: string;
}

/** The commits that a commit says it reverts; names may be cut short. */
export interface CommitRevertTable {
  commit_row: number;
  target: string;
}

/** Which patch a commit picks, and what was squashed into it. Which of several picks counts is settled on reading. */
export interface LandingTable {
  commit_row: number;
  message: number;
  method: string;
  score: number;
}

/** What a mail announces; `patches` is JSON. */
export interface NoticeTable {
  message: number;
  kind: string;
  tree: string;
  patches: string;
  is_whole: number;
  is_weak: number;
}

export interface PendingTable {
  kind: string;
  key: string;
}

/** A series as the REST API lists it. Every number is one of the journal's (numbers.ts). */
export interface ListedSeriesTable {
  id: number;
  series: string;
  project: number;
  submitter: number;
  date: number;
  name: string;
  version: number;
  total: number;
  received: number;
  is_complete: number;
}

/** A patch, a cover letter, or a comment on one of them. */
export interface ListedMailTable {
  id: number;
  message: number;
  kind: 'patch' | 'cover' | 'comment';
  /** Of a patch or cover: the number of its series, and n of n/N. */
  series: number | null;
  n: number | null;
  /** Of a comment: the number of the patch or cover. */
  about: number | null;
  project: number;
  submitter: number;
  date: number;
  name: string;
  /** Of a patch, as mails and trees tell it; what people decide stands in the journal. */
  state: string;
  commit_ref: string | null;
  hash: string | null;
}

export interface ListedEventTable {
  id: number;
  category: string;
  date: number;
  project: number;
  series: number | null;
  mail: number | null;
  comment: number | null;
}

/** What people decided of listed patches: temporary tables (decided.ts). */
export interface DecidedTable {
  id: number;
  state: string | null;
  delegate: number | null;
  archived: number | null;
  commit_ref: string | null;
}

export interface DecidedEventTable extends ListedEventTable {
  payload: string;
}

export interface Schema {
  source: SourceTable;
  message: MessageTable;
  attachment: AttachmentTable;
  copy: CopyTable;
  patch_file: PatchFileTable;
  trailer: TrailerTable;
  maker: MakerTable;
  thread_node: ThreadNodeTable;
  thread_edit: ThreadEditTable;
  unreadable: UnreadableTable;
  git_commit: CommitTable;
  commit_trailer: CommitTrailerTable;
  series: SeriesTable;
  series_member: SeriesMemberTable;
  commit_file: CommitFileTable;
  commit_link: CommitLinkTable;
  commit_revert: CommitRevertTable;
  landing: LandingTable;
  notice: NoticeTable;
  pending: PendingTable;
  listed_series: ListedSeriesTable;
  listed_mail: ListedMailTable;
  listed_event: ListedEventTable;
  decided: DecidedTable;
  decided_event: DecidedEventTable;
}
