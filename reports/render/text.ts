/** A report as plain text in the manner of a mail: 72 columns, evidence in footnotes. */
import type { Block, Cited, Item, Plot, Report, Span, Table, Trend } from '../view.ts';

const WIDTH = 72;

export function renderText(report: Report): string {
  const notes = new Footnotes();
  const lines = [
    underlined(report.title, '='),
    ...report.lead.map((line) => wrap(spans(line, notes))),
    ...report.sections.flatMap(({ title, blocks }) => [
      `\n${underlined(title, '-')}`,
      ...blocks.flatMap((block, at) => [
        ...(at > 0 && !isHeadOf(blocks[at - 1]!) ? [''] : []),
        ...blockLines(block, notes),
      ]),
    ]),
  ];
  const cited = notes.lines();
  if (cited.length > 0) lines.push(`\n${underlined('Evidence', '-')}`, ...cited);
  return `${lines.join('\n')}\n`;
}

/** `Asked, and silent:` belongs to what stands below it. */
function isHeadOf(block: Block): boolean {
  const last = block.kind === 'text' ? block.text.at(-1) : undefined;
  return typeof last === 'string' && last.endsWith(':');
}

function blockLines(block: Block, notes: Footnotes): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [wrap(spans(block.text, notes))];
    case 'list':
      return block.items.flatMap((one, at) => [
        ...(at > 0 && hasItems(block.items[at - 1]!) ? [''] : []),
        ...itemLines(one, block.isNumbered ? `${at + 1}. ` : '* ', '', notes),
      ]);
    case 'table':
      return tableLines(block);
    case 'plot':
      return [plotLine(block)];
    case 'trend':
      return trendLines(block);
  }
}

function itemLines(one: Item, mark: string, indent: string, notes: Footnotes): readonly string[] {
  const rest = indent + ' '.repeat(mark.length);
  return [
    wrap(spans(one.text, notes), indent + mark, rest),
    ...(one.items ?? []).flatMap((sub) => itemLines(sub, '- ', rest, notes)),
  ];
}

const hasItems = ({ items = [] }: Item): boolean => items.length > 0;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Columns become letters, and words single characters, where the table is too wide. */
function tableLines({ columns, rows, legend }: Table): readonly string[] {
  const first = Math.max(...rows.map(({ title }) => title.length), 1);
  const letters = columns.map(({ id }, at) => (id.length === 1 ? id : (LETTERS[at] ?? '#')));
  const head = `${' '.repeat(first)}  ${letters.join(' ')}`;
  return [
    head,
    ...rows.map(({ title, cells }) =>
      plain(`${title.padEnd(first)}  ${cells.map(({ short }) => short).join(' ')}`).trimEnd(),
    ),
    '',
    wrap(columns.map(({ title }, at) => `${letters[at]}: ${title}`).join('; ')),
    wrap(legend),
  ];
}

const BAR_WIDTH = 40;
const FILLS = ['#', '=', '.', '-', '+', ':'];

function plotLine({ title, parts }: Plot): string {
  const sum = parts.reduce((total, { value }) => total + value, 0) || 1;
  const bar = parts.map(({ value }, at) =>
    FILLS[at % FILLS.length]!.repeat(Math.round((value / sum) * BAR_WIDTH)),
  );
  const key = parts.map(({ label, value }, at) => `${FILLS[at % FILLS.length]} ${label} ${value}`).join(', ');
  return `${plain(title)}\n[${bar.join('')}]\n${wrap(key)}`;
}

/** One bar a value, as high as it is against the highest of all lines. */
export function sparkline(values: readonly number[], highest: number): string {
  const bars = '▁▂▃▄▅▆▇█';
  return values.map((value) => bars[Math.round((value / Math.max(1, highest)) * (bars.length - 1))]).join('');
}

function trendLines({ title, from, to, lines }: Trend): readonly string[] {
  const highest = Math.max(...lines.flatMap(({ values }) => values));
  const width = Math.max(...lines.map(({ label }) => label.length));
  return [
    wrap(`${title}, ${from} to ${to}`),
    ...lines.map(({ label, values }) =>
      plain(`  ${label.padEnd(width)} ${sparkline(values, highest)} ${values.at(-1) ?? 0}`),
    ),
  ];
}

function spans(text: readonly Span[], notes: Footnotes): string {
  let out = '';
  for (const span of text) {
    if (typeof span === 'string') out += span;
    else
      out += out === '' || /[\s\]([]$/.test(out) ? notes.mark(noteOf(span)) : ` ${notes.mark(noteOf(span))}`;
  }
  return out;
}

export function noteOf({ message, commit, words, verified }: Cited): string {
  const source = message === null ? `commit ${commit}` : `<${message}>`;
  const doubt = verified === undefined || verified === 'verified' ? '' : ` (${verified})`;
  return `${source}${words ? ` "${words}"` : ''}${doubt}`;
}

/**
 * Folds at white space; a word that is too long (a Message-ID) stands alone. No line ends in a space (RFC 3676), and none
 * begins with "From ", which mailboxes take for the next mail.
 */
export function wrap(text: string, first = '', rest: string = first): string {
  const columns = text.search(WIDE) < 0 ? (part: string) => part.length : columnsOf;
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of plain(text).split(/\s+/).filter(Boolean)) {
    const isFull = !isEmpty && columns(line) + 1 + columns(word) > WIDTH;
    if (isFull && !(word === 'From' && rest === '')) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()].join('\n');
}

const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\uff01-\uff60]/gu;

/** Of a terminal: wide characters take two. */
const columnsOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

const underlined = (text: string, mark: string): string =>
  `${wrap(text)}\n${mark.repeat(Math.min(WIDTH, text.length))}`;

/** A terminal is shown no control characters, nor marks that turn the direction of text. */
export const plain = (text: string): string =>
  text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\u{fffd}');

/** Numbered notes in the order of their first use. */
class Footnotes {
  readonly #notes = new Map<string, number>();

  /** The mark of a note, such as `[3]`. */
  mark(note: string): string {
    const known = this.#notes.get(note) ?? this.#notes.size + 1;
    this.#notes.set(note, known);
    return `[${known}]`;
  }

  lines(): readonly string[] {
    return [...this.#notes].map(([note, at]) => wrap(note, `[${at}] `, '    '));
  }
}
