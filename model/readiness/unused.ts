/** "Don't merge unused infrastructure; don't wait for everything either": when each piece gets its first user. */
import type { Feature } from '../dossier/index.ts';
import { aboutOf, oncePer, type Whole } from './context.ts';
import { usersOf } from './shared.ts';

export const hasUsers = (feature: Feature, whole: Whole): boolean => usersOf(feature, whole).length > 0;

/**
 * The features through which a piece without users of its own gets its first: of those that need it, directly or through
 * others, the nearest that have users, not more of them than MOST_NEAREST. Itself if it has users; empty if nothing in
 * the plan ever uses it.
 */
export const firstUsersOf = (feature: Feature, whole: Whole): readonly Feature[] =>
  nearestUsed(whole).get(feature.id) ?? [];

export const MOST_NEAREST = 6;

/** From what has users down to what it needs, a step for all at a time. */
const nearestUsed = oncePer((whole: Whole): ReadonlyMap<string, readonly Feature[]> => {
  const byId = new Map(whole.dossier.features.map((one) => [one.id, one]));
  let layer = whole.dossier.features.filter((one) => !one.withdrawn && hasUsers(one, whole));
  const nearest = new Map<string, readonly Feature[]>(layer.map((one) => [one.id, [one]]));
  while (layer.length > 0) {
    const next = new Map<string, Set<Feature>>();
    for (const one of layer)
      for (const id of one.requires) {
        if (nearest.has(id)) continue;
        const found = next.get(id) ?? new Set();
        for (const used of nearest.get(one.id)!) if (found.size < MOST_NEAREST) found.add(used);
        next.set(id, found);
      }
    for (const [id, found] of next) nearest.set(id, [...found]);
    layer = [...next.keys()].map((id) => byId.get(id)!);
  }
  return nearest;
});

/** Does anything in the plan use it, now or later? */
export const isEverUsed = (feature: Feature, whole: Whole): boolean => nearestUsed(whole).has(feature.id);

/** Pieces further away than this are as good as at the end: nobody plans so far ahead. */
export const FAR = 20;

/** How many further pieces have to be merged, at the least, until somebody uses this one; FAR if as many, or nobody does. */
export function distanceToUser(feature: Feature, left: ReadonlyMap<string, Feature>, whole: Whole): number {
  if (hasUsers(feature, whole)) return 0;
  let nearest = FAR;
  for (const { above, missing } of within(FAR, feature, left, whole)) {
    if (hasUsers(above, whole)) nearest = Math.min(nearest, missing.size - 1);
    if (nearest === 1) break;
  }
  return nearest;
}

/**
 * What needs a feature, directly or through others, and what of each is still missing, if that is no more than so many
 * pieces beside itself: above what misses more, everything does.
 */
export function* within(
  most: number,
  feature: Feature,
  left: ReadonlyMap<string, Feature>,
  whole: Whole,
): Iterable<{ readonly above: Feature; readonly missing: ReadonlySet<Feature> }> {
  const seen = new Set([feature]);
  const near = new Set([feature]);
  for (const below of near)
    for (const above of aboutOf(below, whole).neededBy) {
      if (seen.has(above) || !left.has(above.id)) continue;
      seen.add(above);
      const missing = missingFor(above, left, most);
      if (missing.size > most + 1) continue;
      near.add(above);
      yield { above, missing };
    }
}

/** A feature and all that it needs, as far as it is not merged; not more than one above `most`. */
function missingFor(
  feature: Feature,
  left: ReadonlyMap<string, Feature>,
  most: number,
): ReadonlySet<Feature> {
  const found = new Set([feature]);
  // A set is gone through in the order of insertion, those added on the way included.
  for (const one of found) {
    for (const id of one.requires) {
      const needed = left.get(id);
      if (needed) found.add(needed);
    }
    if (found.size > most + 1) break;
  }
  return found;
}

/**
 * For each place of an order the merges after its own until somebody uses the piece: the first piece from there on that
 * has a user of its own and needs this one, directly or through others. 0 if it has users at once, null if nothing in
 * the order ever does.
 */
export function stepsUntilUsed(order: readonly Feature[], whole: Whole): readonly (number | null)[] {
  const firstUse = new Map<string, number>();
  for (const [at, feature] of [...order.entries()].reverse()) {
    const later = aboutOf(feature, whole).neededBy.flatMap(({ id }) => firstUse.get(id) ?? []);
    const first = hasUsers(feature, whole)
      ? at
      : later.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    if (Number.isFinite(first)) firstUse.set(feature.id, first);
  }
  return order.map(({ id }, at) => (firstUse.has(id) ? firstUse.get(id)! - at : null));
}
