/** One patch of a series: what was given to it, its text with the remarks in place; long ones in pages. */
import { html } from 'hono/html';
import { patchWithMail } from '../../app/index.ts';
import { checksOf } from '../checks.ts';
import { page, patchPath, safe, seriesPath, to } from '../layout.ts';
import { chunks, textLines } from '../mail-text.ts';
import { pageOf, pager } from '../paging.ts';
import { date, landed, mail, person, plural } from '../parts.ts';
import { elsewhereHtml, patchText, patchTextHtml } from '../patch-text.ts';
import { givenTo } from '../trailers.ts';
import type { Ask } from '../visit.ts';

export async function patchPage(ask: Ask) {
  const { visit, site } = ask;
  const found = await patchWithMail(site.workspace, ask.param('id'), ask.param('n'), visit.asOf);
  if (found === null) return null;
  const { series, at, mail: sent } = found;
  const patch = series.patches[at]!;
  const comments = series.comments.filter(({ appliesTo }) => appliesTo === patch.n);
  const text = patchText(textLines(sent.text), comments);
  const pages = chunks(text.lines);
  const shown = Math.min(pageOf(ask), pages.length) - 1;
  const from = pages.slice(0, shown).reduce((sum, lines) => sum + lines.length, 0);
  const [before, after] = [series.patches[at - 1], series.patches[at + 1]];
  const step = (one: typeof before, rel: string, words: string) =>
    one ? html`<li><a rel="${rel}" href="${to(visit, patchPath(series.id, one.n))}">${words}</a></li>` : '';
  const body = html`<nav aria-label="Patches"><ul class="row">${step(before, 'prev', 'Previous patch')}<li><a href="${to(visit, seriesPath(series.id))}">v${series.version} ${safe(series.title)}</a></li>${step(after, 'next', 'Next patch')}</ul></nav>
<p>Patch ${patch.n} of ${series.expected}, ${person(visit, series.author)}, ${mail(visit, patch.messageId, date(patch.date))}; ${plural(comments.length, 'comment')}.</p>
${givenTo(visit, series, patch.n)}${checksOf(series, patch.messageId)}${[...series.reverted, ...series.landings].filter(({ n }) => n === patch.n).map((one) => html`<div>${landed(visit, one)}</div>`)}
<details><summary>${plural(patch.files.length, 'file')}</summary><ul>${patch.files.slice(0, 200).map((path) => html`<li><a href="${to(visit, '/search', { q: `file:${path}` })}">${safe(path)}</a></li>`)}</ul></details>
${patchTextHtml(visit, text, from, from + pages[shown]!.length)}${pager(ask, pages.length, 1)}
${elsewhereHtml(visit, text.elsewhere)}`;
  return page(ask, patch.subject || '(no subject)', body);
}
