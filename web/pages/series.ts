/** One series: where it stands, what was given to it, its patches with the remarks in place, and the mbox to apply. */
import { html } from 'hono/html';
import { keepersOfSeries, type SeriesWithMails, seriesMbox, seriesWithMails } from '../../app/index.ts';
import { checksOf } from '../checks.ts';
import { decisionPart } from '../decide/part.ts';
import { keepersPart } from '../keepers.ts';
import { changePath, type Html, page, patchPath, safe, seriesPath, to } from '../layout.ts';
import { PAGE_BYTES, type TextLine, textLines } from '../mail-text.ts';
import { date, inferred, landed, mail, nameOf, person, plural, selected, stacked, state } from '../parts.ts';
import { elsewhereHtml, patchText, patchTextHtml } from '../patch-text.ts';
import { givenTo } from '../trailers.ts';
import type { Ask, Visit } from '../visit.ts';

type Shown = SeriesWithMails['series'];

export async function seriesPage(ask: Ask) {
  const { visit, site } = ask;
  const shown = await seriesWithMails(site.workspace, ask.param('id'), visit.asOf);
  const { series } = shown;
  const texts = textsOf(shown);
  const keepers = await keepersOfSeries(site.workspace, series, visit.asOf);
  const body = html`${head(visit, shown)}${decisionPart(ask, series.id)}${actions(visit, shown)}
<section><h2>Patches</h2>${patchTable(visit, series)}</section>
${keepers ? keepersPart(visit, keepers) : ''}${cover(visit, series, texts)}${inline(visit, series, texts)}`;
  return page(ask, `v${series.version} ${series.title}`, body);
}

/** A text is split into lines when it is shown: a big series shows none. */
function textsOf({ mails }: SeriesWithMails): Texts {
  return {
    weight: (id) => mails.get(id)?.text.length ?? 0,
    lines: (id) => textLines(mails.get(id)?.text ?? ''),
  };
}

interface Texts {
  readonly weight: (messageId: string) => number;
  readonly lines: (messageId: string) => readonly TextLine[];
}

/** Who, when, where it stands, who is to move. */
function head(visit: Visit, { series, versions }: SeriesWithMails) {
  const open = series.comments.filter((one) => one.state === 'open').length;
  const newer = versions.find(({ id }) => id === series.supersededBy);
  const count = series.complete
    ? plural(series.received, 'patch', 'patches')
    : html`<span class="bad">${series.received} of ${series.expected} patches</span>, the archive lacks the others`;
  const follows = series.follows && versions.find(({ id }) => id === series.follows!.series);
  return html`<p>${state(series.state)} ${series.prefixes.map((one) => html`<span class="chip">${safe(one)}</span> `)}${person(visit, series.author)}, ${date(series.date)}: ${count}; ${plural(open, 'open comment')} of ${series.comments.length}.</p>
<p>Waits for ${series.waitsFor.who === 'nobody' ? 'nobody' : html`the <strong>${series.waitsFor.who}</strong>`} since ${date(series.waitsFor.since)}: ${safe(series.waitsFor.why)}.</p>
${newer ? html`<p class="past">Superseded by <a href="${to(visit, seriesPath(newer.id))}">v${newer.version}</a> of ${date(newer.date)}.</p>` : ''}
${versions.length > 1 ? versionRow(visit, series, versions) : ''}
${follows ? html`<p>Follows v${follows.version}, known by ${series.follows!.score === 1 ? series.follows!.method : inferred(series.follows!.method, String(series.follows!.score))}.</p>` : ''}
${others(visit, 'Split; the other patches are in', series.otherParts)}${others(visit, 'Took in', series.tookIn)}${others(visit, 'Its patches were taken in by', series.takenInBy ? [series.takenInBy] : [])}
${series.lists.length > 0 ? html`<p class="quiet">On ${safe(series.lists.join(', '))}</p>` : ''}`;
}

function others(visit: Visit, says: string, related: Shown['otherParts']) {
  return related.length === 0
    ? ''
    : html`<p>${says} ${related.map(({ id, version, title }, n) => html`${n > 0 ? ', ' : ''}<a href="${to(visit, seriesPath(id))}">${safe(title)}</a> v${version}`)}.</p>`;
}

function versionRow(visit: Visit, series: Shown, versions: SeriesWithMails['versions']) {
  const at = versions.findIndex(({ id }) => id === series.id);
  const name = (one: { readonly version: number; readonly isPartial: boolean }): string =>
    `v${one.version}${one.isPartial ? ' (partial)' : ''}`;
  const items = versions.map((one) =>
    one.id === series.id
      ? html`<li aria-current="true">${name(one)}</li>`
      : html`<li><a href="${to(visit, seriesPath(one.id))}">${name(one)}</a></li>`,
  );
  const [before, after] = [versions[at - 1], versions[at + 1]];
  return html`<nav aria-label="Versions"><ul class="row"><li><a href="${to(visit, changePath(series.changeId))}">All versions</a>:</li>${items}
${before ? html`<li><a rel="prev" href="${to(visit, seriesPath(before.id))}">Previous version</a></li>` : ''}${after ? html`<li><a rel="next" href="${to(visit, seriesPath(after.id))}">Next version</a></li>` : ''}</ul></nav>
${compareForm(visit, series.id, before?.id ?? after!.id, versions)}`;
}

/** Chooses two versions to compare. */
export function compareForm(
  visit: Visit,
  after: string,
  before: string,
  versions: SeriesWithMails['versions'],
) {
  const options = (chosen: string) =>
    versions.map(
      (one) =>
        html`<option value="${one.id}" ${selected(one.id === chosen)}>v${one.version}, ${date(one.date)}</option>`,
    );
  return html`<form method="get" action="${visit.base}/diff">${visit.isPast ? html`<input type="hidden" name="asOf" value="${new Date(visit.asOf * 1000).toISOString().slice(0, 10)}">` : ''}<label>Compare<select name="from">${options(before)}</select></label><label>with<select name="to">${options(after)}</select></label><button>What changed</button></form>`;
}

/** What a maintainer does with the whole of it. */
function actions(visit: Visit, { series }: SeriesWithMails) {
  const first = series.cover ?? series.patches[0]?.messageId;
  return html`<details><summary>Apply it: mbox, b4, git am</summary>
<p><a href="${to(visit, `${seriesPath(series.id)}/mbox`)}">The newest state as an mbox</a>, with the trailers that replies gave. One of:</p>
<pre>mergeready series mbox ${series.id} | git am${first ? `\nb4 shazam ${safe(first)}` : ''}</pre></details>`;
}

function patchTable(visit: Visit, series: Shown) {
  if (series.patches.length === 0) return html`<p>The archive has none of them.</p>`;
  const rows = series.patches.map((patch) => {
    const comments = series.comments.filter(({ appliesTo }) => appliesTo === patch.n);
    const open = comments.filter((one) => one.state === 'open').length;
    const places = [...series.reverted, ...series.landings].filter(({ n }) => n === patch.n);
    const said =
      comments.length === 0
        ? ''
        : html`${plural(comments.length, 'comment')}${open > 0 ? html`, <span class="bad">${open} open</span>` : ''}`;
    return html`<tr><td class="num" data-label="patch">${patch.n}/${series.expected}</td><th scope="row"><a href="${to(visit, patchPath(series.id, patch.n))}">${safe(untagged(patch.subject))}</a> <small class="quiet">${plural(patch.files.length, 'file')}</small></th>
<td>${givenTo(visit, series, patch.n)}${checksOf(series, patch.messageId)}</td><td>${said}</td><td>${places.map((one) => html`<div>${landed(visit, one)}</div>`)}</td></tr>`;
  });
  return stacked('Patches', ['Patch', 'Title', 'Given, and tests', 'Comments', 'Landed'], rows);
}

const untagged = (subject: string): string =>
  subject.replace(/^(?:\s*\[[^\]]*\])+\s*(?=\S)/, '') || '(no subject)';

function cover(visit: Visit, series: Shown, texts: Texts): Html | '' {
  const comments = series.comments.filter(({ appliesTo }) => appliesTo === 'series');
  const id = series.cover;
  if (id === null)
    return comments.length === 0 ? '' : html`<section>${elsewhereHtml(visit, comments)}</section>`;
  const title = html`<h2 id="cover">Cover letter</h2>`;
  if (texts.weight(id) > MOST_COVER)
    return html`<section>${title}<p>${mail(visit, id, 'It')} is long and stands on its own page.</p>${elsewhereHtml(visit, comments)}</section>`;
  const text = patchText(texts.lines(id), comments);
  return html`<section>${title}${patchTextHtml(visit, text)}${elsewhereHtml(visit, text.elsewhere)}</section>`;
}

const MOST_COVER = PAGE_BYTES / 3;

/** All patches on this page, if they are not too many for it. */
function inline(visit: Visit, series: Shown, texts: Texts): Html | '' {
  const weight = series.patches.reduce((sum, { messageId }) => sum + texts.weight(messageId), 0);
  if (weight > PAGE_BYTES * 0.75)
    return html`<p class="quiet">The patches have pages of their own: they are too long for one.</p>`;
  return html`${series.patches.map((patch) => {
    const comments = series.comments.filter(({ appliesTo }) => appliesTo === patch.n);
    const text = patchText(texts.lines(patch.messageId), comments);
    return html`<article id="p${patch.n}"><h2>${patch.n}/${series.expected}: ${safe(untagged(patch.subject))}</h2><p class="quiet">${mail(visit, patch.messageId, 'As it was sent')}, ${nameOf(series.author)}, ${date(patch.date)}</p>${patchTextHtml(visit, text)}${elsewhereHtml(visit, text.elsewhere)}</article>`;
  })}`;
}

export async function seriesMboxFile({ site, visit, param }: Ask): Promise<Response> {
  const id = param('id');
  const { text } = await seriesMbox(site.workspace, id, visit.asOf);
  return new Response(text, {
    headers: {
      'Content-Type': 'application/mbox; charset=utf-8',
      'Content-Disposition': `attachment; filename="${id.replace(/[^\w.-]/g, '_').slice(0, 60)}.mbox"`,
    },
  });
}
