/** What people decide about series: written, undone, read and carried as text. */
import {
  type Epoch,
  epoch,
  FOREVER,
  InputError,
  type SeriesId,
  seriesId,
  UsageError,
} from '../model/facts/index.ts';
import { findSeries } from '../model/store/find-series.ts';
import {
  appendEntries,
  entryId,
  JOURNAL_FIELDS,
  type JournalEntry,
  type JournalField,
  MAIL_FIELDS,
  readEntries,
  recordEntries,
  type StoredEntry,
  TRIAGE_STATES,
  type TriageState,
} from '../model/store/journal.ts';
import { NUMBER_LINE } from './journal-numbers.ts';
import type { Workspace } from './workspace.ts';

export {
  JOURNAL_FIELDS,
  type JournalEntry,
  type JournalField,
  MAIL_FIELDS,
  TRIAGE_STATES,
} from '../model/store/journal.ts';

/** An entry as a log shows it. */
export interface LoggedEntry extends StoredEntry {
  readonly id: string;
  /** Taken back by a later entry that stands. */
  readonly isUndone: boolean;
  /** Of an undo: what it took back; null where a journal was taken in without it. */
  readonly undoes: JournalEntry | null;
}

/** Who writes, and when. */
export interface By {
  readonly who: string;
  readonly at: Epoch;
}

/** Every entry, oldest first. @param series only those about it */
export function readJournal(
  { store }: Workspace,
  asOf: Epoch,
  series: SeriesId | null = null,
): readonly LoggedEntry[] {
  const entries = readEntries(store, asOf, series).map((entry) => ({ ...entry, id: entryId(entry) }));
  const undoes = new Map<string, string[]>();
  for (const { id, field, value } of entries)
    if (field === 'undo') undoes.set(value, [...(undoes.get(value) ?? []), id]);
  // An id is a digest of what its entry says, so no chain of undos comes back to where it began.
  const isUndone = (id: string): boolean => undoes.get(id)?.some((undo) => !isUndone(undo)) ?? false;
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return entries.map((entry) => ({
    ...entry,
    isUndone: isUndone(entry.id),
    undoes: entry.field === 'undo' ? (byId.get(entry.value) ?? null) : null,
  }));
}

/**
 * Writes what somebody decided about some series, all or none.
 * @param names ids, beginnings of ids, or Message-IDs of any of their mails
 * @throws UsageError for a series that is not there, or a state that Patchwork does not know
 */
export function decide(
  { store }: Workspace,
  names: readonly string[],
  given: Partial<Record<JournalField, string>>,
  by: By,
): readonly LoggedEntry[] {
  const { state } = given;
  if (state !== undefined && state !== '' && !TRIAGE_STATES.includes(state as TriageState))
    throw new UsageError(`state ${state}: there is ${TRIAGE_STATES.join(', ')}`);
  const fields = JOURNAL_FIELDS.filter((field) => given[field] !== undefined);
  if (fields.length === 0)
    throw new UsageError('nothing to set: give a state, a delegate, a note or a feature');
  const series = [...new Set(names.map((name) => seriesId(findSeries(store, name, FOREVER))))];
  const entries = series.flatMap((id) =>
    fields.map((field) => ({
      at: by.at,
      who: oneLine(by.who),
      series: id,
      field,
      value: oneLine(given[field]!),
      message: '',
    })),
  );
  return recordEntries(store, entries).map((done) => logged(done, null));
}

/**
 * Takes entries back, whoever made them, all or none, in the order given. To undo an undo lets the entry stand again.
 * @param names ids of entries, or the beginnings of ids
 */
export function undoAll(workspace: Workspace, names: readonly string[], by: By): readonly LoggedEntry[] {
  const all = readJournal(workspace, FOREVER);
  const entries = names.map((name) => undoable(all, name));
  if (new Set(entries).size < entries.length) throw new UsageError('an entry was named twice');
  const undos = entries.map((entry) => ({
    ...entry,
    at: by.at,
    who: oneLine(by.who),
    field: 'undo' as const,
    value: entry.id,
  }));
  return recordEntries(workspace.store, undos).map((done, at) => logged(done, entries[at]!));
}

export const undo = (workspace: Workspace, name: string, by: By): LoggedEntry =>
  undoAll(workspace, [name], by)[0]!;

function undoable(all: readonly LoggedEntry[], name: string): LoggedEntry {
  const found = /^[0-9a-f]{4,16}$/.test(name) ? all.filter(({ id }) => id.startsWith(name)) : [];
  const [entry, another] = found;
  if (!entry) throw new UsageError(`${name}: no such entry; 'mergeready triage log' lists them`);
  if (another) throw new UsageError(`${name}: several entries begin so; give more of the id`);
  if (entry.isUndone) throw new UsageError(`${entry.id}: taken back already`);
  return entry;
}

const logged = (entry: StoredEntry, undoes: JournalEntry | null): LoggedEntry => ({
  ...entry,
  id: entryId(entry),
  isUndone: false,
  undoes,
});

/** Entries stand on one line each, between tabs, wherever they are written out; nothing turns the direction of a line. */
export const oneLine = (text: string): string =>
  text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();

/** One entry a line: date, who, series, field, value and, where it is about one mail, its Message-ID, between tabs. */
export const journalLine = ({ at, who, series, field, value, message }: JournalEntry): string =>
  [
    new Date(at * 1000).toISOString().replace('.000Z', 'Z'),
    who,
    series,
    field,
    value,
    ...(message ? [message] : []),
  ].join('\t');

/** Takes lines of an export in; what is there already is passed over. Returns how many were new. */
export function importJournal({ store }: Workspace, text: string, file = 'the journal'): number {
  const entries = text
    .split(/\r?\n/)
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => line.trim() !== '' && !line.startsWith(NUMBER_LINE))
    .map(({ line, at }) => parseLine(line, `${file} line ${at}`));
  return appendEntries(store, entries);
}

function parseLine(line: string, where: string): JournalEntry {
  const [date = '', who = '', series = '', field = '', value = '', message = ''] = line.split('\t');
  const at = Date.parse(date) / 1000;
  const isFine =
    field === 'undo'
      ? /^[0-9a-f]{16}$/.test(value)
      : field === 'state'
        ? value === '' || TRIAGE_STATES.includes(value as TriageState)
        : (message ? MAIL_FIELDS : JOURNAL_FIELDS).some((one) => one === field);
  if (Number.isNaN(at) || who === '' || !/^[0-9a-f]{12}$/.test(series) || !isFine)
    throw new InputError(
      where,
      'no journal entry (date, who, series, field, value and Message-ID between tabs, as triage export writes it)',
    );
  return {
    at: epoch(at),
    who,
    series: seriesId(series),
    field: field as JournalEntry['field'],
    value,
    message,
  };
}
