/** Who looks after what a series touches, why, and whether they have spoken. */
import { html } from 'hono/html';
import type { SeriesKeepers } from '../app/index.ts';
import { type Html, safe } from './layout.ts';
import { date, mail, person, stacked } from './parts.ts';
import type { Visit } from './visit.ts';

type Person = SeriesKeepers['people'][number];

export function keepersPart(visit: Visit, { people, lists, subsystems, from }: SeriesKeepers): Html {
  const source = html`<p class="quiet">By MAINTAINERS of ${safe(from.tree)} since ${date(from.since)}: ${safe(subsystems.join(', ')) || 'nobody looks after it'}.${lists.length > 0 ? html` Lists: ${safe(lists.map(({ address }) => address).join(', '))}.` : ''}</p>`;
  const rows = people.map(
    (one) =>
      html`<tr><th scope="row">${person(visit, one)}</th><td data-label="role">${one.role}</td><td>${one.why.map(({ section, pattern }) => html`<div>${safe(section)} <small class="quiet">${safe(pattern)}</small></div>`)}</td><td>${heard(visit, one)}</td></tr>`,
  );
  const table = rows.length > 0 ? stacked('Maintainers', ['Who', 'Role', 'Why', 'Heard'], rows) : '';
  return html`<section><h2>Who looks after it</h2>${table}${source}</section>`;
}

function heard(visit: Visit, { spokeIn, wasAddressed, role }: Person): Html {
  if (spokeIn) return html`${mail(visit, spokeIn, 'spoke')}`;
  const tone = role === 'maintainer' ? 'bad' : 'quiet';
  return html`<span class="${tone}">not heard</span>${wasAddressed ? '' : html` <small class="quiet">(was not Cc'd)</small>`}`;
}
