/** The reports over a dossier, as pages. */
import { html, raw } from 'hono/html';
import { type DossierReport, dossierReport } from '../../app/index.ts';
import { page, safe } from '../layout.ts';
import { reportBody } from '../report-body.ts';
import { day } from '../values.ts';
import type { DossierAsk, Visit } from '../visit.ts';

const WEEK = 7 * 24 * 60 * 60;

const reportOf = ({ site, dossier, visit }: DossierAsk, name: DossierReport, user?: string) =>
  dossierReport(site.workspace, name, dossier, visit.asOf, user);

export async function featureListPage(ask: DossierAsk) {
  const report = await reportOf(ask, 'feature-list');
  return page(ask, report.title, html`${reportBody(report, ask.visit)}`);
}

export async function planPage(ask: DossierAsk) {
  const report = await reportOf(ask, 'plan');
  return page(ask, report.title, html`${reportBody(report, ask.visit)}`);
}

export async function strategiesPage(ask: DossierAsk) {
  const user = ask.query('user');
  const report = await reportOf(ask, 'strategies', user || undefined);
  const options = ask.dossier.users.map(
    (one) =>
      html`<option value="${one.id}" ${one.id === user ? raw('selected') : ''}>${safe(one.name)}</option>`,
  );
  const form = html`<form method="get"><label>For one user<select name="user"><option value="">all features</option>${options}</select></label><button>Show</button></form>`;
  return page(ask, report.title, html`${form}${reportBody(report, ask.visit)}`);
}

export async function weeklyPage(ask: DossierAsk) {
  const report = await reportOf(ask, 'weekly');
  return page(ask, report.title, html`${weekLinks(ask.visit)}${reportBody(report, ask.visit)}`);
}

function weekLinks(visit: Visit) {
  const week = (asOf: number): string => `${visit.base}/weekly?asOf=${day(asOf)}`;
  return html`<p><a href="${week(visit.asOf - WEEK)}">The week before</a>, <a href="${week(visit.asOf + WEEK)}">the week after</a></p>`;
}
