/**
 * The body of a patch mail as b4 hands it to git am: message, the trailers it has, those given to it, and the rest. What
 * git-mailinfo(1) takes out of a body (in-body headers, what stands above scissors) is left out.
 */
import { patchBody } from './body.ts';
import { readDiff } from './diff.ts';
import { joinWrapped, messageTrailers, tidyTrailer } from './trailers.ts';

/** The body as it was sent. */
export function plainBody(text: string): string {
  const { message, end } = patchBody(text, diffStart(text));
  return closed(`${message}\n${text.slice(end)}`);
}

/**
 * The body with these trailer lines behind those that it has. What is there already, case and spacing aside, is not
 * doubled; old ones keep their order, since Signed-off-by lines tell through whose hands a patch went.
 */
export function bodyWithTrailers(text: string, added: readonly string[]): string {
  const { message, notes, end, isSeparated } = patchBody(text, diffStart(text));
  const { prose, trailers, below } = splitMessage(message);
  const present = new Set([...message.split('\n'), ...trailers].map(folded));
  const fresh = new Map(
    added.filter((line) => !present.has(folded(line))).map((line) => [folded(line), line]),
  );
  const all = [...trailers, ...fresh.values(), ...below];
  const head = [prose === '' ? '' : `${prose}\n`, all.join('\n')].filter((part) => part !== '').join('\n');
  const rest = text
    .slice(end)
    .replace(/^---[ \t]*\n/, '')
    .replace(/^\n+/, '');
  // b4 drops a `---` with nothing but the diff below it.
  const isBareDiff = /^(?:diff --git|--- )/.test(rest) && notes.trim() === '';
  const gap = rest === '' ? '' : isSeparated && !isBareDiff ? '---\n' : '\n';
  return closed(`${head.trimEnd()}\n${gap}${rest}`);
}

const diffStart = (text: string): number => readDiff(text)?.start ?? text.length;

const closed = (body: string): string => `${body.replace(/\n+$/, '')}\n`;

const folded = (line: string): string =>
  line
    .split('\n')[0]!
    .replace(/\s+#.*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** A note on the trailer above: `[for the scheduler part]`. */
const REMARK = /^\s*\[[^\]]+\]\s*$/;

const KEYED = /^\s*([A-Za-z][\w-]+):[ \t]+(\S.*)$/;
/** A trailer of a kind that nobody knows, below those that everybody does. */
const CUSTOM = /^[A-Z]\w*-[\w-]+:[ \t]+\S/;

interface SplitMessage {
  readonly prose: string;
  /** The last paragraph from its first trailer to its last, with what stands between. */
  readonly trailers: readonly string[];
  /** What stands below them in their paragraph: a changelog that should have been below a `---`. */
  readonly below: readonly string[];
}

/** Words right above the trailers become a paragraph of their own (b4); all others stay where they are. */
function splitMessage(message: string): SplitMessage {
  const paragraphs = message.split(/\n[ \t]*\n/);
  const last = paragraphs.at(-1)!;
  if (messageTrailers(last).length === 0) return { prose: message, trailers: [], below: [] };
  const lines = joinWrapped(last.split('\n'));
  const first = lines.findIndex((line) => KEYED.test(line));
  let end = lines.findLastIndex((line) => messageTrailers(line.trim()).length > 0) + 1;
  while (end < lines.length && (REMARK.test(lines[end]!) || CUSTOM.test(lines[end]!))) end++;
  const start = lines.slice(0, first).every((line) => REMARK.test(line)) ? 0 : first;
  const prose = [...paragraphs.slice(0, -1), ...(start > 0 ? [lines.slice(0, start).join('\n')] : [])];
  return {
    prose: prose.join('\n\n').trim(),
    trailers: lines
      .slice(start, end)
      .map((line) => line.replace(KEYED, (_, key, value) => tidyTrailer(key, value))),
    below: lines.slice(end),
  };
}
