/**
 * What a cover, or the notes of a patch, say of its own versions: "Changes since v2", `v3:` with what it changed, links
 * to what came before. It is read where the subject states no version, and to know which links lead to older versions.
 *
 * Mistakes accepted: notes that quote the changelog of another series state a version that is not this one's.
 */
import { bareId, linkedIds, messageId, PAGE, type Revision } from '../../model/facts/index.ts';

export const NO_REVISION: Revision = { version: null, older: [] };

/** @param prose the text without its diff */
export const revisionOf = (prose: string): Revision => ({
  version: versionInText(prose),
  older: olderLinks(prose).map(messageId),
});

/** `v2`, not `v2.6`, `v6.8-rc1`, `v4l2`. */
const V = String.raw`v(?:ersion )?\.?[ ]?(\d{1,2})(?![\w]|[.,-]\d|-rc)`;
const NUMBER = String.raw`(?:v(?:ersion )?\.?[ ]?)?(\d{1,2})(?![\w]|[.,-]\d)`;
const ABOUT =
  '(?:change[ -]?(?:s|log)?(?: ?list)?|modifications?|updates?|differences?|diff|delta|history|new)';
const BULLET = /^[\s*#=+•-]*(?:\/\*)?[\s[(]*/;

/** `v1 -> v2`, `Changes v1..v2`. */
const ARROW = new RegExp(
  String.raw`^(?:${ABOUT}\b[\s:,]*)?(?:(?:from|since|between|in)\s+)?${V}\s*(?:-*[>→]|=+>|→|\.\.+)\s*${NUMBER}`,
  'i',
);
/** `Changes from v1 to v2`. */
const STEP = new RegExp(
  String.raw`^(?:${ABOUT}\b[\s:,]*(?:(?:from|since|between)\s+)?|(?:from|since|between)\s+)${V}\s+(?:to|and)\s+${NUMBER}`,
  'i',
);
/** `Changes since v2` is v3. */
const SINCE = new RegExp(
  String.raw`^${ABOUT}\b[^\n:.;]{0,30}?\b(?:since|from|against|relative to|compared (?:to|with)|vs\.?)\s+(?:the )?(?:patch(?:set)? |series |posting )?${V}`,
  'i',
);
/** `Changes in v3:`, `Changelog v3`, `What's new in v3`. */
const INSIDE = new RegExp(
  String.raw`^(?:what(?:'s| is) )?${ABOUT}\b[\s:]*(?:(?:in|for|with|of)\s+)?(?:this |the )?(?:patch(?:set)? )?${V}\s*(?:[:(,]|$)`,
  'i',
);
/** `v3:`, `v3 changes:`, `[v3]`, `in v3:`. */
const HEADING = new RegExp(String.raw`^(?:in )?${V}(?:\s+changes)?\s*(?:[:\]]|\*\/)`, 'i');
/** `v3` with nothing else in its line. */
const ALONE = new RegExp(String.raw`^${V}\s*$`, 'i');

/** The version that the lines tell of, the newest of several; null where they tell of none above 1. */
function versionInText(prose: string): string | null {
  if (!/\bv/i.test(prose)) return null;
  let newest = 1;
  let above = '';
  for (const line of prose.split('\n')) {
    newest = Math.max(newest, versionInLine(line, above) ?? 1);
    above = line;
  }
  return newest > 1 ? String(newest) : null;
}

function versionInLine(line: string, above: string): number | null {
  if (!/\bv/i.test(line) || /^[ \t]*>/.test(line)) return null;
  const plain = line.slice(0, MAX_LABEL).replace(BULLET, '');
  const step = ARROW.exec(plain) ?? STEP.exec(plain);
  if (step) return Number(step[2]) === Number(step[1]) + 1 ? Number(step[2]) : null;
  const since = SINCE.exec(plain);
  if (since) return Number(since[1]) + 1;
  // Within a paragraph a line may begin with the version of something else.
  const alone = /\w/.test(above) ? null : ALONE.exec(plain);
  const named = INSIDE.exec(plain) ?? HEADING.exec(plain) ?? alone;
  return named ? Number(named[1]) : null;
}

/** No heading is longer. */
const MAX_LABEL = 200;

/** Words by which a link leads to what this is a version of, and those by which it leads elsewhere. */
const OLDER =
  /\bv\d{1,2}\b|\bver(?:sion)? ?\d|\b(?:previous|prior|earlier|older|last|first|original|initial|former)(?:ly)?\b|\brfc\b|\bresend\b|\bsupersedes\b|\btake \d/i;
const ELSEWHERE =
  /\b(?:depend|prerequisite|based on|on top of|requires?|needs|applies|goes with|together with|related|companion|see also|similar|follow-?up|reported|closes|fixes|suggested|discussi|thread|man ?page|test)/i;

/** A mail that is named without an archive: `v1: <ID>`, `Supersedes: <ID>`, `mid:ID` (RFC 2392), `id:ID` (notmuch). */
const NAMED =
  /\b(?:v\d{1,2}|version|posting|series|rfc|supersedes|message-id|msgid|mid|id)[^\w<]{0,4}<?([^\s<>"@:/]{1,200}@[^\s<>"]{1,200})/gi;

/** Message-IDs of what the text calls older versions: `v1: https://…`, "Link to v2", "previous version". */
function olderLinks(prose: string): readonly string[] {
  if (!prose.includes('@')) return [];
  const lines = prose.split('\n');
  const found = lines.flatMap((line, at) => {
    if (!line.includes('@') || /^[ \t]*>/.test(line)) return [];
    const ids = [
      ...linkedIds([...line.matchAll(PAGE)]),
      ...[...line.matchAll(NAMED)].map(({ 1: id }) => bareId(id!)),
    ];
    if (ids.length === 0) return [];
    const label = labelOf(lines, at);
    return OLDER.test(label) && !ELSEWHERE.test(label) ? ids : [];
  });
  return [...new Set(found)];
}

/** What stands around the links of a line; where that is nothing, the line above, or those that name its footnote. */
function labelOf(lines: readonly string[], at: number): string {
  const line = lines[at]!.slice(0, 1000);
  const own = wordsOf(line);
  const footnote = /^\s*(\[\w{1,3}\])/.exec(line)?.[1];
  if (footnote !== undefined) {
    const naming = lines.filter(
      (other, n) => n !== at && other.includes(footnote) && !other.trimStart().startsWith(footnote),
    );
    return naming.map((other) => other.slice(0, MAX_LABEL)).join(' ');
  }
  if (/\w/.test(own)) return own.slice(0, MAX_LABEL);
  return aboveOf(lines, at).slice(0, MAX_LABEL);
}

/** A line without its links and what only says that they are some. */
const wordsOf = (line: string): string =>
  line
    .replace(/<?https?:\/\/\S+|<?[^\s<>:]+@\S+/g, ' ')
    .replace(/^\s*(?:link|url|message-id|msgid|mid|id)\s*:/i, ' ');

/** The nearest line above with words of its own, behind links and blank lines. */
function aboveOf(lines: readonly string[], at: number): string {
  for (let above = at - 1; above >= Math.max(0, at - MAX_LINKS); above--) {
    const words = wordsOf(lines[above]!.slice(0, 1000));
    if (/\w/.test(words)) return words;
  }
  return '';
}

/** A list of older versions is not longer. */
const MAX_LINKS = 20;
