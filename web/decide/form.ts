/** The form by which people decide about series: one of them, or all that are chosen in a table. */
import { html } from 'hono/html';
import { type Decision, listAccounts, mayDo, TRIAGE_STATES } from '../../app/index.ts';
import type { SeriesId } from '../../model/facts/index.ts';
import { formToken } from '../auth/forms.ts';
import { type Html, safe, same } from '../layout.ts';
import { selected } from '../parts.ts';
import type { Ask, Visit } from '../visit.ts';

/** Decisions are made today, by whoever may. */
export const mayDecide = ({ account, isPast }: Visit): boolean => !isPast && mayDo(account, 'triager');

/** What takes a value back, where leaving it empty means leaving it as it is. */
export const TAKE_BACK = '-';

/**
 * A form around the rows of a table, each with a box of `choice`: what is set, is set for those that are chosen. To others
 * the table alone.
 */
export function decideForm(ask: Ask, rows: Html): Html {
  const { visit } = ask;
  if (!mayDecide(visit)) return rows;
  return html`<form method="post" action="${visit.base}/triage" class="decide" data-decide="many">${hidden(ask)}
<fieldset class="bar"><legend>For the chosen series</legend>
<label>State<select name="state"><option value="">as it is</option>${TRIAGE_STATES.map((one) => html`<option>${one}</option>`)}<option value="${TAKE_BACK}">none: as the mails say</option></select></label>
<label>Delegate<input name="delegate" list="people" autocomplete="off" size="14"></label>
${features(ask, '', html`<option value="">as it is</option>`, html`<option value="${TAKE_BACK}">none</option>`)}
<label>Note<input name="note" autocomplete="off" size="14" maxlength="1000"></label><button>Set</button></fieldset>
${people(ask)}${rows}</form>`;
}

/** The cell of a row in the table of a `decideForm`, with the box that chooses it; nothing for whoever may not decide. */
export const choice = (visit: Visit, id: SeriesId, title: string) =>
  mayDecide(visit)
    ? html`<td class="choice"><input type="checkbox" name="series" value="${id}" aria-label="Choose ${safe(title)}"></td>`
    : '';

/** What stands above those cells. */
export const choiceHead = (visit: Visit): readonly Html[] =>
  mayDecide(visit) ? [html`<th scope="col"><span class="hidden">Chosen</span></th>`] : [];

/** The same for one series, as it stands. What stood there goes with the form, so that only what was changed is written. */
export function decideOne(ask: Ask, id: SeriesId, decision: Decision | undefined): Html | '' {
  const { visit } = ask;
  if (!mayDecide(visit)) return '';
  const [state, delegate, feature] = [
    decision?.state ?? '',
    decision?.delegate ?? '',
    decision?.feature ?? '',
  ];
  const was = Object.entries({ state, delegate, feature }).map(
    ([name, value]) => html`<input type="hidden" name="was-${name}" value="${value}">`,
  );
  return html`<form method="post" action="${visit.base}/triage" class="decide" data-decide="one">${hidden(ask)}
<input type="hidden" name="series" value="${id}">${was}
<fieldset class="bar"><legend>Decide</legend>
<label>State<select name="state"><option value="">as the mails say</option>${TRIAGE_STATES.map((one) => html`<option ${selected(one === state)}>${one}</option>`)}</select></label>
<label>Delegate<input name="delegate" list="people" autocomplete="off" size="14" value="${delegate}"></label>
${features(ask, feature, html`<option value="">as the dossier says</option>`, '')}
<label>Note<input name="note" autocomplete="off" size="14" maxlength="1000"></label><button>Set</button></fieldset>${people(ask)}</form>`;
}

/** The token, and the page to come back to. */
function hidden(ask: Ask): Html {
  return html`${formToken}<input type="hidden" name="next" value="${same(ask, { done: '' })}">`;
}

/** Without a dossier there is no list to choose from. */
function features({ site }: Ask, chosen: string, first: Html, last: Html | ''): Html {
  const known = site.dossier?.features.map((one) => one.id) ?? [];
  if (known.length === 0)
    return html`<label>Feature<input name="feature" autocomplete="off" size="10" value="${chosen}"></label>`;
  const other = chosen !== '' && !known.includes(chosen) ? [chosen] : [];
  return html`<label>Feature<select name="feature">${first}${[...known, ...other].map((id) => html`<option ${selected(id === chosen)}>${id}</option>`)}${last}</select></label>`;
}

const people = ({ site }: Ask): Html =>
  html`<datalist id="people">${listAccounts(site.workspace).map((one) => html`<option>${one.email || one.name}</option>`)}</datalist>`;
