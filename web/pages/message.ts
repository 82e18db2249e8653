/** One mail in its thread. */
import { html } from 'hono/html';
import { readThread } from '../../app/index.ts';
import { mailPath, page, safe, to } from '../layout.ts';
import { mailText } from '../mail-text.ts';
import { day } from '../values.ts';
import type { Ask } from '../visit.ts';

export async function messagePage(ask: Ask) {
  const { site, visit } = ask;
  const id = ask.param('id');
  const thread = await readThread(site.workspace, id, visit.asOf);
  const mail = thread.find((one) => one.messageId === id);
  if (!mail) return null;
  const head = html`<p>${safe(mail.sender.name)} &lt;${safe(mail.sender.email)}&gt;, ${day(mail.date)}<br><span class="quiet">${safe(mail.messageId)}</span></p>`;
  const others = thread.map((one) => {
    const text = html`${day(one.date)} ${safe(one.sender.name || one.sender.email)}: ${safe(one.subject)}`;
    return one.messageId === id
      ? html`<li aria-current="true">${text}</li>`
      : html`<li><a href="${to(visit, mailPath(one.messageId))}">${text}</a></li>`;
  });
  return page(
    ask,
    mail.subject || '(no subject)',
    html`${head}${mailText(mail.text)}<section><h2>Thread</h2><ul>${others}</ul></section>`,
  );
}
