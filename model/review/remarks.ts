/** Replies → remarks: what a reviewer wants of the series, each below the place it is about. */

import { isDitto } from './asides.ts';
import { asksAuthor, calledNames, continues } from './asks.ts';
import {
  foldLine,
  isTrailerLine,
  namesOf,
  type Passage,
  passagesOf,
  Quotable,
  type QuotedLine,
} from './passages.ts';
import { isRobot, isSameSender } from './people.ts';
import type { ReviewThread, Standing } from './thread.ts';
import type { Place, ThreadMail } from './types.ts';
import { isWish } from './wishes.ts';
import { sentencesOf } from './wording.ts';

/** A reply with its passages. */
export interface Reply {
  readonly mail: ThreadMail;
  readonly place: Place;
  readonly parent: ThreadMail | null;
  readonly passages: readonly Passage[];
  readonly isSubmitter: boolean;
  /** The nearest mail above it that is here is the patch or cover. */
  readonly isBelowPosting: boolean;
  /** To the patch or cover itself; a reply to a mail that the archive lacks is to others' words. */
  readonly isOnPosting: boolean;
  /** It gives a Reviewed-by or Acked-by. */
  readonly approves: boolean;
  /** It gives a Tested-by. */
  readonly tests: boolean;
  /** It says that the patch was applied. */
  readonly takes: boolean;
}

export interface Remark {
  readonly reply: Reply;
  /** The quotation right above, at most PLACE_LINES of it; empty for a remark on the whole. */
  readonly quoted: readonly QuotedLine[];
  readonly text: string;
  /** It stands below words of the patch or cover itself, or below nothing in an answer to it; else below others' words. */
  readonly isOnPatch: boolean;
  /** "Ditto": what answers the remark above answers it. */
  readonly repeats: boolean;
  /** Its sentence goes on below the next quotation: what answers the end of it answers all. */
  readonly goesOn: boolean;
  /** A question to another reviewer: as long as it has no answer it asks nothing of the author. */
  readonly asksReviewer: boolean;
}

/** How much of a long quotation is kept: its end, which is what people write about. */
const PLACE_LINES = 12;

const APPROVING = /^(?:[a-z]+-and-)*(?:reviewed|acked)(?:-and-[a-z]+)*-by$/i;

export const isApproval = ({ kind }: { readonly kind: string }): boolean => APPROVING.test(kind);

export function readReplies(thread: ReviewThread): readonly Reply[] {
  const all = [...thread.postings, ...thread.replies];
  const names = namesOf(all.map(({ mail }) => mail));
  const postings = new Set(thread.postings.map(({ mail }) => mail));
  return thread.replies.map((standing) => {
    const { mail, place, parent } = standing;
    const isSubmitter = thread.isSubmitter(standing);
    const passages = passagesOf(mail, quotableOf(parent), names);
    const isBelowPosting = parent === null || postings.has(parent);
    return {
      mail,
      place,
      parent,
      passages,
      isSubmitter,
      isBelowPosting,
      isOnPosting: isBelowPosting && (parent === null || mail.references[0] === parent.messageId),
      tests: mail.trailers.some(({ kind }) => /\btested\b/i.test(kind)),
      approves: mail.trailers.some(isApproval),
      takes: passages.some(({ takes }) => takes),
    };
  });
}

/**
 * The remarks of everybody but the submitter: what asks something of the author (asks.ts). What stands below a quoted
 * patch, or answers the patch without quoting, is said of the patch; the rest is talk, and often the answer to a remark.
 * A robot's mail is one remark: it marks lines of code like a quotation.
 */
export function remarksOf(thread: ReviewThread, replies: readonly Reply[]): readonly Remark[] {
  // Most series have no quotation to look up.
  let lines: ReadonlySet<string> | null = null;
  const names = calledNames(thread);
  const fromSubmitter = new Set(replies.filter(({ isSubmitter }) => isSubmitter).map(({ mail }) => mail));
  const fromReviewers = replies.filter(({ isSubmitter }) => !isSubmitter);
  const isOnPatch = ({ quoted }: Passage, answersPatch: boolean): boolean => {
    const telling = quoted.filter(tells);
    if (answersPatch && (telling.at(-1)?.depth ?? 1) === 1) return true;
    if (telling.length === 0) return false;
    lines ??= postedLines(thread.postings);
    return isQuoteOf(telling, lines);
  };
  return sentOnce(replies, fromReviewers).flatMap((reply) => {
    const { parent, passages, mail, place, isOnPosting: answersPatch } = reply;
    const isAmongReviewers = !answersPatch && !fromSubmitter.has(parent!);
    const isSelf = parent !== null && isSameSender(parent, mail);
    let hasRemark = false;
    return passages.flatMap((passage, at) => {
      const onPatch = isOnPatch(passage, answersPatch);
      const next = passages[at + 1] ?? null;
      const where = { onPatch, onCover: place === 'series', isAmongReviewers, isSelf, hasRemark, next };
      if (
        (isRobot(mail.sender) && (hasRemark || !reportsTrouble(mail))) ||
        !asksAuthor(passage, reply, where, names)
      )
        return [];
      hasRemark = true;
      const { quoted, text } = passage;
      const asksReviewer = isAmongReviewers && !onPatch && !isWish(text.replaceAll('?', '.'));
      const goesOn = next !== null && continues(text, next.text);
      return [
        {
          reply,
          quoted: quoted.slice(-PLACE_LINES),
          text,
          isOnPatch: onPatch,
          repeats: isDitto(sentencesOf(text)[0] ?? ''),
          goesOn,
          asksReviewer,
        },
      ];
    });
  });
}

/** "0 errors" are none. */
const reportsTrouble = ({ blocks }: ThreadMail): boolean =>
  blocks.some(({ text }) =>
    /error|warning|fail|undefined|regress|\bbug\b|conflict|problem|issue|improve|broken|crash|splat|leak|hung|oops|panic|(?:not|n't) apply/i.test(
      text.replace(
        /\b(?:0|no|any) (?:new )?(?:errors?|warnings?|fail\w*|issues?|problems?|regressions?)\b/gi,
        '',
      ),
    ),
  );

/** Of a reply that its writer sent twice, word for word, the one that got an answer, else the first. */
function sentOnce(all: readonly Reply[], replies: readonly Reply[]): readonly Reply[] {
  const copies = Map.groupBy(replies, ({ mail, parent, passages }) =>
    [mail.person, parent?.messageId, ...passages.map(({ text }) => text)].join('\n'),
  );
  if (copies.size === replies.length) return replies;
  const answered = new Set(all.map(({ parent }) => parent));
  const kept = new Set(
    [...copies.values()].map((some) => some.find(({ mail }) => answered.has(mail)) ?? some[0]),
  );
  return replies.filter((reply) => kept.has(reply));
}

/** Lines at the end of a quotation that are looked up: mail programs wrap some, which then stand nowhere. */
const LOOKED_UP = 4;

/** Trailers stand below many a patch. */
const tells = ({ text }: QuotedLine): boolean => /[\p{L}\p{N}{}]/u.test(text) && !isTrailerLine(text);

/** Of the lines quoted last, does one stand in the series? */
function isQuoteOf(quoted: readonly QuotedLine[], posted: ReadonlySet<string>): boolean {
  const { depth } = quoted.at(-1)!;
  return quoted
    .slice(-LOOKED_UP)
    .filter((line) => line.depth === depth)
    .some((line) => posted.has(foldLine(line.text)));
}

function postedLines(postings: readonly Standing[]): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const { mail } of postings) for (const line of quotableOf(mail).lines) lines.add(line);
  return lines;
}

/** A patch is looked up by each reply to it, and by those to its other versions. */
const known = new WeakMap<ThreadMail, Quotable>();
const NOTHING = new Quotable(null);

function quotableOf(mail: ThreadMail | null): Quotable {
  if (mail === null) return NOTHING;
  const quotable = known.get(mail) ?? new Quotable(mail);
  known.set(mail, quotable);
  return quotable;
}
