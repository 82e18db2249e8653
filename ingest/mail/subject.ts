/** What stands in front of a title: reply markers and bracketed tags. */
import type { SubjectTags } from '../../model/facts/index.ts';

const REPLY =
  /^(?:re|aw|sv|vs|antw|odp|r|ynt|回复|答复|回覆|返信|답장|回信)(?:\[\d+\]|\^\d+)?\s*[:\uff1a]\s*/i;
/** What could be the name of a subsystem, and answers only in front of a tag: Portuguese, Italian, French, Russian, … */
const RARE_REPLY =
  /^(?:res|rif|réf?|ref|vá|bls|atb|απ|σχετ|отв|ответ|на|ha|השב|رد)\s?\.?\s*[:\uff1a]\s*(?=\[)/i;
const FORWARD = /^(?:fwd?|wg|tr|vl|enc|rv|转发|轉寄|转寄|転送|전달)\s*[:\uff1a]\s*/i;
const BRACKET = /^\[([^[\]]*(?:\[[^[\]]*\][^[\]]*)*)\]\s*/;
/** `n/N`, Mercurial's `n of N`, and `3/n` of who adds a patch and has not counted. */
const COUNTER = /^(\d{1,4})\s*(?:\/|of)\s*(\d{1,4}|[nx])$/i;
const VERSION = /^v(?:er)?\.?\s*(\d{1,3}(?:\.\d{1,3})?)$/i;
/** `v2-resend`: a version with a word behind it. */
const VERSION_AND_WORD = /^(v\d{1,3}(?:\.\d{1,3})?)[-_](rfc|rft|resend|resent|repost)$/i;
const GLUED_VERSION = /^((?:rfc[-/]?)?patch(?:es)?|rfc|resend)[-_]?v(\d{1,3}(?:\.\d{1,3})?)$/i;
/** David Howells writes the version behind the title. */
const TRAILING_VERSION = /\s*\[ver #(\d{1,3})\]\s*$/i;

interface Tags {
  isReply: boolean;
  isForward: boolean;
  hasPatchWord: boolean;
  hasDraftWord: boolean;
  version: string | null;
  n: number | null;
  total: number | null;
  readonly prefixes: string[];
  readonly listTags: string[];
}

/**
 * @param subject decoded and unfolded
 * @param listNames lower-case names of the lists that the mail went through: what a list puts in front is no tag
 */
export function parseSubject(subject: string, listNames: ReadonlySet<string>): SubjectTags {
  const tags: Tags = {
    isReply: false,
    isForward: false,
    hasPatchWord: false,
    hasDraftWord: false,
    version: null,
    n: null,
    total: null,
    prefixes: [],
    listTags: [],
  };
  const rest = readMiddle(readFront(subject.replace(/\s+/g, ' ').trim(), tags, listNames), tags, listNames);
  const trailing = TRAILING_VERSION.exec(rest);
  if (trailing && tags.hasPatchWord) tags.version ??= trailing[1]!;
  const title = (trailing && tags.hasPatchWord ? rest.slice(0, trailing.index) : rest).trim();
  const { hasPatchWord, hasDraftWord, ...out } = tags;
  return {
    ...out,
    title,
    isPatch:
      hasPatchWord ||
      (hasDraftWord && (tags.n !== null || tags.version !== null)) ||
      (tags.n !== null && tags.version !== null) ||
      tags.n === 0,
  };
}

function readFront(text: string, tags: Tags, listNames: ReadonlySet<string>): string {
  let rest = text;
  for (;;) {
    const reply = REPLY.exec(rest) ?? RARE_REPLY.exec(rest);
    const forward = FORWARD.exec(rest);
    const bracket = BRACKET.exec(rest);
    if (reply) tags.isReply = true;
    else if (forward) tags.isForward = true;
    else if (bracket && isTag(bracket[1]!, rest.slice(bracket[0].length), tags, listNames)) {
      readBracket(bracket[1]!, tags, listNames);
    } else {
      const bare = /^PATCH(?: (\d+)\/(\d+))?:\s+/.exec(rest);
      if (!bare) return rest;
      tags.hasPatchWord = true;
      if (bare[1]) setCounter(tags, bare[1], bare[2]!);
      rest = rest.slice(bare[0].length);
      continue;
    }
    rest = rest.slice((reply ?? forward ?? bracket)![0].length);
    if (bracket) rest = rest.replace(/^:\s*/, '');
  }
}

/** `ltp: [PATCH v2 1/2] …`: the tag behind the name of the area. */
const AREA = /^((?!revert\b)[\w./+-]{1,40}(?::{1,2} ?[\w./+-]{1,40})?: )\[([^[\]]*\bpatch[^[\]]*)\]:?\s*/i;

function readMiddle(rest: string, tags: Tags, listNames: ReadonlySet<string>): string {
  const found = tags.hasPatchWord ? null : AREA.exec(rest);
  if (!found) return rest;
  readBracket(found[2]!, tags, listNames);
  return found[1]! + rest.slice(found[0].length);
}

/**
 * A bracket is a tag if it says something that tags say, or if one that does is still to come. `[linux-next:master]
 * [mm/migrate] 1a2b3c: …` is how a bot names a tree and stays in the title.
 */
function isTag(inside: string, rest: string, tags: Tags, listNames: ReadonlySet<string>): boolean {
  if (isTelling(inside) || listNames.has(inside.trim().toLowerCase())) return true;
  if (inside.trim() === '' || /^external$/i.test(inside.trim())) return true;
  if (tags.hasPatchWord) return /^[\w.-]+$/.test(inside) && inside.length <= 20;
  return [...rest.matchAll(NEXT_BRACKET)].some((match) => isTelling(match[1]!));
}

/** Brackets that follow one another directly. */
const NEXT_BRACKET = /\s*(?:re:\s*)*\[([^\]]*)\]/giy;

const isTelling = (inside: string): boolean =>
  inside.split(/[\s,]+/).some((word) => {
    const plain = word.replace(/[^\w./-]/g, '');
    const isWord = /^(?:rfc|rft|resend|resent|repost)$/i.test(plain) || /patch/i.test(plain);
    return isWord || GLUED_VERSION.test(plain) || COUNTER.test(plain) || /^v\d+(?:\.\d+)?$/i.test(plain);
  });

function readBracket(inside: string, tags: Tags, listNames: ReadonlySet<string>): void {
  if (listNames.has(inside.trim().toLowerCase())) {
    tags.listTags.push(inside.trim());
    return;
  }
  const words = inside
    .replace(/(\d+)\s*(?:\bof\b|\/)\s*(\d+)/gi, '$1/$2')
    .replace(/\bver(?:sion)?\s*#?\s*(\d)/gi, 'v$1')
    .split(/[\s,()[\]]+/)
    .filter((word) => /\w/.test(word));
  for (const word of words) readWord(word, tags);
}

function readWord(word: string, tags: Tags): void {
  const counter = COUNTER.exec(word);
  const version = VERSION.exec(word);
  const glued = GLUED_VERSION.exec(word);
  const followed = VERSION_AND_WORD.exec(word);
  if (followed) for (const part of followed.slice(1)) readWord(part, tags);
  else if (counter) setCounter(tags, counter[1]!, counter[2]!);
  else if (version) tags.version = version[1]!;
  else if (glued) {
    tags.version = glued[2]!;
    readWord(glued[1]!, tags);
  } else if (/^patch(?:es|set)?:?$/i.test(word)) tags.hasPatchWord = true;
  else if (/^rfc[-/]patch$/i.test(word)) {
    tags.hasPatchWord = true;
    addPrefix(tags, 'RFC');
  } else {
    if (/^(?:rfc|rft|resend|resent|repost)$/i.test(word)) tags.hasDraftWord = true;
    if (/^patch/i.test(word)) tags.hasPatchWord = true;
    addPrefix(tags, word);
  }
}

function setCounter(tags: Tags, n: string, total: string): void {
  tags.n ??= Number(n);
  if (/^\d/.test(total)) tags.total ??= Number(total);
}

function addPrefix(tags: Tags, word: string): void {
  if (!tags.prefixes.includes(word)) tags.prefixes.push(word);
}

/** Names by which a list may tag subjects: of its List-Id and of addresses it is written to. */
export function listNamesOf(lists: readonly string[], addresses: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const list of lists) names.add(list.split('.')[0]!);
  for (const email of addresses) names.add(email.split('@')[0]!);
  return names;
}
