/**
 * Whether a passage of a reviewer asks something of the author. Of what is said of the patch all does but courtesy,
 * consent and what its writer lets go; in a mail that also approves, or takes the patch, it must find a fault; beside
 * "applied" it must ask. Below the words of others it must wish for something, or report a failure; to another
 * reviewer it must ask in so many words, since an opinion there is talk.
 */
import { isAside } from './asides.ts';
import { namesOf, type Passage, type QuotedLine } from './passages.ts';
import type { ReviewThread } from './thread.ts';
import { contradicts } from './turns.ts';
import {
  asksBack,
  findsFault,
  isConsent,
  isDislike,
  isFullConsent,
  isRequest,
  isWish,
  letsGo,
  mendsItself,
  reportsFailure,
} from './wishes.ts';
import { isRetraction, sentencesOf, withoutAddresses } from './wording.ts';

/** Where a passage stands. */
interface Where {
  /** Below words of the patch or cover itself, or below nothing in an answer to it. */
  readonly onPatch: boolean;
  /** It is said of the cover. */
  readonly onCover: boolean;
  /** In an answer to somebody who is not the submitter. */
  readonly isAmongReviewers: boolean;
  /** In an answer to a mail of its writer's own. */
  readonly isSelf: boolean;
  /** The mail has a remark above it. */
  readonly hasRemark: boolean;
  /** What the mail says below the next quotation. */
  readonly next: Passage | null;
}

/** What else its mail says. */
interface Beside {
  readonly approves: boolean;
  readonly tests: boolean;
  readonly takes: boolean;
}

export function asksAuthor(passage: Passage, mail: Beside, where: Where, names: CalledNames): boolean {
  const { quoted, text } = passage;
  if (passage.isDitto) return where.onPatch && where.hasRemark;
  if (where.hasRemark && LOG.test(text)) return false;
  if (passage.isCourtesy || takesBack(passage) || mendsItself(text) || letsGo(text)) return false;
  if (passage.takesUpOffer && (!where.isAmongReviewers || sentencesOf(text).length === 1))
    return !where.isAmongReviewers;
  if (isForOthers(text, names)) return false;
  if (passage.takes) return withoutAddresses(text).includes('?');
  if (where.next !== null && isUnfinished(passage, where.next) && !findsFault(withoutAsides(text)))
    return false;
  if (!where.onPatch) return isQuestion(quoted) ? asksBack(text) : asksBelowOthers(passage, where);
  if (mail.approves || mail.takes || mail.tests)
    return findsFault(withoutDeferred(text)) || isNoteOnCode(passage);
  if (where.onCover && !findsFault(text) && !reportsFailure(text) && !DENIES.test(text)) return false;
  return !isFullConsent(text) && !(isQuestion(quoted) && !findsFault(text));
}

/** What is said of the cover without any of these tells of its writer's own case: "We need that, too". */
const DENIES =
  /\b(?:not?|never|nothing|wrong|bad|but|however|actually|cannot|without|only|presume|assume|suppose|guess)\b|n't\b/i;

/** The kernel's log goes on, below a line of it that was wrapped at a `>`. */
const LOG = /^\s*\[\s*\d+\.\d{3,}\]/;

/** "Never mind. If you send this again, please ..." goes on. */
function takesBack({ text, isRetraction: retracts }: Passage): boolean {
  if (!retracts) return false;
  const sentences = sentencesOf(text);
  return !isWish(sentences.slice(sentences.findLastIndex(isRetraction) + 1).join(' '));
}

function asksBelowOthers({ text, quoted }: Passage, { isAmongReviewers, isSelf }: Where): boolean {
  const slip = SLIP.exec(text.trim());
  if ((isSelf || slip) && isSubstitution(slip?.[1] ?? text)) return false;
  if (/\boff[- ]?topic\b/i.test(text)) return false;
  if (isAmongReviewers && !isSelf) return isCode(quoted) ? isWish(text) : isRequest(text);
  const now = withoutDeferred(text);
  return isWish(now) || reportsFailure(now) || contradicts(text) || isDislike(sentencesOf(text)[0] ?? '');
}

/** No preface is longer, in characters; robots write what they have to say above their quotations. */
const PREFACE = 300;

/** A preface above the remarks; "Because then:" and "here it is set ..." go on below the next quotation. */
const isUnfinished = ({ quoted, text }: Passage, next: Passage): boolean =>
  (text.length < PREFACE && (quoted.length === 0 || text.endsWith(':'))) ||
  (quoted.length === 0 && isAside(sentencesOf(text).at(-1) ?? '')) ||
  (ELLIPSIS_AT_END.test(text) && ELLIPSIS_AT_START.test(next.text));

/** "This part works, but:", and below the next quotation "... not here". */
export const continues = (text: string, next: string): boolean =>
  /[:,]$/.test(text.trimEnd()) || ELLIPSIS_AT_START.test(next.trimStart());

const withoutAsides = (text: string): string =>
  sentencesOf(text)
    .filter((sentence) => !isAside(sentence))
    .join(' ');

const ELLIPSIS_AT_END = /(?:\.\.|\u2026)$/;
const ELLIPSIS_AT_START = /^(?:\.\.|\u2026)/;

/** A line of code, whoever wrote it: what is said of it is said of the patch. */
const isCode = (quoted: readonly QuotedLine[]): boolean =>
  /^[+-]|[;{}]\s*$|\w\([^)]*\)[;,{ ]*$/.test(quoted.findLast(({ text }) => text.trim() !== '')?.text ?? '');

/** "Stray blank line": right below code, so few words find a fault. */
function isNoteOnCode({ quoted, text }: Passage): boolean {
  const [note = ''] = text.trim().split(/\n[ \t]*\n/);
  const isShort = countWords(note) <= 4 && countWords(text) <= 8;
  return isShort && isCode(quoted) && !isConsent(note) && !/^for\b|[,:]$/i.test(note);
}

const countWords = (text: string): number => text.match(/\w+/g)?.length ?? 0;

const LATER =
  /(?<!-)\blater(?= on\b|\s*[.,;!)]|$)|\b(?:in (?:the )?(?:near |long )?(?:future|term)|follow-?ups?|separate (?:effort|series|patch ?set)|some ?day|eventually|after (?:the|this|that) (?:release|merge window))\b/i;

/** "And agree this should be fatal". */
const AGREES = /^(?:and |so |also |i |we |yes,? )*agree\b(?![^.?!]*\bbut\b)/i;

/** Without what somebody who approves wishes for another time, or agrees with. */
const withoutDeferred = (text: string): string =>
  text
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => !LATER.test(sentence) && !AGREES.test(sentence))
    .join(' ');

/** "(Oops, s/btrfs/tmpfs/)": an own word is meant, whatever stands above. */
const SLIP = /^\(?(?:oops|argh|ugh|err|sorry)\b[\s,.!:]*(.+?)\)?$/is;

/** "s/btrfs/tmpfs/ (sorry)": of an own word. */
const isSubstitution = (text: string): boolean =>
  /^(?:s([/,|])[^\n]*\1[^\n]*\1[a-z]*\s*)+(?:\([^)]*\)[\s.]*)?$/.test(text.trim());

/** The last quoted line asks something: what stands below is the answer to it. */
function isQuestion(quoted: readonly QuotedLine[]): boolean {
  const last = quoted.findLast(({ text }) => text.trim() !== '')?.text ?? '';
  return /\w ?\?\s*$/.test(last) && !/^[+\- ]/.test(last);
}

/** The words that people of a thread are called by. */
interface CalledNames {
  readonly submitters: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

export function calledNames(thread: ReviewThread): CalledNames {
  const standings = [...thread.postings, ...thread.replies];
  const own = standings.filter((one) => thread.isSubmitter(one));
  return {
    submitters: namesOf(own.map(({ mail }) => mail)),
    all: namesOf(standings.map(({ mail }) => mail)),
  };
}

/** "@Bob:", "Bob, Cat:", "Bob and Cat,"; "Bob, Cat?" alone. */
const ADDRESSEES =
  /^(?:(?:@?\p{Lu}\p{L}+(?:,? and |, ?|\?$))+$|(?:@?\p{Lu}\p{L}+(?:,? and |[,:\s]+(?=@?\p{Lu}\p{L}+[,:])|[,:](?=\s)))+)/u;

/**
 * "@Bob: do you see any consequences?" in a patch of Ann's asks nothing of her, and neither does a mail that asks
 * nothing but for a paragraph like that. Who is marked need not have written.
 */
function isForOthers(text: string, names: CalledNames): boolean {
  const paragraphs = text.trim().split(/\n[ \t]*\n/);
  const rest = paragraphs.filter((one) => !namesOthers(one, names));
  if (rest.length === paragraphs.length) return false;
  return !rest.some(rest[0] === paragraphs[0] ? findsFault : isWish);
}

function namesOthers(paragraph: string, { submitters, all }: CalledNames): boolean {
  const named = ADDRESSEES.exec(paragraph)?.[0].match(/@?\p{L}{2,}/gu) ?? [];
  const isOther = (name: string): boolean => {
    const word = name.replace('@', '').toLowerCase();
    return word === 'and' || (!submitters.has(word) && (name.startsWith('@') || all.has(word)));
  };
  return named.length > 0 && named.every(isOther);
}
