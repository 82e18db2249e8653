/** A whole thread to read: every mail in the order of answers, in pages. */
import { html } from 'hono/html';
import { readThread, type ThreadedMail, threadTree } from '../../app/index.ts';
import { mailPath, page, safe, to } from '../layout.ts';
import { linesHtml, PAGE_BYTES, type TextLine, textLines } from '../mail-text.ts';
import { pageOf, pager } from '../paging.ts';
import { date, person, plural } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

export async function threadPage(ask: Ask) {
  const { site, visit } = ask;
  const thread = await readThread(site.workspace, ask.param('id'), visit.asOf);
  if (thread.length === 0) return null;
  const pages = pagesOf(threadTree(thread));
  const at = Math.min(pageOf(ask), pages.length);
  const people = new Set(thread.map((one) => one.person)).size;
  const body = html`<p>${plural(thread.length, 'mail')} by ${plural(people, 'person', 'people')}, ${date(thread[0]!.date)} to ${date(thread.at(-1)!.date)}.</p>
${pages[at - 1]!.map((one) => mailHtml(visit, one))}${pager(ask, pages.length, 1)}`;
  return page(ask, thread[0]!.subject || '(no subject)', body);
}

interface Shown extends ThreadedMail {
  readonly lines: readonly TextLine[];
  readonly isCut: boolean;
}

/** A mail longer than this is read on its own page. */
const MOST_OF_MAIL = 12_000;

function shownOf(one: ThreadedMail): Shown {
  const text = one.mail.text.slice(0, MOST_OF_MAIL);
  return { ...one, lines: textLines(text), isCut: text.length < one.mail.text.length };
}

function pagesOf(all: readonly ThreadedMail[]): readonly (readonly Shown[])[] {
  const pages: Shown[][] = [[]];
  let weight = 0;
  for (const one of all) {
    const shown = shownOf(one);
    const bytes = shown.lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 6, 600);
    if (weight + bytes > PAGE_BYTES && weight > 0) {
      pages.push([]);
      weight = 0;
    }
    pages.at(-1)!.push(shown);
    weight += bytes;
  }
  return pages;
}

function mailHtml(visit: Visit, { mail, depth, isTopic, lines, isCut }: Shown) {
  const more = isCut
    ? html`<p><a href="${to(visit, mailPath(mail.messageId))}">The rest of this mail</a></p>`
    : '';
  return html`<article class="d${Math.min(depth, 6)}"><h2>${isTopic ? safe(mail.subject) || '(no subject)' : 'Re:'}</h2><p>${person(visit, mail.sender)}, <a href="${to(visit, mailPath(mail.messageId))}">${date(mail.date)}</a></p>${linesHtml(lines)}${more}</article>`;
}
