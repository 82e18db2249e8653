/** Bytes and encoded words (RFC 2047) to text. */
import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';

const decoders = new Map<string, TextDecoder | null>();

function decoderFor(label: string): TextDecoder | null {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(label);
  } catch {
    // An unknown label is handled like none.
  }
  decoders.set(label, decoder);
  return decoder;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Labels that say nothing, or that are given to whatever is at hand. */
const VAGUE = /^(?:|us-ascii|ascii|ansi_x3\.4-1968|utf-?8|unknown-8bit|x-unknown|8bit|default|none|n\/a)$/;

/** Charsets in which bytes below 128 are not ASCII. */
const NOT_ASCII_BASED = /^(?:iso-2022-|utf-?16|utf-?7|hz-gb)/;

/**
 * Text in the charset that its label claims. Where the label is missing, vague or wrong: UTF-8 if the bytes are that,
 * else windows-1252, in which every byte is something.
 */
export function decodeBytes(
  bytes: Uint8Array,
  charset: string,
): { readonly text: string; readonly isGuess: boolean } {
  const label = charset.trim().toLowerCase();
  if (!NOT_ASCII_BASED.test(label) && isAscii(bytes)) {
    return {
      text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
      isGuess: false,
    };
  }
  if (/^(?:unicode-1-1-)?utf-?7$/.test(label))
    return { text: decodeUtf7(Buffer.from(bytes).toString('latin1')), isGuess: false };
  if (/^(?:utf-?16|ucs-?2|iso-10646-ucs-2)$/.test(label))
    return { text: new TextDecoder(byteOrder(bytes)).decode(bytes), isGuess: false };
  const decoder = VAGUE.test(label) ? null : decoderFor(label);
  if (decoder) return { text: decoder.decode(bytes), isGuess: false };
  try {
    return { text: strictUtf8.decode(bytes), isGuess: !VAGUE.test(label) };
  } catch {
    return { text: decoderFor('windows-1252')!.decode(bytes), isGuess: true };
  }
}

/** Without a mark in front it should be big-endian (RFC 2781 section 4.3), and is what the sender's machine was. */
function byteOrder(bytes: Uint8Array): 'utf-16be' | 'utf-16le' {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  // The upper byte of most characters is that of their script: it changes less than the lower one.
  const distinct = (first: number): number => new Set(bytes.filter((_, at) => at % 2 === first)).size;
  return distinct(1) < distinct(0) ? 'utf-16le' : 'utf-16be';
}

/** RFC 2152; TextDecoder does not know it, and mailers of old companies write it. */
const decodeUtf7 = (text: string): string =>
  text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, run: string) =>
    run === '' ? '+' : new TextDecoder('utf-16be').decode(Buffer.from(run, 'base64')).replace(/\ufffd$/, ''),
  );

/** Some write spaces into them, which RFC 2047 forbids and readers accept. */
const WORD = /=\?([^?\s*]*)(?:\*[^?\s]*)?\?([bq])\?([^?\r\n]*)\?=/gi;

/**
 * Decodes encoded words in an unfolded header of bytes-as-latin1. White space between two of them is dropped (RFC 2047
 * section 6.2), and words of one charset are joined as bytes first, since mailers split in the middle of characters.
 */
export function decodeWords(latin1: string): string {
  if (!latin1.includes('=?')) return decodeRaw(latin1);
  let out = '';
  let at = 0;
  let pending: { charset: string; bytes: Buffer } | null = null;
  const flush = (): void => {
    if (pending) out += decodeBytes(pending.bytes, pending.charset).text;
    pending = null;
  };
  for (const match of latin1.matchAll(WORD)) {
    const between = latin1.slice(at, match.index);
    const charset = match[1]!.toLowerCase();
    const bytes = wordBytes(match[2]!, match[3]!);
    if (pending === null || between.trim() !== '') {
      flush();
      out += decodeRaw(between);
    }
    if (pending !== null && (pending as { charset: string }).charset === charset) {
      pending = { charset, bytes: Buffer.concat([(pending as { bytes: Buffer }).bytes, bytes]) };
    } else {
      flush();
      pending = { charset, bytes };
    }
    at = match.index + match[0].length;
  }
  flush();
  return out + decodeRaw(latin1.slice(at));
}

function wordBytes(encoding: string, text: string): Buffer {
  return encoding.toLowerCase() === 'b'
    ? Buffer.from(text, 'base64')
    : Buffer.from(decodeQuotedPrintable(text.replaceAll('_', ' '), false), 'latin1');
}

function decodeRaw(latin1: string): string {
  return /[\x80-\xff]/.test(latin1) ? decodeBytes(Buffer.from(latin1, 'latin1'), '').text : latin1;
}

/** Quoted-printable (RFC 2045 section 6.7) in bytes-as-latin1; what is no escape stays as it is. */
export function decodeQuotedPrintable(latin1: string, hasLines = true): string {
  const joined = hasLines ? latin1.replace(/[ \t]+$/gm, '').replace(/=\r?\n/g, '') : latin1;
  return joined.replace(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
