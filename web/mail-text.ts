/** The text of a mail, line by line: quotes and diffs told apart, remarks between. Never rendered as HTML, whatever it is. */
import { html } from 'hono/html';
import { type Html, plainText } from './layout.ts';

/** Weight of text on one page, bytes before escaping; more is paged. */
export const PAGE_BYTES = 48_000;
/** A line longer than this is cut into pieces. */
const LONG_LINE = 4000;

export interface TextLine {
  readonly kind: string;
  readonly text: string;
}

/** The lines with what they are. */
export function textLines(text: string): readonly TextLine[] {
  let inDiff = false;
  return plainText(text)
    .split('\n')
    .flatMap((line) => {
      if (/^(?:diff --git |Index: |--- a\/)/.test(line)) inDiff = true;
      if (/^-- ?$/.test(line)) inDiff = false;
      const kind = kindOf(line, inDiff);
      return line.length > LONG_LINE
        ? pieces(line).map((piece) => ({ kind, text: piece }))
        : [{ kind, text: line }];
    });
}

const pieces = (line: string): readonly string[] =>
  Array.from({ length: Math.ceil(line.length / LONG_LINE) }, (_, at) =>
    line.slice(at * LONG_LINE, (at + 1) * LONG_LINE),
  );

function kindOf(line: string, inDiff: boolean): string {
  if (/^[ \t]*>/.test(line)) return 'quote';
  if (!inDiff) return '';
  if (/^(?:diff --git |index |--- |\+\+\+ |new file|deleted file|rename |similarity )/.test(line))
    return 'meta';
  if (line.startsWith('+')) return 'add';
  if (line.startsWith('-')) return 'del';
  return line.startsWith('@@') ? 'hunk' : '';
}

/** Pages of lines, none heavier than PAGE_BYTES. */
export function chunks(lines: readonly TextLine[]): readonly (readonly TextLine[])[] {
  const found: TextLine[][] = [[]];
  let weight = 0;
  for (const line of lines) {
    const bytes = Buffer.byteLength(line.text) + 12;
    if (weight + bytes > PAGE_BYTES && weight > 0) {
      found.push([]);
      weight = 0;
    }
    found.at(-1)!.push(line);
    weight += bytes;
  }
  return found;
}

/** @param below what stands below a line, by its index */
export function linesHtml(
  lines: readonly TextLine[],
  below: ReadonlyMap<number, readonly Html[]> = new Map(),
) {
  const parts: Html[] = [];
  let from = 0;
  const flush = (until: number): void => {
    if (until > from) parts.push(html`<pre>${spans(lines.slice(from, until))}</pre>`);
    from = until;
  };
  for (const at of [...below.keys()].sort((a, b) => a - b)) {
    flush(at + 1);
    parts.push(...below.get(at)!);
  }
  flush(lines.length);
  return parts;
}

/** Neighbours of one kind are one element. */
function spans(lines: readonly TextLine[]): readonly Html[] {
  const groups: { kind: string; texts: string[] }[] = [];
  for (const { kind, text } of lines) {
    const last = groups.at(-1);
    if (last?.kind === kind) last.texts.push(text);
    else groups.push({ kind, texts: [text] });
  }
  return groups.map(({ kind, texts }) => {
    const text = `${texts.join('\n')}\n`;
    return kind === '' ? html`${text}` : html`<span class="${kind}">${text}</span>`;
  });
}
