/** One tree: its commits with the series that they came from, and who outside it reviewed them. */
import { html } from 'hono/html';
import { COMMIT_ORDERS, listTrees, outsideShare, treeEntries } from '../../app/index.ts';
import { page, safe } from '../layout.ts';
import { type Field, filters, heads, orderOf, PAGE_SIZE, pageOf, pager, type Sorting } from '../paging.ts';
import { chip, commit, date, inferred, person, plural, series, stacked } from '../parts.ts';
import { figures } from '../report-body.ts';
import type { Ask, Visit } from '../visit.ts';
import { stackPage } from './stack.ts';

const FIELDS: readonly Field[] = [{ kind: 'text', name: 'q', label: 'Subject or author' }];

const COLUMNS: readonly Sorting<never>[] = [
  { title: 'Landed', key: 'landed' },
  { title: 'Commit' },
  { title: 'Subject', key: 'subject' },
  { title: 'Author', key: 'author' },
  { title: 'Series' },
];

export async function treePage(ask: Ask) {
  const { site, visit } = ask;
  const name = ask.param('name');
  const tree = listTrees(site.workspace).find((one) => one.name === name);
  if (!tree) return null;
  if (tree.kind === 'quilt') return stackPage(ask);
  const at = pageOf(ask);
  const { total, entries } = treeEntries(site.workspace.store, name, visit.asOf, {
    text: ask.query('q'),
    limit: PAGE_SIZE,
    offset: (at - 1) * PAGE_SIZE,
    ...orderOf(ask, COMMIT_ORDERS, 'landed'),
  });
  const rows = entries.map((one) => row(visit, one));
  const body = html`<p>${chip(tree.role ?? '')} ${plural(total, 'commit')}, merges left out.</p>${at === 1 && ask.query('q') === '' ? await share(ask, name) : ''}
${filters(ask, FIELDS)}${rows.length > 0 ? stacked('Commits', heads(COLUMNS, ask), rows) : ''}${pager(ask, total)}`;
  return page(ask, `Tree ${name}`, body);
}

type Entry = ReturnType<typeof treeEntries>['entries'][number];

function row(visit: Visit, one: Entry) {
  const from =
    one.series === null
      ? ''
      : one.method === 'link'
        ? series(visit, one.series)
        : inferred(series(visit, one.series), one.method ?? '');
  return html`<tr><td>${date(one.landedAt)}</td><td>${commit(visit, one.id)}</td><th scope="row">${safe(one.subject)}</th><td>${person(visit, one.author)}</td><td>${from}</td></tr>`;
}

async function share({ site, visit }: Ask, name: string) {
  const facts = await outsideShare(site.workspace, name, visit.asOf);
  if (facts === null) return '';
  const known = facts.commits.filter((one) => one.series !== null);
  if (known.length === 0)
    return html`<p>None of its newest ${facts.commits.length} commits is on the lists at hand, so who reviewed them is unknown.</p>`;
  const reviewed = known.filter((one) => one.isReviewedOutside).length;
  const mentioned = known.filter((one) => one.isMentionedOutside && !one.isReviewedOutside).length;
  const plot = {
    kind: 'plot' as const,
    title: `Of the newest ${facts.commits.length} commits, by ${plural(facts.authors, 'author')}`,
    parts: [
      { label: 'reviewed by somebody who wrote none of them', value: reviewed },
      { label: 'spoken about by such', value: mentioned },
      { label: 'by nobody else', value: known.length - reviewed - mentioned },
      { label: 'not on the lists at hand', value: facts.commits.length - known.length },
    ],
  };
  return figures([plot], visit);
}
