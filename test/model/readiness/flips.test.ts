/** A flip says what would have to be different: here it is made different, in the dossier or in the facts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Epoch } from '../../../model/facts/index.ts';
import { assess, type Strategy } from '../../../model/readiness/index.ts';
import { asOfDates, type World, worlds } from '../../support/dossiers.ts';
import { made } from '../../support/flips.ts';

const STRATEGIES = ['a', 'b', 'c', 'd'] as const;

const judged = ({ dossier, facts }: World, asOf: Epoch, feature: string, strategy: Strategy) =>
  assess(dossier, facts, asOf).features.find(({ id }) => id === feature)!.verdicts[strategy];

/** A flip of some verdict of a random world. */
function someFlip(check: (world: World, asOf: Epoch, id: string, strategy: Strategy, flip: Flip) => void) {
  return fc.property(worlds, asOfDates, fc.nat(), (world, asOf, which) => {
    // What was given up nobody merges, whatever holds.
    const alive = assess(world.dossier, world.facts, asOf).features.filter((one) => !one.withdrawn);
    const all = alive.flatMap(({ id, verdicts }) =>
      STRATEGIES.flatMap((strategy) => verdicts[strategy].flip.map((flip) => [id, strategy, flip] as const)),
    );
    fc.pre(all.length > 0);
    const [id, strategy, flip] = all[which % all.length]!;
    check(world, asOf, id, strategy, flip);
  });
}
type Flip = readonly string[];

describe('flips, over random dossiers and facts', () => {
  test('making the conditions of a flip true makes the verdict merge now', () => {
    const flipped = new Map<string, number>();
    fc.assert(
      someFlip((world, asOf, id, strategy, flip) => {
        const after = judged(
          flip.reduce((now, name) => made(name, id, now), world),
          asOf,
          id,
          strategy,
        );
        expect([flip, after.fails, after.verdict]).toEqual([flip, expect.anything(), 'merge now']);
        for (const name of flip) flipped.set(name, (flipped.get(name) ?? 0) + 1);
      }),
      { numRuns: 400 },
    );
    // Nearly every condition that a strategy asks for stood in a flip, so that none of this was tried on nothing.
    expect(flipped.size).toBeGreaterThan(25);
  });

  test('a flip asks for nothing too much: while one of its conditions does not hold, the verdict stays', () => {
    fc.assert(
      someFlip((world, asOf, id, strategy, flip) => {
        for (const left of flip) {
          const others = flip.filter((one) => one !== left);
          const after = judged(
            others.reduce((now, name) => made(name, id, now), world),
            asOf,
            id,
            strategy,
          );
          // To make one condition true may make another true with it: who supports a feature objects to it no more.
          const isStillOut = [...after.fails, ...after.unknown].some(({ name }) => name === left);
          if (isStillOut) expect([flip, left, after.verdict]).not.toEqual([flip, left, 'merge now']);
          else
            expect([left, after.holds.map(({ name }) => name)]).toEqual([
              left,
              expect.arrayContaining([left]),
            ]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a verdict that is not merge now always says how to flip it, and merge now needs no flip', () => {
    fc.assert(
      fc.property(worlds, asOfDates, ({ dossier, facts }, asOf) => {
        for (const { verdicts } of assess(dossier, facts, asOf).features)
          for (const { verdict, flip } of Object.values(verdicts))
            expect(flip.length > 0).toBe(verdict !== 'merge now');
      }),
      { numRuns: 100 },
    );
  });
});
