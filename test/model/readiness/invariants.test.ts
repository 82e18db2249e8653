/** What no dossier and no archive may change. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess, type Facts, type Strategy } from '../../../model/readiness/index.ts';
import {
  asOfDates,
  type Dossier,
  day,
  factsOf,
  onDay,
  series,
  VARIANTS,
  type World,
  worlds,
} from '../../support/dossiers.ts';
import { made } from '../../support/flips.ts';

const STRATEGIES = ['a', 'b', 'c', 'd'] as const;
const RANK = { blocked: 0, 'not yet': 1, 'merge now': 2 } as const;

const ranks = (dossier: Dossier, facts: Facts, asOf = day(20)): ReadonlyMap<string, number> =>
  new Map(
    assess(dossier, facts, asOf).features.flatMap(({ id, verdicts }) =>
      Object.entries(verdicts).map(
        ([strategy, { verdict }]) => [`${id} ${strategy}`, RANK[verdict]] as const,
      ),
    ),
  );

/** A world in which the cheapest flip of some verdict came true, so that there is something to lose. */
const ready = fc
  .record({ world: worlds, feature: fc.nat({ max: 3 }), strategy: fc.constantFrom<Strategy>(...STRATEGIES) })
  .map(({ world, feature, strategy }) => {
    const { features } = assess(world.dossier, world.facts, day(20));
    const { id, verdicts } = features.filter((one) => !one.withdrawn)[feature] ?? features[feature]!;
    const [flip = []] = verdicts[strategy].flip;
    return { id, strategy, ...flip.reduce((now: World, name) => made(name, id, now), world) };
  });

const verdictOf = ({ dossier, facts }: World, id: string, strategy: Strategy) => {
  const { stage, verdicts } = assess(dossier, facts, day(20)).features.find((one) => one.id === id)!;
  return { stage, verdict: verdicts[strategy].verdict };
};

function expectNoneReadier(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  for (const [key, rank] of after) expect([key, rank <= before.get(key)!]).toEqual([key, true]);
}

describe('monotone', () => {
  const blockerOn = (feature: string): Dossier['blockers'][number] => ({
    id: 'more',
    title: 'one more',
    on: [feature],
    kind: 'technical',
    raisedBy: 'p0',
    evidence: onDay(1),
    answers: [],
  });

  test('what is ready is ready no more with an open blocker, an objection to it or to the strategy', () => {
    const against = (on: Dossier['positions'][number]['on'], world: World): World => {
      const objection = { stakeholder: 'p0', on, stance: 'object' as const, evidence: onDay(15) };
      return { ...world, dossier: { ...world.dossier, positions: [...world.dossier.positions, objection] } };
    };
    fc.assert(
      fc.property(ready, ({ id, strategy, ...world }) => {
        fc.pre(world.dossier.features.some(({ withdrawn }) => !withdrawn));
        const before = verdictOf(world, id, strategy);
        expect(before.verdict).toBe('merge now');
        if (strategy === 'c' || strategy === 'd')
          expect(verdictOf(against({ strategy }, world), id, strategy).verdict).toBe('blocked');
        fc.pre(before.stage !== 'merged');
        const { dossier } = against({ feature: id }, world);
        const opposed = {
          ...world,
          // Whoever accepts a variant keeps it alive.
          dossier: { ...dossier, features: dossier.features.map((one) => ({ ...one, variants: [] })) },
        };
        expect(verdictOf(opposed, id, strategy).verdict).toBe('blocked');
        const blocked = { ...world, dossier: { ...world.dossier, blockers: [blockerOn(id)] } };
        if (strategy !== 'a') expect(verdictOf(blocked, id, strategy).verdict).toBe('blocked');
      }),
    );
  });

  test('one more user, review, word of support or settled blocker never makes a feature less ready', () => {
    const better: readonly ((id: string, world: World) => World)[] = [
      ...['used by several existing projects', 'used by a broad group', 'a maintainer supports it'],
      ...['reviewed', 'discussed by outsiders', 'no open blocker', 'tests pass'],
    ].map((condition) => (id: string, world: World) => made(condition, id, world));
    fc.assert(
      fc.property(worlds, fc.constantFrom('f0', 'f1', 'f2', 'f3'), fc.nat(), (world, id, which) => {
        const after = better[which % better.length]!(id, world);
        expectNoneReadier(ranks(after.dossier, after.facts), ranks(world.dossier, world.facts));
      }),
    );
  });

  test('one more open blocker never makes a feature readier', () => {
    fc.assert(
      fc.property(worlds, fc.constantFrom('f0', 'f1', 'f2', 'f3'), ({ dossier, facts }, on) => {
        const worse = { ...dossier, blockers: [...dossier.blockers, blockerOn(on)] };
        expectNoneReadier(ranks(dossier, facts), ranks(worse, facts));
      }),
    );
  });

  test('one more objection never makes a feature readier', () => {
    const target = fc.oneof(
      fc.constantFrom('f0', 'f1', 'f2', 'f3').map((feature) => ({ feature })),
      fc.record({
        feature: fc.constantFrom('f0', 'f1', 'f2', 'f3'),
        variant: fc.constantFrom(...VARIANTS),
      }),
      fc.constantFrom<Strategy>('a', 'b', 'c', 'd').map((strategy) => ({ strategy })),
    );
    fc.assert(
      fc.property(worlds, target, ({ dossier, facts }, on) => {
        const { feature, variant }: Dossier['positions'][number]['on'] = on;
        const variants = dossier.features.find(({ id }) => id === feature)?.variants ?? [];
        fc.pre(variant === undefined || variants.some(({ id }) => id === variant));
        const objection = { stakeholder: 'p0', on, stance: 'object' as const, evidence: onDay(15) };
        const worse = { ...dossier, positions: [...dossier.positions, objection] };
        expectNoneReadier(ranks(dossier, facts), ranks(worse, facts));
      }),
    );
  });

  test('an answer never resolves: a feature with a blocker answered is not merge now under b, c and d', () => {
    fc.assert(
      fc.property(worlds, ({ dossier, facts }) => {
        for (const { stage, blockers, verdicts } of assess(dossier, facts, day(20)).features) {
          if (stage === 'merged' || !blockers.some((one) => one.state === 'answered')) continue;
          for (const strategy of ['b', 'c', 'd'] as const)
            expect(verdicts[strategy].verdict).not.toBe('merge now');
        }
      }),
    );
  });
});

describe('the order of the input is irrelevant', () => {
  const shuffledInput = (seed: number, dossier: Dossier, facts: Facts): readonly [Dossier, Facts] => {
    const shuffled = <T>(list: readonly T[]): T[] =>
      list
        .map((one, at) => ({ one, key: (at * 7919 + seed) % 101 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
    return [
      {
        ...dossier,
        stakeholders: shuffled(dossier.stakeholders),
        users: shuffled(dossier.users),
        features: shuffled(dossier.features),
        positions: shuffled(dossier.positions),
        blockers: shuffled(dossier.blockers),
      },
      { ...facts, series: shuffled(facts.series) },
    ];
  };

  test('stages, verdicts, flips and both orders are the same', () => {
    fc.assert(
      fc.property(worlds, asOfDates, fc.nat({ max: 100 }), ({ dossier, facts }, asOf, seed) => {
        const told = (given: Dossier, of: Facts) => {
          const { features, mergeOrder, discussFirst, gameOver } = assess(given, of, asOf);
          return {
            features: features
              .map(({ id, stage, verdicts }) => ({
                id,
                stage,
                verdicts: Object.values(verdicts).map(({ verdict, flip }) => ({ verdict, flip })),
              }))
              .sort((a, b) => (a.id < b.id ? -1 : 1)),
            merge: mergeOrder.map(({ id, stepsUnused }) => [id, stepsUnused]),
            discuss: discussFirst.map(({ id }) => id),
            over: gameOver.map(({ feature }) => feature).sort(),
          };
        };
        expect(told(...shuffledInput(seed, dossier, facts))).toEqual(told(dossier, facts));
      }),
    );
  });
});

test('what comes later changes nothing about an earlier day', () => {
  fc.assert(
    fc.property(worlds, worlds, ({ dossier: early, facts }, { dossier: late }) => {
      // Everything of the second dossier is said after the day of the judgement.
      const later = JSON.parse(JSON.stringify(late).replaceAll(/\.(\d+)@/g, '.99@')) as Dossier;
      const more: Dossier = {
        ...early,
        positions: [...early.positions, ...later.positions],
        blockers: [...early.blockers, ...later.blockers.map((one) => ({ ...one, id: `late-${one.id}` }))],
        features: early.features.map((one, at) => ({
          ...one,
          users: [...one.users, ...later.features[at]!.users],
          classes: [
            ...one.classes.map((each) => ({
              ...each,
              disputed: [...each.disputed, { by: 'p0', evidence: onDay(99) }],
            })),
            ...later.features[at]!.classes,
          ],
          cost: one.cost ?? later.features[at]!.cost,
          selectable: one.selectable ?? later.features[at]!.selectable,
        })),
      };
      expect(assess(more, facts, day(50))).toEqual(assess(early, facts, day(50)));
    }),
  );
});

test('the merge order keeps to the dependencies and has everything that is neither merged nor given up, once', () => {
  fc.assert(
    fc.property(worlds, asOfDates, ({ dossier, facts }, asOf) => {
      const { features, mergeOrder } = assess(dossier, facts, asOf);
      const open = features
        .filter(({ stage, withdrawn }) => stage !== 'merged' && !withdrawn)
        .map(({ id }) => id);
      expect(mergeOrder.map(({ id }) => id).sort()).toEqual(open.sort());
      const place = new Map(mergeOrder.map(({ id }, at) => [id, at]));
      for (const { id, requires } of features)
        for (const needed of requires)
          if (place.has(id) && place.has(needed)) expect(place.get(needed)!).toBeLessThan(place.get(id)!);
    }),
  );
});

test('a series that landed wholly makes its feature merged; one patch less does not', () => {
  const { features } = dossierWithOne();
  const whole = factsOf([series({ id: 's', title: 'f0 x', role: 'mainline' })]);
  const [landed] = whole.series;
  const partly: Facts = { ...whole, series: [{ ...landed!, landings: landed!.landings.slice(1) }] };
  const stage = (facts: Facts): string => assess(dossierWithOne(), facts, day(20)).features[0]!.stage;
  expect(features).toHaveLength(1);
  expect(stage(whole)).toBe('merged');
  expect(stage(partly)).toBe('proposed');
});

function dossierWithOne(): Dossier {
  const [{ dossier }] = fc.sample(worlds, { numRuns: 1, seed: 1 }) as [World];
  const [feature] = dossier.features;
  return {
    ...dossier,
    features: [{ ...feature!, merged: [], evidence: undefined }],
    blockers: [],
    positions: [],
  };
}
