/** Trailers of commit messages and replies (git-interpret-trailers(1)). */
import type { Trailer } from '../../model/facts/index.ts';
import { parseMailboxes } from './address.ts';
import { nackIn } from './nack.ts';

const LINE = /^([A-Za-z][A-Za-z0-9-]*(?: [Bb]y)?)[ \t]*:[ \t\u00a0]*(\S.*)$/;
/** Keys that name a person. */
const PERSON = /^(?:[a-z-]+[- ]by|cc|acked|nacked|reviewed|tested|co-authored)$/i;
const OTHER =
  /^(?:fixes|link|closes|message-id|change-id|bug|bugzilla|references|depends-on|revert|reverts|upstream|see-also|buglink|bug-url|discussion|lore|archive|patch|resolves|implements|follow-up|suggested|reported|patchwork-id|in-reply-to|x-stable-fixes|obsoletes)$/i;
const SIGNED_OFF = /^signed-off-by$/i;

/** Kinds that are written in ways of their own. */
const SPELLINGS: Readonly<Record<string, string>> = {
  cc: 'Cc',
  acked: 'Acked-by',
  nacked: 'Nacked-by',
  reviewed: 'Reviewed-by',
  tested: 'Tested-by',
  'nak-by': 'Nacked-by',
  'naked-by': 'Nacked-by',
  'nack-by': 'Nacked-by',
  'message-id': 'Message-Id',
  buglink: 'BugLink',
};

function spelling(key: string): string {
  const plain = key.toLowerCase().replace(' ', '-');
  return SPELLINGS[plain] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Trailers of a commit message: of its last paragraph, and of any paragraph that holds a Signed-off-by. */
export function messageTrailers(message: string): readonly Trailer[] {
  const paragraphs = message.trim().split(/\n[ \t]*\n/);
  return paragraphs.flatMap((paragraph, at) => {
    const lines = joinWrapped(paragraph.split('\n'));
    const found = lines.map((line) => readTrailer(line)).filter((trailer) => trailer !== null);
    const isBlock = found.some(({ kind }) => SIGNED_OFF.test(kind)) || found.length * 2 >= lines.length;
    return at === paragraphs.length - 1 || isBlock ? found : [];
  });
}

/**
 * Trailers that a reply gives: lines of its own text that name a person, a fixed commit or a link (b4,
 * `LoreMessage.find_trailers()`). A `[note]` in the next line stays with its trailer. An objection in words is one of
 * the kind `NACK`, with the words.
 */
export function replyTrailers(lines: readonly string[]): readonly Trailer[] {
  const found: Trailer[] = [];
  let last: Trailer | null = null;
  for (const line of joinWrapped(lines.map(bareLine))) {
    if (last && NOTE.test(line))
      found[found.length - 1] = { ...last, value: `${last.value}\n${line.trim()}` };
    last = readTrailer(line.replace(BEHIND_ADDRESS, '$1'));
    if (last && isGiven(last)) found.push(last);
    else last = null;
  }
  const nack = found.some(({ kind }) => kind === 'Nacked-by') ? undefined : nackIn(lines);
  return nack === undefined ? found : [...found, { kind: 'NACK', value: nack.trim(), name: '', email: '' }];
}

/** `Reviewed-by: Ann <a@b.org> for the whole series.`: the words, and a full stop, are for the reader of the mail. */
const BEHIND_ADDRESS = /^(\S+by[ \t]*:.*<[^<>\s]+@[^<>\s]+>)(?:[.,;!]+[ \t]*|[ \t]+[^\s#([<].*)$/i;

/** `[for the scheduler part]` */
const NOTE = /^\s*\[[^\]]{3,}\]\s*$/;

/** Indentation, the marks of *bold*, and the `[Ann]` that some put before what they write into a mail, off. */
const bareLine = (line: string): string =>
  line
    .replace(/^[ \t\u00a0]+(?=[A-Z[])/, '')
    .replace(/^[*_`]+|[*_`]+$/g, '')
    .replace(/^\[[^\][]{1,40}\][ \t:]+(?=[A-Za-z-]+by[ \t]*:)/, '');

/** What a discussion can give, a commit or an issue: a `Fixes: ?` asks for one. */
function isGiven({ kind, value }: Trailer): boolean {
  if (/-by$/i.test(kind)) return true;
  if (kind === 'Fixes') return /^(?:[\da-f]{8,64}\b|#\d+$|https?:\/\/\S)/i.test(value);
  return /^(?:Link|Closes|BugLink)$/.test(kind) && /^https?:\/\/\S/.test(value);
}

/**
 * A trailer that goes on in the next line: indented, with the address alone there, or a commit's title wrapped.
 */
export function joinWrapped(lines: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const line of lines) {
    const last = out.at(-1);
    if (last !== undefined && isContinued(last, line)) out[out.length - 1] = `${last} ${line.trim()}`;
    else out.push(line);
  }
  return out;
}

function isContinued(last: string, line: string): boolean {
  const key = LINE.exec(last)?.[1];
  if (key === undefined || NOTE.test(line) || !(PERSON.test(key) || OTHER.test(key))) return false;
  if (/^\S+:\s+[\da-f]{8,64}\s+\([^)]*$/.test(last)) return /^[^:]*\)\s*$/.test(line);
  return /^[ \t]+\S|^<\S+@\S+>\s*$/.test(line) && !/[<@]\S*@\S+>?\s*(?:#.*)?$/.test(last);
}

/** One line as it is written out: spoilt addresses mended, white space folded. */
export const tidyTrailer = (key: string, value: string): string => `${key}: ${tidyValue(value)}`;

/**
 * `Ann <a@b<mailto:a@b>>`, `Ann &lt;a@b&gt;`: what programs make of mail in HTML; `Ann <a at b.org>`: what Pipermail makes
 * of any. A `# remark` stays as it is.
 */
function tidyValue(given: string): string {
  const value = given.replace(/<([^<>@\s]+) at ([^<>@\s]+\.[^<>@\s]+)>/, '<$1@$2>');
  const { who, remark } = /^(?<who>.*?)(?<remark>\s+#.*)?$/.exec(value)!.groups as {
    who: string;
    remark?: string;
  };
  if (!who.includes('@') || who.includes('://')) return value.trim();
  const tidy = who
    .replace(/[<[(]mailto:[^>\])]*[>\])]/gi, '')
    .replace(/&(lt|gt|quot|amp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()]!)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^<([^<>\s]+)>$/, '$1');
  return `${tidy}${remark?.trimEnd() ?? ''}`;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function readTrailer(line: string): Trailer | null {
  const match = LINE.exec(line);
  if (!match) return null;
  const [, key, rest] = match as unknown as [string, string, string];
  const value = tidyValue(rest);
  // Gerrit's `Change-Id: I1a2b…` is one; b4's `change-id:` says of a posting what it is, as `base-commit:` does.
  if (key === 'change-id') return null;
  if (OTHER.test(key)) return { kind: spelling(key), value, name: '', email: '' };
  if (!PERSON.test(key)) return null;
  const person = personOf(value.replace(/\s+#.*$/, ''));
  // A sentence that happens to begin like a trailer names nobody.
  if (!person || (person.email === '' && person.name.split(' ').length > 4)) return null;
  if (!/-by$/i.test(spelling(key)) && spelling(key) !== 'Cc') return null;
  return { kind: spelling(key), value, name: person.name, email: person.email };
}

/** A comma is part of a name here: `Some, One <one@example.org>`. */
function personOf(value: string): { readonly name: string; readonly email: string } | undefined {
  // Not a group of addresses called `https`.
  if (/^[a-z]+:\/\/\S+$/i.test(value)) return { name: value, email: '' };
  const comma = /^([^<>"@]+,[^<>"@]+?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(value);
  return comma
    ? { name: comma[1]!.replace(/\s+/g, ' '), email: comma[2]!.toLowerCase() }
    : parseMailboxes(value, (text) => text)[0];
}
