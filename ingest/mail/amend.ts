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
  const { prose, trailers } = splitMessage(message);
  const present = new Set([...message.split('\n'), ...trailers].map(folded));
  const fresh = new Map(
    added.filter((line) => !present.has(folded(line))).map((line) => [folded(line), line]),
  );
  const all = [...trailers, ...fresh.values()];
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

/** The trailers of the last paragraph; what stands between them belongs to the prose. */
function splitMessage(message: string): { readonly prose: string; readonly trailers: readonly string[] } {
  const paragraphs = message.split(/\n[ \t]*\n/);
  const last = paragraphs.at(-1)!;
  if (messageTrailers(last).length === 0) return { prose: message, trailers: [] };
  const others: string[] = [];
  const trailers: string[] = [];
  let isBelowTrailer = false;
  for (const line of joinWrapped(last.split('\n'))) {
    const found = /^\s*([A-Za-z][\w-]+):[ \t]+(\S.*)$/.exec(line);
    const isRemark = isBelowTrailer && REMARK.test(line);
    if (found) trailers.push(tidyTrailer(found[1]!, found[2]!));
    else if (isRemark) trailers.push(`${trailers.pop()}\n${line}`);
    else others.push(line);
    isBelowTrailer = found !== null;
  }
  const prose = [...paragraphs.slice(0, -1), ...(others.length > 0 ? [others.join('\n')] : [])];
  return { prose: prose.join('\n\n').trim(), trailers };
}
