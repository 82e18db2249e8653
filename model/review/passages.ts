/**
 * A reply as a reader sees it: passages of its writer's own words, each below the quotation that it is about.
 *
 * Mail programs spoil quotations: they wrap quoted lines without a new `>`, leave the mark out altogether (the text
 * then stands below an attribution, word for word), or put the writer's words above everything. So a line that stands
 * like that in the mail answered is taken for quoted, whatever precedes it.
 */
import type { TextBlock } from '../facts/index.ts';
import { isAside, isDitto, isIntroduction, isPraise } from './asides.ts';
import { takesUpOffer } from './turns.ts';
import type { ThreadMail } from './types.ts';
import { isAnnouncement, isCourtesy, isFormality, isRetraction, saysTaken, sentencesOf } from './wording.ts';

export interface QuotedLine {
  readonly depth: number;
  /** Without the marks. */
  readonly text: string;
}

export interface Passage {
  /** What the mail quotes between the passage before and this one. */
  readonly quoted: readonly QuotedLine[];
  /** Without greeting, farewell and trailers; never empty. */
  readonly text: string;
  /** "Yes, please": to what is offered above. */
  readonly takesUpOffer: boolean;
  /** Nothing but thanks, praise, and what the writer will do himself. */
  readonly isCourtesy: boolean;
  /** "Here as well": the remark before, at another place. */
  readonly isDitto: boolean;
  /** It takes an own remark back. */
  readonly isRetraction: boolean;
  /** It says that the patch was applied. */
  readonly takes: boolean;
}

const QUOTE_MARK = /^[ \t]?(?:[A-Za-z]{1,10}>|>|\|>)/;
const ELISION =
  /^[\s>]*(?:[[(<{]?\s*(?:\.{2,}|\u2026|snip\w*|cut|skip(?:ped)?|trim(?:med)?|deleted|-+ ?8<.*)\s*(?:\.{2,}|\u2026|snip\w*)?\s*[\])>}]?)[\s.]*$/i;
const TRAILER = /^[ \t]{0,4}[A-Za-z]+(?:-[a-z]+)*-by:\s*\S/i;
const GREETING =
  /^(?:hi|hello|hey|dear|good (?:morning|evening|day|afternoon)|greetings|hallo)\b[^.?:;]{0,60}[,.!:]?\s*$/i;
const FAREWELL =
  /^(?:(?:many |best |kind |warm |with )*(?:thanks?(?: you)?|regards|cheers|thx|br|rgds|sincerely|wishes|greetings|all the best|best|yours|hth|ciao|bye|have a (?:\w+ )?(?:day|week|weekend|evening|one))(?: (?:you|again|in advance|a lot|very much|and|regards|best|kind))*[\s,.!]*)+$/i;
/** A farewell wherever it stands; "thanks" in the middle of a mail is an answer. */
const REGARDS = /\b(?:regards|cheers|br|sincerely|wishes)\b/i;
/** Headers that Outlook quotes, and attributions that are none to most. */
const QUOTE_HEADER =
  /^(?:-{2,}\s*original message\s*-{2,}|(?:from|sent|to|cc|date|subject)\s?:\s.*|from [A-Z][\w.-]+(?: [A-Z][\w.-]+)+|\* [^:]{2,60}:|.{0,80}\bwrote\s?:|.*<\S+@\S+>\s?:)\s*$/i;

/** "Signed-off-by: ...", quoted. */
export const isTrailerLine = (line: string): boolean => /^[A-Z][a-z-]+-by: /.test(line);

/** From here on a company's lawyers speak. */
const DISCLAIMER =
  /^(?:important notice\b|this (?:e-?mail|message|communication) (?:and|is|may|contains)|the (?:contents|information) (?:of|contained in) this|confidentiality (?:notice|note)|disclaimer\b|-$|registered address\b)/i;

/** How alike lines are compared: marks, case and white space aside. */
export function foldLine(line: string): string {
  const text = line.trim().toLowerCase();
  // Behind their indentation most lines have nothing to fold, and there are many.
  return /\s\s|[^\S ]/.test(text) ? text.replace(/\s+/g, ' ') : text;
}

/** Fewer letters than this prove no quotation. */
const TELLING_LENGTH = 20;

/** The mail that is answered, as quotations are looked up in it. */
export class Quotable {
  /** Folded, without marks. */
  readonly lines: ReadonlySet<string>;
  readonly #inOrder: readonly string[];
  #text: string | null = null;

  constructor(mail: ThreadMail | null) {
    const lines = mail?.blocks.flatMap(({ text }) => text.split('\n')) ?? [];
    this.#inOrder = lines.map((line) => foldLine(line.replace(/^\s*>[>\s]*/, '')));
    this.lines = new Set(this.#inOrder);
  }

  /** Does a long line hold several of its lines in a row? */
  holdsJoined(line: string): boolean {
    if (line.length <= WRAPPED_AT) return false;
    const folded = foldLine(line);
    this.#text ??= this.#inOrder.filter((one) => one !== '').join(' ');
    return this.#text.includes(folded) && !this.#inOrder.some((one) => one.includes(folded));
  }
}

/** Hardly anybody writes longer lines, but mail programs that wrap nothing. */
const WRAPPED_AT = 80;

/**
 * @param quotable the mail that is answered
 * @param names of the people of the thread, in words
 */
export function passagesOf(
  mail: ThreadMail,
  quotable: Quotable,
  names: ReadonlySet<string>,
): readonly Passage[] {
  const passages: Passage[] = [];
  let quoted: QuotedLine[] = [];
  let own: string[] = [];
  const flush = (isLast: boolean): void => {
    const text = bareText(own, isLast, names) || thanksBelow(quoted, own);
    own = [];
    if (text === '') return;
    passages.push(passageOf(quoted, text, names));
    quoted = [];
  };
  const lines = markQuotes([...readLines(mail.blocks)], quotable, hasOwnDiff(mail.blocks, quotable));
  // Whoever leaves the rest of the quotation below takes leave above it.
  const end = lines.findLastIndex(({ depth, text }) => depth === 0 && text.trim() !== '');
  lines.forEach((line, at) => {
    if (line.depth === 0) own.push(line.text);
    else {
      if (own.length > 0) flush(at > end);
      quoted.push(line);
    }
  });
  flush(true);
  return passages;
}

function passageOf(quoted: readonly QuotedLine[], text: string, names: ReadonlySet<string>): Passage {
  const isPolite = (sentence: string): boolean =>
    sentence.split(/,\s+/).every((clause) => isCourtesy(clause, names) || isAnnouncement(clause)) ||
    isPraise(sentence) ||
    isFormality(sentence) ||
    isAside(sentence);
  const takesUp = takesUpOffer(
    text,
    quoted.map((line) => line.text),
  );
  return {
    quoted,
    text,
    takesUpOffer: takesUp,
    isCourtesy:
      !takesUp &&
      (isAside(text) || (quoted.length === 0 && isIntroduction(text)) || sentencesOf(text).every(isPolite)),
    isDitto: isDitto(text),
    isRetraction: isRetraction(text),
    takes: saysTaken(text, names),
  };
}

/**
 * Finds quotations without a mark: in a mail that has no marks, and right above a marked line. Elsewhere a line that
 * stands in the other mail too is more likely code that its writer talks about, and a diff of the writer's own has most
 * lines of the one that it would replace. What a mail program wrapped off a quoted line is the end of a line of the other;
 * what it put on one long line, several.
 */
function markQuotes(
  lines: readonly QuotedLine[],
  quotable: Quotable,
  isSuggestion: boolean,
): readonly QuotedLine[] {
  const hasMarks = lines.some(({ depth }) => depth > 0);
  const marked: QuotedLine[] = [];
  let isAbove = !hasMarks && !isSuggestion;
  for (const line of lines.toReversed()) {
    const folded = foldLine(line.text);
    const isUnmarked =
      line.depth === 0 &&
      ((isAbove && folded.length >= TELLING_LENGTH && quotable.lines.has(folded)) ||
        quotable.holdsJoined(line.text));
    marked.push(isUnmarked ? { depth: 1, text: line.text } : line);
    isAbove = (!hasMarks && !isSuggestion) || isUnmarked || line.depth > 0 || (isAbove && folded === '');
  }
  return marked.reverse().map((line, at, all) => {
    const above = all[at - 1];
    if (line.depth > 0 || !above || above.depth === 0 || line.text.trim() === '') return line;
    const whole = foldLine(`${above.text} ${line.text}`);
    return quotable.lines.has(whole) ? { depth: above.depth, text: line.text } : line;
  });
}

/** A diff with a hunk that the other mail has not. */
const hasOwnDiff = (blocks: readonly TextBlock[], quotable: Quotable): boolean =>
  blocks.some(
    ({ kind, text }) =>
      kind === 'diff' && (text.match(/^@@ .*$/gm) ?? []).some((hunk) => !quotable.lines.has(foldLine(hunk))),
  );

/** The lines of a mail with their depth; attributions and the signature left out. */
function* readLines(blocks: readonly TextBlock[]): Iterable<QuotedLine> {
  for (const { kind, depth, text } of blocks) {
    if (kind === 'attribution' || kind === 'signature') continue;
    for (const line of text.split('\n')) {
      if (kind === 'quote') yield { depth, text: unquote(line, depth) };
      else if (kind === 'diff' && QUOTE_MARK.test(line)) yield unquoteAll(line);
      else if (line === '-- ') return;
      else yield { depth: 0, text: line };
    }
  }
}

function unquote(line: string, depth: number): string {
  let rest = line;
  for (let at = 0; at < depth; at++) rest = rest.replace(QUOTE_MARK, '');
  return rest.replace(/^ /, '');
}

function unquoteAll(line: string): QuotedLine {
  let depth = 0;
  let rest = line;
  for (; depth < 50 && QUOTE_MARK.test(rest); depth++) rest = rest.replace(QUOTE_MARK, '');
  return { depth, text: rest.replace(/^ /, '') };
}

function bareText(lines: readonly string[], isLast: boolean, names: ReadonlySet<string>): string {
  const isSaid = (line: string): boolean =>
    !TRAILER.test(line) && !ELISION.test(line) && !QUOTE_HEADER.test(line.trim());
  const end = isLast ? lines.findIndex((line) => DISCLAIMER.test(line.trim())) : -1;
  const kept = (end < 0 ? lines : lines.slice(0, end)).filter(
    (line, at, all) => isSaid(line) && !isAttributionStart(line, all[at + 1]),
  );
  while (kept.length > 0 && (kept[0]!.trim() === '' || GREETING.test(kept[0]!.trim()))) kept.shift();
  let isFarewell = isLast;
  while (kept.at(-1)?.trim() === '') kept.pop();
  if (isLast && isSignedBelowFarewell(kept)) kept.pop();
  while (kept.length > 0) {
    const line = kept.at(-1)!.trim();
    const isByName = isName(line, names);
    if (!/[^-_=*~#\s]/.test(line)) {
      kept.pop();
      continue;
    }
    if (!isByName && !(FAREWELL.test(line) && (isFarewell || REGARDS.test(line)))) break;
    isFarewell ||= isByName;
    kept.pop();
  }
  return kept.join('\n').trimEnd();
}

/** "Thanks,", and below it what may be anybody's name: "tglx". */
function isSignedBelowFarewell(lines: readonly string[]): boolean {
  const [above, last] = lines.filter((line) => line.trim() !== '').slice(-2);
  if (above === undefined || last === undefined) return false;
  return FAREWELL.test(above.trim()) && /^\s*[\p{L}/.-]+(?: [\p{L}.-]+){0,2}\s*$/u.test(last);
}

/** An attribution that is wrapped, where what it introduces was cut. */
const isAttributionStart = (line: string, next: string | undefined): boolean =>
  /^On .*\d/.test(line) && next !== undefined && /\bwrote\s?:\s*$/.test(next);

/** "Thanks!" right below a quotation is an answer to it; with a comma or a name it ends the mail. */
function thanksBelow(quoted: readonly QuotedLine[], own: readonly string[]): string {
  const said = own.map((line) => line.trim()).filter((line) => line !== '');
  return quoted.length > 0 && said.length === 1 && /^(?:thanks?|thank you|thx)\b[^,]*$/i.test(said[0]!)
    ? said[0]!
    : '';
}

const isName = (line: string, names: ReadonlySet<string>): boolean =>
  line.length < 40 && (line.match(/\p{L}+/gu)?.every((word) => names.has(word.toLowerCase())) ?? false);

/** The words that people of the thread are called by. Words that are also common English ones are left out. */
export function namesOf(mails: readonly ThreadMail[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const sender of new Set(mails.map(({ sender }) => sender)))
    for (const word of sender.name.toLowerCase().match(/\p{L}{2,}/gu) ?? [])
      if (!/^(?:will|may|mark|rich|art|guy|via|not|no|bug|fix|test|robot|why)$/.test(word)) names.add(word);
  return names;
}
