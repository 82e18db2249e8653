/** The queue: which series waits for whom, since when, and why. */
import type { Epoch, Series } from '../model/facts/index.ts';
import { type Loss, lossItem, named } from './losses.ts';
import { day, type Item, item, list, type Report } from './view.ts';

export type Who = 'author' | 'reviewer' | 'maintainer' | 'nobody';

/** A series in the queue. */
export interface Waiting {
  readonly series: Series;
  readonly state: string;
  readonly who: Who;
  readonly since: Epoch;
  readonly why: string;
  /** Features of the dossier that select it. */
  readonly features: readonly string[];
  /** Who has taken it on, as the journal says. */
  readonly delegate: string | null;
}

/** `reviewer, since 2026-03-02: v2 a title, for a-feature: nobody has said anything yet`. */
export const queueItem = (one: Waiting): Item => waitingItem(one, `${one.who}, `);

function waitingItem({ series, since, why, features, delegate }: Waiting, who = ''): Item {
  const first = series.cover ?? series.patches[0]?.messageId ?? null;
  const taken = delegate ? `; delegated to ${delegate}` : '';
  const of = features.length > 0 ? `, for ${features.join(', ')}` : '';
  const text = `${who}since ${day(since)}: ${named(series)}${of}: ${why}${taken}`;
  return first === null ? item(text) : item(text, { message: first, commit: null });
}

export function triageReport(
  queue: readonly Waiting[],
  lost: readonly Loss[],
  asOf: Epoch,
  mailUrl: string,
  subject: string,
): Report {
  const of = (who: Who): readonly Waiting[] => queue.filter((one) => one.who === who);
  const groups = (['maintainer', 'reviewer', 'author', 'nobody'] as const).filter(
    (who) => of(who).length > 0,
  );
  return {
    name: 'triage',
    title: `Triage queue as of ${day(asOf)}`,
    asOf,
    subject,
    mailUrl,
    lead: [
      [
        groups.length > 0
          ? `${groups.map((who) => `${of(who).length} wait for ${who === 'nobody' ? 'nobody' : `the ${who}`}`).join(', ')}.`
          : 'Nothing waits.',
      ],
    ],
    sections: [
      ...groups.map((who) => ({
        title: `Waits for ${who === 'nobody' ? 'nobody' : `the ${who}`}`,
        blocks: [list(of(who).map((one) => waitingItem(one)))],
      })),
      ...(lost.length > 0
        ? [{ title: 'Lost on the way', blocks: [list(lost.map((one) => lossItem([one])))] }]
        : []),
    ],
  };
}
