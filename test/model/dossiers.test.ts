/** What must be true of verdicts over any dossier. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Dossier, parseDossier } from '../../model/dossier/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { assess, type Facts } from '../../model/readiness/index.ts';

const NOTHING: Facts = {
  mail: () => undefined,
  commit: () => undefined,
  spokeAfter: () => null,
  series: [],
  tree: null,
  conformance: null,
};
const AS_OF = epoch(Date.UTC(2026, 5, 15) / 1000);

const evidence = fc.integer({ min: 1, max: 28 }).map((day) => ({
  message: `m${day}@example.org`,
  date: `2026-06-${String(day).padStart(2, '0')}`,
}));
const FEATURES = ['one', 'two', 'three', 'four'];
const PEOPLE = ['ann', 'bob', 'cat'];
const feature = fc.constantFrom(...FEATURES);
const person = fc.constantFrom(...PEOPLE);

const oneFeature = (id: string, at: number) =>
  fc.record({
    id: fc.constant(id),
    title: fc.constant(`Feature ${id}`),
    requires: fc.subarray(FEATURES.slice(0, at)),
    classes: fc.array(
      fc.record({
        class: fc.constantFrom('self-contained', 'enabler', 'everyday', 'set-only'),
        evidence,
        disputed: fc.array(fc.record({ by: person, evidence }), { maxLength: 1 }),
      }),
      { maxLength: 2 },
    ),
    users: fc.array(fc.record({ user: fc.constantFrom('u1', 'u2', 'u3'), evidence }), { maxLength: 3 }),
    compulsory: fc.record({
      claimed: fc.array(fc.record({ by: person, evidence }), { maxLength: 1 }),
      disputed: fc.array(fc.record({ by: person, evidence }), { maxLength: 1 }),
    }),
    cost: fc.option(fc.record({ forOthers: fc.constantFrom('none', 'some'), evidence }), { nil: undefined }),
    selectable: fc.option(fc.record({ value: fc.boolean(), evidence }), { nil: undefined }),
  });

const position = fc.record({
  stakeholder: person,
  on: fc.oneof(
    feature.map((id) => ({ feature: id })),
    fc.constantFrom('a', 'b', 'c', 'd').map((strategy) => ({ strategy })),
    fc.constant({ goal: true }),
  ),
  stance: fc.constantFrom('support', 'accept', 'condition', 'question', 'object'),
  evidence,
});

const blocker = fc.record({
  title: fc.constant('something'),
  on: fc.subarray(FEATURES, { minLength: 1 }),
  kind: fc.constantFrom('technical', 'overhead', 'dispute'),
  raisedBy: person,
  evidence,
  answers: fc.array(fc.record({ by: person, evidence }), { maxLength: 2 }),
});

const dossiers = fc
  .record({
    features: fc.tuple(...FEATURES.map(oneFeature)),
    users: fc.tuple(
      ...['u1', 'u2', 'u3'].map((id) =>
        fc.record({
          id: fc.constant(id),
          name: fc.constant(id),
          kind: fc.constantFrom('project', 'people'),
          exists: fc.boolean(),
          evidence,
        }),
      ),
    ),
    positions: fc.array(position, { maxLength: 8 }),
    blockers: fc
      .array(blocker, { maxLength: 4 })
      .map((all) => all.map((one, at) => ({ id: `b${at}`, ...one }))),
  })
  .map((parts) =>
    parse({
      mergeready: 1,
      id: 'random',
      goal: { title: 'anything', evidence: { message: 'g@example.org' } },
      stakeholders: PEOPLE.map((id) => ({ id, name: id, required: id !== 'cat', people: [] })),
      ...parts,
    }),
  );

/** As people write it: through YAML, so that defaults are filled in. */
const parse = (value: unknown): Dossier =>
  parseDossier(stringify(JSON.parse(JSON.stringify(value)), { aliasDuplicateObjects: false }), 'random.yaml');

const RANK = { blocked: 0, 'not yet': 1, 'merge now': 2 };
const verdicts = (dossier: Dossier, asOf = AS_OF) =>
  assess(dossier, NOTHING, asOf)
    .features.map(({ id, stage, verdicts: of }) => ({ id, stage, of }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

describe('over any dossier', () => {
  test('the order in which things are written down changes nothing', () => {
    fc.assert(
      fc.property(dossiers, (dossier) => {
        const turned: Dossier = {
          ...dossier,
          features: dossier.features.toReversed(),
          positions: dossier.positions.toReversed(),
          blockers: dossier.blockers.toReversed(),
          users: dossier.users.toReversed(),
          stakeholders: dossier.stakeholders.toReversed(),
        };
        const names = (of: ReturnType<typeof verdicts>) =>
          of.map(({ id, of: all }) => [id, Object.values(all).map((one) => [one.verdict, one.flip])]);
        expect(names(verdicts(turned))).toEqual(names(verdicts(dossier)));
        const [here, there] = [dossier, turned].map((one) => assess(one, NOTHING, AS_OF));
        expect(there!.mergeOrder.map(({ id }) => id)).toEqual(here!.mergeOrder.map(({ id }) => id));
        expect(there!.discussFirst.map(({ id }) => id)).toEqual(here!.discussFirst.map(({ id }) => id));
      }),
    );
  });

  test('what is said later changes nothing of before', () => {
    fc.assert(
      fc.property(dossiers, (dossier) => {
        const known = <T extends { readonly evidence: { readonly date?: string | undefined } }>(
          claims: readonly T[],
        ) => claims.filter((one) => Date.parse(one.evidence.date ?? '') / 1000 <= AS_OF);
        const before = { ...dossier, positions: known(dossier.positions), blockers: known(dossier.blockers) };
        expect(verdicts(before as Dossier)).toEqual(verdicts(dossier));
      }),
    );
  });

  test('one more open blocker makes no feature readier', () => {
    fc.assert(
      fc.property(dossiers, feature, (dossier, on) => {
        const more = {
          id: 'more',
          title: 'x',
          on: [on],
          kind: 'technical',
          raisedBy: 'ann',
          evidence: { message: 'x@example.org' },
          answers: [],
        };
        const worse = verdicts({
          ...dossier,
          blockers: [...dossier.blockers, more as Dossier['blockers'][number]],
        });
        verdicts(dossier).forEach(({ of }, at) => {
          for (const key of ['a', 'b', 'c', 'd'] as const)
            expect(RANK[worse[at]!.of[key].verdict]).toBeLessThanOrEqual(RANK[of[key].verdict]);
        });
      }),
    );
  });

  test('each piece is merged after what it needs', () => {
    fc.assert(
      fc.property(dossiers, (dossier) => {
        const order = assess(dossier, NOTHING, AS_OF).mergeOrder.map(({ id }) => id);
        for (const { id, requires } of dossier.features)
          for (const needed of requires) expect(order.indexOf(needed)).toBeLessThan(order.indexOf(id));
      }),
    );
  });

  test('a flip names conditions that do not hold yet', () => {
    fc.assert(
      fc.property(dossiers, (dossier) => {
        for (const { of } of verdicts(dossier))
          for (const { flip, fails, unknown } of Object.values(of)) {
            const open = new Set([...fails, ...unknown].map(({ name }) => name));
            for (const name of flip.flat()) expect(open).toContain(name);
          }
      }),
    );
  });
});

test('a chain of ten thousand features is put in order, and a star of three thousand', () => {
  const many = (count: number, requires: (at: number) => readonly string[]): Dossier => {
    const base = parse({
      mergeready: 1,
      id: 'many',
      goal: { title: 'many', evidence: { message: 'g@example.org' } },
      stakeholders: [],
      features: [{ id: 'f0', title: 'f0' }],
    });
    const [first] = base.features;
    const features = names(count).map((id, at) => ({ ...first!, id, requires: [...requires(at)] }));
    return { ...base, features };
  };
  const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `f${at}`);
  const orderOf = (dossier: Dossier): readonly string[] =>
    assess(dossier, NOTHING, AS_OF).mergeOrder.map(({ id }) => id);
  const chain = many(10_000, (at) => (at === 9999 ? [] : [`f${at + 1}`]));
  expect(orderOf(chain)).toEqual(names(10_000).toReversed());
  const star = many(3000, (at) => (at === 0 ? names(3000).slice(1) : []));
  expect(orderOf(star).at(-1)).toBe('f0');
});
