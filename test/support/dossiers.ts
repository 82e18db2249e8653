/** Dossiers and facts made of values: what readiness is judged from, without an archive. */
import fc from 'fast-check';
import { dossierSchema } from '../../model/dossier/schema.ts';
import {
  changeId,
  commitId,
  type Epoch,
  epoch,
  type Landing,
  messageId,
  seriesId,
  type TreeRole,
} from '../../model/facts/index.ts';
import type { Facts, SeriesFacts } from '../../model/readiness/index.ts';

export type Dossier = ReturnType<typeof dossierSchema.parse>;

export const DAY = 24 * 60 * 60;
export const START: Epoch = epoch(Date.UTC(2026, 0, 1) / 1000);
export const day = (n: number): Epoch => epoch(START + n * DAY);

/** A mail that came on day n; the facts below know the date by its name. */
export const onDay = (n: number, name = 'mail') => ({ message: `${name}.${n}@example.org` });

/** A dossier with defaults for what is left out. */
export function dossierOf(given: Readonly<Record<string, unknown>>): Dossier {
  return dossierSchema.parse({
    mergeready: 1,
    id: 'test',
    goal: { title: 'a goal', evidence: onDay(0) },
    stakeholders: [],
    ...given,
  });
}

/** The date of a mail is the number in its name. */
export function factsOf(series: readonly SeriesFacts[], spoke: readonly string[] = []): Facts {
  return {
    series,
    mail: (id) => ({
      date: day(Number(/\.(\d+)@/.exec(id)?.[1] ?? 0)),
      text: '',
      subject: '',
      to: [],
      cc: [],
    }),
    commit: () => undefined,
    spokeAfter: (people) => (people.some((one) => spoke.includes(one)) ? 'spoken.1@example.org' : null),
    tree: null,
    conformance: null,
  };
}

export interface SeriesDraft {
  readonly id: string;
  readonly title?: string;
  readonly patches?: number;
  readonly reviewed?: number;
  readonly isAnswered?: boolean;
  readonly role?: TreeRole;
  readonly landedOn?: number;
}

export function series(draft: SeriesDraft): SeriesFacts {
  const { id, title = id, patches = 2, reviewed = 0, isAnswered = false, role, landedOn = 1 } = draft;
  const numbers = Array.from({ length: patches }, (_, at) => at + 1);
  return {
    id: seriesId(id),
    changeId: changeId(id),
    version: 1,
    order: 1,
    versionFrom: 'assumed',
    title,
    prefixes: [],
    author: { name: 'Ann Author', email: 'ann@example.org' },
    date: day(1),
    expected: patches,
    received: patches,
    complete: true,
    isPartial: false,
    cover: messageId(`${id}.1@example.org`),
    patches: numbers.map((n) => ({
      n,
      messageId: messageId(`${id}.${n}@example.org`),
      subject: `${title} ${n}`,
      patchId: null,
      date: day(1),
      files: [],
    })),
    supersededBy: null,
    follows: null,
    lists: [],
    isAnswered,
    reviewedPatches: numbers.slice(0, reviewed),
    landings: role === undefined ? [] : numbers.map((n) => landing(id, n, role, day(landedOn))),
  };
}

const landing = (id: string, n: number, role: TreeRole, landedAt: Epoch): Landing => ({
  messageId: messageId(`${id}.${n}@example.org`),
  seriesId: seriesId(id),
  n,
  commit: commitId('a'.repeat(40)),
  tree: role,
  role,
  landedAt,
  method: 'link',
  score: 1,
});

const FEATURES = ['f0', 'f1', 'f2', 'f3'] as const;
const PEOPLE = ['p0', 'p1', 'p2'] as const;
export const VARIANTS = ['v0', 'v1'] as const;
const USERS = ['u0', 'u1', 'u2', 'u3'] as const;
const LAST = 10;

const evidence = fc.nat({ max: LAST }).map((n) => onDay(n));
const claim = fc.record({ by: fc.constantFrom(...PEOPLE), evidence });
const some = <T>(of: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T[]> => fc.array(of, { maxLength });
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });

/** Needs only what stands before it in the list, so that there is no circle. */
const feature = (at: number) =>
  fc.record({
    id: fc.constant(FEATURES[at]!),
    title: fc.constant(FEATURES[at]!),
    evidence: maybe(evidence),
    compulsory: maybe(fc.record({ claimed: some(claim, 1), disputed: some(claim, 1) })),
    classes: some(
      fc.record({
        class: fc.constantFrom('self-contained', 'enabler', 'everyday', 'set-only'),
        evidence,
        disputed: some(claim, 1),
      }),
    ),
    requires: fc.subarray(FEATURES.slice(0, at)),
    cost: maybe(fc.record({ forOthers: fc.constantFrom('none', 'some'), evidence })),
    selectable: maybe(fc.record({ value: fc.boolean(), evidence })),
    variants: fc
      .subarray([...VARIANTS])
      .chain((ids) =>
        fc.tuple(
          ...ids.map((id) =>
            fc.record({ id: fc.constant(id), title: fc.constant(id), users: fc.subarray([...USERS]) }),
          ),
        ),
      ),
    users: some(fc.record({ user: fc.constantFrom(...USERS), evidence })),
    selectors: fc.constant({ titles: [`^${FEATURES[at]} `] }),
    merged: some(fc.constant({ tree: 'mainline', release: '1', date: '2026-01-05' }), 1),
  });

/** Dossiers of up to four features that the parser would take. */
export const dossiers: fc.Arbitrary<Dossier> = fc
  .record({
    stakeholders: fc.tuple(
      ...PEOPLE.map((id) =>
        fc.record({
          id: fc.constant(id),
          name: fc.constant(`the ${id}`),
          required: fc.boolean(),
          people: fc.constant([`${id}@example.org`]),
          maintains: fc.subarray([...FEATURES]),
          asked: maybe(evidence),
        }),
      ),
    ),
    users: fc.tuple(
      ...USERS.map((id) =>
        fc.record({
          id: fc.constant(id),
          name: fc.constant(`the ${id}`),
          kind: fc.constantFrom('project', 'people', 'program'),
          exists: fc.boolean(),
          partOf: maybe(fc.constantFrom(...USERS)),
          evidence,
        }),
      ),
    ),
    features: fc.tuple(feature(0), feature(1), feature(2), feature(3)),
    positions: some(
      fc.record({
        stakeholder: fc.constantFrom(...PEOPLE),
        on: fc.oneof(
          fc.constantFrom(...FEATURES).map((id) => ({ feature: id })),
          fc.record({ feature: fc.constantFrom(...FEATURES), variant: fc.constantFrom(...VARIANTS) }),
          fc.constantFrom('a', 'b', 'c', 'd').map((strategy) => ({ strategy })),
          fc.constant({ goal: true }),
        ),
        stance: fc.constantFrom('support', 'accept', 'condition', 'question', 'object'),
        evidence,
      }),
      10,
    ),
    blockers: some(
      fc.record({
        title: fc.constant('a blocker'),
        on: fc.subarray([...FEATURES], { minLength: 1 }),
        kind: fc.constantFrom('technical', 'process'),
        raisedBy: fc.constantFrom(...PEOPLE),
        evidence,
        answers: some(claim, 1),
        resolved: maybe(claim),
      }),
    ).map((all) => all.map((one, at) => ({ ...one, id: `b${at}` }))),
    tree: maybe(fc.constant('project')),
  })
  .map((given) =>
    // On a variant that the feature has: the parser takes no other.
    dossierOf({
      ...given,
      positions: given.positions.filter(({ on }) => {
        const { feature, variant }: Dossier['positions'][number]['on'] = on;
        const has = given.features.find(({ id }) => id === feature)?.variants ?? [];
        return variant === undefined || has.some(({ id }) => id === variant);
      }),
    }),
  );

/** A series for some of the features, on any stage of its way. */
export const facts: fc.Arbitrary<Facts> = fc
  .tuple(
    ...FEATURES.map((id) =>
      maybe(
        fc.record({
          id: fc.constant(id),
          title: fc.constant(`${id} series`),
          reviewed: fc.nat({ max: 2 }),
          isAnswered: fc.boolean(),
          role: maybe(fc.constantFrom<TreeRole>('mm', 'mainline', 'next')),
        }),
      ),
    ),
  )
  .map((drafts) =>
    factsOf(drafts.flatMap((one) => (one ? [series(withoutUndefined(one) as unknown as SeriesDraft)] : []))),
  );

const withoutUndefined = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

export const asOfDates: fc.Arbitrary<Epoch> = fc.nat({ max: LAST + 2 }).map(day);
