/** The triage queue, and the journal of what people decided about it. */
import type { Dossier } from '../model/dossier/index.ts';
import { type Epoch, epoch, type SeriesId, seriesId, UsageError } from '../model/facts/index.ts';
import { selector } from '../model/readiness/index.ts';
import type { WaitsFor } from '../model/review/index.ts';
import {
  hasJournal,
  JOURNAL_FIELDS,
  type JournalEntry,
  type JournalField,
  openJournal,
  TRIAGE_STATES,
  type TriageState,
} from '../model/store/journal.ts';
import { findSeries } from '../model/store/read-series.ts';
import type { Waiting } from '../reports/triage.ts';
import { type ListedSeries, listSeries, reviewMany } from './series.ts';
import type { Workspace } from './workspace.ts';

export {
  JOURNAL_FIELDS,
  type JournalEntry,
  type JournalField,
  TRIAGE_STATES,
} from '../model/store/journal.ts';

export interface TriageFilter {
  /** Series posted longer ago than this are left out, days. */
  readonly days?: number | undefined;
  /** Only of this list (a part of its List-Id). */
  readonly list?: string | undefined;
  /** Only of this sender (a part of name or address), or delegated to them. */
  readonly person?: string | undefined;
  readonly state?: string | undefined;
  readonly who?: WaitsFor['who'] | undefined;
  readonly feature?: string | undefined;
  /** All series as of the date, where somebody has them at hand; `list` then says nothing. */
  readonly listed?: readonly ListedSeries[] | undefined;
  /** Also what waits for nobody. */
  readonly all?: boolean | undefined;
}

const DAY = 24 * 60 * 60;
const DEFAULT_DAYS = 90;

/** Decisions after which a series waits for nobody. */
const CLOSED: ReadonlySet<TriageState> = new Set([
  'accepted',
  'rejected',
  'rfc',
  'not-applicable',
  'awaiting-upstream',
  'superseded',
  'deferred',
]);

/** Longest waiting first. Superseded versions are not in it. */
export async function triageQueue(
  workspace: Workspace,
  dossier: Dossier | null,
  asOf: Epoch,
  filter: TriageFilter = {},
): Promise<readonly Waiting[]> {
  const listed = filter.listed ?? (await listSeries(workspace, asOf, { list: filter.list }));
  const from = asOf - (filter.days ?? DEFAULT_DAYS) * DAY;
  const decided = decisions(readJournal(workspace, asOf));
  const select = (dossier?.features ?? []).map((feature) => ({ id: feature.id, isOf: selector([feature]) }));
  const queue: Waiting[] = [];
  const current = listed.filter((one) => one.date >= from && one.supersededBy === null);
  for await (const { series, review } of reviewMany(workspace, current, asOf)) {
    const { state, waitsFor } = review;
    const own = decided.get(series.id);
    const features = [
      ...select.filter(({ isOf }) => isOf(series)).map(({ id }) => id),
      ...(own?.feature ? [own.feature] : []),
    ];
    queue.push({
      series,
      state: own?.state ?? state,
      ...waiting(waitsFor, own),
      features: [...new Set(features)],
      delegate: own?.delegate ?? null,
    });
  }
  return queue
    .filter((one) => isWanted(one, filter))
    .sort((a, b) => a.since - b.since || (a.series.id < b.series.id ? -1 : 1));
}

function waiting(found: WaitsFor, own: Decision | undefined): WaitsFor {
  if (!own?.state) return found;
  const why = `${own.state}, says ${own.stateBy}`;
  if (CLOSED.has(own.state)) return { who: 'nobody', since: own.stateAt!, why };
  return own.state === 'changes-requested' ? { who: 'author', since: own.stateAt!, why } : found;
}

function isWanted(one: Waiting, filter: TriageFilter): boolean {
  const has = (text: string | null, part: string): boolean =>
    text?.toLowerCase().includes(part.toLowerCase()) ?? false;
  const { name, email } = one.series.author;
  return (
    (filter.all || filter.who === 'nobody' || one.who !== 'nobody') &&
    (filter.who === undefined || one.who === filter.who) &&
    (filter.state === undefined || one.state === filter.state) &&
    (filter.feature === undefined || one.features.includes(filter.feature)) &&
    (filter.person === undefined || [name, email, one.delegate].some((text) => has(text, filter.person!)))
  );
}

interface Decision {
  readonly state: TriageState | null;
  readonly stateBy: string | null;
  readonly stateAt: Epoch | null;
  readonly delegate: string | null;
  readonly feature: string | null;
  readonly notes: readonly string[];
}

const NOTHING: Decision = {
  state: null,
  stateBy: null,
  stateAt: null,
  delegate: null,
  feature: null,
  notes: [],
};

/** The newest entry of each field counts; an empty one takes it back. */
function decisions(entries: readonly JournalEntry[]): ReadonlyMap<SeriesId, Decision> {
  const found = new Map<SeriesId, Decision>();
  for (const { series, field, value, who, at } of entries) {
    const old = found.get(series) ?? NOTHING;
    const given = value === '' ? null : value;
    if (field === 'state')
      found.set(series, { ...old, state: given as TriageState | null, stateBy: who, stateAt: at });
    else if (field === 'note') found.set(series, { ...old, notes: given ? [...old.notes, given] : [] });
    else found.set(series, { ...old, [field]: given });
  }
  return found;
}

export function readJournal({ store }: Workspace, asOf: Epoch): readonly JournalEntry[] {
  if (!hasJournal(store.path)) return [];
  const journal = openJournal(store.path);
  try {
    return journal.read(asOf);
  } finally {
    journal.close();
  }
}

/** Writes what somebody decided about one series. @throws UsageError for a state that Patchwork does not know */
export function decide(
  { store }: Workspace,
  name: string,
  given: Partial<Record<JournalField, string>>,
  by: { readonly who: string; readonly at: Epoch },
): readonly JournalEntry[] {
  const series = findSeries(store, name);
  const { state } = given;
  if (state !== undefined && state !== '' && !TRIAGE_STATES.includes(state as TriageState))
    throw new UsageError(`state ${state}: there is ${TRIAGE_STATES.join(', ')}`);
  const entries = JOURNAL_FIELDS.flatMap((field): readonly JournalEntry[] =>
    given[field] === undefined
      ? []
      : [{ at: by.at, who: oneLine(by.who), series: seriesId(series), field, value: oneLine(given[field]) }],
  );
  if (entries.length === 0)
    throw new UsageError('nothing to set: give --state, --delegate, --note or --feature');
  const journal = openJournal(store.path);
  try {
    journal.append(entries);
  } finally {
    journal.close();
  }
  return entries;
}

/** Entries stand on one line each, between tabs, wherever they are written out. */
const oneLine = (text: string): string => text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();

/** One entry a line: date, who, series, field and value, between tabs. */
export const journalLine = ({ at, who, series, field, value }: JournalEntry): string =>
  [new Date(at * 1000).toISOString().replace('.000Z', 'Z'), who, series, field, value].join('\t');

/** Takes lines of an export in; what is there already is passed over. Returns how many were new. */
export function importJournal({ store }: Workspace, text: string): number {
  const entries = text
    .split('\n')
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, at }) => parseLine(line, at));
  const journal = openJournal(store.path);
  try {
    return journal.append(entries);
  } finally {
    journal.close();
  }
}

function parseLine(line: string, number: number): JournalEntry {
  const [date = '', who = '', series = '', field = '', value = ''] = line.split('\t');
  const at = Date.parse(date) / 1000;
  const isField = (JOURNAL_FIELDS as readonly string[]).includes(field);
  const isState = field !== 'state' || value === '' || (TRIAGE_STATES as readonly string[]).includes(value);
  if (Number.isNaN(at) || who === '' || !/^[0-9a-f]{12}$/.test(series) || !isField || !isState)
    throw new UsageError(`line ${number}: no journal entry (date, who, series, field, value between tabs)`);
  return { at: epoch(at), who, series: seriesId(series), field: field as JournalField, value };
}
