/** Mails by full text. */
import { html } from 'hono/html';
import { searchMails } from '../../app/index.ts';
import { mailPath, page, safe, to } from '../layout.ts';
import { PAGE_SIZE } from '../paging.ts';
import { day } from '../values.ts';
import type { Ask } from '../visit.ts';

export function searchPage(ask: Ask) {
  const { site, visit } = ask;
  const q = ask.query('q');
  const hits = q.trim() === '' ? [] : searchMails(site.workspace.store, q, visit.asOf, PAGE_SIZE);
  const items = hits.map(
    (hit) =>
      html`<li>${day(hit.date)} <a href="${to(visit, mailPath(hit.messageId))}">${safe(hit.subject)}</a>, ${safe(hit.from)}</li>`,
  );
  return page(
    ask,
    'Search',
    html`<form method="get" role="search"><label>Words, "a phrase", word*<input type="search" name="q" value="${q}"></label><button>Search</button></form>${q === '' ? '' : html`<p>${hits.length}${hits.length === PAGE_SIZE ? ' or more' : ''} mails.</p><ul>${items}</ul>`}`,
  );
}
