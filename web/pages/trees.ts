/** The trees that are read. */
import { html } from 'hono/html';
import { listTrees } from '../../app/index.ts';
import { page, safe, to, treePath } from '../layout.ts';
import { type Field, filters, heads, type Sorting, sorted } from '../paging.ts';
import { chip, stacked } from '../parts.ts';
import type { Ask } from '../visit.ts';

type Tree = ReturnType<typeof listTrees>[number];

const COLUMNS: readonly Sorting<Tree>[] = [
  { title: 'Tree', key: 'tree', by: (one) => one.name.toLowerCase() },
  { title: 'Role', key: 'role', by: (one) => one.role ?? '' },
  { title: 'Commits', key: 'commits', isNumber: true, by: (one) => one.items },
];

export function treesPage(ask: Ask) {
  const { site, visit, query } = ask;
  const all = listTrees(site.workspace);
  const roles = [...new Set(all.flatMap(({ role }) => role ?? []))];
  const fields: readonly Field[] = [
    { kind: 'text', name: 'q', label: 'Name' },
    { kind: 'select', name: 'role', label: 'Role', options: roles },
  ];
  const trees = all.filter(
    ({ name, role }) =>
      name.toLowerCase().includes(query('q').toLowerCase()) &&
      (query('role') === '' || role === query('role')),
  );
  const rows = sorted(trees, COLUMNS, ask).map(
    (one) =>
      html`<tr><th scope="row"><a href="${to(visit, treePath(one.name))}">${safe(one.name)}</a></th><td>${chip(one.role ?? '')}</td><td class="num" data-label="${one.kind === 'quilt' ? 'patches' : 'commits'}">${one.items}</td></tr>`,
  );
  return page(
    ask,
    'Trees',
    all.length > 0
      ? html`${filters(ask, fields)}${rows.length > 0 ? stacked('Trees', heads(COLUMNS, ask), rows) : html`<p>No tree is like that.</p>`}`
      : html`<p>None is read: <code>mergeready add --role mainline PATH</code> adds one.</p>`,
  );
}
