/** All series: filtered, sorted, paged. */
import { html } from 'hono/html';
import { type ListedSeries, listSeries, SERIES_STATES } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { page, safe, seriesPath, to } from '../layout.ts';
import { type Field, filters, heads, pageOf, pager, type Sorting, slice, sorted } from '../paging.ts';
import { date, inferred, nameOf, person, plural, stacked, state } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

const FIELDS: readonly Field[] = [
  { kind: 'text', name: 'q', label: 'Title' },
  { kind: 'text', name: 'from', label: 'From' },
  { kind: 'text', name: 'list', label: 'List' },
  { kind: 'text', name: 'file', label: 'File' },
  { kind: 'select', name: 'state', label: 'State', options: SERIES_STATES },
  { kind: 'date', name: 'since', label: 'Posted since' },
];

const COLUMNS: readonly Sorting<ListedSeries>[] = [
  { title: 'Posted', key: 'date', by: (one) => one.date },
  { title: 'Title', key: 'title', by: (one) => one.title.toLowerCase() },
  { title: 'Version', key: 'version', by: (one) => one.version },
  { title: 'Patches', key: 'patches', by: (one) => one.expected },
  { title: 'State', key: 'state', by: (one) => one.state },
  { title: 'From', key: 'from', by: (one) => nameOf(one.author).toLowerCase() },
];

export async function seriesListPage(ask: Ask) {
  const { site, visit, query } = ask;
  const since = Date.parse(query('since')) / 1000;
  const listed = await listSeries(site.workspace, visit.asOf, {
    from: query('from') || undefined,
    list: query('list') || undefined,
    title: query('q') || undefined,
    file: query('file') || undefined,
    since: Number.isNaN(since) ? undefined : epoch(since),
  });
  const wanted = query('state');
  const found = listed.filter((one) => wanted === '' || one.state === wanted).toReversed();
  const rows = slice(sorted(found, COLUMNS, ask), pageOf(ask)).map((one) => row(visit, one));
  const body = html`${filters(ask, FIELDS)}<p class="count">${found.length} series.</p>
${rows.length > 0 ? stacked('Series', heads(COLUMNS, ask), rows) : ''}${pager(ask, found.length)}`;
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
