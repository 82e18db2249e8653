/** A message's header section (RFC 5322 section 2.2). */

export interface Header {
  /** Lower case. */
  readonly name: string;
  /** Unfolded; bytes as latin1, encoded words as they stand. */
  readonly raw: string;
}

export interface Split {
  readonly headers: readonly Header[];
  /** Where the body begins. */
  readonly bodyAt: number;
  /** The header section was longer than the limit and was cut. */
  readonly isCut: boolean;
}

/** Headers beyond this are not read: 256 KiB is more than any mailer writes. */
export const MAX_HEADER_BYTES = 256 * 1024;

const NAME = /^[!-9;-~]+$/;

/**
 * Splits header from body. A From_ line or blank lines in front are passed over; a line that is neither a header nor
 * continues one ends the section, as most readers have it.
 */
export function splitMessage(bytes: Uint8Array): Split {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('latin1', 0, Math.min(sectionEnd(buffer), MAX_HEADER_BYTES));
  const headers: { name: string; raw: string }[] = [];
  let last: { name: string; raw: string } | null = null;
  for (let at = skipLead(text); at < text.length; ) {
    const end = lineEnd(text, at);
    const stop = contentEnd(text, at, end);
    if (stop === at) return { headers, bodyAt: end, isCut: false };
    const first = text[at];
    if ((first === ' ' || first === '\t') && headers.length > 0) {
      if (last) last.raw += ` ${text.slice(at, stop).trim()}`;
    } else {
      const colon = text.indexOf(':', at);
      const name = colon < 0 || colon > stop ? '' : text.slice(at, colon).trimEnd();
      if (!NAME.test(name)) return { headers, bodyAt: at, isCut: false };
      last = { name: name.toLowerCase(), raw: text.slice(colon + 1, stop).trim() };
      headers.push(last);
    }
    at = end;
  }
  return { headers, bodyAt: text.length, isCut: text.length >= MAX_HEADER_BYTES };
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
