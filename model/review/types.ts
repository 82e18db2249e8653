/** What the reading of reviews takes. */
import type { Epoch, Mailbox, MessageId, Series, TextBlock, Trailer } from '../facts/index.ts';

/** A mail of a thread with its text split into blocks. */
export interface ThreadMail {
  readonly messageId: MessageId;
  /** Who wrote it: of a patch its author, else the sender. */
  readonly author: Mailbox;
  readonly sender: Mailbox;
  /** The sender across addresses: personKey(). */
  readonly person: string;
  /** When the archive got it. */
  readonly date: Epoch;
  /** The subject without its tags. */
  readonly title: string;
  /** n of the subject's `n/N`; 0 is a cover letter. */
  readonly n: number | null;
  /** Nearest first. */
  readonly references: readonly MessageId[];
  readonly isReply: boolean;
  readonly hasDiff: boolean;
  /** A bot's or maintainer's mail about a patch ("added to the -mm tree"). */
  readonly isNotice: boolean;
  /** In the writer's own words. */
  readonly trailers: readonly Trailer[];
  readonly blocks: readonly TextBlock[];
}

/** A newer posting of the same change, with the mails of its thread. */
export interface LaterVersion {
  readonly series: Series;
  readonly thread: readonly ThreadMail[];
}

/** What a mail is about: the series as a whole, or the patch with this number. */
export type Place = 'series' | number;

/**
 * `answered`: somebody else wrote below it; `overtaken`: a later version changed or dropped what it stands under;
 * `acknowledged`: the asker is content. The last of these that applies counts.
 */
export type CommentState = 'open' | 'answered' | 'overtaken' | 'acknowledged';

/** A reviewer's remark under a quoted place (DOMAIN.md, "review comment"). */
export interface ReviewComment {
  readonly messageId: MessageId;
  readonly author: Mailbox;
  readonly date: Epoch;
  readonly appliesTo: Place;
  /** The end of the quotation it stands under; empty for a remark on the whole. */
  readonly quoted: string;
  readonly text: string;
  readonly state: CommentState;
  /** The mail that answered first, whatever came later. */
  readonly answeredBy: MessageId | null;
}

/**
 * `new`: nobody said anything yet; `under review`: somebody other than the submitter did; `reviewed`: every patch has a
 * Reviewed-by or Acked-by of somebody else and no comment is open; `objected`: a NACK stands; `queued` and `merged`: all
 * patches landed in a tree of that kind; `partly merged`: some did; `superseded`: a newer version exists.
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

/** Who is to move. */
export interface WaitsFor {
  readonly who: 'author' | 'reviewer' | 'maintainer' | 'nobody';
  readonly since: Epoch;
  readonly why: string;
}
