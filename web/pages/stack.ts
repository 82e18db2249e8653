/** A quilt stack: what sat in it, for how long, and what became of it. */
import { html } from 'hono/html';
import { showStack } from '../../app/index.ts';
import { page, safe } from '../layout.ts';
import { pageOf, pager, slice } from '../paging.ts';
import { day } from '../values.ts';
import type { Ask } from '../visit.ts';

export async function stackPage(ask: Ask) {
  const { site, visit } = ask;
  const name = ask.param('name');
  const patches = (await showStack(site.workspace, name, visit.asOf)).toReversed();
  const at = pageOf(ask);
  const rows = slice(patches, at).map(
    (one) =>
      html`<tr><td data-label="entered">${day(one.entered)}</td><td data-label="days">${one.days}</td><th scope="row">${safe(one.subject)}</th><td data-label="fate"><span class="${one.fate.inferredFrom ? 'inferred' : ''}">${one.fate.what}${one.fate.inferredFrom ? ` (inferred from ${safe(one.fate.inferredFrom)})` : ''}</span></td><td data-label="notes">${safe(one.notes.map((note) => note.text).join('; '))}</td></tr>`,
  );
  return page(
    ask,
    `Stack ${name}`,
    html`<table class="stack"><thead><tr><th scope="col">Entered</th><th scope="col">Days</th><th scope="col">Patch</th><th scope="col">What became of it</th><th scope="col">Notes</th></tr></thead><tbody>${rows}</tbody></table>${pager(visit, `/trees/${encodeURIComponent(name)}`, {}, at, patches.length)}`,
  );
}
