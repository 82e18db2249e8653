/** What the forms do: an entry in the journal for each thing that is set, and another to take it back. */
import {
  decide,
  decisions,
  JOURNAL_FIELDS,
  type JournalField,
  type LoggedEntry,
  readJournal,
  undoAll,
  whoIs,
} from '../../app/index.ts';
import { FOREVER, UsageError } from '../../model/facts/index.ts';
import type { Form } from '../auth/forms.ts';
import { localPath } from '../auth/origin.ts';
import { refuse, wantsJson } from '../auth/refuse.ts';
import { nowOf } from '../auth/who.ts';
import type { ActAsk, Site } from '../visit.ts';
import { TAKE_BACK } from './form.ts';

/** No table shows more series; no form sets more at once. */
const MOST_SERIES = 500;
/** Entries that the answer names, to be taken back together. */
const MOST_NAMED = 40;

export function decideAction(ask: ActAsk): Response | Promise<Response> {
  const { context, site, form } = ask;
  const series = form.all('series');
  const given = changesIn(form);
  if (series.length === 0) return refuse(context, site, 400, 'No series was chosen.');
  if (series.length > MOST_SERIES)
    return refuse(context, site, 400, `No more than ${MOST_SERIES} series at once.`);
  if (Object.keys(given).length === 0) return answer(ask, []);
  return answerOr(ask, () => decide(site.workspace, series, given, by(ask)));
}

/** Takes entries back, all or none, the newest first. */
export function undoAction(ask: ActAsk): Response | Promise<Response> {
  const { context, site, form } = ask;
  const entries = form.all('entry');
  if (entries.length === 0 || entries.length > MOST_SERIES)
    return refuse(context, site, 400, 'No entry was named, or too many.');
  return answerOr(ask, () => undoAll(site.workspace, entries.toReversed(), by(ask)));
}

const by = ({ site, account }: ActAsk) => ({ who: whoIs(account!), at: nowOf(site) });

/** Of a form for one series what differs from what stood there; of one for many, what is not empty. */
function changesIn(form: Form): Partial<Record<JournalField, string>> {
  const changed: Partial<Record<JournalField, string>> = {};
  for (const field of JOURNAL_FIELDS) {
    if (!form.has(field)) continue;
    const [value, was] = [form.one(field).trim(), `was-${field}`];
    if (form.has(was) ? value !== form.one(was) : value !== '')
      changed[field] = value === TAKE_BACK ? '' : value;
  }
  return changed;
}

function answerOr(ask: ActAsk, act: () => readonly LoggedEntry[]): Response | Promise<Response> {
  try {
    return answer(ask, act());
  } catch (error) {
    if (error instanceof UsageError) return refuse(ask.context, ask.site, 400, error.message);
    throw error;
  }
}

/** To a page the page again, naming what was done; to a script what now stands. */
function answer({ context, site, form }: ActAsk, entries: readonly LoggedEntry[]): Response {
  if (wantsJson(context, site)) {
    const all = decisions(site.workspace, FOREVER);
    const standing = Object.fromEntries(
      [...new Set(entries.map(({ series }) => series))].map((id) => [id, all.get(id) ?? null]),
    );
    return context.json({ entries, decisions: standing });
  }
  const next = new URL(localPath(form.one('next'), site), 'http://local.invalid');
  if (entries.length > 0 && entries.length <= MOST_NAMED)
    next.searchParams.set('done', entries.map(({ id }) => id).join('.'));
  return context.redirect(next.pathname + next.search, 303);
}

/** The entries that `?done=` names. */
export function doneEntries(site: Site, done: string): readonly LoggedEntry[] {
  const ids = new Set(done.split('.').slice(0, MOST_NAMED));
  return done === '' ? [] : readJournal(site.workspace, FOREVER).filter(({ id }) => ids.has(id));
}
