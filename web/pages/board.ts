/** The readiness board: features, stages, verdicts of the four strategies, what changed this week. */
import { html } from 'hono/html';
import { type Assessment, assessWeek } from '../../app/index.ts';
import type { Changed, FeatureReadiness, Strategy } from '../../model/readiness/index.ts';
import { agreed } from '../../reports/feature-list.ts';
import { isMerged, STRATEGY_NAMES, shares, trend, wanted } from '../../reports/strategies.ts';
import { featurePath, page, safe, to } from '../layout.ts';
import { type Field, filters, heads, type Sorting, sorted } from '../paging.ts';
import { chip, plural, stacked, state } from '../parts.ts';
import { figures } from '../report-body.ts';
import type { DossierAsk, Visit } from '../visit.ts';

const STAGES = ['idea', 'proposed', 'in review', 'reviewed', 'queued', 'merged', 'used'];
const VERDICTS = ['blocked', 'not yet', 'merge now'];
const KEYS = Object.keys(STRATEGY_NAMES) as Strategy[];

const FIELDS: readonly Field[] = [
  { kind: 'text', name: 'q', label: 'Feature' },
  { kind: 'select', name: 'stage', label: 'Stage', options: STAGES },
  { kind: 'select', name: 'verdict', label: 'Some strategy says', options: VERDICTS },
];

const COLUMNS: readonly Sorting<FeatureReadiness>[] = [
  { title: 'Feature', key: 'feature', by: (one) => one.id },
  { title: 'Stage', key: 'stage', by: (one) => STAGES.indexOf(one.stage) },
  ...KEYS.map((key) => ({
    title: `${key}: ${STRATEGY_NAMES[key]}`,
    key,
    by: (one: FeatureReadiness) => (isMerged(one) ? 3 : VERDICTS.indexOf(one.verdicts[key].verdict)),
  })),
  { title: 'Open', key: 'open', isNumber: true, by: openCount },
  { title: 'This week' },
];

export async function board(ask: DossierAsk) {
  const { site, dossier, visit, query } = ask;
  const { assessment, changed } = await assessWeek(site.workspace, dossier, visit.asOf);
  const shown = assessment.features.filter(
    (one) =>
      `${one.id} ${one.title}`.toLowerCase().includes(query('q').toLowerCase()) &&
      (query('stage') === '' || one.stage === query('stage')) &&
      (query('verdict') === '' ||
        (!isMerged(one) && KEYS.some((key) => one.verdicts[key].verdict === query('verdict')))),
  );
  const rows = sorted(shown, COLUMNS, ask).map((one) => row(visit, one, changed));
  const body = html`<p>Goal: ${safe(assessment.goal)}</p>${agreement(visit, assessment)}
${figures([shares(assessment), ...trend(assessment)], visit)}
${filters(ask, FIELDS)}${rows.length > 0 ? stacked('Features', heads(COLUMNS, ask), rows) : html`<p>No feature is like that.</p>`}
${next(visit, assessment)}`;
  return page(ask, 'Readiness board', body);
}

function openCount({ blockers, questions }: FeatureReadiness): number {
  return blockers.filter((one) => one.state !== 'resolved').length + questions.length;
}

function row(visit: Visit, one: FeatureReadiness, changed: readonly Changed[]) {
  const open = openCount(one);
  const cells = KEYS.map((key) => {
    if (isMerged(one)) return html`<td data-label="${key}" class="quiet">merged</td>`;
    const why = wanted(one.verdicts[key], key).replace(/^; /, '');
    return html`<td data-label="${key}"><span title="${safe(why)}">${state(one.verdicts[key].verdict)}</span></td>`;
  });
  return html`<tr><th scope="row"><a href="${to(visit, featurePath(one.id))}">${one.id}</a><br><span class="quiet">${safe(one.title)}</span></th>
<td data-label="stage">${one.withdrawn ? chip('withdrawn') : state(one.stage)}</td>${cells}<td class="num" data-label="open">${open || ''}</td><td class="text">${changesOf(changed, one.id)}</td></tr>`;
}

const changesOf = (changed: readonly Changed[], id: string) =>
  changed
    .filter((one) => one.feature === id && ['stage', 'verdict', 'blocker', 'listed'].includes(one.kind))
    .map(({ kind, what, before, after }) => {
      const words = kind === 'listed' ? 'new on the list' : safe(what);
      return html`<div>${words}: ${before === null ? '' : `${before} → `}${after}</div>`;
    });

function agreement(visit: Visit, { agreement: all, gameOver }: Assessment) {
  const over = gameOver.map(
    (one) =>
      html`<p class="bad">Game over${one.isDisputed ? ', if those are right who call it compulsory' : ''}: every approach to <a href="${to(visit, featurePath(one.feature))}">${one.feature}</a> is objected to.</p>`,
  );
  return html`<p>${agreed(all)} <a href="${to(visit, '/feature-list')}">Who stands where</a></p>${over}`;
}

function next(visit: Visit, { mergeOrder: [merge], discussFirst: [talk], features }: Assessment) {
  const link = (id: string) => html`<a href="${to(visit, featurePath(id))}">${id}</a>`;
  if (!merge) return html`<p>All ${plural(features.length, 'feature')} are merged or withdrawn.</p>`;
  return html`<p>Merge next: ${link(merge.id)}. Discuss first: ${talk ? link(talk.id) : 'nothing'}. <a href="${to(visit, '/plan')}">The plan</a> says why.</p>`;
}
