/** The verdict on each feature under each strategy: what it asks of the feature itself, and of what the feature needs. */
import type { Feature } from '../dossier/index.ts';
import {
  all,
  any,
  canBeWorkedOff,
  evaluate,
  judge,
  leaf,
  leaves,
  type Tree,
  type Verdict,
} from './conditions.ts';
import { aboutOf, isMerged, type Whole } from './context.ts';
import { fewOf } from './shared.ts';
import { agreeUpFront } from './strategies/agree-up-front.ts';
import { buffered } from './strategies/buffered.ts';
import { separateTree } from './strategies/separate-tree.ts';
import { fitToMerge, standalone } from './strategies/standalone.ts';

export const STRATEGIES = { a: agreeUpFront, b: standalone, c: buffered, d: separateTree } as const;
export type Strategy = keyof typeof STRATEGIES;

export type Verdicts = Readonly<Record<Strategy, Verdict>>;

/** By the feature's id. */
export function verdictsOf(whole: Whole): ReadonlyMap<string, Verdicts> {
  const order = neededFirst(whole);
  const a = verdictsUnder('a', order, whole);
  const b = verdictsUnder('b', order, whole);
  const c = verdictsUnder('c', order, whole);
  const d = verdictsUnder('d', order, whole);
  return new Map(order.map(({ id }) => [id, { a: a.get(id)!, b: b.get(id)!, c: c.get(id)!, d: d.get(id)! }]));
}

function verdictsUnder(
  strategy: Strategy,
  order: readonly Feature[],
  whole: Whole,
): ReadonlyMap<string, Verdict> {
  const along = new Map<string, Tree>();
  return new Map(
    order.map((feature) => {
      const asked = STRATEGIES[strategy](feature, whole);
      const needs = whatItNeeds(feature, strategy, along, whole);
      if (aboutOf(feature, whole).neededBy.length > 0) {
        // Under b a piece that comes along with another is not merged for its own sake.
        const alone = strategy === 'b' ? fitToMerge(feature, whole) : asked;
        along.set(feature.id, comingAlong(feature, all(alone, needs)));
      }
      const tree = all(asked, needs);
      return [feature.id, judge(isMerged(whole, feature.id) ? whenMerged(tree) : tree)];
    }),
  );
}

/**
 * That a feature is merged settles what a strategy asks of the feature; it does not settle what a strategy asks of the
 * set: that the list is agreed, that only the tail is left, that nobody objects to the approach.
 */
const whenMerged = (tree: Tree): Tree =>
  all(
    ...leaves(tree).filter((one) => one.isOfSet),
    any(leaf('merged already', true, 'it is in mainline'), tree),
  );

/** Features in an order in which each stands behind what it needs. */
function neededFirst(whole: Whole): readonly Feature[] {
  const { features } = whole.dossier;
  const missing = new Map(features.map(({ id, requires }) => [id, new Set(requires).size]));
  const order = features.filter(({ id }) => missing.get(id) === 0);
  // An array is gone through to its end, what is added on the way included.
  for (const one of order)
    for (const above of aboutOf(one, whole).neededBy) {
      const left = missing.get(above.id)! - 1;
      missing.set(above.id, left);
      if (left === 0) order.push(above);
    }
  return order;
}

/** Whoever merges a piece merges what it needs before it or with it, whatever the strategy. */
function whatItNeeds(
  { requires }: Feature,
  strategy: Strategy,
  along: ReadonlyMap<string, Tree>,
  whole: Whole,
): Tree {
  if (requires.length === 0) return all();
  const missing = requires.filter((id) => !isMerged(whole, id));
  const unready = missing.filter((id) => evaluate(along.get(id)!) !== 'holds');
  const sentence =
    unready.length > 0
      ? `it needs ${fewOf(unready)}, which cannot come with it yet`
      : missing.length > 0
        ? `it needs ${fewOf(missing)}, which can come with it`
        : `what it needs is merged: ${fewOf(requires)}`;
  const isBlocking = !missing.every((id) => canBeWorkedOff(along.get(id)!));
  return leaf(`what it needs is ready under ${strategy}`, unready.length === 0, sentence, { isBlocking });
}

/** What is asked of the set is asked of whatever needs the piece as well, once is enough. */
const comingAlong = ({ withdrawn }: Feature, tree: Tree): Tree =>
  withdrawn ? leaf('worked on', false, withdrawn.why, { isBlocking: true }) : withoutSet(tree);

function withoutSet(tree: Tree): Tree {
  if (tree.kind === 'leaf') return tree.isOfSet ? all() : tree;
  return { ...tree, of: tree.of.map(withoutSet) };
}
