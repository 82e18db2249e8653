/** What namespaces do: the rules, and what came of their programs on the model. */
import { html } from 'hono/html';
import { modelConformance, ruleOnModel } from '../../app/index.ts';
import { page, plainText, safe, to } from '../layout.ts';
import {
  type Field,
  filters,
  heads,
  PAGE_SIZE,
  pageOf,
  pager,
  type Sorting,
  slice,
  sorted,
} from '../paging.ts';
import { stacked, state } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

type Rule = Awaited<ReturnType<typeof modelConformance>>['rules'][number];

const COLUMNS: readonly Sorting<Rule>[] = [
  { title: 'Rule', key: 'rule', by: (one) => one.id },
  { title: 'Group', key: 'group', by: (one) => one.group },
  { title: 'Says' },
  { title: 'Source', key: 'source', by: (one) => one.cites },
  { title: 'Model', key: 'model', by: (one) => one.model },
];

/** The model is a pure program: one run says it until the program changes. */
let ran: ReturnType<typeof modelConformance> | null = null;

export async function referencePage(ask: Ask) {
  const { visit, query } = ask;
  ran ??= modelConformance();
  const { rules } = await ran;
  const fields: readonly Field[] = [
    { kind: 'select', name: 'group', label: 'Group', options: [...new Set(rules.map(({ group }) => group))] },
    { kind: 'text', name: 'q', label: 'Words' },
  ];
  const words = query('q').toLowerCase();
  const found = rules.filter(
    (one) =>
      (query('group') === '' || one.group === query('group')) &&
      `${one.id} ${one.says} ${one.cites}`.toLowerCase().includes(words),
  );
  const rows = slice(sorted(found, COLUMNS, ask), pageOf(ask)).map((one) => row(visit, one));
  const passed = rules.filter((one) => one.model === 'pass').length;
  const body = html`<p>${passed} of ${rules.length} rules pass on the model. <code>mergeready reference verify</code> asks the kernel of this machine as well.</p>${filters(ask, fields)}<p class="count">${found.length} rules.</p>
${rows.length > 0 ? stacked('Rules', heads(COLUMNS, ask), rows) : ''}${pager(ask, found.length, PAGE_SIZE)}`;
  return page(ask, 'Reference', body);
}

function row(visit: Visit, one: Rule) {
  return html`<tr><th scope="row"><a href="${to(visit, `/reference/${encodeURIComponent(one.id)}`)}">${safe(one.id)}</a></th><td>${safe(one.group)}</td><td>${safe(one.says)}</td><td><cite>${safe(one.cites)}</cite></td><td>${state(one.model)}</td></tr>`;
}

export async function rulePage(ask: Ask) {
  const found = await ruleOnModel(ask.param('id'));
  if (found === null) return null;
  const body = html`<p>${safe(found.says)} <cite>(${safe(found.cites)})</cite></p><p>On the model: ${state(found.model)} ${safe(found.why.replace(/;? ?kernel: .*$/, ''))}</p><h2>Its program</h2><pre>${plainText(found.program)}</pre>`;
  return page(ask, `Rule ${found.id}`, body);
}
