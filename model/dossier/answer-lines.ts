/**
 * The lines of an answer, as far as its writer wrote them. Mail programs quote in several ways, put the mail that is
 * answered below without any mark, and sign for the writer; what stands there was said by somebody else.
 */

export interface AnswerLine {
  readonly isQuoted: boolean;
  /** Without white space around it; of a quotation without its marks. */
  readonly text: string;
}

/** `> `, `| ` and, from programs that name who is quoted, `SH> `; several where quotations are quoted. */
const QUOTE_MARKS = /^(?:(?:[A-Za-z]{1,10}(?=>))?[>|]\s*)+/;

/** RFC 3676, 4.3; some programs take the space away. */
const SIGNATURE = /^-- ?$/;

/** `Sent from my iPhone`, without a line between it and the last word of its owner. */
const DEVICE_SIGNATURE =
  /^(?:sent from (?:my|mail for|outlook)\b|get outlook for\b|von meinem .{2,40} gesendet|gesendet (?:von|mit)\b|envoy\u00e9 (?:de mon|depuis)\b|enviado (?:desde|do meu)\b|inviato da(?:l mio)?\b|\u53d1\u81ea\u6211\u7684|\u6765\u81ea\u6211\u7684)/i;

/** `-----Original Message-----`, in the languages of the programs that write it, or a rule above the headers. */
const ORIGINAL =
  /^(?:-{2,}\s*(?:original message|forwarded message|urspr\u00fcngliche nachricht|original-nachricht|message d'origine|mensaje original|messaggio originale|\u539f\u59cb\u90ae\u4ef6|\u90ae\u4ef6\u539f\u4ef6|\u8f6c\u53d1\u90ae\u4ef6)\s*-{2,}|_{20,})$/i;

/** `From: Ann`, as Outlook puts it above the mail that it does not quote, with at least one more header below. */
const QUOTED_FROM =
  /^\*?(?:from|von|de|da|van|fr\u00e5n|od|\u53d1\u4ef6\u4eba|\u5bc4\u4ef6\u8005|\u5dee\u51fa\u4eba)\s?[:\uff1a]\*? ?\S/i;
const QUOTED_HEADER = /^\*?[\p{L}][\p{L} -]{1,20}[:\uff1a]\*? ?\S/u;

/** Up to the signature, or to the mail that is answered where it stands below without marks. */
export function answerLines(text: string): readonly AnswerLine[] {
  const lines = text.split('\n').map((line) => line.replace(/[\u00a0\u2007\u202f]/g, ' '));
  const found: AnswerLine[] = [];
  for (const [at, raw] of lines.entries()) {
    const line = raw.trim();
    const marks = QUOTE_MARKS.exec(line)?.[0];
    if (marks !== undefined) {
      found.push({ isQuoted: true, text: line.slice(marks.length) });
      continue;
    }
    if (SIGNATURE.test(raw) || DEVICE_SIGNATURE.test(line) || ORIGINAL.test(line)) break;
    if (QUOTED_FROM.test(line) && QUOTED_HEADER.test(lines[at + 1]?.trim() ?? '')) break;
    found.push({ isQuoted: false, text: line });
  }
  return found;
}
