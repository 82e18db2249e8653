/** The four strategies side by side, for all features or for what one user needs. */
import { html } from 'hono/html';
import { dossierReport } from '../../app/index.ts';
import type { Report, Table } from '../../reports/view.ts';
import { dateField, featurePath, page, safe, to } from '../layout.ts';
import { selected, stacked, state } from '../parts.ts';
import { reportBody } from '../report-body.ts';
import type { DossierAsk, Visit } from '../visit.ts';

export async function strategiesPage(ask: DossierAsk) {
  const { site, dossier, visit } = ask;
  const user = ask.query('user');
  const report = await dossierReport(site.workspace, 'strategies', dossier, visit.asOf, user || undefined);
  const options = dossier.users.map(
    (one) => html`<option value="${one.id}" ${selected(one.id === user)}>${safe(one.name)}</option>`,
  );
  const form = html`<form method="get">${dateField(visit)}<label>For one user<select name="user"><option value="">all features</option>${options}</select></label><button>Show</button></form>`;
  const [first, ...others] = report.sections;
  const tables = first!.blocks.filter((one) => one.kind === 'table');
  const rest: Report = { ...report, sections: others };
  return page(
    ask,
    report.title,
    html`${form}${tables.map((one) => sideBySide(visit, one))}${reportBody(rest, visit)}`,
  );
}

/** The report's own table, with links: a row's title begins with the feature's id. */
function sideBySide(visit: Visit, { columns, rows }: Table) {
  const lines = rows.map(({ title, cells }) => {
    const [id = '', ...stage] = title.split(' ');
    return html`<tr><th scope="row"><a href="${to(visit, featurePath(id))}">${id}</a> <span class="quiet">${stage.join(' ')}</span></th>${cells.map(({ text }, at) => html`<td data-label="${columns[at]!.id}">${text === 'merged' ? html`<span class="quiet">merged</span>` : state(text)}</td>`)}</tr>`;
  });
  return stacked(
    'Strategies side by side',
    ['Feature', ...columns.map(({ id, title }) => `${id}: ${title}`)],
    lines,
  );
}
