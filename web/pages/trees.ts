/** The trees that are read. */
import { html } from 'hono/html';
import { listTrees } from '../../app/index.ts';
import { page, safe, to } from '../layout.ts';
import type { Ask } from '../visit.ts';

export function treesPage(ask: Ask) {
  const { site, visit } = ask;
  const rows = listTrees(site.workspace).map((one) => {
    const name =
      one.kind === 'quilt'
        ? html`<a href="${to(visit, `/trees/${encodeURIComponent(one.name)}`)}">${safe(one.name)}</a>`
        : safe(one.name);
    return html`<tr><th scope="row">${name}</th><td>${one.role}</td><td>${one.items}</td></tr>`;
  });
  return page(
    ask,
    'Trees',
    html`<table><thead><tr><th scope="col">Tree</th><th scope="col">Role</th><th scope="col">Commits</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}
