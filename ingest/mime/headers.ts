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

const NAME = /^([!-9;-~]+)[ \t]*:/;

/**
 * Splits header from body. A From_ line or blank lines in front are passed over; a line that is neither a header nor
 * continues one ends the section, as most readers have it.
 */
export function splitMessage(bytes: Uint8Array): Split {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('latin1', 0, Math.min(sectionEnd(buffer), MAX_HEADER_BYTES));
  const headers: { name: string; raw: string }[] = [];
  let at = skipLead(text);
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end).replace(/\r?\n$/, '');
    if (line === '') return { headers, bodyAt: end, isCut: false };
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) {
      last.raw += ` ${line.trim()}`;
    } else {
      const name = NAME.exec(line);
      if (!name && !/^>?From /.test(line)) return { headers, bodyAt: at, isCut: false };
      if (name) headers.push({ name: name[1]!.toLowerCase(), raw: line.slice(name[0].length).trim() });
    }
    at = end;
  }
  return { headers, bodyAt: text.length, isCut: text.length >= MAX_HEADER_BYTES };
}

/** Where the first blank line behind something ends; only bounds how much is looked at. */
function sectionEnd(buffer: Buffer): number {
  const start = buffer.findIndex((byte) => byte > 32);
  const ends = ['\n\n', '\n\r\n']
    .map((blank) => buffer.indexOf(blank, Math.max(0, start)))
    .filter((at) => at >= 0);
  return ends.length > 0 ? Math.min(...ends) + 3 : buffer.length;
}

function skipLead(text: string): number {
  const lead = /^(?:[ \t]*\r?\n|>?From [^\n]*\n)*/.exec(text);
  return lead ? lead[0].length : 0;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
