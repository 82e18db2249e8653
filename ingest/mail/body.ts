/** The parts of a body: for a patch message, notes and diff; for a reply quotes and own words. */
import { linkedIds, PAGE, type TextBlock } from '../../model/facts/index.ts';
import { readDiff } from './diff.ts';

export interface PatchBody {
  /** The commit message: what git am would take, without in-body headers. */
  readonly message: string;
  /** What stands between `---` and the diff: changelog, diffstat. */
  readonly notes: string;
  /** In-body headers (git-mailinfo(1)): `From:`, `Subject:`, `Date:`. */
  readonly headers: ReadonlyMap<string, string>;
  /** Offset in the text at which the message ends: of the `---` line, else of the diff. */
  readonly end: number;
  /** A `---` line stands there. */
  readonly isSeparated: boolean;
}

const SEPARATOR = /^---[ \t]*$/m;
const SCISSORS = /^[ \t]*(?:-+[ \t]*(?:>8|8<|✂)[ \t]*-+|-+ ?cut here ?-+)[-\s>8<]*$/im;
/** Without one of these there are no scissors: a search by lines is slow. */
const SCISSORS_SIGNS = ['>8', '8<', '✂', 'cut here', 'Cut here', 'CUT HERE'];
const SIGNATURE = /^-- ?$/m;

/** Splits what stands before the diff. */
export function patchBody(text: string, diffAt: number): PatchBody {
  const before = text.slice(0, diffAt);
  const scissors = hasScissors(before) ? SCISSORS.exec(before) : null;
  const start = scissors ? scissors.index + scissors[0].length + 1 : 0;
  const body = before.slice(start);
  const separator = SEPARATOR.exec(body);
  const head = separator ? body.slice(0, separator.index) : body;
  const { headers, rest } = inBodyHeaders(head);
  return {
    message: rest.trim(),
    notes: separator ? body.slice(separator.index + separator[0].length) : '',
    headers,
    end: separator ? start + separator.index : diffAt,
    isSeparated: separator !== null,
  };
}

const hasScissors = (text: string): boolean => SCISSORS_SIGNS.some((sign) => text.includes(sign));

function inBodyHeaders(text: string): {
  readonly headers: ReadonlyMap<string, string>;
  readonly rest: string;
} {
  const headers = new Map<string, string>();
  const line = /(?:From|Subject|Date): .+(?:\n[ \t]+\S.*)*$|[ \t]*$/imy;
  line.lastIndex = /^\s*\n/.exec(text)?.[0].length ?? 0;
  for (let at = line.lastIndex; ; at = line.lastIndex) {
    const found = line.exec(text)?.[0].trim();
    if (found === undefined || (found === '' && headers.size === 0))
      return { headers: new Map(), rest: text };
    if (found === '') return { headers, rest: text.slice(at) };
    const colon = found.indexOf(':');
    const value = found
      .slice(colon + 1)
      .replace(/\s+/g, ' ')
      .trim();
    headers.set(found.slice(0, colon).toLowerCase(), value);
    if (++line.lastIndex > text.length) return { headers, rest: '' };
  }
}

const QUOTE = /^[ \t]?(?:[A-Za-z]{1,10}>|>|\|>)(?:[ \t]?(?:>|\|))*/;

function depthOf(line: string): number {
  if (!line.includes('>')) return 0;
  if (line.startsWith('> ') && line[2] !== '>' && line[2] !== '|') return 1;
  const prefix = QUOTE.exec(line);
  return prefix ? (prefix[0].match(/>|\|(?!>)/g)?.length ?? 0) : 0;
}

/** `On … X wrote:` in the languages that mailers write it in; may be wrapped over two lines. */
const ATTRIBUTION =
  /(?:\b(?:wrote|writes|said|schrieb|a écrit|escribió|escreveu|scrisse|skrev|napsal(?:\(a\))?|пишет)\b[^\n]{0,40}|写道)\s*[:\uff1a]?\s*$/i;

const QUOTED_DIFF = /^[ \t]?>[ \t>]*(?:diff --git |\+\+\+ \S|@@ -\d)/m;

/** Does it answer a mail, whatever its subject says? It quotes a diff, or begins with what somebody wrote. */
export function isAnswer(text: string): boolean {
  if (!text.includes('>')) return false;
  if (QUOTED_DIFF.test(text)) return true;
  const [first, second] = proseBlocks(text.slice(0, MAX_OPENING)).filter(({ lines }) =>
    lines.some((line) => line.trim() !== ''),
  );
  return first?.kind === 'quote' || (first?.kind === 'attribution' && second?.kind === 'quote');
}

/** An attribution stands within so many characters. */
const MAX_OPENING = 2000;

/** The blocks of a text from top to bottom; joined with line ends they are the text again. */
export function bodyBlocks(text: string): readonly TextBlock[] {
  const diff = readDiff(text);
  if (diff === null) return proseBlocks(text).map(joined);
  const above = proseBlocks(text.slice(0, diff.start)).map(joined);
  const isLast = diff.end === text.length;
  const shown: TextBlock = {
    kind: 'diff',
    depth: 0,
    text: text.slice(diff.start, isLast ? diff.end : diff.end - 1),
  };
  return [...above, shown, ...(isLast ? [] : proseBlocks(text.slice(diff.end)).map(joined))];
}

const joined = ({ kind, depth, lines }: Lines): TextBlock => ({ kind, depth, text: lines.join('\n') });

/** A block as the lines that it is of. */
interface Lines {
  readonly kind: TextBlock['kind'];
  readonly depth: number;
  readonly lines: readonly string[];
}

/** @param prose a text without its diff */
function proseBlocks(prose: string): readonly Lines[] {
  const blocks: (Lines & { readonly lines: string[] })[] = [];
  let last: (typeof blocks)[number] | undefined;
  let isSignature = false;
  for (const line of prose.split('\n')) {
    const depth = isSignature ? 0 : depthOf(line);
    if (depth === 0 && line.startsWith('--') && SIGNATURE.test(line)) isSignature = true;
    const kind = isSignature ? 'signature' : depth > 0 ? 'quote' : 'own';
    if (last && last.kind === kind && last.depth === depth) last.lines.push(line);
    else {
      last = { kind, depth, lines: [line] };
      blocks.push(last);
    }
  }
  return blocks.flatMap((block, at) => splitAttribution(block, blocks[at + 1]?.kind === 'quote'));
}

function splitAttribution(block: Lines, isBeforeQuote: boolean): readonly Lines[] {
  if (block.kind !== 'own' || !isBeforeQuote) return [block];
  const filled = block.lines.findLastIndex((line) => line.trim() !== '');
  if (filled < 0 || !ATTRIBUTION.test(block.lines[filled]!)) return [block];
  const isWrapped =
    filled > 0 &&
    block.lines[filled - 1]!.trim() !== '' &&
    !/^(?:On|Am|Le|El|Em|\d)/.test(block.lines[filled]!);
  const start = isWrapped ? filled - 1 : filled;
  const attribution: Lines = { kind: 'attribution', depth: 0, lines: block.lines.slice(start) };
  const own = block.lines.slice(0, start);
  return own.length === 0 ? [attribution] : [{ kind: 'own', depth: 0, lines: own }, attribution];
}

/**
 * The writer's own lines: no quotes, attribution or signature.
 * @param prose a text without its diff
 */
export function ownLines(prose: string): readonly string[] {
  return proseBlocks(prose).flatMap(({ kind, lines }) => (kind === 'own' ? lines : []));
}

/** Message-IDs behind links to mail archives in lines that are no quotes. */
export function ownLinks(text: string): readonly string[] {
  if (!text.includes('://')) return [];
  const isOwn = ({ index }: RegExpExecArray): boolean =>
    !/^[ \t]*>/.test(text.slice(text.lastIndexOf('\n', index) + 1, index));
  return linkedIds([...text.matchAll(PAGE)].filter(isOwn));
}
