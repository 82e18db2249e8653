/**
 * In which order to merge. By dependency; of those that could come next, what has some user before what has none, then
 * the least contested, then what is used soonest, what is furthest on, what serves most.
 */
import type { Feature, Position } from '../dossier/index.ts';
import { aboutOf, openQuestions, stageIn, type Whole } from './context.ts';
import { namesOf, openBlockers } from './shared.ts';
import { STAGES } from './stages.ts';
import { distanceToUser, FAR, hasUsers, isEverUsed, within } from './unused.ts';

/** Of each feature what needs it directly and is still to be merged. */
export type Dependents = ReadonlyMap<string, readonly string[]>;

/** Smaller comes first, number by number. */
type Rank = readonly number[];

interface Ranked {
  readonly feature: Feature;
  readonly rank: Rank;
}

type Left = ReadonlyMap<string, Feature>;

/**
 * @param open what is to be merged, without circles
 *
 * Ranks change only near what was merged last, so just those are made again: an old one that is still in the queue is
 * known by not being the newest.
 */
export function inOrder(open: readonly Feature[], needed: Dependents, whole: Whole): readonly Feature[] {
  const left = new Map(open.map((one) => [one.id, one]));
  const missing = new Map(
    open.map(({ id, requires }) => [id, requires.filter((one) => left.has(one)).length]),
  );
  const newest = new Map<string, Rank>();
  const queue: Ranked[] = [];
  /** In the queue, and used by others only: theirs are the ranks that change. */
  const unused = new Set<Feature>();
  const enqueue = (feature: Feature): void => {
    if (!hasUsers(feature, whole)) unused.add(feature);
    const rank = rankOf(feature, needed, left, whole);
    newest.set(feature.id, rank);
    insert(queue, { feature, rank });
  };
  const isFree = ({ id }: Feature): boolean => missing.get(id) === 0 && left.has(id);
  for (const one of open) if (isFree(one)) enqueue(one);
  const order: Feature[] = [];
  for (let best = queue.pop(); best; best = queue.pop()) {
    const { feature, rank } = best;
    if (newest.get(feature.id) !== rank || !left.delete(feature.id)) continue;
    order.push(feature);
    unused.delete(feature);
    const freed = new Set(needed.get(feature.id)!.filter((id) => lower(missing, id) === 0));
    const again = new Set([...freed].map((id) => left.get(id)!));
    if (unused.size > 0) for (const one of nearby(feature, left, whole)) if (unused.has(one)) again.add(one);
    for (const one of again) enqueue(one);
  }
  return order;
}

function lower(counts: Map<string, number>, id: string): number {
  const count = counts.get(id)! - 1;
  counts.set(id, count);
  return count;
}

/** Those from which the way to a user may have become shorter, now that this one is merged. */
function* nearby(merged: Feature, left: Left, whole: Whole): Iterable<Feature> {
  for (const { above, missing } of within(FAR, merged, left, whole))
    if (hasUsers(above, whole)) yield* missing;
}

function rankOf(feature: Feature, needed: Dependents, left: Left, whole: Whole): Rank {
  const trouble =
    openBlockers(feature, whole).length +
    openQuestions(feature, whole).length +
    objections(feature, whole).length;
  const progress = STAGES.indexOf(stageIn(whole, feature.id));
  const serves = namesOf(feature, whole).length + needed.get(feature.id)!.length;
  return isEverUsed(feature, whole)
    ? [0, trouble, distanceToUser(feature, left, whole), -progress, -serves]
    : [1, trouble, 0, -progress, -serves];
}

export const objections = (feature: Feature, whole: Whole): readonly Position[] =>
  aboutOf(feature, whole).positions.filter(({ stance }) => stance === 'object');

/** Into a queue whose last is the best. */
function insert(queue: Ranked[], one: Ranked): void {
  let [low, high] = [0, queue.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(one, queue[middle]!)) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, one);
}

function isBefore(a: Ranked, b: Ranked): boolean {
  const at = a.rank.findIndex((value, n) => value !== b.rank[n]);
  return at < 0 ? a.feature.id < b.feature.id : a.rank[at]! < b.rank[at]!;
}
