/**
 * What one mail says by itself: the read facts of a message. Nothing here depends on another mail, so it is
 * read once and never changes.
 */
import type { Announcement, NoticeKind } from './announcement.ts';
import type { MessageId, PatchId } from './ids.ts';
import type { Epoch } from './time.ts';

/** An RFC 5322 mailbox: display name (may be empty) and address (lower case; may be empty if unreadable). */
export interface Mailbox {
  readonly name: string;
  readonly email: string;
  /** Keys by which a .mailmap knows the person besides name and address; left out where there are none. */
  readonly aliases?: readonly string[];
}

/** What the square brackets and reply markers in front of a subject say. */
export interface SubjectTags {
  /** The subject without reply markers and bracketed tags, white space folded. */
  readonly title: string;
  /** `Re:`, `AW:`, `SV:` … in front, or between the tags. */
  readonly isReply: boolean;
  /** `Fwd:`, `FW:`, `WG:`. */
  readonly isForward: boolean;
  /** True if the tags say so: `PATCH` (any case), or `RFC`/`RESEND` with a version or `n/N`. */
  readonly isPatch: boolean;
  /** As written: "2" for v2, "5.1" for v5.1; null where no version is given (which means 1). */
  readonly version: string | null;
  /** n of `n/N`; 0 is a cover letter. */
  readonly n: number | null;
  /** N of `n/N`. */
  readonly total: number | null;
  /**
   * The other tags in the order given, without PATCH, version, number, and list tags: `RFC`, `RESEND`,
   * `net-next`. The spelling is kept.
   */
  readonly prefixes: readonly string[];
  /** Tags that a list put in front (`LTP`), known by the list's name in List-Id, To or Cc. */
  readonly listTags: readonly string[];
}

/** A `Key: value` line of a commit message or reply (git-interpret-trailers(1)). */
export interface Trailer {
  /** In its usual spelling: `Reviewed-by`. */
  readonly kind: string;
  readonly value: string;
  /** The person, where the value names one; both empty for `Fixes:`, `Link:` and the like. */
  readonly name: string;
  readonly email: string;
  /** As in Mailbox. */
  readonly aliases?: readonly string[];
}

export type FileChange = 'modify' | 'add' | 'delete' | 'rename' | 'copy' | 'mode';

export interface PatchFile {
  readonly path: string;
  /** The old path of a rename or copy. */
  readonly oldPath: string | null;
  readonly change: FileChange;
  readonly binary: boolean;
  readonly added: number;
  readonly removed: number;
}

/** The diff a mail carries. */
export interface PatchFacts {
  /** Null where git makes none: a diff of only binary files without data, a mode change, an empty file. */
  readonly patchId: PatchId | null;
  readonly files: readonly PatchFile[];
  /**
   * The changed lines (without context), white space folded, each as a 32-bit hash whose lowest bit is 1 for
   * an added line: what the similarity engine compares. In order of the diff.
   */
  readonly lines: readonly number[];
}

/** A place where the text is somebody else's (`> ` at the given depth), or the writer's own (depth 0). */
export interface TextBlock {
  readonly kind: 'own' | 'quote' | 'attribution' | 'signature' | 'diff' | 'diffstat' | 'trailers' | 'notes';
  /** 0 for the writer's own lines, 1 for `> `, 2 for `> > ` … */
  readonly depth: number;
  readonly text: string;
}

/** One check of a mail's sender, as the header of a server states it: whoever writes headers may have made it up. */
export interface AuthenticationResult {
  /** The server that says so. */
  readonly by: string;
  readonly method: 'dkim' | 'dmarc';
  /** `pass`, `fail`, `none`, … (RFC 8601 section 2.7). */
  readonly result: string;
  /** Whose signature it was; empty where the header does not say. */
  readonly domain: string;
}

export interface Authentication {
  /** It has a DKIM-Signature. */
  readonly isSigned: boolean;
  readonly results: readonly AuthenticationResult[];
}

/** A file that came with a mail. */
export interface Attachment {
  /** As the sender called it; empty where it has none. */
  readonly name: string;
  /** The media type that the sender claims, such as `image/png`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Null where it is too large to be kept. */
  readonly bytes: Uint8Array | null;
}

/** What a patch or cover says of its own versions outside of the subject. */
export interface Revision {
  /** The newest that its changelog tells of: "3" for `v3:` or "Changes since v2"; null where none above 1. */
  readonly version: string | null;
  /** Message-IDs behind links that it calls older versions. */
  readonly older: readonly MessageId[];
}

/** One parsed message. Strings are Unicode, without NUL; line ends are LF. */
export interface Mail {
  readonly messageId: MessageId;
  /** `generated` where the mail has none: stable, from the mail's bytes. */
  readonly messageIdFrom: 'header' | 'generated';
  /** Who wrote it: for a patch the body's own `From:` line where there is one, else the sender. */
  readonly author: Mailbox;
  /** Who sent it: the From header, unmasked where a list rewrote it (`"x via list" <list@…>`). */
  readonly sender: Mailbox;
  /** The From header as it stands. */
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  /** Decoded and unfolded. */
  readonly subject: string;
  readonly tags: SubjectTags;
  /** The Date header's claim; null where unreadable. */
  readonly date: Epoch | null;
  /** Its zone, minutes east of UTC. */
  readonly zone: number;
  /** The date of the newest (topmost) Received header. */
  readonly received: Epoch | null;
  /** In-Reply-To first, then References from the last (nearest) to the first; no doubles, never itself. */
  readonly references: readonly MessageId[];
  /** List-Ids (the part in angle brackets), lower case. */
  readonly lists: readonly string[];
  /** The body as text. */
  readonly text: string;
  readonly patch: PatchFacts | null;
  /**
   * Trailers in the writer's own words: of the commit message for a patch, of the unquoted text for a reply.
   */
  readonly trailers: readonly Trailer[];
  /** `change-id:` of b4, anywhere in a cover or patch. */
  readonly changeId: string | null;
  /** `base-commit:` of git format-patch. */
  readonly baseCommit: string | null;
  /** Message-IDs behind links to mail archives in the text (lore.kernel.org, lkml.kernel.org/r/, patch.msgid.link), quotes excluded. */
  readonly links: readonly MessageId[];
  /** Empty for a reply. */
  readonly revision: Revision;
  /** What the archive kept of checks on its sender; null if neither a check nor a signature. */
  readonly authentication: Authentication | null;
  /** Null for a posting, and for what is about no patch. */
  readonly notice: NoticeKind | null;
  /** Where it says that patches went. */
  readonly announcement: Announcement | null;
  /** In the order in which they stand; an attached patch or text is in `text` as well. */
  readonly attachments: readonly Attachment[];
  /** What could not be read as it should be, each a short sentence for `doctor`. */
  readonly problems: readonly string[];
}
