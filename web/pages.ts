/** The first page: the feature list, complete without JavaScript. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Assessment } from '../app/index.ts';
import { day } from '../reports/view.ts';

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:1rem auto;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #8888}
pre{white-space:pre-wrap}@media(max-width:40rem){table,tbody,tr,td{display:block}thead{display:none}}`;

/** `handle(Request) → Response`; `assess` is asked anew for each page. */
export function pages(assess: () => Promise<Assessment>, list: (assessment: Assessment) => string): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`,
    );
    context.header('X-Content-Type-Options', 'nosniff');
  });
  app.get('/', async (context) => {
    const assessment = await assess();
    const rows = assessment.features.map(
      (one) => html`<tr>
          <th scope="row">${one.title}<br /><code>${one.id}</code></th>
          <td>${one.stage}</td>
          ${Object.values(one.verdicts).map((verdict) => html`<td>${verdict.verdict}</td>`)}
        </tr>`,
    );
    return context.html(html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          <title>Feature list: ${assessment.dossier}</title>
          <style>${STYLE}</style>
        </head>
        <body>
          <main>
            <h1>Feature list as of ${day(assessment.asOf)}</h1>
            <p>${assessment.goal}</p>
            <table>
              <thead>
                <tr>
                  <th scope="col">Feature</th><th scope="col">Stage</th><th scope="col">a: agree up front</th>
                  <th scope="col">b: standalone</th><th scope="col">c: buffer in -mm</th><th scope="col">d: separate tree</th>
                </tr>
              </thead>
              <tbody>${rows}</tbody>
            </table>
            <h2>Why</h2>
            <pre>${list(assessment)}</pre>
          </main>
        </body>
      </html>`);
  });
  return app;
}
