/** The readiness board: features, stages, verdicts. */
import { html } from 'hono/html';
import { type Assessment, assessWeek } from '../../app/index.ts';
import type { Verdict } from '../../model/readiness/index.ts';
import { STRATEGY_NAMES, wanted } from '../../reports/strategies.ts';
import { page, safe, to } from '../layout.ts';
import type { DossierAsk } from '../visit.ts';

export async function board(ask: DossierAsk) {
  const { site, dossier, visit } = ask;
  const { assessment, changed } = await assessWeek(site.workspace, dossier, visit.asOf);
  const rows = assessment.features.map(
    (
      one,
    ) => html`<tr><th scope="row"><a href="${to(visit, `/feature/${one.id}`)}">${one.id}</a><br><span class="quiet">${safe(one.title)}</span></th>
<td data-label="stage">${one.stage}</td>
${Object.entries(one.verdicts).map(([strategy, verdict]) => verdictCell(strategy, verdict, one.stage))}
<td data-label="changed">${changesOf(changed, one.id)}</td></tr>`,
  );
  const strategies = Object.entries(STRATEGY_NAMES).map(
    ([key, name]) => html`<th scope="col">${key}: ${name}</th>`,
  );
  return page(
    ask,
    'Readiness board',
    html`<p>${safe(assessment.goal)}</p>${agreement(assessment)}
<div class="wide" tabindex="0" role="group" aria-label="Features"><table class="stack"><thead><tr><th scope="col">Feature</th><th scope="col">Stage</th>${strategies}<th scope="col">This week</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  );
}

function verdictCell(strategy: string, verdict: Verdict, stage: string) {
  if (stage === 'merged' || stage === 'used')
    return html`<td data-label="${strategy}" class="quiet">merged</td>`;
  const kind = { 'merge now': 'good', blocked: 'bad', 'not yet': '' }[verdict.verdict];
  const why = wanted(verdict, strategy as 'a').replace(/^; /, '');
  return html`<td data-label="${strategy}"><span class="${kind}" title="${safe(why)}">${verdict.verdict}</span></td>`;
}

const changesOf = (changed: Awaited<ReturnType<typeof assessWeek>>['changed'], id: string): string =>
  changed
    .filter((one) => one.feature === id && (one.what === 'stage' || one.what.startsWith('strategy ')))
    .map((one) => `${one.what}: ${one.before} → ${one.after}`)
    .join('; ');

function agreement({ agreement: all, gameOver }: Assessment) {
  const agreed = all.filter((one) => one.state === 'holds').length;
  const over = gameOver.map(
    (one) =>
      html`<p class="bad">Game over${one.isDisputed ? ', if those are right who call it compulsory' : ''}: every approach to ${one.feature} is objected to.</p>`,
  );
  return html`<p>The list is agreed by ${agreed} of ${all.length} whose agreement it needs.</p>${over}`;
}
