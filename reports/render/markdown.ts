/** A report as Markdown (CommonMark with tables): evidence as links, where there is an archive to link to. */
import type { Block, Cited, Item, Report, Span } from '../view.ts';
import { noteOf, plain, sparkline } from './text.ts';

export function renderMarkdown(report: Report): string {
  const line = (text: readonly Span[]): string => spans(text, report.mailUrl);
  const parts = [
    `# ${escaped(report.title)}`,
    ...report.lead.map(line),
    ...report.sections.flatMap(({ title, blocks }) => [
      `## ${escaped(title)}`,
      ...blocks.map((block) => blockText(block, report.mailUrl)),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block, mailUrl: string): string {
  switch (block.kind) {
    case 'text':
      return spans(block.text, mailUrl);
    case 'list':
      return block.items
        .flatMap((one, at) => itemLines(one, block.isNumbered ? `${at + 1}. ` : '- ', '', mailUrl))
        .join('\n');
    case 'table': {
      const row = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
      return [
        row(['', ...block.columns.map(({ title }) => title)]),
        `|${' --- |'.repeat(block.columns.length + 1)}`,
        ...block.rows.map(({ title, cells }) => row([title, ...cells.map(({ text }) => text)])),
      ].join('\n');
    }
    case 'trend': {
      const highest = Math.max(...block.lines.flatMap(({ values }) => values));
      const lines = block.lines.map(
        ({ label, values }) => `- ${escaped(label)}: ${sparkline(values, highest)} ${values.at(-1) ?? 0}`,
      );
      return [`${escaped(block.title)}, ${block.from} to ${block.to}`, '', ...lines].join('\n');
    }
    case 'plot':
      return `${escaped(block.title)}: ${block.parts.map(({ label, value }) => `${escaped(label)} ${value}`).join(', ')}`;
  }
}

function itemLines(one: Item, mark: string, indent: string, mailUrl: string): readonly string[] {
  const rest = indent + ' '.repeat(mark.length);
  return [
    `${indent}${mark}${spans(one.text, mailUrl)}`,
    ...(one.items ?? []).flatMap((sub) => itemLines(sub, '- ', rest, mailUrl)),
  ];
}

function spans(text: readonly Span[], mailUrl: string): string {
  let out = '';
  for (const span of text) out += typeof span === 'string' ? escaped(span) : ` ${link(span, mailUrl)}`;
  return out.trim().replace(LIST_MARK, '$1\\$2');
}

/** Text that begins as a list does. */
const LIST_MARK = /^(\d{0,9})([.)](?=\s)|(?<!\d)[-+](?=\s))/;

function link(cited: Cited, mailUrl: string): string {
  const text = escaped(noteOf(cited));
  if (cited.message === null || mailUrl === '') return `(${text})`;
  const label = cited.words ? `“${escaped(cited.words)}”` : 'mail';
  const doubt = cited.verified === undefined || cited.verified === 'verified' ? '' : ` (${cited.verified})`;
  return `([${label}](${mailUrl}${inLink(cited.message)})${doubt})`;
}

const inLink = (id: string): string =>
  encodeURIComponent(id).replace(/[()]/g, (mark) => (mark === '(' ? '%28' : '%29'));

/** What is markup to Markdown or HTML is shown as it stands. */
const escaped = (text: string): string =>
  plain(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|~#]|&(?=#?\w+;)/g, '\\$&');
