/** All series, filtered. */
import { html } from 'hono/html';
import { type ListedSeries, listSeries } from '../../app/index.ts';
import { page, safe, seriesPath, to } from '../layout.ts';
import { pageOf, pager, slice } from '../paging.ts';
import { day } from '../values.ts';
import type { Ask, Visit } from '../visit.ts';

export async function seriesListPage(ask: Ask) {
  const { site, visit } = ask;
  const [from, list, state, q] = ['from', 'list', 'state', 'q'].map((name) => ask.query(name));
  const all = await listSeries(site.workspace, visit.asOf, {
    from: from || undefined,
    list: list || undefined,
  });
  const found = all
    .filter(
      (one) => (!state || one.state === state) && (!q || one.title.toLowerCase().includes(q.toLowerCase())),
    )
    .toReversed();
  const at = pageOf(ask);
  const shown = slice(found, at);
  const query = { from: from!, list: list!, state: state!, q: q! };
  const field = (name: keyof typeof query, label: string) =>
    html`<label>${label}<input name="${name}" value="${query[name]}"></label>`;
  const body = html`<form method="get">${field('q', 'Title')}${field('from', 'From')}${field('list', 'List')}${field('state', 'State')}${visit.isPast ? html`<input type="hidden" name="asOf" value="${day(visit.asOf)}">` : ''}<button>Filter</button></form>
<p>${found.length} series.</p>${seriesTable(shown, visit)}${pager(visit, '/series', query, at, found.length)}`;
  return page(ask, 'Series', body);
}

function seriesTable(series: readonly ListedSeries[], visit: Visit) {
  const rows = series.map(
    (
      one,
    ) => html`<tr><td data-label="posted">${day(one.date)}</td><th scope="row"><a href="${to(visit, seriesPath(one.id))}">${safe(one.title)}</a></th>
<td data-label="version" class="${one.versionFrom === 'stated' ? '' : 'inferred'}">v${one.version}</td><td data-label="patches">${one.complete ? one.received : `${one.received} of ${one.expected}`}</td><td data-label="state">${one.state}</td><td data-label="from">${safe(one.author.name || one.author.email)}</td></tr>`,
  );
  return html`<div class="wide" tabindex="0" role="group" aria-label="Series"><table class="stack"><thead><tr><th scope="col">Posted</th><th scope="col">Title</th><th scope="col">Version</th><th scope="col">Patches</th><th scope="col">State</th><th scope="col">From</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
