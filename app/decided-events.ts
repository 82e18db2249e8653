/** What happened to patches by people's decisions, as events: states, delegates, checks. */
import { epoch, type SeriesId } from '../model/facts/index.ts';
import type { DecidablePatch, DecidedEvent } from '../model/store/decided.ts';
import { EVENT_SLOTS } from '../model/store/listing-store.ts';
import type { LoggedEntry } from './journal.ts';

/** Patches of a series are told apart in an event's number by their place; what is beyond has no event of its own. */
const MOST_PATCHES = 1024;
/** The first numbers of a mail or series are those of listing-store.ts. */
const SLOT = { 'patch-state-changed': 4, 'patch-delegated': 5, 'check-created': 6 } as const;

export type EventPayload =
  | { readonly kind: 'state'; readonly who: string; readonly before: string; readonly after: string }
  | { readonly kind: 'delegate'; readonly who: string; readonly before: string; readonly after: string }
  | { readonly kind: 'check'; readonly who: string; readonly check: number };

/** What was once set of a patch, newest last; an undo takes one out, and another puts it back. */
interface Setting {
  readonly entry: string;
  readonly value: string;
  stands: boolean;
}

export function decidedEvents(
  entries: readonly LoggedEntry[],
  patchesOf: (series: SeriesId) => readonly DecidablePatch[],
): readonly DecidedEvent[] {
  const settings = new Map<string, Setting[]>();
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const events: DecidedEvent[] = [];

  const patchesIn = (entry: LoggedEntry): readonly DecidablePatch[] =>
    patchesOf(entry.series)
      .slice(0, MOST_PATCHES)
      .filter((one) => entry.message === '' || one.messageId === entry.message);

  /** The entry that an undo is about in the end: an undo of an undo is about what that took back. */
  const targetOf = (entry: LoggedEntry): LoggedEntry | undefined => {
    const target = byId.get(entry.value);
    return target?.field === 'undo' ? targetOf(target) : target;
  };

  for (const entry of entries) {
    const target = entry.field === 'undo' ? targetOf(entry) : entry;
    if (target === undefined) continue;
    const { field } = target;
    for (const [at, patch] of patchesIn(target).entries()) {
      const id = (entry.seq * MOST_PATCHES + at) * EVENT_SLOTS;
      const event = (category: keyof typeof SLOT, payload: EventPayload): DecidedEvent => ({
        id: id + SLOT[category],
        category,
        date: epoch(entry.at),
        project: patch.project,
        series: patch.seriesNumber,
        mail: patch.id,
        comment: null,
        payload: JSON.stringify(payload),
      });
      if (field === 'check' && entry === target)
        events.push(event('check-created', { kind: 'check', who: entry.who, check: entry.seq }));
      if (field !== 'state' && field !== 'delegate') continue;
      const key = `${field} ${patch.id}`;
      const own = settings.get(key) ?? [];
      settings.set(key, own);
      const unset = field === 'state' ? patch.state : '';
      const before = standing(own) || unset;
      if (entry === target) own.push({ entry: entry.id, value: entry.value, stands: true });
      else for (const one of own) if (one.entry === target.id) one.stands = !one.stands;
      const after = standing(own) || unset;
      if (before === after) continue;
      const category = field === 'state' ? 'patch-state-changed' : 'patch-delegated';
      events.push(event(category, { kind: field, who: entry.who, before, after }));
    }
  }
  return events;
}

const standing = (settings: readonly Setting[]): string =>
  settings.findLast(({ stands }) => stands)?.value ?? '';
