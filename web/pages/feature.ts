/** One feature: all that was said of it, and what each strategy makes of it. */
import { html } from 'hono/html';
import { assessDossier, featureReport, listSeries } from '../../app/index.ts';
import type { FeatureReadiness } from '../../model/readiness/index.ts';
import { STRATEGY_NAMES } from '../../reports/strategies.ts';
import { page, safe, seriesPath, to } from '../layout.ts';
import { reportBody } from '../report-body.ts';
import { day } from '../values.ts';
import type { DossierAsk } from '../visit.ts';

export async function featurePage(ask: DossierAsk) {
  const { site, dossier, visit } = ask;
  const id = ask.param('id');
  const assessment = await assessDossier(site.workspace, dossier, visit.asOf);
  const feature = assessment.features.find((one) => one.id === id);
  if (!feature) return null;
  const report = featureReport(assessment, id, '');
  const series = await listSeries(site.workspace, visit.asOf, { ids: [...feature.series] });
  const place = assessment.mergeOrder.findIndex((one) => one.id === id);
  return page(
    ask,
    feature.title,
    html`${reportBody(report, visit)}
${place >= 0 ? html`<p>Place ${place + 1} of ${assessment.mergeOrder.length} in the <a href="${to(visit, '/plan')}">merge order</a>.</p>` : ''}
<section><h2>Conditions</h2>${conditions(feature)}</section>
<section><h2>Series</h2>${series.length === 0 ? html`<p>None is known.</p>` : html`<ul>${series.map((one) => html`<li><a href="${to(visit, seriesPath(one.id))}">v${one.version} ${safe(one.title)}</a>, ${day(one.date)}, ${one.state}</li>`)}</ul>`}</section>`,
  );
}

function conditions(feature: FeatureReadiness) {
  return Object.entries(feature.verdicts).map(([key, verdict]) => {
    const all = [...verdict.fails, ...verdict.unknown, ...verdict.holds];
    return html`<details><summary>${key}, ${STRATEGY_NAMES[key as 'a']}: ${verdict.verdict}</summary><ul>${all.map(
      (one) =>
        html`<li><span class="${one.state === 'holds' ? 'good' : one.state === 'fails' ? 'bad' : 'quiet'}">${one.state}</span> ${one.name}: ${safe(one.sentence)}</li>`,
    )}</ul>${verdict.flip.length > 0 ? html`<p>Would flip it: ${verdict.flip.map((set) => set.join(' and ')).join('; or ')}</p>` : ''}</details>`;
  });
}
