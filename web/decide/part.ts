/** On the page of a series: what was decided about it, by whom, and the form that decides more. */
import { html } from 'hono/html';
import { type Decision, decisions, readJournal } from '../../app/index.ts';
import type { SeriesId } from '../../model/facts/index.ts';
import { type Html, safe } from '../layout.ts';
import { chip, date } from '../parts.ts';
import { type Ask, decidedUntil } from '../visit.ts';
import { doneNote, entryList } from './done.ts';
import { decideOne } from './form.ts';

export function decisionPart(ask: Ask, id: SeriesId): Html {
  const { workspace } = ask.site;
  const until = decidedUntil(ask.visit);
  const decision = decisions(workspace, until).get(id);
  const entries = readJournal(workspace, until).filter(({ series }) => series === id);
  const past = html`<details><summary>What was decided (${entries.length})</summary>${entryList(ask, entries.toReversed(), () => '')}</details>`;
  return html`${doneNote(ask)}${decision ? standing(decision) : ''}${decideOne(ask, id, decision)}${entries.length > 0 ? past : ''}`;
}

function standing({ state, stateBy, stateAt, delegate, feature, notes }: Decision): Html {
  const parts = [
    ...(state ? [html`${chip(state)} says ${safe(stateBy!)}, ${date(stateAt!)}`] : []),
    ...(delegate ? [html`delegated to ${safe(delegate)}`] : []),
    ...(feature ? [html`for ${safe(feature)}`] : []),
    ...notes.map((note) => html`“${safe(note)}”`),
  ];
  return parts.length === 0
    ? html``
    : html`<p>Decided: ${parts.map((part, n) => html`${n > 0 ? '; ' : ''}${part}`)}.</p>`;
}
