/** A quilt stack: what sat in it, for how long, and what became of it. */
import { html } from 'hono/html';
import { type ShownPatch, showStack } from '../../app/index.ts';
import { page, safe } from '../layout.ts';
import { type Field, filters, heads, pageOf, pager, type Sorting, slice, sorted } from '../paging.ts';
import { chip, commit, date, inferred, stacked } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

const FIELDS: readonly Field[] = [
  { kind: 'text', name: 'q', label: 'Patch' },
  {
    kind: 'select',
    name: 'fate',
    label: 'What became of it',
    options: ['in', 'folded', 'merged', 'dropped', 'left'],
  },
  { kind: 'select', name: 'acks', label: 'Acks', options: ['wanted', 'granted'] },
];

const COLUMNS: readonly Sorting<ShownPatch>[] = [
  { title: 'Entered', key: 'entered', by: (one) => one.entered },
  { title: 'Days', key: 'days', isNumber: true, by: (one) => one.days },
  { title: 'Patch', key: 'patch', by: (one) => one.subject.toLowerCase() },
  { title: 'What became of it', key: 'fate', by: (one) => one.fate.what },
  { title: 'Acks' },
  { title: 'Notes of its maintainer' },
];

export async function stackPage(ask: Ask) {
  const { site, visit, query } = ask;
  const name = ask.param('name');
  const words = query('q').toLowerCase();
  const found = (await showStack(site.workspace, name, visit.asOf))
    .toReversed()
    .filter(
      (one) =>
        (words === '' || one.subject.toLowerCase().includes(words)) &&
        (query('fate') === '' || one.fate.what === query('fate')) &&
        (query('acks') === '' || one.acks === query('acks')),
    );
  const rows = slice(sorted(found, COLUMNS, ask), pageOf(ask)).map((one) => row(visit, one));
  const body = html`${filters(ask, FIELDS)}<p class="count">${found.length} patches.</p>
${rows.length > 0 ? stacked('Patches of the stack', heads(COLUMNS, ask), rows) : ''}${pager(ask, found.length)}`;
  return page(ask, `Stack ${name}`, body);
}

function row(visit: Visit, one: ShownPatch) {
  const { what, stated, inferredFrom, into } = one.fate;
  const words = `${what}${into ? ` into ${into}` : ''}${stated && stated !== what ? ` (${stated})` : ''}`;
  const notes = one.notes.map(
    (note) => html`<div>${safe(note.text)} <small class="quiet">since ${date(note.since)}</small></div>`,
  );
  return html`<tr><td data-label="entered">${date(one.entered)}</td><td class="num" data-label="days">${one.days}</td><th scope="row">${safe(one.subject)} <small class="quiet">${safe(one.name)}</small></th><td>${inferredFrom ? inferred(safe(words), safe(inferredFrom)) : chip(safe(words))}${one.mainline ? html` ${commit(visit, one.mainline)}` : ''}</td><td>${one.acks ? chip(one.acks, one.acks === 'wanted' ? 'wait' : 'good') : ''}</td><td class="text">${notes}</td></tr>`;
}
