/** One mail, and its place in the thread. */
import { html } from 'hono/html';
import { readThread, seriesOfMail, type ThreadedMail, threadTree } from '../../app/index.ts';
import { mailPath, page, safe, seriesPath, threadPath, to } from '../layout.ts';
import { chunks, linesHtml, textLines } from '../mail-text.ts';
import { pageOf, pager } from '../paging.ts';
import { date, nameOf, person, plural } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';
import { attachmentList } from './attachment.ts';

export async function messagePage(ask: Ask) {
  const { site, visit } = ask;
  const id = ask.param('id');
  const thread = await readThread(site.workspace, id, visit.asOf);
  const mail = thread.find((one) => one.messageId === id);
  if (!mail) return null;
  const series = seriesOfMail(site.workspace, id);
  const pages = chunks(textLines(mail.text));
  const at = Math.min(pageOf(ask), pages.length);
  const people = (label: string, all: typeof mail.to) =>
    all.length === 0
      ? ''
      : html`<dt>${label}</dt><dd>${all.slice(0, MOST_PEOPLE).map((one, n) => html`${n > 0 ? ', ' : ''}${person(visit, one)}`)}${all.length > MOST_PEOPLE ? ` and ${all.length - MOST_PEOPLE} more` : ''}</dd>`;
  const body = html`<dl><dt>From</dt><dd>${person(visit, mail.sender)} <span class="quiet">&lt;${safe(mail.sender.email)}&gt;</span></dd>${people('To', mail.to)}${people('Cc', mail.cc)}<dt>Received</dt><dd>${date(mail.date)}</dd><dt>Message-ID</dt><dd><code>${safe(mail.messageId)}</code></dd>
${series ? html`<dt>Series</dt><dd><a href="${to(visit, seriesPath(series.id))}">v${series.version} ${safe(series.title)}</a></dd>` : ''}${await attachmentList(ask, id)}</dl>
${linesHtml(pages[at - 1]!)}${pager(ask, pages.length, 1)}
<section><h2>Thread</h2><p><a href="${to(visit, threadPath(id))}">Read all ${plural(thread.length, 'mail')}</a></p>${threadList(visit, threadTree(thread), id)}</section>`;
  return page(ask, mail.subject || '(no subject)', body);
}

const MOST_PEOPLE = 30;
/** Mails of a thread that are listed around the one that is shown. */
const MOST_LISTED = 200;
/** Deeper answers are not moved further to the right. */
const DEEPEST = 12;

/** The tree of a thread, nearest to the mail that is shown where it is long. */
export function threadList(visit: Visit, all: readonly ThreadedMail[], id: string) {
  const at = Math.max(
    0,
    all.findIndex(({ mail }) => mail.messageId === id),
  );
  const from = Math.max(0, Math.min(at - MOST_LISTED / 2, all.length - MOST_LISTED));
  const shown = all.slice(from, from + MOST_LISTED);
  const items = shown.map(({ mail, depth, isTopic }) => {
    const words = html`${nameOf(mail.sender)}, ${date(mail.date)}${isTopic ? html`: ${safe(mail.subject)}` : ''}`;
    const inner =
      mail.messageId === id
        ? html`<span aria-current="true">${words}</span>`
        : html`<a href="${to(visit, mailPath(mail.messageId))}">${words}</a>`;
    return html`<li class="d${Math.min(depth, DEEPEST)}">${inner}</li>`;
  });
  const cut = (count: number, where: string) =>
    count > 0 ? html`<p class="quiet">${plural(count, 'mail')} ${where}.</p>` : '';
  return html`${cut(from, 'before these')}<ul class="plain thread">${items}</ul>${cut(all.length - from - shown.length, 'after these')}`;
}
