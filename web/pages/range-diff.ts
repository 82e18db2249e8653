/** Two versions compared patch by patch. */
import { html } from 'hono/html';
import { diffSeries, type Pair } from '../../app/index.ts';
import { page, safe, seriesPath, to } from '../layout.ts';
import type { Ask } from '../visit.ts';

export async function rangeDiffPage(ask: Ask) {
  const { site, visit } = ask;
  const other = ask.query('to') || null;
  const { before, after, pairs } = await diffSeries(site.workspace, ask.param('id'), other, visit.asOf);
  const body = html`<p><a href="${to(visit, seriesPath(before.id))}">v${before.version}</a> against <a href="${to(visit, seriesPath(after.id))}">v${after.version}</a></p>${pairs.map(pairHtml)}`;
  return page(ask, `What changed: ${after.title}`, body);
}

function pairHtml({ before, after, change, isSplitOf, message, diff }: Pair) {
  const lines = [...message, ...diff].map((line) => {
    const kind = line.startsWith('@@')
      ? 'hunk'
      : line.startsWith('+')
        ? 'add'
        : line.startsWith('-')
          ? 'del'
          : '';
    return html`<span class="${kind}">${safe(`${line}\n`)}</span>`;
  });
  return html`<section><h2>${before?.n ?? '–'} → ${after?.n ?? '–'}: ${safe((after ?? before)!.title)}</h2><p>${isSplitOf === null ? change : `split off patch ${isSplitOf}`}</p>${lines.length > 0 ? html`<pre>${lines}</pre>` : ''}</section>`;
}
