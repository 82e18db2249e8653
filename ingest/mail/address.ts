/** Address headers of the last twenty years (RFC 5322 section 3.4, and what archives made of them). */
import type { Mailbox } from '../../model/facts/index.ts';

/** Longer lists are cut: a header of a megabyte names nobody. */
const MAX_MAILBOXES = 500;

/**
 * The mailboxes of a To, Cc or From header; groups are flattened.
 * @param raw unfolded, encoded words as they stand, so that an encoded comma does not split
 * @param decode decodes encoded words
 */
export function parseMailboxes(raw: string, decode: (text: string) => string): readonly Mailbox[] {
  const parts = splitList(raw).slice(0, MAX_MAILBOXES);
  return rejoined(parts)
    .flatMap(spaced)
    .map((part) => parseMailbox(part, decode))
    .filter(({ name, email }) => name !== '' || email !== '');
}

/** Splits at commas and semicolons outside of quotes, comments and angle brackets; drops group names. */
function splitList(raw: string): readonly string[] {
  if (!/["(\\:;]/.test(raw) && !/<[^>]*,/.test(raw)) return clean(raw.split(','));
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let isQuoted = false;
  let isAngle = false;
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === '\\' && (isQuoted || depth > 0)) {
      part += char + (raw[++at] ?? '');
      continue;
    }
    if (char === '"' && depth === 0) isQuoted = !isQuoted;
    else if (!isQuoted && char === '(') depth++;
    else if (!isQuoted && char === ')' && depth > 0) depth--;
    else if (!isQuoted && depth === 0 && char === '<') isAngle = true;
    else if (!isQuoted && depth === 0 && char === '>') isAngle = false;
    const isOutside = !isQuoted && depth === 0 && !isAngle;
    if (isOutside && (char === ',' || char === ';')) {
      parts.push(part);
      part = '';
    } else if (isOutside && char === ':' && !part.includes('@') && !part.endsWith('[mailto')) {
      part = '';
    } else {
      part += char;
    }
  }
  return clean([...parts, part]);
}

const clean = (parts: readonly string[]): readonly string[] =>
  parts.map((text) => text.trim()).filter(Boolean);

/** `Author, Ann <ann@example.org>`: a comma that should have been quoted. */
function rejoined(parts: readonly string[]): readonly string[] {
  if (!parts.some((part) => !part.includes('@'))) return parts;
  const out: string[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    const isRest = last !== undefined && LAST_NAME.test(last) && FIRST_NAME.test(part);
    if (isRest) out[out.length - 1] = `${last}, ${part}`;
    else out.push(part);
  }
  return out;
}
const LAST_NAME = /^(?!.* at )[^@<>"!(),]+$/i;
const FIRST_NAME = /^[^@<>"(),]+<[^<>]+@[^<>]+>$/;

/** `a@b.org c@d.org` */
function spaced(part: string): readonly string[] {
  if (!/\s/.test(part)) return [part];
  const words = part.split(/\s+/);
  return words.every((word) => /^[^<>"()@]+@[^<>"()@]+$/.test(word)) ? words : [part];
}

/** A comma was forgotten (`Ann <a@b> Bob <b@c>`): the first one counts. */
const TWO = /^([^<>"]*)<([^<>\s]+@[^<>\s]+)>[^<>]*<[^<>\s]+@[^<>\s]+>/;

function parseMailbox(part: string, decode: (text: string) => string): Mailbox {
  const angle = TWO.exec(part) ?? /^([\s\S]*?)<([^<>]*)>[^<>]*$/.exec(part);
  if (angle) {
    const { text, comment } = withoutComments(angle[1]!);
    return { name: cleanName(decode(text.trim() || comment)), email: cleanEmail(angle[2]!, decode) };
  }
  const torn = /^([^<]*)<+([^<>\s]+@[^<>\s]+)>*$/.exec(part);
  if (torn) return { name: cleanName(decode(torn[1]!.trim())), email: cleanEmail(torn[2]!, decode) };
  const { text, comment } = withoutComments(part);
  const among = text.length <= LONGEST_MAILBOX && /\s/.test(text) ? AMONG_WORDS.exec(text) : null;
  const email = cleanEmail(among?.[2] ?? text, decode);
  if (email.includes('@')) return { name: cleanName(decode(among?.[1]?.trim() || comment)), email };
  const name = decode(text || comment);
  const encoded = /^([^<>]*)<([^<>\s]+@[^<>\s]+)>$/.exec(name);
  return encoded
    ? { name: cleanName(encoded[1]!), email: cleanEmail(encoded[2]!, decode) }
    : { name: cleanName(name), email: '' };
}

/** A line may have no more (RFC 5322 section 2.1.1); what is longer is not searched for an address. */
const LONGEST_MAILBOX = 998;

/** An address that nothing marks: `Ann a@b.org`, `Ann [mailto:a@b.org]`, `a@b.org # 5.10`. */
const AMONG_WORDS = /^([^@]*?)(?:\[?mailto:)?([^\s<>[\]"#]+@[^\s<>[\]"#]+)/i;

function withoutComments(text: string): { readonly text: string; readonly comment: string } {
  if (!text.includes('(') || /^\s*"/.test(text)) return { text, comment: '' };
  let comment = '';
  const rest = text.replace(/\(((?:[^()\\]|\\.|\([^()]*\))*)\)/g, (_, inner: string) => {
    comment ||= inner;
    return ' ';
  });
  return { text: rest.trim(), comment: comment.trim() };
}

/** Quotes, escapes and stray white space off. */
function cleanName(text: string): string {
  if (/^[\w.-]+(?: [\w.-]+)*$/.test(text)) return text;
  const name = text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
  const bare =
    /^"("?)([^"]*)\1"$/.exec(name)?.[2] ??
    /^"([\s\S]*)"$/.exec(name)?.[1] ??
    /^'([\s\S]*)'$/.exec(name)?.[1] ??
    name.replace(/^"([^"]*)$/, '$1');
  return bare.replace(/\\(.)/g, '$1').replace(/\s+/g, ' ').trim();
}

/** Also as archives hide it: `a () b ! org` (MARC), `a at b.org` (pipermail). */
function cleanEmail(text: string, decode: (text: string) => string): string {
  if (/^[\w.+=-]+@[\w.-]+$/.test(text)) return text.toLowerCase();
  const plain = (/[^\x00-\x7f]/.test(text) ? decode(text) : text)
    .trim()
    .replace(/^mailto:/i, '')
    // A source route (RFC 5322 section 4.4): obsolete, and to be passed over.
    .replace(/^@[^:]+:/, '')
    .replace(/\s*\(\)\s*/, '@')
    .replace(/^(\S+)\s+at\s+(\S+)$/i, '$1@$2')
    .replace(/\s+!\s+/g, '.')
    .replace(/^"|"$/g, '');
  return plain.replace(/[\s\x00-\x1f<>]+/g, '').toLowerCase();
}
