/** The plan: what needs what, in which order to merge, and what to discuss first. */
import { html } from 'hono/html';
import { type Assessment, assessDossier } from '../../app/index.ts';
import { dependencyGraph } from '../graph.ts';
import { featurePath, page, safe, to } from '../layout.ts';
import { stacked, state } from '../parts.ts';
import type { DossierAsk, Visit } from '../visit.ts';

export async function planPage(ask: DossierAsk) {
  const { site, dossier, visit } = ask;
  const assessment = await assessDossier(site.workspace, dossier, visit.asOf);
  const { features, gameOver, mergeOrder } = assessment;
  const unused = mergeOrder.filter(({ stepsUnused }) => stepsUnused === null);
  const over = gameOver.map(
    ({ feature, isDisputed, objectedBy }) =>
      html`<p class="bad">Game over, unless another variant is found: ${link(visit, feature)} is compulsory${isDisputed ? ' (which is disputed)' : ''}, and every approach to it is objected to by ${safe([...new Set(objectedBy)].join(', '))}.</p>`,
  );
  const body = html`<p>Goal: ${safe(assessment.goal)}</p>${over}
${unused.length > 0 ? html`<p>Nobody in the plan would use: ${unused.map(({ id }) => html`${link(visit, id)} `)}</p>` : ''}
<section><h2>What needs what</h2>${dependencyGraph(visit, features) || html`<p>Nothing needs anything else of the set.</p>`}</section>
${order(visit, 'Merge in this order', mergeOrder, assessment)}${order(visit, 'Discuss in this order', assessment.discussFirst, assessment)}`;
  return page(ask, 'Plan', body);
}

const link = (visit: Visit, id: string) => html`<a href="${to(visit, featurePath(id))}">${id}</a>`;

function order(visit: Visit, title: string, places: Assessment['discussFirst'], { features }: Assessment) {
  if (places.length === 0)
    return html`<section><h2>${title}</h2><p>All of it is merged or withdrawn.</p></section>`;
  const rows = places.map(({ id, why }, at) => {
    const feature = features.find((one) => one.id === id)!;
    return html`<tr><td class="num">${at + 1}</td><th scope="row">${link(visit, id)} <span class="quiet">${safe(feature.title)}</span></th><td>${state(feature.stage)}</td><td>${safe(why.join('; ') || 'nothing speaks for haste')}</td></tr>`;
  });
  return html`<section><h2>${title}</h2>${stacked(title, ['Place', 'Feature', 'Stage', 'Why'], rows)}</section>`;
}
