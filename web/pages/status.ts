/** What is here, and what could not be read. */
import { html } from 'hono/html';
import { countAll, countSources, findings } from '../../app/index.ts';
import { page, safe } from '../layout.ts';
import { PAGE_SIZE } from '../paging.ts';
import type { Ask } from '../visit.ts';

export function statusPage(ask: Ask) {
  const { site } = ask;
  const counts = Object.entries(countAll(site.workspace.store)).map(
    ([name, count]) => html`<li>${count} ${name}</li>`,
  );
  const sources = countSources(site.workspace.store).map(
    (one) => html`<li>${safe(one.name)} (${one.role ?? one.kind}): ${one.items}</li>`,
  );
  const found = findings(site.workspace.store);
  const items = found
    .slice(0, PAGE_SIZE)
    .map((one) => html`<li>${one.kind}: ${safe(one.where)}: ${safe(one.what)}</li>`);
  return page(
    ask,
    'Status',
    html`<ul>${counts}</ul><h2>Sources</h2><ul>${sources}</ul><h2>Findings (${found.length})</h2><ul>${items}</ul>`,
  );
}
