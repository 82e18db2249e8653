/**
 * The lines of an answer, as far as its writer wrote them. Mail programs quote in several ways, put the mail that is
 * answered below without any mark, and sign for the writer; what stands there was said by somebody else.
 */

export interface AnswerLine {
  readonly isQuoted: boolean;
  /** Set apart as code is, so that it may only show how something is written. */
  readonly isExample: boolean;
  /** Without white space around it; of a quotation without its marks. */
  readonly text: string;
}

/** `> `, `| ` and, from programs that name who is quoted, `SH> `; several where quotations are quoted. */
const QUOTE_MARKS = /^(?:(?:[A-Za-z]{1,10}(?=>))?[>|]\s*)+/;

/** As Markdown sets code apart: indented, or between fences. */
const INDENTED = /^(?: {4}| {0,3}\t)/;
const FENCE = /^(?:```|~~~)/;

/** RFC 3676, 4.3; some programs take the space away. */
const SIGNATURE = /^-- ?$/;

/** `Sent from my iPhone`, without a line between it and the last word of its owner. */
const DEVICE_SIGNATURE =
  /^(?:sent from (?:my|mail for|outlook)\b|get outlook for\b|von meinem .{2,40} gesendet|gesendet (?:von|mit)\b|envoy\u00e9 (?:de mon|depuis)\b|enviado (?:desde|do meu)\b|inviato da(?:l mio)?\b|\u53d1\u81ea\u6211\u7684|\u6765\u81ea\u6211\u7684)/i;

/** `-----Original Message-----`, or a rule above the headers. */
const ORIGINAL = /^(?:-{2,}\s*(?:original|forwarded) message\s*-{2,}|_{20,})$/i;

/** The same in any language, where headers follow. */
const ORIGINAL_TITLE = /^-{4,}\s*\p{L}[\p{L}' -]{2,40}-{4,}$/u;

/** `From: Ann`, as Outlook puts it above the mail that it does not quote, with at least one more header below. */
const QUOTED_FROM =
  /^\*?(?:from|von|de|da|van|fr\u00e5n|od|\u53d1\u4ef6\u4eba|\u5bc4\u4ef6\u8005|\u5dee\u51fa\u4eba)\s?[:\uff1a]\*? ?\S/i;
const QUOTED_HEADER = /^\*?[\p{L}][\p{L} -]{1,20}[:\uff1a]\*? ?\S/u;

/** Does the mail that is answered begin here, without marks? @param rest the lines below, without empty ones */
const isQuotedBelow = (line: string, rest: readonly string[]): boolean =>
  ORIGINAL.test(line) ||
  (ORIGINAL_TITLE.test(line) && rest.slice(0, 2).every((one) => QUOTED_HEADER.test(one))) ||
  (QUOTED_FROM.test(line) && QUOTED_HEADER.test(rest[0] ?? ''));

/** Up to the signature, or to the mail that is answered where it stands below without marks. */
export function answerLines(text: string): readonly AnswerLine[] {
  const lines = text.split('\n').map((line) => line.replace(/[\u00a0\u2007\u202f]/g, ' '));
  const found: AnswerLine[] = [];
  let isFenced = false;
  for (const [at, raw] of lines.entries()) {
    const line = raw.trim();
    const marks = QUOTE_MARKS.exec(line)?.[0];
    if (marks !== undefined) {
      found.push({ isQuoted: true, isExample: false, text: line.slice(marks.length) });
      continue;
    }
    if (SIGNATURE.test(raw) || DEVICE_SIGNATURE.test(line)) break;
    const rest = lines.slice(at + 1, at + 4).map((one) => one.trim());
    if (isQuotedBelow(line, rest.filter(Boolean))) break;
    if (FENCE.test(line)) isFenced = !isFenced;
    found.push({ isQuoted: false, isExample: isFenced || INDENTED.test(raw), text: line });
  }
  return found;
}
