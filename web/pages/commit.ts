/** One commit: in which trees it is, since when, and the patch that it carries. */
import { html } from 'hono/html';
import { showCommit } from '../../app/index.ts';
import { page, patchPath, safe, to, treePath } from '../layout.ts';
import { linesHtml, textLines } from '../mail-text.ts';
import { chip, commit, date, inferred, mail, person } from '../parts.ts';
import type { Ask } from '../visit.ts';

const MOST_FILES = 200;

export function commitPage(ask: Ask) {
  const { site, visit } = ask;
  const found = showCommit(site.workspace.store, ask.param('id'), visit.asOf);
  if (found === null) return null;
  const { patch } = found;
  const where =
    patch === null
      ? null
      : patch.series !== null && patch.n !== null
        ? html`<a href="${to(visit, patchPath(patch.series, patch.n))}">the patch</a>`
        : mail(visit, patch.messageId, 'the patch');
  const carried =
    where === null || patch === null
      ? html`unknown`
      : patch.method === 'link'
        ? html`${where}, says its Link:`
        : inferred(where, `${patch.method}, ${patch.score}`);
  const files = found.files
    .slice(0, MOST_FILES)
    .map((path) => html`<li><a href="${to(visit, '/search', { q: `file:${path}` })}">${safe(path)}</a></li>`);
  const body = html`<dl><dt>Commit</dt><dd><code>${found.id}</code></dd><dt>Author</dt><dd>${person(visit, found.author)}, ${date(found.authorDate)}</dd><dt>Committer</dt><dd>${person(visit, found.committer)}</dd>
<dt>In</dt><dd>${found.trees.map((one) => html`<div><a href="${to(visit, treePath(one.tree))}">${safe(one.tree)}</a> ${chip(one.role)} since ${date(one.landedAt)}</div>`)}</dd><dt>Carries</dt><dd>${carried}</dd>${found.parents.length > 0 ? html`<dt>Parents</dt><dd>${found.parents.map((id) => html`${commit(visit, id)} `)}</dd>` : ''}</dl>
${linesHtml(textLines(found.body.slice(0, 40_000)))}
<h2>Files</h2><ul>${files}</ul>${found.files.length > MOST_FILES ? html`<p class="quiet">and ${found.files.length - MOST_FILES} more</p>` : ''}`;
  return page(ask, found.subject || '(no subject)', body);
}
