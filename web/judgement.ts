/** Pages over a dossier: the board, a feature, and every report. */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import {
  type Assessment,
  assessDossier,
  assessWeek,
  DOSSIER_REPORTS,
  type DossierReport,
  dossierReport,
  featureReport,
  listSeries,
  type loadDossier,
} from '../app/index.ts';
import type { FeatureReadiness, Verdict } from '../model/readiness/index.ts';
import { sectionsHtml } from '../reports/render/html.ts';
import { STRATEGY_NAMES, wanted } from '../reports/strategies.ts';
import type { Report } from '../reports/view.ts';
import { page, safe, seriesPath, to, type Visit } from './layout.ts';
import type { Site } from './site.ts';
import { day, type Epoch } from './values.ts';

type Dossier = ReturnType<typeof loadDossier>;

const WEEK = 7 * 24 * 60 * 60;

export const isReport = (name: string): name is DossierReport =>
  (DOSSIER_REPORTS as readonly string[]).includes(name);

/** A report inside the site: evidence links to the site's own mails. */
export const reportBody = (report: Report, visit: Visit) => raw(sectionsHtml(report, `${visit.base}/m/`));

export async function board(context: Context, site: Site, dossier: Dossier, visit: Visit) {
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
    context,
    visit,
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

export async function featurePage(context: Context, site: Site, dossier: Dossier, visit: Visit, id: string) {
  const assessment = await assessDossier(site.workspace, dossier, visit.asOf);
  const feature = assessment.features.find((one) => one.id === id);
  if (!feature) return null;
  const report = featureReport(assessment, id, '');
  const series = await listSeries(site.workspace, visit.asOf, { ids: [...feature.series] });
  const place = assessment.mergeOrder.findIndex((one) => one.id === id);
  return page(
    context,
    visit,
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

export async function reportPage(
  context: Context,
  site: Site,
  dossier: Dossier,
  visit: Visit,
  name: DossierReport,
) {
  const user = context.req.query('user');
  const report = await dossierReport(site.workspace, name, dossier, visit.asOf, user || undefined);
  const before = name === 'weekly' ? weekLinks(visit) : '';
  const users =
    name === 'strategies'
      ? html`<form method="get"><label>For one user<select name="user"><option value="">all features</option>${dossier.users.map((one) => html`<option value="${one.id}" ${one.id === user ? raw('selected') : ''}>${safe(one.name)}</option>`)}</select></label><button>Show</button></form>`
      : '';
  return page(context, visit, report.title, html`${before}${users}${reportBody(report, visit)}`);
}

function weekLinks(visit: Visit) {
  const week = (asOf: number): string => `${visit.base}/weekly?asOf=${day(asOf)}`;
  return html`<p><a href="${week(visit.asOf - WEEK)}">The week before</a>, <a href="${week(visit.asOf + WEEK)}">the week after</a></p>`;
}

/** The last eight weekly reports, one entry a week. */
export async function weeklyFeed(site: Site, dossier: Dossier, asOf: Epoch, origin: string): Promise<string> {
  const entries: string[] = [];
  for (let n = 0; n < 8; n++) {
    const at = (asOf - n * WEEK) as Epoch;
    const report = await dossierReport(site.workspace, 'weekly', dossier, at);
    const url = `${origin}${site.base}/weekly?asOf=${day(at)}`;
    const text = report.lead
      .map((line) => line.filter((span) => typeof span === 'string').join(''))
      .join('\n');
    entries.push(
      `<entry><id>${xml(url)}</id><title>${xml(report.title)}</title><updated>${day(at)}T00:00:00Z</updated><link href="${xml(url)}"/><summary>${xml(text)}</summary></entry>`,
    );
  }
  return `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>${xml(`${origin}${site.base}/weekly`)}</id><title>${xml(`Merge readiness: ${dossier.goal.title}`)}</title><updated>${day(asOf)}T00:00:00Z</updated><author><name>mergeready</name></author>${entries.join('')}</feed>\n`;
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string): string => safe(text).replace(/[&<>"]/g, (char) => XML[char]!);
