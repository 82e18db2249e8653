/** Trailers of commit messages and replies (git-interpret-trailers(1)). */
import type { Trailer } from '../../model/facts/index.ts';
import { parseMailboxes } from './address.ts';

const LINE = /^([A-Za-z][A-Za-z0-9-]*(?: [Bb]y)?)[ \t]*:[ \t]*(\S.*)$/;
/** Keys that name a person. */
const PERSON = /^(?:[a-z-]+[- ]by|cc|acked|nacked|reviewed|tested|co-authored)$/i;
const OTHER =
  /^(?:fixes|link|closes|message-id|change-id|bug|bugzilla|references|depends-on|base-commit|revert|reverts|upstream|see-also|buglink|bug-url|resolves|implements|follow-up|suggested|reported|patchwork-id|in-reply-to|x-stable-fixes|obsoletes)$/i;
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

/** Trailers that a reply gives: lines of its own text, only of kinds that name a person. */
export function replyTrailers(lines: readonly string[]): readonly Trailer[] {
  return joinWrapped(
    lines.map((line) => line.replace(/^[ \t]{1,4}(?=[A-Z])/, '').replace(/^[*_`]+|[*_`]+$/g, '')),
  )
    .map((line) => readTrailer(line))
    .filter((trailer) => trailer !== null && /-by$/i.test(trailer.kind))
    .filter((trailer) => trailer !== null);
}

/** A trailer that goes on in the next line, indented, or with the address alone there. */
function joinWrapped(lines: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const line of lines) {
    const last = out.at(-1);
    const isOpen = last !== undefined && LINE.test(last) && !/[<@]\S*@\S+>?\s*(?:#.*)?$/.test(last);
    if (isOpen && /^[ \t]+\S|^<\S+@\S+>\s*$/.test(line)) out[out.length - 1] = `${last} ${line.trim()}`;
    else out.push(line);
  }
  return out;
}

function readTrailer(line: string): Trailer | null {
  const match = LINE.exec(line);
  if (!match) return null;
  const [, key, rest] = match as unknown as [string, string, string];
  const value = rest.trim();
  if (OTHER.test(key)) return { kind: spelling(key), value, name: '', email: '' };
  if (!PERSON.test(key)) return null;
  const person = parseMailboxes(value.replace(/\s+#.*$/, ''), (text) => text)[0];
  // A sentence that happens to begin like a trailer names nobody.
  if (!person || (person.email === '' && person.name.split(' ').length > 4)) return null;
  if (!/-by$/i.test(spelling(key)) && spelling(key) !== 'Cc') return null;
  return { kind: spelling(key), value, name: person.name, email: person.email };
}
