/** A message's header section (RFC 5322 section 2.2). */

export interface Header {
  /** Lower case. */
  readonly name: string;
  /** Unfolded; bytes as latin1, encoded words as they stand. */
  readonly raw: string;
}

export interface Split {
  /** Those of FIELDS, in their order. */
  readonly headers: readonly Header[];
  readonly hasHeader: boolean;
  /** Where the body begins. */
  readonly bodyAt: number;
  /** The header section was longer than the limit and was cut. */
  readonly isCut: boolean;
}

/** Headers beyond this are not read: 256 KiB is more than any mailer writes. */
export const MAX_HEADER_BYTES = 256 * 1024;

/** Most header sections are shorter: so much is looked at first, and more only if they do not end there. */
const FIRST_LOOK = 8 * 1024;

/** The fields that facts are made of. The rest, which is most of a header section, is passed over. */
const FIELDS: ReadonlySet<string> = new Set([
  'arc-authentication-results',
  'authentication-results',
  'cc',
  'content-transfer-encoding',
  'content-type',
  'date',
  'dkim-signature',
  'from',
  'in-reply-to',
  'list-id',
  'message-id',
  'received',
  'references',
  'reply-to',
  'sender',
  'subject',
  'to',
  'x-mailing-list',
  'x-original-from',
]);
const LONGEST_FIELD = Math.max(...Array.from(FIELDS, (name) => name.length)) + 1;
/** Lower-case codes of the letters that they begin with. */
const INITIALS: ReadonlySet<number> = new Set(Array.from(FIELDS, (name) => name.charCodeAt(0)));

const [TAB, LF, CR, SPACE, COLON] = [9, 10, 13, 32, 58];

/** Where a field stands in the section. It is unfolded when it is asked for: of most fields nothing is. */
class FoundHeader implements Header {
  readonly name: string;
  readonly #text: string;
  readonly #start: number;
  /** Behind its last line. */
  end: number;
  #raw: string | null = null;

  constructor(name: string, text: string, start: number, end: number) {
    this.name = name;
    this.#text = text;
    this.#start = start;
    this.end = end;
  }

  get raw(): string {
    this.#raw ??= unfold(this.#text.slice(this.#start, this.end));
    return this.#raw;
  }
}

function unfold(value: string): string {
  const whole = value.trim();
  if (!whole.includes('\n')) return whole;
  const [first = '', ...rest] = value.replace(/\r?\n$/, '').split(/\r?\n/);
  return rest.reduce((raw, line) => `${raw} ${line.trim()}`, first.trim());
}

/** Of the first header of that name (lower case), unfolded; empty where there is none. */
export const rawOf = (headers: readonly Header[], name: string): string =>
  headers.find((header) => header.name === name)?.raw ?? '';

/**
 * Splits header from body. A From_ line or blank lines in front are passed over; a line that is neither a header nor
 * continues one ends the section, as most readers have it.
 */
export function splitMessage(bytes: Uint8Array): Split {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let size = FIRST_LOOK; ; size *= 4) {
    const isLast = size >= Math.min(buffer.length, MAX_HEADER_BYTES);
    const seen = buffer.toString('latin1', 0, Math.min(size, MAX_HEADER_BYTES));
    const text = isLast ? seen : seen.slice(0, seen.lastIndexOf('\n') + 1);
    const split = splitText(text);
    if (isLast) return { ...split, isCut: split.bodyAt >= MAX_HEADER_BYTES };
    if (split.bodyAt < text.length) return { ...split, isCut: false };
  }
}

function splitText(text: string): Omit<Split, 'isCut'> {
  const headers: FoundHeader[] = [];
  let hasHeader = false;
  /** The field that a folded line goes on with; null in one that is passed over. */
  let last: FoundHeader | null = null;
  for (let at = skipLead(text); at < text.length; ) {
    const end = lineEnd(text, at);
    const first = text.charCodeAt(at);
    if (first === LF || (first === CR && end === at + 2)) return { headers, hasHeader, bodyAt: end };
    if ((first === SPACE || first === TAB) && hasHeader) {
      if (last) last.end = end;
    } else {
      const colon = nameEnd(text, at, end);
      if (colon < 0 && hasHeader && isFromLine(text, at)) {
        at = end;
        continue;
      }
      if (colon < 0) return { headers, hasHeader, bodyAt: at };
      hasHeader = true;
      const name = fieldName(text, at, colon);
      last = name === null ? null : new FoundHeader(name, text, colon + 1, end);
      if (last) headers.push(last);
    }
    at = end;
  }
  return { headers, hasHeader, bodyAt: text.length };
}

/** A From_ line that another program put below its own fields. */
const isFromLine = (text: string, at: number): boolean =>
  text.startsWith('From ', at) || text.startsWith('>From ', at);

/** Null for a field that is passed over. */
function fieldName(text: string, at: number, colon: number): string | null {
  if (colon - at > LONGEST_FIELD || !INITIALS.has(text.charCodeAt(at) | 0x20)) return null;
  const name = text.slice(at, colon).trimEnd().toLowerCase();
  return FIELDS.has(name) ? name : null;
}

/** Where the colon stands; -1 if the line begins with no field name (RFC 5322 section 3.6.8), white space behind it apart. */
function nameEnd(text: string, at: number, stop: number): number {
  let end = at;
  for (; end < stop; end++) {
    const code = text.charCodeAt(end);
    if (code === COLON) return end > at ? end : -1;
    if (code < 33 || code > 126) break;
  }
  const colon = text.indexOf(':', end);
  return end > at && colon >= 0 && colon < stop && text.slice(end, colon).trim() === '' ? colon : -1;
}

function skipLead(text: string): number {
  const lead = /^(?:[ \t]*\r?\n|>?From [^\n]*\n)*/.exec(text);
  return lead ? lead[0].length : 0;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
