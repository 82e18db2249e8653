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
  return parts
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
    } else if (isOutside && char === ':' && !part.includes('@')) {
      part = '';
    } else {
      part += char;
    }
  }
  return clean([...parts, part]);
}

const clean = (parts: readonly string[]): readonly string[] =>
  parts.map((text) => text.trim()).filter(Boolean);

/** A comma was forgotten (`Ann <a@b> Bob <b@c>`): the first one counts. */
const TWO = /^([^<>"]*)<([^<>\s]+@[^<>\s]+)>[^<>]*<[^<>\s]+@[^<>\s]+>/;

function parseMailbox(part: string, decode: (text: string) => string): Mailbox {
  const angle = TWO.exec(part) ?? /^([\s\S]*?)<([^<>]*)>[^<>]*$/.exec(part);
  if (angle) {
    const { text, comment } = withoutComments(angle[1]!);
    return { name: cleanName(decode(text.trim() || comment)), email: cleanEmail(angle[2]!) };
  }
  const torn = /^([^<]*)<+([^<>\s]+@[^<>\s]+)>*$/.exec(part);
  if (torn) return { name: cleanName(decode(torn[1]!.trim())), email: cleanEmail(torn[2]!) };
  const { text, comment } = withoutComments(part);
  const email = cleanEmail(text);
  return email.includes('@')
    ? { name: cleanName(decode(comment)), email }
    : { name: cleanName(decode(text || comment)), email: '' };
}

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
    name;
  return bare.replace(/\\(.)/g, '$1').replace(/\s+/g, ' ').trim();
}

/** Also as archives hide it: `a () b ! org` (MARC), `a at b.org` (pipermail). */
function cleanEmail(text: string): string {
  if (/^[\w.+=-]+@[\w.-]+$/.test(text)) return text.toLowerCase();
  const plain = text
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
