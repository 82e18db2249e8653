/** Which series waits for whom, and what is decided about it. */
import { html } from 'hono/html';
import {
  listSeries,
  readJournal,
  SERIES_STATES,
  TRIAGE_STATES,
  type TriageFilter,
  triageQueue,
} from '../../app/index.ts';
import type { Waiting } from '../../reports/triage.ts';
import { doneNote, entryList } from '../decide/done.ts';
import { choice, choiceHead, decideForm } from '../decide/form.ts';
import { page, safe, seriesPath, to } from '../layout.ts';
import { type Field, filters, heads, pageOf, pager, type Sorting, slice, sorted } from '../paging.ts';
import { date, nameOf, stacked, state as stateChip } from '../parts.ts';
import { type Ask, decidedUntil, type Visit } from '../visit.ts';

const WHO = ['maintainer', 'reviewer', 'author', 'nobody'] as const;
const LATELY = 8;

const FIELDS: readonly Field[] = [
  { kind: 'select', name: 'who', label: 'Waits for', options: WHO },
  { kind: 'text', name: 'person', label: 'From or delegated to' },
  { kind: 'text', name: 'feature', label: 'Feature' },
  { kind: 'text', name: 'list', label: 'List' },
  { kind: 'text', name: 'subsystem', label: 'Subsystem' },
  {
    kind: 'select',
    name: 'state',
    label: 'State',
    options: [...new Set([...SERIES_STATES, ...TRIAGE_STATES])],
  },
  { kind: 'text', name: 'days', label: 'Posted within days (90)' },
];

const COLUMNS: readonly Sorting<Waiting>[] = [
  { title: 'Title', key: 'title', by: ({ series }) => series.title.toLowerCase() },
  { title: 'Waits for', key: 'for', by: ({ who }) => who },
  { title: 'Since', key: 'since', by: ({ since }) => since },
  { title: 'State', key: 'state', by: ({ state }) => state },
  { title: 'Feature', key: 'feature', by: ({ features }) => features.join() },
  { title: 'Delegate', key: 'delegate', by: ({ delegate }) => delegate?.toLowerCase() ?? '' },
  { title: 'Why' },
];

export async function triagePage(ask: Ask) {
  const { site, visit, query } = ask;
  const queue = await triageQueue(site.workspace, site.dossier, visit.asOf, {
    ...filterOf(ask),
    decidedUntil: decidedUntil(visit),
  });
  const rows = slice(sorted(queue, COLUMNS, ask), pageOf(ask)).map((one) => row(visit, one));
  const head = [...choiceHead(visit), ...heads(COLUMNS, ask)];
  const table = rows.length > 0 ? decideForm(ask, stacked('Queue', head, rows, 'queue')) : '';
  const body = html`${doneNote(ask)}${filters(ask, FIELDS)}<p class="count">${counts(queue)}${query('sort') === '' && queue.length > 0 ? ' The longest waiting first.' : ''}</p>
${table}${pager(ask, queue.length)}${await lately(ask)}`;
  return page(ask, 'Triage', body);
}

function filterOf({ query }: Ask): TriageFilter {
  const days = Number(query('days'));
  return {
    who: WHO.find((one) => one === query('who')),
    person: query('person') || undefined,
    feature: query('feature') || undefined,
    list: query('list') || undefined,
    subsystem: query('subsystem') || undefined,
    state: query('state') || undefined,
    days: days > 0 ? days : undefined,
  };
}

function counts(queue: readonly Waiting[]): string {
  const groups = WHO.flatMap((who) => {
    const count = queue.filter((one) => one.who === who).length;
    return count === 0 ? [] : [`${count} for ${who === 'nobody' ? 'nobody' : `the ${who}`}`];
  });
  return groups.length === 0 ? 'Nothing waits.' : `${queue.length} wait: ${groups.join(', ')}.`;
}

/** The classes are what the keys look for: see keys/keys.mjs. */
function row(visit: Visit, { series, who, since, state, features, delegate, why }: Waiting) {
  return html`<tr data-series="${series.id}">${choice(visit, series.id, series.title)}<th scope="row"><a href="${to(visit, seriesPath(series.id))}">${safe(series.title) || '(no title)'}</a> <small class="quiet">v${series.version}, ${nameOf(series.author)}</small></th>
<td data-label="waits for">${who}</td><td data-label="since">${date(since)}</td><td class="state">${stateChip(state)}</td><td class="feature">${features.join(', ')}</td><td class="delegate" data-label="delegate">${safe(delegate ?? '')}</td><td class="why">${safe(why)}</td></tr>`;
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
