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
  type NoteAsks,
  type StackNote,
  seriesId,
  type TreeRole,
} from '../../model/facts/index.ts';
import type { Facts, SeriesFacts, TestResult, TreeFacts } from '../../model/readiness/index.ts';

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
  /** How many of its patches landed; all where it is left out. */
  readonly landed?: number;
  /** What a test says of its first patch. */
  readonly test?: TestResult['state'];
  /** What the maintainer of its tree notes beside its first patch. */
  readonly note?: NoteAsks;
}

export function series(draft: SeriesDraft): SeriesFacts {
  const { id, title = id, patches = 2, reviewed = 0, isAnswered = false } = draft;
  const { role, landedOn = 1, landed = patches, test, note } = draft;
  const stack = note && role === 'mm' && { name: id, section: '', notes: [noted(note)] };
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
    landings: role
      ? numbers.slice(0, landed).map((n) => ({
          ...landing(id, n, role, day(landedOn)),
          ...(stack && n === 1 ? { stack } : {}),
        }))
      : [],
    tests: test ? [{ patch: `${id}.1@example.org`, context: 'build', state: test }] : [],
  };
}

const noted = (asks: NoteAsks): StackNote => ({ text: asks, since: day(1), asks: [asks], isAcked: false });

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
const rarely = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: of });
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
    merged: rarely(fc.constantFrom('mainline', 'next')).map((tree) =>
      tree ? [{ tree, release: '1', date: '2026-01-05' }] : [],
    ),
    withdrawn: rarely(fc.constant({ date: '2026-01-08', why: 'no time' })),
  });

/** Dossiers of up to four features that the parser would take. */
const dossiers: fc.Arbitrary<Dossier> = fc
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
    questions: some(
      fc.record({
        title: fc.constant('which?'),
        on: fc.constantFrom(...FEATURES),
        evidence,
        options: fc.constant(['this', 'that'].map((id) => ({ id, title: id }))),
        favours: some(
          claim.map((one) => ({ ...one, option: 'this' })),
          1,
        ),
        decided: maybe(claim),
      }),
    ).map((all) => all.map((one, at) => ({ ...one, id: `q${at}` }))),
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

const NOTES: readonly NoteAsks[] = ['acks', 'review', 'update', 'nack', 'hold', 'needs', 'remark'];

const postings = (feature: string) =>
  some(
    fc.record({
      title: fc.constant(`${feature} series`),
      reviewed: fc.nat({ max: 2 }),
      isAnswered: fc.boolean(),
      role: maybe(fc.constantFrom<TreeRole>('mm', 'mainline', 'next', 'project')),
      landed: fc.nat({ max: 2 }),
      test: rarely(fc.constantFrom('pending', 'success', 'fail')),
      note: rarely(fc.constantFrom(...NOTES)),
      isOld: fc.boolean(),
    }),
    2,
  );

const trees: fc.Arbitrary<TreeFacts> = some(
  fc.record({
    series: maybe(fc.constantFrom(...FEATURES)),
    isReviewedOutside: fc.boolean(),
    isMentionedOutside: fc.boolean(),
  }),
).map((commits) => ({
  name: 'project',
  authors: 1,
  commits: commits.map(({ series, ...said }, at) => ({
    ...said,
    id: commitId(`${at}`.repeat(40)),
    subject: `commit ${at}`,
    series: series === undefined ? null : seriesId(`${series}-0`),
  })),
}));

/** Up to two series for each feature, on any stage of their way, one of them perhaps replaced by the other. */
const facts: fc.Arbitrary<Facts> = fc
  .record({ posted: fc.tuple(...FEATURES.map(postings)), tree: maybe(trees) })
  .map(({ posted, tree }) => ({
    ...factsOf(
      posted.flatMap((drafts, at) =>
        drafts.map(({ isOld, ...draft }, n) => {
          const id = `${FEATURES[at]}-${n}`;
          const one = series({ id, ...withoutUndefined(draft) } as SeriesDraft);
          const next = seriesId(`${FEATURES[at]}-1`);
          return isOld && n === 0 && drafts.length > 1 ? { ...one, supersededBy: next } : one;
        }),
      ),
    ),
    tree: tree ?? null,
  }));

const withoutUndefined = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

export interface World {
  readonly dossier: Dossier;
  readonly facts: Facts;
}

/** A dossier and facts that may go together: a tree that it does not name is not measured. */
export const worlds: fc.Arbitrary<World> = fc
  .record({ dossier: dossiers, facts })
  .map(({ dossier, facts }) => ({ dossier, facts: dossier.tree ? facts : { ...facts, tree: null } }));

export const asOfDates: fc.Arbitrary<Epoch> = fc.nat({ max: LAST + 2 }).map(day);
