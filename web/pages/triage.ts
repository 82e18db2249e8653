/** Which series waits for whom, and what is decided about it. */
import { html, raw } from 'hono/html';
import { listSeries, readJournal, type TriageFilter, triageQueue } from '../../app/index.ts';
import type { Waiting } from '../../reports/triage.ts';
import { doneNote, entryList } from '../decide/done.ts';
import { choice, decideForm, mayDecide } from '../decide/form.ts';
import { page, safe, seriesPath, to } from '../layout.ts';
import { PAGE_SIZE, pageOf, pager } from '../paging.ts';
import { day } from '../values.ts';
import { type Ask, decidedUntil, type Visit } from '../visit.ts';

const WHO = ['maintainer', 'reviewer', 'author', 'nobody'] as const;
const FILTERS = ['who', 'person', 'feature', 'list', 'state', 'days'] as const;
const LATELY = 8;

export async function triagePage(ask: Ask) {
  const { site, visit, query } = ask;
  const queue = await triageQueue(site.workspace, site.dossier, visit.asOf, {
    ...filterOf(ask),
    decidedUntil: decidedUntil(visit),
  });
  const at = pageOf(ask);
  const shown = queue.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);
  const all = Object.fromEntries(
    FILTERS.map((name) => [name, query(name)]).filter(([, value]) => value !== ''),
  );
  const body = html`${doneNote(ask)}${filters(ask)}<p class="count">${counts(queue)}</p>
${shown.length > 0 ? decideForm(ask, table(visit, shown)) : ''}${pager(visit, '/triage', all, at, queue.length)}${await lately(ask)}`;
  return page(ask, 'Triage', body);
}

function filterOf({ query }: Ask): TriageFilter {
  const text = (name: (typeof FILTERS)[number]) => query(name) || undefined;
  const who = WHO.find((one) => one === query('who'));
  const days = Number(query('days'));
  return {
    who,
    person: text('person'),
    feature: text('feature'),
    list: text('list'),
    state: text('state'),
    days: days > 0 ? days : undefined,
  };
}

function filters({ query, visit }: Ask) {
  const field = (name: (typeof FILTERS)[number], label: string, size: number) =>
    html`<label>${label}<input name="${name}" value="${query(name)}" size="${size}"></label>`;
  return html`<form method="get"><label>Waits for<select name="who"><option value="">anybody</option>${WHO.map((one) => html`<option ${one === query('who') ? raw('selected') : ''}>${one}</option>`)}</select></label>
${field('person', 'From or delegated to', 16)}${field('feature', 'Feature', 12)}${field('list', 'List', 12)}${field('state', 'State', 12)}<label>Posted within days<input name="days" inputmode="numeric" value="${query('days')}" size="5" placeholder="90"></label>
${visit.isPast ? html`<input type="hidden" name="asOf" value="${day(visit.asOf)}">` : ''}<button>Filter</button></form>`;
}

function counts(queue: readonly Waiting[]): string {
  const groups = WHO.flatMap((who) => {
    const count = queue.filter((one) => one.who === who).length;
    return count === 0 ? [] : [`${count} for ${who === 'nobody' ? 'nobody' : `the ${who}`}`];
  });
  return groups.length === 0
    ? 'Nothing waits.'
    : `${queue.length} wait: ${groups.join(', ')}. The longest waiting first.`;
}

function table(visit: Visit, shown: readonly Waiting[]) {
  const heads = ['Title', 'Waits for', 'Since', 'State', 'Feature', 'Delegate', 'Why'];
  return html`<div class="wide" tabindex="0" role="group" aria-label="Queue"><table class="stack queue"><thead><tr>${mayDecide(visit) ? html`<td></td>` : ''}${heads.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead><tbody>${shown.map((one) => row(visit, one))}</tbody></table></div>`;
}

/** The classes are what the keys look for: see keys/keys.js. */
function row(visit: Visit, { series, who, since, state, features, delegate, why }: Waiting) {
  const box = mayDecide(visit) ? html`<td>${choice(visit, series.id, series.title)}</td>` : '';
  return html`<tr data-series="${series.id}">${box}<th scope="row"><a href="${to(visit, seriesPath(series.id))}">${safe(series.title) || '(no title)'}</a> <small class="quiet">v${series.version}, ${safe(series.author.name || series.author.email)}</small></th>
<td class="who" data-label="waits for">${who}</td><td class="date" data-label="since">${day(since)}</td><td class="state" data-label="state">${state}</td><td class="feature" data-label="feature">${features.join(', ')}</td><td class="delegate" data-label="delegate">${safe(delegate ?? '')}</td><td class="why">${safe(why)}</td></tr>`;
}

async function lately(ask: Ask) {
  const { site, visit } = ask;
  const entries = readJournal(site.workspace, decidedUntil(visit)).slice(-LATELY).toReversed();
  if (entries.length === 0) return '';
  const ids = [...new Set(entries.map(({ series }) => series))];
  const listed = await listSeries(site.workspace, visit.asOf, { ids });
  const titles = new Map(listed.map((one) => [one.id as string, one.title]));
  return html`<section><h2>Decided lately</h2>${entryList(ask, entries, ({ series }) => titles.get(series) ?? series)}<p><a href="${to(visit, '/journal')}">The whole journal</a></p></section>`;
}
