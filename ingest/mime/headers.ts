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
  'x-original-from',
]);
const LONGEST_FIELD = Math.max(...Array.from(FIELDS, (name) => name.length)) + 1;

const COLON = 58;

/**
 * Splits header from body. A From_ line or blank lines in front are passed over; a line that is neither a header nor
 * continues one ends the section, as most readers have it.
 */
export function splitMessage(bytes: Uint8Array): Split {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('latin1', 0, Math.min(sectionEnd(buffer), MAX_HEADER_BYTES));
  const headers: { name: string; raw: string }[] = [];
  let hasHeader = false;
  /** The field that a folded line goes on with; null in one that is passed over. */
  let last: { name: string; raw: string } | null = null;
  for (let at = skipLead(text); at < text.length; ) {
    const end = lineEnd(text, at);
    const stop = contentEnd(text, at, end);
    if (stop === at) return { headers, hasHeader, bodyAt: end, isCut: false };
    const first = text[at];
    if ((first === ' ' || first === '\t') && hasHeader) {
      if (last) last.raw += ` ${text.slice(at, stop).trim()}`;
    } else {
      const colon = nameEnd(text, at, stop);
      if (colon < 0) return { headers, hasHeader, bodyAt: at, isCut: false };
      hasHeader = true;
      last = null;
      if (colon - at <= LONGEST_FIELD) {
        const name = text.slice(at, colon).trimEnd().toLowerCase();
        if (FIELDS.has(name)) {
          last = { name, raw: text.slice(colon + 1, stop).trim() };
          headers.push(last);
        }
      }
    }
    at = end;
  }
  return { headers, hasHeader, bodyAt: text.length, isCut: text.length >= MAX_HEADER_BYTES };
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

/** Where the first blank line behind something ends; only bounds how much is looked at. */
function sectionEnd(buffer: Buffer): number {
  let start = 0;
  while (start < buffer.length && buffer[start]! <= 32) start++;
  const plain = buffer.indexOf('\n\n', start, 'latin1');
  const stop = plain < 0 ? buffer.length : plain;
  const dos = buffer.subarray(0, stop).indexOf('\n\r\n', start, 'latin1');
  return dos >= 0 ? dos + 3 : Math.min(stop + 3, buffer.length);
}

function skipLead(text: string): number {
  const lead = /^(?:[ \t]*\r?\n|>?From [^\n]*\n)*/.exec(text);
  return lead ? lead[0].length : 0;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** Without LF or CR LF. */
function contentEnd(text: string, at: number, end: number): number {
  if (end === at || text[end - 1] !== '\n') return end;
  return end - 2 >= at && text[end - 2] === '\r' ? end - 2 : end - 1;
}
