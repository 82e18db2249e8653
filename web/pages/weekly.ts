/** The weekly reports, week by week. */

import { html } from 'hono/html';
import { weekReport } from '../../app/index.ts';
import { WEEK } from '../../model/facts/index.ts';
import { page } from '../layout.ts';
import { reportBody } from '../report-body.ts';
import { day } from '../values.ts';
import type { Ask, Visit } from '../visit.ts';

/** Weeks that are listed beside the one that is shown. */
const LISTED = 8;

export async function weeklyPage(ask: Ask) {
  const { site, visit } = ask;
  const report = await weekReport(site.workspace, site.dossier, visit.asOf);
  return page(ask, report.title, html`${weekLinks(visit, site.today())}${reportBody(report, visit)}`);
}

function weekLinks(visit: Visit, today: number) {
  const link = (asOf: number, words: string, rel = '') =>
    html`<li><a rel="${rel}" href="${visit.base}/weekly?asOf=${day(asOf)}">${words}</a></li>`;
  const after = visit.asOf + WEEK;
  const older = Array.from({ length: LISTED }, (_, at) => visit.asOf - (at + 2) * WEEK);
  return html`<nav class="pages" aria-label="Weeks"><ul class="row">${link(visit.asOf - WEEK, 'The week before', 'prev')}${after <= today + WEEK / 7 ? link(after, 'The week after', 'next') : ''}${older.map((at) => link(at, `to ${day(at)}`))}</ul></nav>`;
}
