/**
 * Review comments of a thread: what reviewers wrote below a quoted place, and whether anybody answered.
 *
 * Mistakes accepted: praise in words of its own is taken for a comment; an answer in a thread that the mailer broke is
 * not seen. Whether a later version changed the quoted lines is not judged here.
 */
import type { Epoch, Mailbox, MessageId, TextBlock } from '../facts/index.ts';

/** A mail of the thread, oldest first. */
export interface ThreadMail {
  readonly messageId: MessageId;
  readonly sender: Mailbox;
  readonly person: string;
  readonly date: Epoch;
  readonly isReply: boolean;
  /** Nearest first. */
  readonly references: readonly MessageId[];
  readonly blocks: readonly TextBlock[];
  /** It gives a Reviewed-by or Acked-by. */
  readonly approves: boolean;
}

export interface ReviewComment {
  readonly messageId: MessageId;
  readonly author: Mailbox;
  readonly date: Epoch;
  /** The quoted lines right above; empty for a remark on the whole. */
  readonly quoted: string;
  readonly text: string;
  readonly state: 'open' | 'answered' | 'acknowledged';
  readonly answeredBy: MessageId | null;
}

/** Lines that say thanks, or only name a trailer, are no comment. */
const COURTESY =
  /^(?:(?:thanks?|thank you|cheers|regards|best|hi|hello|hey|lgtm|looks? good|nice|great|fine|good|applied|merged|pushed|acked|ack)\b.{0,60}|[A-Za-z-]+-by:.*|[A-Z]\w*[,.!]?)$/i;

/** How much of a quotation is kept: the end of it, which is what the remark is about. */
const QUOTED_LINES = 8;

/**
 * @param members the mails of the series itself
 * @param submitter whose own words are answers, not comments
 */
export function findComments(
  thread: readonly ThreadMail[],
  members: ReadonlySet<MessageId>,
  submitter: string,
): readonly ReviewComment[] {
  const replies = thread.filter((mail) => mail.isReply && mail.references.some((id) => members.has(id)));
  return replies
    .filter((mail) => mail.person !== submitter)
    .flatMap((mail) =>
      remarksOf(mail).map((remark) => ({ ...remark, ...stateOf(remark.text, mail, replies) })),
    );
}

function remarksOf(mail: ThreadMail): readonly Omit<ReviewComment, 'state' | 'answeredBy'>[] {
  return mail.blocks.flatMap((block, at) => {
    if (block.kind !== 'own') return [];
    const text = block.text
      .split('\n')
      .filter((line) => line.trim() !== '' && !COURTESY.test(line.trim()))
      .join('\n')
      .trim();
    if (text === '') return [];
    const above = mail.blocks[at - 1];
    const quoted = above?.kind === 'quote' ? above.text.split('\n').slice(-QUOTED_LINES).join('\n') : '';
    return [{ messageId: mail.messageId, author: mail.sender, date: mail.date, quoted, text }];
  });
}

/** Answered by somebody else below it; acknowledged once its author approves afterwards. */
function stateOf(
  text: string,
  mail: ThreadMail,
  replies: readonly ThreadMail[],
): Pick<ReviewComment, 'state' | 'answeredBy'> {
  const lines = new Set(text.split('\n').map((line) => line.trim()));
  const answer = replies.find(
    (other) =>
      other.person !== mail.person && other.references[0] === mail.messageId && answers(other, lines),
  );
  const isApproved = replies.some(
    (other) => other.person === mail.person && other.approves && other.date > mail.date,
  );
  if (isApproved) return { state: 'acknowledged', answeredBy: answer?.messageId ?? null };
  return answer ? { state: 'answered', answeredBy: answer.messageId } : { state: 'open', answeredBy: null };
}

/** It quotes the remark, or nothing in particular. */
function answers(mail: ThreadMail, lines: ReadonlySet<string>): boolean {
  const quotes = mail.blocks.filter((block) => block.kind === 'quote');
  if (quotes.length === 0) return true;
  return quotes.some((block) =>
    block.text.split('\n').some((line) => lines.has(line.replace(/^[\s>|]+/, '').trim())),
  );
}
