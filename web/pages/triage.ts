/** Which series waits for whom. */
import { html } from 'hono/html';
import { queueReport } from '../../app/index.ts';
import { page } from '../layout.ts';
import { reportBody } from '../report-body.ts';
import type { Ask } from '../visit.ts';

export async function triagePage(ask: Ask) {
  const { site, visit } = ask;
  const [person, who, feature] = ['person', 'who', 'feature'].map((name) => ask.query(name) || undefined);
  const filter = { person, who: who as 'author' | undefined, feature };
  const report = await queueReport(site.workspace, site.dossier, visit.asOf, filter);
  const form = html`<form method="get"><label>Person<input name="person" value="${person ?? ''}"></label><label>Waits for<select name="who">${['', 'maintainer', 'reviewer', 'author', 'nobody'].map((one) => html`<option ${one === who ? 'selected' : ''}>${one}</option>`)}</select></label><label>Feature<input name="feature" value="${feature ?? ''}"></label><button>Filter</button></form>`;
  return page(ask, report.title, html`${form}${reportBody(report, visit)}`);
}
