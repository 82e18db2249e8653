/** What was just decided, with a button that takes it back; and lists of entries. */
import { html } from 'hono/html';
import type { JournalEntry, LoggedEntry } from '../../app/index.ts';
import { formToken } from '../auth/forms.ts';
import { type Html, safe, same, seriesPath, to } from '../layout.ts';
import { minute } from '../values.ts';
import type { Ask, Visit } from '../visit.ts';
import { doneEntries } from './actions.ts';
import { mayDecide } from './form.ts';

/** Above the content, after a form was sent. */
export function doneNote(ask: Ask): Html | '' {
  const entries = doneEntries(ask.site, ask.query('done'));
  const [first] = entries;
  if (!first) return '';
  const count = new Set(entries.map(({ series }) => series)).size;
  const what = [...new Set(entries.map(inWords))].join('; ');
  return html`<div class="done" role="status"><p>${count === 1 ? 'One series' : `${count} series`}: ${safe(what)}.</p>${undoForm(
    ask,
    entries.filter((one) => !one.isUndone),
  )}</div>`;
}

/** `state accepted`, as a sentence has it. */
function inWords(entry: LoggedEntry): string {
  if (entry.field !== 'undo') return said(entry);
  return entry.undoes === null || entry.undoes.field === 'undo'
    ? `took back entry ${entry.value.slice(0, 8)}`
    : `took back: ${said(entry.undoes)}`;
}

const said = ({ field, value }: JournalEntry): string =>
  value === '' ? `${field} none` : `${field} ${field === 'note' ? `“${value}”` : value}`;

/** Newest first. */
export function entryList(
  ask: Ask,
  entries: readonly LoggedEntry[],
  naming: (entry: LoggedEntry) => string,
): Html {
  const { visit } = ask;
  return html`<ul class="entries">${entries.map(
    (entry) =>
      html`<li id="e${entry.id}"><span class="${entry.isUndone ? 'undone' : ''}"><time>${minute(entry.at)}</time> ${safe(entry.who)}${seriesLink(visit, entry, naming(entry))}: ${safe(inWords(entry))}</span>${entry.isUndone ? html` <span class="quiet">taken back</span>` : undoForm(ask, [entry])}</li>`,
  )}</ul>`;
}

const seriesLink = (visit: Visit, { series }: LoggedEntry, title: string) =>
  title === '' ? '' : html`, <a href="${to(visit, seriesPath(series))}">${safe(title)}</a>`;

function undoForm(ask: Ask, entries: readonly LoggedEntry[]): Html | '' {
  const { visit } = ask;
  if (!mayDecide(visit) || entries.length === 0) return '';
  const label = entries.length === 1 ? `Undo ${safe(inWords(entries[0]!))}` : 'Undo all of it';
  return html`<form method="post" action="${visit.base}/journal/undo" class="inline">${formToken}<input type="hidden" name="next" value="${same(ask, { done: '' })}">${entries.map(({ id }) => html`<input type="hidden" name="entry" value="${id}">`)}<button aria-label="${label}">Undo</button></form>`;
}
