/** What stands in front of a title: reply markers and bracketed tags. */
import type { SubjectTags } from '../../model/facts/index.ts';

const REPLY =
  /^(?:re|aw|sv|vs|antw(?:ort)?|odp|r|ynt|回复|答复|回覆|返信|답장|回信)(?:\[\d+\]|\^\d+)?\s*[:\uff1a]\s*/i;
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
/** `take 2`, `try #2`, `rev4`: a version by another name. */
const NAMED_VERSION = /\b(?:ver(?:sion)?|rev(?:ision)?|take|try|attempt)[\s_-]*#?\s*(\d{1,2})\b/gi;
/** `2nd try` */
const COUNTED_TRY = /\b(\d{1,2})(?:nd|rd|th) (?:try|take|attempt|version)\b/gi;
/** What mail gateways put in front of subjects. */
const GATEWAY = /^(?:\[ext(?:ernal)?\]|\*+ ?spam ?\*+):? ?/i;
/** A tag without its brackets: `PATCH: …`, `PATCH v2 1/3: …`, `PATCH 1/3 …`, `PATCH area: …`. */
const BARE =
  /^PATCH\b((?:,? ?(?:v\d{1,2}|\d{1,3}\/\d{1,3})\b)*)(?::\s*|(?<=\/\d{1,3}) | (?=[\w./+-]{1,40}: ))/;
/** What stands behind a tag that should be in it: `[PATCH] 1/3 …`, `[PATCH] v2: …`. */
const BEHIND_TAG = /^(?:v(?<version>\d{1,2})|(?<counter>\d{1,3}\/\d{1,3}))(?: ?: ?| )(?=\S)/i;
/** What some write behind the title: `[ver #2]`, `(v2)`, `(take 2)`, `[2/3]`. */
const BEHIND_TITLE =
  /\s*[[(](?:(?:v|ver|take|try) ?#?(?<version>\d{1,3})|(?<counter>\d{1,3}\/\d{1,3}))[\])]$/i;
/** The whole tag behind the title. */
const TAG_AT_END = / \[((?:(?:rfc|resend),? )?patch(?: v\d{1,2})?(?: \d{1,3}\/\d{1,3})?)\]$/i;

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
  const title = tags.hasPatchWord ? readEnds(rest, tags) : rest;
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
    else if (GATEWAY.test(rest)) {
      rest = rest.replace(GATEWAY, '');
      continue;
    } else if (bracket && isTag(bracket[1]!, rest.slice(bracket[0].length), tags, listNames)) {
      readBracket(bracket[1]!, tags, listNames);
    } else {
      const bare = BARE.exec(rest);
      if (!bare) return rest;
      readBracket(`PATCH ${bare[1]!}`, tags, listNames);
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
  if (tags.hasPatchWord) return rest;
  const found = AREA.exec(rest);
  const last = found ? null : TAG_AT_END.exec(rest);
  if (found) readBracket(found[2]!, tags, listNames);
  if (last) readBracket(last[1]!, tags, listNames);
  return found ? found[1]! + rest.slice(found[0].length) : rest.slice(0, last?.index);
}

/** Takes off the title what belongs into its tag, where the tag does not say otherwise. */
function readEnds(text: string, tags: Tags): string {
  let rest = text;
  for (const end of [BEHIND_TAG, BEHIND_TAG, BEHIND_TITLE, BEHIND_TITLE]) {
    const found = end.exec(rest);
    const { version, counter } = found?.groups ?? {};
    const isNew =
      version === undefined
        ? tags.n === null && isCounter(counter)
        : Number(version) > 1 && (tags.version ?? version) === version;
    if (found === null || !isNew) continue;
    if (version === undefined) readWord(counter!, tags, NO_LISTS);
    else tags.version = version;
    rest = found.index === 0 ? rest.slice(found[0].length) : rest.slice(0, found.index);
  }
  return rest.trim();
}

const isCounter = (text = '0/0'): boolean => {
  const [n, total] = text.split('/').map(Number) as [number, number];
  return total > 0 && n <= total;
};

const NO_LISTS: ReadonlySet<string> = new Set();

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
    .replace(NAMED_VERSION, 'v$1')
    .replace(COUNTED_TRY, 'v$1')
    .replace(/(\d\/\d{1,3})(?=v\d)/i, '$1 ')
    .split(/[\s,()[\]]+/)
    .filter((word) => /\w/.test(word));
  for (const word of words) readWord(word, tags, listNames);
}

function readWord(word: string, tags: Tags, listNames: ReadonlySet<string>): void {
  const counter = COUNTER.exec(word);
  const version = VERSION.exec(word);
  const glued = GLUED_VERSION.exec(word);
  const followed = VERSION_AND_WORD.exec(word);
  if (followed) for (const part of followed.slice(1)) readWord(part, tags, listNames);
  else if (counter) setCounter(tags, counter[1]!, counter[2]!);
  else if (version && isRelease(version[1]!, listNames)) addPrefix(tags, word);
  else if (version) tags.version = version[1]!;
  else if (glued) {
    tags.version = glued[2]!;
    readWord(glued[1]!, tags, listNames);
  } else if (/^patch(?:es|set)?:?$/i.test(word)) tags.hasPatchWord = true;
  else if (/^(?:rfc[-/]patch|patch[-/]rfc)$/i.test(word)) {
    tags.hasPatchWord = true;
    addPrefix(tags, 'RFC');
  } else {
    if (/^(?:rfc|rft|resend|resent|repost)$/i.test(word)) tags.hasDraftWord = true;
    if (/^patch/i.test(word)) tags.hasPatchWord = true;
    addPrefix(tags, word);
  }
}

/**
 * `[PATCH v6.12 1/2]`, and `[PATCH v6.6]` to stable: a kernel, where `v5.1` else is a version sent again in part. Accepted
 * mistake: such a version that goes to stable as well.
 */
function isRelease(version: string, listNames: ReadonlySet<string>): boolean {
  const [major = 0, minor = -1] = version.split('.').map(Number);
  return major >= 3 && (minor >= 10 || (minor >= 0 && listNames.has('stable')));
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
