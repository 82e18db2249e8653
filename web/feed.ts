/** Weekly reports as an Atom feed. */
import { dossierReport } from '../app/index.ts';
import { safe } from './layout.ts';
import { day, type Epoch } from './values.ts';
import type { DossierAsk } from './visit.ts';

const WEEK = 7 * 24 * 60 * 60;

/** The last eight weekly reports, one entry a week. */
export async function weeklyFeed({ context, site, dossier }: DossierAsk): Promise<Response> {
  const asOf = site.today();
  const origin = new URL(context.req.url).origin;
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
  const text = `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>${xml(`${origin}${site.base}/weekly`)}</id><title>${xml(`Merge readiness: ${dossier.goal.title}`)}</title><updated>${day(asOf)}T00:00:00Z</updated><author><name>mergeready</name></author>${entries.join('')}</feed>\n`;
  return context.body(text, 200, { 'Content-Type': 'application/atom+xml; charset=utf-8' });
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string): string => safe(text).replace(/[&<>"]/g, (char) => XML[char]!);
