/** Two versions compared patch by patch. */
import { html } from 'hono/html';
import { diffSeries, type Pair, showChange } from '../../app/index.ts';
import { page, patchPath, safe, seriesPath, to } from '../layout.ts';
import { chunks, linesHtml, type TextLine } from '../mail-text.ts';
import { openPager, pageOf } from '../paging.ts';
import { chip, date, inferred, stacked } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';
import { compareForm } from './series.ts';

/** `/diff?from=ID&to=ID`, or `/series/ID/diff`: against the version before it. */
export async function rangeDiffPage(ask: Ask) {
  const { site, visit } = ask;
  const [from, until] = ask.param('id')
    ? [ask.param('id'), ask.query('to')]
    : [ask.query('from'), ask.query('to')];
  const { before, after, pairs } = await diffSeries(site.workspace, from, until || null, visit.asOf);
  const versions = await showChange(site.workspace, after.changeId, visit.asOf);
  const rows = pairs.map((pair) => summaryRow(visit, before.id, after.id, pair));
  const { lines, isLast } = onePage(pairs, pageOf(ask));
  const link = (one: typeof before) =>
    html`<a href="${to(visit, seriesPath(one.id))}">v${one.version}</a> of ${date(one.date)}`;
  const body = html`<p>${link(before)} against ${link(after)}: as git range-diff shows it, from the mails alone.</p>
${versions.length > 1 ? compareForm(visit, after.id, before.id, versions) : ''}
${stacked('Patches', ['Before', 'After', 'Title', 'What changed'], rows)}
<h2>Line by line</h2>${lines.length === 0 ? html`<p>No line differs.</p>` : linesHtml(lines)}${openPager(ask, isLast)}`;
  return page(ask, `What changed: ${after.title}`, body);
}

function summaryRow(visit: Visit, before: string, after: string, pair: Pair) {
  const link = (series: string, one: Pair['before']) =>
    one ? html`<a href="${to(visit, patchPath(series, one.n))}">${one.n}</a>` : '–';
  const what = pair.isSplitOf !== null ? `split off patch ${pair.isSplitOf}` : pair.change;
  const how =
    pair.change === 'changed' && pair.score < 1 ? inferred(what, `${pair.score} alike`) : chip(what);
  return html`<tr><td class="num" data-label="before">${link(before, pair.before)}</td><td class="num" data-label="after">${link(after, pair.after)}</td><th scope="row">${safe((pair.after ?? pair.before)!.title)}</th><td>${how}</td></tr>`;
}

/** Only the pairs on the page are compared line by line, and those before them. */
function onePage(
  pairs: readonly Pair[],
  at: number,
): { readonly lines: readonly TextLine[]; readonly isLast: boolean } {
  let pages: readonly (readonly TextLine[])[] = [[]];
  for (const [n, pair] of pairs.entries()) {
    pages = chunks([...pages.flat(), ...pairLines(pair, n)]);
    if (pages.length > at) break;
  }
  return { lines: pages[Math.min(at, pages.length) - 1]!, isLast: pages.length <= at };
}

function pairLines({ before, after, message, diff }: Pair, at: number): readonly TextLine[] {
  const lines = [...message, ...diff];
  if (lines.length === 0) return [];
  const head = {
    kind: 'meta',
    text: `${at + 1}: ${before?.n ?? '-'} -> ${after?.n ?? '-'}: ${safe((after ?? before)!.title)}`,
  };
  return [head, ...lines.map((line) => ({ kind: kindOf(line), text: safe(line) }))];
}

function kindOf(line: string): string {
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'add';
  return line.startsWith('-') ? 'del' : '';
}
