/** One series, and the mbox to apply. */
import { html } from 'hono/html';
import { oneSeriesReport, seriesMbox, showChange, showSeries } from '../../app/index.ts';
import { page, seriesPath, to } from '../layout.ts';
import { reportBody } from '../report-body.ts';
import { day } from '../values.ts';
import type { Ask } from '../visit.ts';

export async function seriesPage(ask: Ask) {
  const { visit, site } = ask;
  const { workspace } = site;
  const id = ask.param('id');
  const report = await oneSeriesReport(workspace, id, visit.asOf);
  const series = await showSeries(workspace, id, visit.asOf);
  const versions = await showChange(workspace, series.changeId, visit.asOf);
  const links = versions.map((one) =>
    one.id === series.id
      ? html`<li aria-current="true">v${one.version}, ${day(one.date)}, ${one.state}</li>`
      : html`<li><a href="${to(visit, seriesPath(one.id))}">v${one.version}</a>, ${day(one.date)}, ${one.state}</li>`,
  );
  const path = seriesPath(series.id);
  const body = html`${reportBody(report, visit)}
<section><h2>Versions</h2><ul>${links}</ul>${versions.length > 1 ? html`<p><a href="${to(visit, `${path}/diff`)}">What changed since the version before</a></p>` : ''}</section>
<section><h2>To apply</h2><p><a href="${to(visit, `${path}/mbox`)}">The newest state as an mbox</a>, with the trailers that replies gave:</p><pre>mergeready series mbox ${series.id} | git am</pre></section>`;
  return page(ask, report.title, body);
}

export async function seriesMboxFile({ site, visit, param }: Ask): Promise<Response> {
  const id = param('id');
  const { text } = await seriesMbox(site.workspace, id, visit.asOf);
  return new Response(text, {
    headers: {
      'Content-Type': 'application/mbox; charset=utf-8',
      'Content-Disposition': `attachment; filename="${id.replace(/[^\w.-]/g, '_').slice(0, 60)}.mbox"`,
    },
  });
}
