/** What people decided, as it counts: of each field the newest entry that stands. */
import type { Epoch, Series, SeriesId } from '../model/facts/index.ts';
import type { TriageState } from '../model/store/journal.ts';
import { type JournalEntry, type LoggedEntry, readJournal } from './journal.ts';
import type { Workspace } from './workspace.ts';

/** What counts for one series. */
export interface Decision {
  readonly state: TriageState | null;
  readonly stateBy: string | null;
  readonly stateAt: Epoch | null;
  readonly delegate: string | null;
  readonly feature: string | null;
  readonly notes: readonly string[];
  /** What was decided of single mails since something was decided of all, by Message-ID. */
  readonly mails: ReadonlyMap<string, MailDecision>;
}

/** What counts for one mail; a series' own decision stands where nothing is said here. */
export interface MailDecision {
  readonly state?: { readonly value: TriageState | null; readonly who: string; readonly at: Epoch };
  readonly delegate?: string | null;
  readonly isArchived?: boolean;
  readonly commit?: string | null;
  /** Of a comment: it has been dealt with, or has not; null where nobody says. */
  readonly isAddressed?: boolean | null;
}

const NOTHING: Decision = {
  state: null,
  stateBy: null,
  stateAt: null,
  delegate: null,
  feature: null,
  notes: [],
  mails: new Map(),
};

/** The newest standing entry of each field counts; an empty one takes back what was set. */
export function decisions(workspace: Workspace, asOf: Epoch): ReadonlyMap<SeriesId, Decision> {
  const found = new Map<SeriesId, Decision>();
  for (const entry of readJournal(workspace, asOf)) {
    if (entry.isUndone || entry.field === 'undo' || entry.field === 'check') continue;
    const old = found.get(entry.series) ?? NOTHING;
    found.set(entry.series, entry.message === '' ? decided(old, entry) : mailDecided(old, entry));
  }
  return found;
}

function decided(old: Decision, { field, value, who, at }: LoggedEntry): Decision {
  const given = value === '' ? null : value;
  switch (field) {
    case 'state':
      return {
        ...old,
        state: given as TriageState | null,
        stateBy: who,
        stateAt: at,
        mails: without(old.mails, 'state'),
      };
    case 'note':
      return { ...old, notes: given ? [...old.notes, given] : [] };
    case 'delegate':
      return { ...old, delegate: given, mails: without(old.mails, 'delegate') };
    default:
      return { ...old, [field]: given };
  }
}

/** Who decides about all of a series decides about each mail of it. */
const without = (mails: Decision['mails'], field: 'state' | 'delegate'): ReadonlyMap<string, MailDecision> =>
  new Map([...mails].map(([id, { [field]: _, ...rest }]) => [id, rest]));

function mailDecided(old: Decision, { field, value, who, at, message }: LoggedEntry): Decision {
  const given = value === '' ? null : value;
  const mail = old.mails.get(message) ?? {};
  const changes: Partial<Record<JournalEntry['field'], MailDecision>> = {
    state: { state: { value: given as TriageState | null, who, at } },
    delegate: { delegate: given },
    archived: { isArchived: given === 'true' },
    commit: { commit: given },
    addressed: { isAddressed: given === null ? null : given === 'true' },
  };
  return { ...old, mails: new Map(old.mails).set(message, { ...mail, ...changes[field] }) };
}

/** A series that people decided about patch by patch is decided about where they said the same of each. */
export function decisionOn(
  found: Decision | undefined,
  { patches }: Pick<Series, 'patches'>,
): Decision | undefined {
  const states = patches.map(({ messageId }) => found?.mails.get(messageId)?.state);
  const [first] = states;
  if (!found || !first || states.some((one) => one?.value !== first.value)) return found;
  const newest = states.reduce((a, b) => (b!.at > a!.at ? b : a))!;
  return { ...found, state: newest.value, stateBy: newest.who, stateAt: newest.at };
}
