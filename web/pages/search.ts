/** Mails by full text and fields. */
import { html } from 'hono/html';
import { SEARCH_FIELDS, searchMails } from '../../app/index.ts';
import { UsageError } from '../../model/facts/index.ts';
import { dateField, type Html, mailPath, page, personPath, safe, seriesPath, to } from '../layout.ts';
import { dateOrder, pageOf, pager } from '../paging.ts';
import { date } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

const SIZE = 50;

export async function searchPage(ask: Ask) {
  const { visit } = ask;
  const q = ask.query('q').trim();
  const form = html`<form method="get">${dateField(visit)}<label>Words and fields<input type="search" name="q" size="40" value="${q}"></label><button>Search</button></form>`;
  return page(ask, 'Search', html`${form}${q === '' ? '' : await results(ask, q)}${help()}`);
}

async function results(ask: Ask, q: string): Promise<Html> {
  const { site, visit } = ask;
  try {
    const { isOldest, words } = dateOrder(ask);
    const span = { limit: SIZE, offset: (pageOf(ask) - 1) * SIZE, isOldestFirst: isOldest };
    const { total, hits } = await searchMails(site.workspace, site.dossier, q, visit.asOf, span);
    return html`<p class="count">${total} ${total === 1 ? 'mail' : 'mails'}, ${words}.</p><ol class="plain hits">${hits.map((hit) => hitHtml(visit, hit))}</ol>${pager(ask, total, SIZE)}`;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return html`<p class="bad">${safe(error.message)}</p>`;
  }
}

type Hit = Awaited<ReturnType<typeof searchMails>>['hits'][number];

function hitHtml(visit: Visit, hit: Hit) {
  const series = hit.seriesId ? html`, <a href="${to(visit, seriesPath(hit.seriesId))}">its series</a>` : '';
  return html`<li><a href="${to(visit, mailPath(hit.messageId))}">${safe(hit.subject) || '(no subject)'}</a><br><span class="quiet">${date(hit.date)}, <a href="${to(visit, personPath(hit.email))}">${safe(hit.from)}</a>${series}</span>${hit.excerpt ? html`<br><small>${safe(hit.excerpt)}</small>` : ''}</li>`;
}

const help = () =>
  html`<details><summary>Words and fields</summary><p>All words must be there. <code>"a phrase"</code>, <code>word*</code>, <code>OR</code>, <code>NOT</code>; quoted lines are not searched. A <code>-</code> in front of a field turns it round.</p><dl>${Object.entries(SEARCH_FIELDS).map(([name, what]) => html`<dt><code>${name}:</code></dt><dd>${what}</dd>`)}</dl></details>`;
