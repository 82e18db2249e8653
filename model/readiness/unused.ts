/** "Don't merge unused infrastructure; don't wait for everything either": when each piece gets its first user. */
import type { Feature } from '../dossier/index.ts';
import type { Whole } from './context.ts';
import { usersOf } from './shared.ts';

const hasUsers = (feature: Feature, whole: Whole): boolean => usersOf(feature, whole).length > 0;

/** Features of the plan that need this one, directly or through others, and have users of their own. */
export function usersInThePlan(feature: Feature, whole: Whole): readonly string[] {
  return needing(feature, whole)
    .filter((one) => !one.withdrawn && hasUsers(one, whole))
    .map(({ id }) => id);
}

function needing(feature: Feature, whole: Whole): readonly Feature[] {
  const found = new Map<string, Feature>();
  const visit = ({ id }: Feature): void => {
    for (const one of whole.dossier.features)
      if (!found.has(one.id) && one.requires.includes(id)) {
        found.set(one.id, one);
        visit(one);
      }
  };
  visit(feature);
  return [...found.values()];
}

/** How many further pieces have to be merged, at the least, until somebody uses this one; infinite if nobody ever does. */
export function distanceToUser(feature: Feature, left: ReadonlyMap<string, Feature>, whole: Whole): number {
  if (hasUsers(feature, whole)) return 0;
  const through = usersInThePlan(feature, whole).map((id) => missingFor(id, left, new Set()).size - 1);
  return Math.min(...through.filter((steps) => steps >= 0), Number.POSITIVE_INFINITY);
}

/** A feature and all that it needs, as far as it is not merged. */
function missingFor(id: string, left: ReadonlyMap<string, Feature>, seen: Set<string>): ReadonlySet<string> {
  const feature = left.get(id);
  if (!feature || seen.has(id)) return seen;
  seen.add(id);
  for (const needed of feature.requires) missingFor(needed, left, seen);
  return seen;
}

/**
 * Merges after its own until somebody uses it: the first piece from here on that has a user of its own and needs this
 * one, directly or through others. 0 if it has users at once, null if nothing in the plan ever does.
 */
export function stepsUntilUsed(feature: Feature, rest: readonly Feature[], whole: Whole): number | null {
  const chain = new Set([feature.id]);
  for (const [steps, one] of rest.entries()) {
    if (one.requires.some((id) => chain.has(id))) chain.add(one.id);
    if (chain.has(one.id) && hasUsers(one, whole)) return steps;
  }
  return null;
}
