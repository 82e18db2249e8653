/** Replies → remarks: what a reviewer wants of the series, each below the place it is about. */

import { foldLine, namesOf, type Passage, passagesOf, type QuotedLine } from './passages.ts';
import type { ReviewThread, Standing } from './thread.ts';
import type { Place, ThreadMail } from './types.ts';
import { asksBack, findsFault, isFullConsent, isWish, letsGo, mendsItself } from './wishes.ts';
import { withoutAddresses } from './wording.ts';

/** A reply with its passages. */
export interface Reply {
  readonly mail: ThreadMail;
  readonly place: Place;
  readonly parent: ThreadMail | null;
  readonly passages: readonly Passage[];
  readonly isSubmitter: boolean;
  /** To the patch or cover itself. */
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
    const passages = passagesOf(mail, parent ? foldedLines(parent) : new Set(), names);
    return {
      mail,
      place,
      parent,
      passages,
      isSubmitter,
      isOnPosting: parent === null || postings.has(parent),
      tests: mail.trailers.some(({ kind }) => /\btested\b/i.test(kind)),
      approves: mail.trailers.some(isApproval),
      takes: passages.some(({ takes }) => takes),
    };
  });
}

/**
 * The remarks of everybody but the submitter. What stands below a quoted patch, or answers the patch without quoting,
 * is one unless it is courtesy; in a mail that also approves, or takes the patch, it must find a fault; beside
 * "applied" it must ask. What stands
 * below the words of others must wish for something: else it is talk, and often the answer to a remark.
 */
export function remarksOf(thread: ReviewThread, replies: readonly Reply[]): readonly Remark[] {
  const postings = new Set(thread.postings.map(({ mail }) => mail));
  // Most series have no quotation to look up.
  let lines: ReadonlySet<string> | null = null;
  const names = namesIn(thread);
  const fromSubmitter = new Set(replies.filter(({ isSubmitter }) => isSubmitter).map(({ mail }) => mail));
  const posted = (): ReadonlySet<string> => {
    lines ??= postedLines(thread.postings);
    return lines;
  };
  return replies
    .filter(({ isSubmitter }) => !isSubmitter)
    .flatMap((reply) => {
      const answersPatch = reply.parent === null || postings.has(reply.parent);
      const isAmongReviewers = !answersPatch && !fromSubmitter.has(reply.parent!);
      let hasRemark = false;
      const standsOnPatch = ({ quoted }: Passage): boolean =>
        quoted.length === 0 ? answersPatch : isQuoteOf(quoted, posted());
      const isRemark = (passage: Passage, isOnPatch: boolean): boolean => {
        if (passage.isDitto) return isOnPatch && hasRemark;
        if (passage.isCourtesy || passage.isRetraction || mendsItself(passage.text)) return false;
        if (letsGo(passage.text)) return false;
        if (isForOthers(passage.text, names)) return false;
        if (passage.takes) return withoutAddresses(passage.text).includes('?');
        if (!isOnPatch) return isQuestion(passage.quoted) ? asksBack(passage.text) : isWish(passage.text);
        if (reply.approves || reply.takes || reply.tests) return findsFault(passage.text);
        return !isFullConsent(passage.text) && !(isQuestion(passage.quoted) && !findsFault(passage.text));
      };
      return reply.passages.flatMap((passage) => {
        const isOnPatch = standsOnPatch(passage);
        if (!isRemark(passage, isOnPatch)) return [];
        hasRemark = true;
        const { quoted, text } = passage;
        const asksReviewer = isAmongReviewers && !isOnPatch && !isWish(text.replaceAll('?', '.'));
        return [{ reply, quoted: quoted.slice(-PLACE_LINES), text, isOnPatch, asksReviewer }];
      });
    });
}

/** The last quoted line asks something: what stands below is the answer to it. */
function isQuestion(quoted: readonly QuotedLine[]): boolean {
  const last = quoted.findLast(({ text }) => text.trim() !== '')?.text ?? '';
  return /\w ?\?\s*$/.test(last) && !/^[+\- ]/.test(last);
}

interface Names {
  readonly submitters: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

function namesIn(thread: ReviewThread): Names {
  const standings = [...thread.postings, ...thread.replies];
  const own = standings.filter((one) => thread.isSubmitter(one));
  return {
    submitters: namesOf(own.map(({ mail }) => mail)),
    all: namesOf(standings.map(({ mail }) => mail)),
  };
}

/** "@Bob:", "Bob, Cat:", "Bob and Cat,". */
const ADDRESSEES = /^(?:@?\p{Lu}\p{L}+(?:,? and |[,:\s]+(?=@?\p{Lu}\p{L}+[,:])|[,:](?=\s)))+/u;

/** "@Bob: do you see any consequences?" in a patch of Ann's asks nothing of her. Who is marked need not have written. */
function isForOthers(text: string, { submitters, all }: Names): boolean {
  const [first = '', ...rest] = text.trim().split(/\n[ \t]*\n/);
  const named = ADDRESSEES.exec(first)?.[0].match(/@?\p{L}{2,}/gu) ?? [];
  const isOther = (name: string): boolean => {
    const word = name.replace('@', '').toLowerCase();
    return word === 'and' || (!submitters.has(word) && (name.startsWith('@') || all.has(word)));
  };
  return named.length > 0 && named.every(isOther) && !rest.some(isWish);
}

/** Lines at the end of a quotation that are looked up: mail programs wrap some, which then stand nowhere. */
const LOOKED_UP = 4;

/** Of the lines quoted last, does one stand in the series? */
function isQuoteOf(quoted: readonly QuotedLine[], posted: ReadonlySet<string>): boolean {
  const filled = quoted.filter(
    ({ text }) => /[\p{L}\p{N}{}]/u.test(text) && !/^[A-Z][a-z-]+-by: /.test(text),
  );
  const { depth } = filled.at(-1) ?? { depth: 0 };
  return filled
    .slice(-LOOKED_UP)
    .filter((line) => line.depth === depth)
    .some((line) => posted.has(foldLine(line.text)));
}

function postedLines(postings: readonly Standing[]): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const { mail } of postings) for (const line of foldedLines(mail)) lines.add(line);
  return lines;
}

/** A patch is looked up by each reply to it, and by those to its other versions. */
const known = new WeakMap<ThreadMail, ReadonlySet<string>>();

function foldedLines(mail: ThreadMail): ReadonlySet<string> {
  const found = known.get(mail);
  if (found) return found;
  const lines = mail.blocks.flatMap(({ text }) => text.split('\n'));
  const folded = new Set(lines.map((line) => foldLine(line.replace(/^\s*>[>\s]*/, ''))));
  known.set(mail, folded);
  return folded;
}
