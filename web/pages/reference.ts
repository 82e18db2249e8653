/** What namespaces do: the rules, and what came of their programs on the model. */
import { html } from 'hono/html';
import { conformanceAsOf, modelConformance, ruleOnModel } from '../../app/index.ts';
import type { ConformanceRun, RuleOutcome } from '../../model/facts/index.ts';
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
import { date, stacked, state } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

interface Rule extends ModelRule {
  /** What the recorded run says; null where it has no such rule, or there is none. */
  readonly recorded: RuleOutcome | null;
}

type ModelRule = Awaited<ReturnType<typeof modelConformance>>['rules'][number];

const COLUMNS: readonly Sorting<Rule>[] = [
  { title: 'Rule', key: 'rule', by: (one) => one.id },
  { title: 'Group', key: 'group', by: (one) => one.group },
  { title: 'Says' },
  { title: 'Source', key: 'source', by: (one) => one.cites },
  { title: 'Model', key: 'model', by: (one) => one.model },
  { title: 'Kernel', key: 'kernel', by: (one) => one.recorded?.real ?? '' },
];

/** The model is a pure program: one run says it until the program changes. */
let ran: ReturnType<typeof modelConformance> | null = null;

export async function referencePage(ask: Ask) {
  const { visit, query } = ask;
  ran ??= modelConformance();
  const run = conformanceAsOf(ask.site.workspace, visit.asOf);
  const rules = withRecorded((await ran).rules, run);
  const fields: readonly Field[] = [
    { kind: 'select', name: 'group', label: 'Group', options: [...new Set(rules.map(({ group }) => group))] },
    { kind: 'select', name: 'kernel', label: 'Kernel', options: ['agree', 'differ', 'not-runnable'] },
    { kind: 'text', name: 'q', label: 'Words' },
  ];
  const words = query('q').toLowerCase();
  const found = rules.filter(
    (one) =>
      (query('group') === '' || one.group === query('group')) &&
      (query('kernel') === '' || one.recorded?.real === query('kernel')) &&
      `${one.id} ${one.says} ${one.cites}`.toLowerCase().includes(words),
  );
  const rows = slice(sorted(found, COLUMNS, ask), pageOf(ask)).map((one) => row(visit, one));
  const passed = rules.filter((one) => one.model === 'pass').length;
  const body = html`<p>${passed} of ${rules.length} rules pass on the model. ${kernelLine(run)}</p>${filters(ask, fields)}<p class="count">${found.length} rules.</p>
${rows.length > 0 ? stacked('Rules', heads(COLUMNS, ask), rows) : ''}${pager(ask, found.length, PAGE_SIZE)}`;
  return page(ask, 'Reference', body);
}

const withRecorded = (rules: readonly ModelRule[], run: ConformanceRun | null): readonly Rule[] => {
  const byId = new Map(run?.rules.map((one) => [one.id, one]));
  return rules.map((one) => ({ ...one, recorded: byId.get(one.id) ?? null }));
};

function kernelLine(run: ConformanceRun | null) {
  if (run === null)
    return html`<code>mergeready reference verify</code> asks the kernel of a machine as well.`;
  const asked = run.rules.filter((one) => one.real !== 'not-runnable');
  const agree = asked.filter((one) => one.real === 'agree').length;
  return html`${safe(run.kernel)}, asked ${date(run.ranAt)}: ${agree} of ${asked.length} that it could be asked agree.`;
}

function row(visit: Visit, one: Rule) {
  return html`<tr><th scope="row"><a href="${to(visit, `/reference/${encodeURIComponent(one.id)}`)}">${safe(one.id)}</a></th><td>${safe(one.group)}</td><td>${safe(one.says)}</td><td><cite>${safe(one.cites)}</cite></td><td>${state(one.model)}</td><td>${one.recorded ? state(one.recorded.real) : ''}</td></tr>`;
}

export async function rulePage(ask: Ask) {
  const id = ask.param('id');
  const found = await ruleOnModel(id);
  if (found === null) return null;
  const run = conformanceAsOf(ask.site.workspace, ask.visit.asOf);
  const recorded = run?.rules.find((one) => one.id === id);
  const onKernel = recorded
    ? html`<dt>${safe(run!.kernel)}, ${date(run!.ranAt)}</dt><dd>${state(recorded.real)} ${safe(recorded.why)}</dd>`
    : html`<dt>On a kernel</dt><dd>not recorded</dd>`;
  const why = found.why.replace(/;? ?kernel: .*$/, '');
  const body = html`<p>${safe(found.says)} <cite>(${safe(found.cites)})</cite></p><dl><dt>On the model</dt><dd>${state(found.model)} ${safe(why)}</dd>${onKernel}</dl><h2>Its program</h2><pre>${plainText(found.program)}</pre>`;
  return page(ask, `Rule ${found.id}`, body);
}
