/** A report inside the site: evidence links to the site's own mails. */
import { raw } from 'hono/html';
import { sectionsHtml } from '../reports/render/html.ts';
import type { Report } from '../reports/view.ts';
import type { Visit } from './visit.ts';

export const reportBody = (report: Report, visit: Visit) => raw(sectionsHtml(report, `${visit.base}/m/`));
