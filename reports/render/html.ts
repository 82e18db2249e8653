/** A report as one HTML file that needs nothing else, reads well in light and dark, and prints well. */
import {
  type Block,
  type Cited,
  day,
  type Item,
  type Plot,
  type Report,
  type Span,
  type Trend,
} from '../view.ts';
import { noteOf, plain } from './text.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1c1c1c;--paper:#fff;--quiet:#595959;--line:#c9c9c9;--link:#0b57a4;--c0:#2f6f9f;--c1:#8a6d1d;--c2:#77777a;--c3:#7a4f8f;--c4:#3f7d4e;--c5:#a0522d}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#161616;--quiet:#a8a8a8;--line:#444;--link:#8ab8f0;--c0:#6fb1e0;--c1:#d3b153;--c2:#a4a4a8;--c3:#c398d8;--c4:#7cc78d;--c5:#e0946c}}
${[0, 1, 2, 3, 4, 5].map((n) => `.fill${n}{fill:var(--c${n});color:var(--c${n})}.line${n}{stroke:var(--c${n})}`).join('')}
body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:44rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.2}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid var(--line)}
a{color:var(--link)}cite{font-style:normal;color:var(--quiet);font-size:.85em}
table{border-collapse:collapse;font-size:.85rem}th,td{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;vertical-align:top}
.wide{overflow-x:auto}li{margin:.2rem 0}section>ul>li:has(>ul){margin-top:.7rem}figure{margin:1rem 0}figcaption{color:var(--quiet);font-size:.85rem}
@media print{body{max-width:none;margin:0;font-size:9pt;line-height:1.3}a{color:inherit;text-decoration:none}h1{font-size:16pt}h2{font-size:11pt;margin-top:1rem;break-after:avoid}p,ul,ol,figure{margin-block:.5rem}ul ul{margin-block:0}li{margin:.1rem 0}ul ul li,tr,figure{break-inside:avoid}svg{height:auto;max-width:9cm}}`;

/** Where evidence stands, as a URL; null where there is nothing to link to. */
export type LinkOf = (cited: Cited) => string | null;

export function renderHtml(report: Report): string {
  const { mailUrl } = report;
  const linkOf: LinkOf = ({ message }) =>
    message === null || mailUrl === '' ? null : `${mailUrl}${encodeURIComponent(message)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(report.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escaped(report.title)}</h1>
${report.lead.map((line) => `<p>${spans(line, linkOf)}</p>`).join('\n')}
${report.sections.map(({ title, blocks }) => `<section><h2>${escaped(title)}</h2>\n${blocks.map((block) => blockHtml(block, linkOf)).join('\n')}</section>`).join('\n')}
</main><footer><p><cite>As of ${day(report.asOf)} (UTC).</cite></p></footer></body></html>
`;
}

/** The inside of a report, for a page that has a head of its own; everything in it is escaped. */
export function sectionsHtml(report: Report, linkOf: LinkOf): string {
  return [
    ...report.lead.map((line) => `<p>${spans(line, linkOf)}</p>`),
    ...report.sections.map(
      ({ title, blocks }) =>
        `<section><h2>${escaped(title)}</h2>${blocks.map((block) => blockHtml(block, linkOf)).join('')}</section>`,
    ),
  ].join('\n');
}

/** Blocks alone, such as a figure on a page. */
export const blocksHtml = (blocks: readonly Block[], linkOf: LinkOf = () => null): string =>
  blocks.map((block) => blockHtml(block, linkOf)).join('\n');

function blockHtml(block: Block, linkOf: LinkOf): string {
  switch (block.kind) {
    case 'text':
      return `<p>${spans(block.text, linkOf)}</p>`;
    case 'list': {
      const tag = block.isNumbered ? 'ol' : 'ul';
      return `<${tag}>${block.items.map((one) => itemHtml(one, linkOf)).join('')}</${tag}>`;
    }
    case 'table': {
      const head = block.columns.map(({ title }) => `<th scope="col">${escaped(title)}</th>`).join('');
      const rows = block.rows.map(
        ({ title, cells }) =>
          `<tr><th scope="row">${escaped(title)}</th>${cells.map(({ text }) => `<td>${escaped(text)}</td>`).join('')}</tr>`,
      );
      return `<div class="wide" tabindex="0" role="group" aria-label="table"><table><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
    }
    case 'plot':
      return plotHtml(block);
    case 'trend':
      return trendHtml(block);
  }
}

function itemHtml({ text, items }: Item, linkOf: LinkOf): string {
  const inner =
    items && items.length > 0 ? `<ul>${items.map((one) => itemHtml(one, linkOf)).join('')}</ul>` : '';
  return `<li>${spans(text, linkOf)}${inner}</li>`;
}

/** Figures have classes `fill0` to `fill5` and `line0` to `line5`, so that the page's colors apply, light or dark. */
const FILLS = 6;

/** A bar in parts, and the same in words below it. */
function plotHtml({ title, parts }: Plot): string {
  const sum = parts.reduce((total, { value }) => total + value, 0) || 1;
  let at = 0;
  const bars = parts.map(({ value }, n) => {
    const width = (value / sum) * 400;
    const bar = `<rect x="${at.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="16" class="fill${n % FILLS}"/>`;
    at += width;
    return bar;
  });
  const words = parts.map(({ label, value }) => `${escaped(label)} ${value}`).join(', ');
  return `<figure><svg viewBox="0 0 400 16" width="400" height="16" role="img" aria-label="${escaped(`${title}: `)}${words}">${bars.join('')}</svg><figcaption>${escaped(title)}: ${words}</figcaption></figure>`;
}

const [TREND_WIDTH, TREND_HEIGHT] = [400, 80];

/** One line each in steps, as numbers of things go; what it shows stands in words below it. */
function trendHtml({ title, from, to, lines }: Trend): string {
  const highest = Math.max(1, ...lines.flatMap(({ values }) => values));
  const paths = lines.map(({ values }, n) => {
    const width = TREND_WIDTH / Math.max(1, values.length - 1);
    const y = (value: number): string =>
      (TREND_HEIGHT - (value / highest) * (TREND_HEIGHT - 4) - 2).toFixed(1);
    const steps = values.map(
      (value, at) => `${at === 0 ? `M0 ${y(value)}` : `H${(at * width).toFixed(1)}V${y(value)}`}`,
    );
    const dash = n === 0 ? '' : ` stroke-dasharray="${n * 2} ${n + 1}"`;
    return `<path d="${steps.join('')}" fill="none" class="line${n % FILLS}" stroke-width="2"${dash}/>`;
  });
  const words = lines.map(
    ({ label, values }) => `${escaped(label)} ${values[0] ?? 0} to ${values.at(-1) ?? 0}`,
  );
  const caption = `${escaped(title)}, ${escaped(from)} to ${escaped(to)}: ${words.join(', ')}`;
  return `<figure><svg viewBox="0 0 ${TREND_WIDTH} ${TREND_HEIGHT}" width="${TREND_WIDTH}" height="${TREND_HEIGHT}" role="img" aria-label="${caption}">${paths.join('')}</svg><figcaption>${caption}. ${lines.map(({ label }, n) => `<span class="fill${n % FILLS}" aria-hidden="true">■</span> ${escaped(label)}`).join(' ')}</figcaption></figure>`;
}

function spans(text: readonly Span[], linkOf: LinkOf): string {
  return text.map((span) => (typeof span === 'string' ? escaped(span) : ` ${cite(span, linkOf)}`)).join('');
}

function cite(cited: Cited, linkOf: LinkOf): string {
  const note = escaped(noteOf(cited));
  const link = linkOf(cited);
  if (link === null) return `<cite>${note}</cite>`;
  const label = cited.words
    ? `“${escaped(cited.words)}”`
    : cited.message === null
      ? `commit ${escaped(cited.commit ?? '')}`
      : 'mail';
  const doubt =
    cited.verified === undefined || cited.verified === 'verified' ? '' : ` (${escaped(cited.verified)})`;
  return `<cite><a href="${escaped(link)}" title="${note}">${label}</a>${doubt}</cite>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => plain(text).replace(/[&<>"']/g, (char) => ESCAPES[char]!);
