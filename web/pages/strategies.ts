/** The four strategies side by side, for all features or for what one user needs. */
import { html } from 'hono/html';
import { dossierReport } from '../../app/index.ts';
import { dateField, page, safe } from '../layout.ts';
import { selected } from '../parts.ts';
import { reportBody } from '../report-body.ts';
import type { DossierAsk } from '../visit.ts';

export async function strategiesPage(ask: DossierAsk) {
  const { site, dossier, visit } = ask;
  const user = ask.query('user');
  const report = await dossierReport(site.workspace, 'strategies', dossier, visit.asOf, user || undefined);
  const options = dossier.users.map(
    (one) => html`<option value="${one.id}" ${selected(one.id === user)}>${safe(one.name)}</option>`,
  );
  const form = html`<form method="get">${dateField(visit)}<label>For one user<select name="user"><option value="">all features</option>${options}</select></label><button>Show</button></form>`;
  return page(ask, report.title, html`${form}${reportBody(report, visit)}`);
}
