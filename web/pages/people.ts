/** Everybody who wrote to the lists. */
import { html } from 'hono/html';
import { listPeople, PEOPLE_ORDERS, type PersonRow } from '../../app/index.ts';
import { page, personPath, safe, to } from '../layout.ts';
import { type Field, filters, heads, orderOf, PAGE_SIZE, pageOf, pager, type Sorting } from '../paging.ts';
import { date, stacked } from '../parts.ts';
import type { Ask } from '../visit.ts';

const FIELDS: readonly Field[] = [{ kind: 'text', name: 'q', label: 'Name or address' }];

const COLUMNS: readonly Sorting<PersonRow>[] = [
  { title: 'Name', key: 'name' },
  { title: 'Series', key: 'series', isNumber: true },
  { title: 'Mails', key: 'mails', isNumber: true },
  { title: 'Last mail', key: 'last' },
];

export function peoplePage(ask: Ask) {
  const { site, visit, query } = ask;
  const { total, people } = listPeople(site.workspace.store, visit.asOf, {
    name: query('q'),
    ...orderOf(ask, PEOPLE_ORDERS, 'mails'),
    limit: PAGE_SIZE,
    offset: (pageOf(ask) - 1) * PAGE_SIZE,
  });
  const rows = people.map(
    (one) =>
      html`<tr><th scope="row"><a href="${to(visit, personPath(one.email || one.person))}">${safe(one.name || one.email || one.person)}</a></th><td class="num" data-label="series">${one.series}</td><td class="num" data-label="mails">${one.mails}</td><td data-label="last mail">${date(one.last)}</td></tr>`,
  );
  const body = html`${filters(ask, FIELDS)}<p class="count">${total} people.</p>${rows.length > 0 ? stacked('People', heads(COLUMNS, ask), rows) : ''}${pager(ask, total)}`;
  return page(ask, 'People', body);
}
