/** All series: filtered, sorted, paged. */
import { html } from 'hono/html';
import { type ListedSeries, SERIES_ORDERS, SERIES_STATES, seriesSpan } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { page, safe, seriesPath, to } from '../layout.ts';
import { type Field, filters, heads, orderOf, PAGE_SIZE, pageOf, pager, type Sorting } from '../paging.ts';
import { date, inferred, person, plural, stacked, state } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

const FIELDS: readonly Field[] = [
  { kind: 'text', name: 'q', label: 'Title' },
  { kind: 'text', name: 'from', label: 'From' },
  { kind: 'text', name: 'list', label: 'List' },
  { kind: 'text', name: 'file', label: 'File' },
  { kind: 'select', name: 'state', label: 'State', options: SERIES_STATES },
  { kind: 'date', name: 'since', label: 'Posted since' },
];

const COLUMNS: readonly Sorting<never>[] = [
  { title: 'Posted', key: 'date' },
  { title: 'Title', key: 'title' },
  { title: 'Version', key: 'version', isNumber: true },
  { title: 'Patches', key: 'patches', isNumber: true },
  { title: 'State' },
  { title: 'From', key: 'from' },
];

export async function seriesListPage(ask: Ask) {
  const { site, visit, query } = ask;
  const since = Date.parse(query('since')) / 1000;
  const filter = {
    from: query('from') || undefined,
    list: query('list') || undefined,
    title: query('q') || undefined,
    file: query('file') || undefined,
    since: Number.isNaN(since) ? undefined : epoch(since),
  };
  const { order, isDescending } = orderOf(ask, SERIES_ORDERS, 'date');
  const { total, series } = await seriesSpan(site.workspace, visit.asOf, filter, query('state') || null, {
    by: order,
    isDescending,
    limit: PAGE_SIZE,
    offset: (pageOf(ask) - 1) * PAGE_SIZE,
  });
  const rows = series.map((one) => row(visit, one));
  const body = html`${filters(ask, FIELDS)}<p class="count">${total} series.</p>
${rows.length > 0 ? stacked('Series', heads(COLUMNS, ask), rows) : ''}${pager(ask, total)}`;
  return page(ask, 'Series', body);
}

export function row(visit: Visit, one: ListedSeries) {
  const version =
    one.versionFrom === 'inferred'
      ? inferred(`v${one.version}`, one.follows?.method ?? 'from older postings')
      : `v${one.version}`;
  const count = one.complete
    ? plural(one.received, 'patch', 'patches')
    : html`<span class="bad">${one.received} of ${one.expected}</span>`;
  return html`<tr><td>${date(one.date)}</td><th scope="row"><a href="${to(visit, seriesPath(one.id))}">${safe(one.title) || '(no title)'}</a> ${one.prefixes.map((tag) => html`<span class="chip">${safe(tag)}</span>`)}</th>
<td class="num">${version}</td><td class="num">${count}</td><td>${state(one.state)}</td><td>${person(visit, one.author)}</td></tr>`;
}
