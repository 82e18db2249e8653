/** A bundle: patches that somebody put together by git-pw or another client of the API. */
import { html } from 'hono/html';
import { type Bundle, bundlesFor, listSeries, seriesOfMail } from '../../app/index.ts';
import { page, patchPath, safe, to } from '../layout.ts';
import { chip, date, plural, stacked, state } from '../parts.ts';
import type { Ask } from '../visit.ts';

export async function bundlePage(ask: Ask) {
  const { visit, site } = ask;
  const bundle = bundlesFor(site.workspace, visit.account).find(({ id }) => String(id) === ask.param('id'));
  if (!bundle) return null;
  const patches = await patchesOf(ask, bundle);
  const rows = patches.map(
    ({ series, patch }, at) =>
      html`<tr><td class="num" data-label="place">${at + 1}</td><th scope="row"><a href="${to(visit, patchPath(series.id, patch.n))}">${safe(patch.subject) || '(no subject)'}</a></th><td data-label="posted">${date(patch.date)}</td><td>${state(series.state)}</td></tr>`,
  );
  const gone = bundle.mails.length - patches.length;
  const mbox = `${visit.base}/bundle/${bundle.id}/mbox`;
  const body = html`<p>${bundle.isPublic ? '' : html`${chip('private')} `}Put together by ${safe(bundle.owner)}: ${plural(bundle.mails.length, 'patch', 'patches')}.${gone > 0 ? html` <span class="bad">${gone} of them the archive does not have.</span>` : ''}</p>
${stacked('Patches', ['Place', 'Patch', 'Posted', 'Its series'], rows)}
<p><a href="${mbox}">As an mbox</a> for git am, with the trailers that replies gave; or</p><pre>git-pw bundle apply ${bundle.id}</pre>`;
  return page(ask, `Bundle ${bundle.name}`, body);
}

/** In its order, as far as they are there by then. */
async function patchesOf({ site, visit }: Ask, { mails }: Bundle) {
  const inSeries = mails.map((mail) => [mail, seriesOfMail(site.workspace, mail)?.id] as const);
  const ids = [...new Set(inSeries.flatMap(([, id]) => id ?? []))];
  const found = await listSeries(site.workspace, visit.asOf, { ids });
  const byId = new Map(found.map((one) => [one.id as string, one]));
  return inSeries.flatMap(([mail, id]) => {
    const series = id === undefined ? undefined : byId.get(id);
    const patch = series?.patches.find(({ messageId }) => messageId === mail);
    return series && patch ? [{ series, patch }] : [];
  });
}
