/** What is here, from where, and what could not be read. */
import { html } from 'hono/html';
import { countAll, countSources, findings, newestDate } from '../../app/index.ts';
import { mailPath, page, safe, seriesPath, to, treePath } from '../layout.ts';
import { type Field, filters, heads, pageOf, pager, type Sorting, slice, sorted } from '../paging.ts';
import { chip, date, stacked } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

type Source = ReturnType<typeof countSources>[number];

const COLUMNS: readonly Sorting<Source>[] = [
  { title: 'Source', key: 'source', by: (one) => one.name.toLowerCase() },
  { title: 'What it is', key: 'kind', by: (one) => one.role ?? one.kind },
  { title: 'Mails or commits', key: 'items', isNumber: true, by: (one) => one.items },
];

export function statusPage(ask: Ask) {
  const { site, visit } = ask;
  const { store } = site.workspace;
  const newest = newestDate(store);
  const counts = Object.entries(countAll(store)).map(
    ([name, count]) => html`<dt>${name}</dt><dd>${count}</dd>`,
  );
  const rows = sorted(countSources(store), COLUMNS, ask).map(
    (one) =>
      html`<tr><th scope="row">${one.role === null ? safe(one.name) : html`<a href="${to(visit, treePath(one.name))}">${safe(one.name)}</a>`}</th><td>${chip(one.role ?? one.kind)}</td><td class="num" data-label="items">${one.items}${one.since === null ? '' : ` since ${one.since.slice(0, 10)}`}</td></tr>`,
  );
  const body = html`<dl>${counts}${newest === null ? '' : html`<dt>newest</dt><dd>${date(newest)}</dd>`}</dl>
<h2>Sources</h2>${stacked('Sources', heads(COLUMNS, ask), rows)}
<p><a href="${to(visit, '/doctor')}">What could not be read, or is missing</a></p>`;
  return page(ask, 'Status', body);
}

const KINDS: readonly Finding['kind'][] = ['unreadable', 'problem', 'missing reference', 'incomplete series'];
const FIELDS: readonly Field[] = [
  { kind: 'select', name: 'kind', label: 'Kind', options: KINDS },
  { kind: 'text', name: 'q', label: 'Words' },
];

type Finding = ReturnType<typeof findings>[number];

const FINDINGS: readonly Sorting<Finding>[] = [
  { title: 'Kind', key: 'kind', by: (one) => one.kind },
  { title: 'Where', key: 'where', by: (one) => one.where },
  { title: 'What', key: 'what', by: (one) => one.what },
];

export function doctorPage(ask: Ask) {
  const { site, visit, query } = ask;
  const all = findings(site.workspace.store);
  const words = query('q').toLowerCase();
  const found = all.filter(
    (one) =>
      (query('kind') === '' || one.kind === query('kind')) &&
      `${one.where} ${one.what}`.toLowerCase().includes(words),
  );
  const counts = KINDS.map(
    (kind) => html`<dt>${kind}</dt><dd>${all.filter((one) => one.kind === kind).length}</dd>`,
  );
  const rows = slice(sorted(found, FINDINGS, ask), pageOf(ask)).map(
    (one) =>
      html`<tr><td>${one.kind}</td><th scope="row">${where(visit, one)}</th><td class="text">${safe(one.what)}</td></tr>`,
  );
  const body = html`<dl>${counts}</dl>${filters(ask, FIELDS)}<p class="count">${found.length} findings.</p>${rows.length > 0 ? stacked('Findings', heads(FINDINGS, ask), rows) : ''}${pager(ask, found.length)}`;
  return page(ask, 'Doctor', body);
}

function where(visit: Visit, { kind, where: at }: Finding) {
  if (kind === 'unreadable') return safe(at);
  const path = kind === 'incomplete series' ? seriesPath(at) : mailPath(at);
  return html`<a href="${to(visit, path)}">${safe(at)}</a>`;
}
