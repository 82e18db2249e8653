/** What tests found of patches: posted by CI systems through the REST API, kept in the journal. */
import { z } from 'zod';
import { type Epoch, epoch, type SeriesId } from '../model/facts/index.ts';
import { recordEntries } from '../model/store/journal.ts';
import { type By, type LoggedEntry, oneLine, readJournal } from './journal.ts';
import type { Workspace } from './workspace.ts';

export const CHECK_STATES = ['pending', 'success', 'warning', 'fail'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** What a test says of a patch; the newest of each context counts. */
export interface Check {
  /** Its place in the journal. */
  readonly id: number;
  readonly messageId: string;
  readonly series: SeriesId;
  /** Which test, of which system: `ci-build`. */
  readonly context: string;
  readonly state: CheckState;
  /** Where its log is; null if nowhere. */
  readonly url: string | null;
  readonly description: string | null;
  readonly by: string;
  readonly at: Epoch;
}

/** How it stands in the journal's value. */
const stored = z.object({
  context: z.string(),
  state: z.enum(CHECK_STATES),
  url: z.string().nullable(),
  description: z.string().nullable(),
});

/** All that stand, oldest first. */
export const readChecks = (workspace: Workspace, asOf: Epoch): readonly Check[] =>
  readJournal(workspace, asOf).flatMap((entry) =>
    entry.field === 'check' && !entry.isUndone ? decode(entry) : [],
  );

/** Nothing for what an import brought and cannot be read. */
function decode({ seq, message, series, value, who, at }: LoggedEntry): readonly Check[] {
  const found = stored.safeParse(parsed(value));
  return found.success ? [{ ...found.data, id: seq, messageId: message, series, by: who, at }] : [];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

export type NewCheck = Pick<Check, 'context' | 'state' | 'url' | 'description'>;

/** @param patch a patch that is there */
export function addCheck(
  { store }: Workspace,
  patch: { readonly messageId: string; readonly series: SeriesId },
  check: NewCheck,
  by: By,
): Check {
  const value = oneLine(JSON.stringify(stored.parse(check)));
  const [entry] = recordEntries(store, [
    { ...by, series: patch.series, field: 'check', value, message: patch.messageId },
  ]);
  return { ...check, id: entry!.seq, ...patch, by: by.who, at: epoch(entry!.at) };
}

/** The newest of each context, as Patchwork counts them. */
export function newestChecks(checks: readonly Check[]): readonly Check[] {
  return [...new Map(checks.map((one) => [`${one.messageId}\n${one.context}`, one])).values()];
}

/** One word for all: the worst that one context says; `pending` where none says anything. */
export function combined(checks: readonly Check[]): CheckState {
  const states = new Set(newestChecks(checks).map(({ state }) => state));
  return (['fail', 'warning', 'pending', 'success'] as const).find((one) => states.has(one)) ?? 'pending';
}
