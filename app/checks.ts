/** What tests found of patches: posted by CI systems through the REST API, kept in the journal. */
import { type Epoch, epoch, FOREVER, type SeriesId } from '../model/facts/index.ts';
import { recordEntries } from '../model/store/journal.ts';
import { newestMail } from '../model/store/overview.ts';
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

/** All that stand, oldest first. @param series only those of its patches */
export const readChecks = (
  workspace: Workspace,
  asOf: Epoch,
  series: SeriesId | null = null,
): readonly Check[] =>
  readJournal(workspace, asOf, series).flatMap((entry) =>
    entry.field === 'check' && !entry.isUndone ? decode(entry) : [],
  );

/**
 * The newest that each test had said by a date. Archives end, and tests run after the newest mail: where the date is that of the newest
 * mail or later, all that they said counts.
 */
export function checksAsOf(
  workspace: Workspace,
  asOf: Epoch,
  series: SeriesId | null = null,
): readonly Check[] {
  const newest = newestMail(workspace.store);
  return newestChecks(readChecks(workspace, newest !== null && asOf >= newest ? FOREVER : asOf, series));
}

/** Nothing for what an import brought and cannot be read. */
function decode({ seq, message, series, value, who, at }: LoggedEntry): readonly Check[] {
  const { state, context, url, description } = parsed(value);
  if (typeof context !== 'string' || !CHECK_STATES.some((one) => one === state)) return [];
  const text = (given: unknown): string | null => (typeof given === 'string' ? given : null);
  return [
    {
      id: seq,
      messageId: message,
      series,
      context,
      state: state as CheckState,
      url: isWebAddress(text(url) ?? '') ? text(url) : null,
      description: text(description),
      by: who,
      at,
    },
  ];
}

/** Pages link to it: nothing but the web. */
export const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
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
  const value = oneLine(JSON.stringify(check));
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
