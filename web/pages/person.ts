/** One person: what waits for them, their series, the reviews they gave. */
import { html } from 'hono/html';
import { type PersonPage, showPerson } from '../../app/index.ts';
import { page, safe, to } from '../layout.ts';
import { pageOf, pager } from '../paging.ts';
import { date, mail, plural, series, stacked, state } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';
import { row } from './series-list.ts';

const SIZE = 50;

export async function personPage(ask: Ask) {
  const { site, visit } = ask;
  const span = { limit: SIZE, offset: (pageOf(ask) - 1) * SIZE };
  const shown = await showPerson(site.workspace, ask.param('id'), visit.asOf, span);
  if (shown === null) return stranger(ask);
  const { identity } = shown;
  const { name, email } = identity.addresses[0]!;
  const addresses = identity.addresses.map(
    (one) =>
      html`<li>${safe(one.name)} <span class="quiet">&lt;${safe(one.email)}&gt;</span>, ${plural(one.mails, 'mail')}</li>`,
  );
  const body = html`<details><summary>${plural(addresses.length, 'name or address', 'names and addresses')}</summary><ul>${addresses}</ul></details>
${waits(visit, shown)}${theirs(visit, shown, email)}${reviews(ask, shown)}`;
  return page(ask, name || email || identity.person, body);
}

/** Named in a To, a trailer or a commit. */
function stranger(ask: Ask) {
  const who = ask.param('id');
  const search = to(ask.visit, '/search', { q: `to:"${who.replaceAll('"', '')}"` });
  const body = html`<p>Nobody wrote under this address to the lists at hand by then. <a href="${search}">Mails to it</a></p>`;
  return page(ask, who, body);
}

function waits(visit: Visit, { toAnswer, toReview }: PersonPage) {
  const answers = toAnswer.map(
    (one) => html`<li>${series(visit, one.series)}: ${safe(one.why)}, since ${date(one.since)}</li>`,
  );
  const looks = toReview.map(
    (one) => html`<li>${series(visit, one)}, ${date(one.date)} ${state(one.state)}</li>`,
  );
  return html`<section><h2>Waits for them</h2>${answers.length + looks.length === 0 ? html`<p>Nothing.</p>` : ''}${answers.length > 0 ? html`<h3>As the author</h3><ul>${answers}</ul>` : ''}${looks.length > 0 ? html`<h3>New versions of what they reviewed</h3><ul>${looks}</ul>` : ''}</section>`;
}

function theirs(visit: Visit, shown: PersonPage, email: string) {
  const { total, series: newest } = shown.series;
  if (total === 0) return '';
  const rows = newest.map((one) => row(visit, one));
  const more =
    total > rows.length
      ? html`<p><a href="${to(visit, '/series', { from: email })}">All of them</a></p>`
      : '';
  return html`<section><h2>${total} series</h2>${stacked('Series', ['Posted', 'Title', 'Version', 'Patches', 'State', 'From'], rows)}${more}</section>`;
}

function reviews(ask: Ask, { reviews: { total, reviews: given } }: PersonPage) {
  if (total === 0) return '';
  const rows = given.map(
    (one) =>
      html`<tr><td>${date(one.date)}</td><td>${state(one.kind)}</td><th scope="row">${mail(ask.visit, one.messageId, safe(one.subject))}</th></tr>`,
  );
  return html`<section><h2>${plural(total, 'review')} given</h2>${stacked('Reviews', ['Date', 'Trailer', 'Mail'], rows)}${pager(ask, total, SIZE)}</section>`;
}
