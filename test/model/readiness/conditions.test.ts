import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  all,
  any,
  evaluate,
  flips,
  judge,
  leaf,
  not,
  type Tree,
  type Truth,
} from '../../../model/readiness/conditions.ts';

describe('conditions', () => {
  const state = fc.constantFrom('holds' as const, 'fails' as const, 'unknown' as const);
  const trees = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc
        .tuple(fc.constantFrom('p', 'q', 'r', 's', 't', 'u'), state)
        .map(([name, truth]) => leaf(name, truth, name)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => all(...of)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => any(...of)),
    ),
  })).tree;
  const flipped = (tree: Tree, names: readonly string[]): Tree =>
    tree.kind === 'leaf'
      ? names.includes(tree.name)
        ? { ...tree, state: 'holds' }
        : tree
      : { ...tree, of: tree.of.map((one) => flipped(one, names)) };

  const withStates = (tree: Tree, states: ReadonlyMap<string, Truth>): Tree =>
    tree.kind === 'leaf'
      ? { ...tree, state: states.get(tree.name)! }
      : { ...tree, of: tree.of.map((one) => withStates(one, states)) };

  test('each flip makes the verdict hold, and none is larger than it must be', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        for (const names of flips(tree)) expect(evaluate(flipped(tree, names))).toBe('holds');
        for (const [at, names] of flips(tree).entries()) {
          for (const other of flips(tree).slice(0, at))
            expect(other.every((name) => names.includes(name))).toBe(false);
        }
      }),
    );
  });

  test('the smallest sets are found, all of them, and the fewest conditions come first', () => {
    const names = ['p', 'q', 'r', 's', 't', 'u'];
    const subsets = Array.from({ length: 2 ** names.length }, (_, bits) =>
      names.filter((_, at) => bits & (1 << at)),
    );
    fc.assert(
      fc.property(trees, fc.tuple(...names.map(() => state)), (given, states) => {
        // A condition is the same wherever it stands.
        const tree = withStates(given, new Map(names.map((name, at) => [name, states[at]!])));
        const enough = subsets.filter((set) => evaluate(flipped(tree, set)) === 'holds');
        const smallest = enough.filter(
          (set) => !enough.some((one) => one.length < set.length && one.every((name) => set.includes(name))),
        );
        const found = flips(tree);
        expect(found.length).toBe(Math.min(smallest.length, 8));
        for (const set of found) expect(smallest).toContainEqual([...set]);
        expect(found.map((set) => set.length)).toEqual(
          smallest
            .map((set) => set.length)
            .sort((a, b) => a - b)
            .slice(0, 8),
        );
      }),
    );
  });

  test('what must not be holds where it fails, and twice not is what it was', () => {
    const opposite = { holds: 'fails', fails: 'holds', unknown: 'unknown' };
    fc.assert(
      fc.property(trees, (tree) => {
        expect(evaluate(not(tree))).toBe(opposite[evaluate(tree)]);
        expect(not(not(tree))).toEqual(tree);
      }),
    );
  });

  test('one more failing condition never makes a feature readier', () => {
    const rank = { blocked: 0, 'not yet': 1, 'merge now': 2 };
    fc.assert(
      fc.property(trees, (tree) => {
        const worse = all(tree, leaf('one more', 'fails', 'one more', { isBlocking: true }));
        expect(rank[judge(worse).verdict]).toBeLessThanOrEqual(rank[judge(tree).verdict]);
      }),
    );
  });
});
