/** What a collected posting comes to: its number of patches and its version. */
import type { MessageId, SeriesId } from '../facts/index.ts';
import { type Draft, isAddition } from './draft.ts';
import { type Posting, type SeriesMember, splitTitle } from './types.ts';

export function finish(draft: Draft, idOf: (anchor: MessageId) => SeriesId): Posting {
  const patches: SeriesMember[] = [...draft.patches]
    .map(([n, mail]) => ({ n, mail }))
    .sort((a, b) => a.n - b.n);
  return {
    id: idOf(draft.anchor.messageId),
    anchor: draft.anchor,
    cover: draft.cover,
    patches,
    statedVersion: statedVersion(draft, patches),
    expected: expectedOf(draft, patches),
  };
}

/** Somebody's `[PATCH 4/3]` to a series of another is no missing patch of three. */
function expectedOf(draft: Draft, patches: readonly SeriesMember[]): number {
  const total =
    mostFrequent(patches.flatMap(({ mail }) => mail.tags.total ?? []))?.[0] ?? draft.cover?.tags.total ?? 1;
  const isOther = draft.cover === null && patches.length > 0 && patches.every(({ mail }) => isAddition(mail));
  return isOther ? patches.length : total;
}

/** What most patches state; else what the first mail does, since many relabel the cover alone; else the changelog. */
function statedVersion(draft: Draft, patches: readonly SeriesMember[]): string | null {
  const stated = patches.flatMap(({ mail }) => mail.tags.version ?? []);
  const [version, times] = mostFrequent(stated) ?? [null, 0];
  if (times * 2 > patches.length) return version;
  const ofTitle = draft.cover ? splitTitle(draft.cover.tags.title).version : null;
  return (draft.cover ?? draft.anchor).tags.version ?? ofTitle ?? changelogVersion(draft, patches);
}

/** Where no subject has a version: what the cover's changelog tells of, else those of most patches. */
function changelogVersion(draft: Draft, patches: readonly SeriesMember[]): string | null {
  const ofCover = draft.cover?.revision.version ?? null;
  if (ofCover !== null) return ofCover;
  const told = patches.flatMap(({ mail }) => mail.revision.version ?? []);
  return told.length * 2 > patches.length ? (mostFrequent(told)?.[0] ?? null) : null;
}

/** Of several as frequent the smallest. */
function mostFrequent<T extends string | number>(values: readonly T[]): readonly [T, number] | null {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [best] = [...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1));
  return best ?? null;
}
