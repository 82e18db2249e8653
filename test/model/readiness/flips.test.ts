/** A flip says what would have to be different: here it is made different, in the dossier or in the facts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitId, type Epoch, seriesId } from '../../../model/facts/index.ts';
import { assess, type Facts, type Strategy } from '../../../model/readiness/index.ts';
import {
  asOfDates,
  type Dossier,
  dossiers,
  onDay,
  facts as randomFacts,
  series,
} from '../../support/dossiers.ts';

interface World {
  readonly dossier: Dossier;
  readonly facts: Facts;
}

const EARLY = onDay(0);
const CLASSES = { enabler: 'enabler', everyday: 'everyday', 'self-contained': 'self-contained' } as const;

/** The world in which a condition of a feature holds. */
function made(condition: string, feature: string, { dossier, facts }: World): World {
  const edit = (
    change: (one: Dossier['features'][number]) => Partial<Dossier['features'][number]>,
  ): World => ({
    facts,
    dossier: {
      ...dossier,
      features: dossier.features.map((one) => (one.id === feature ? { ...one, ...change(one) } : one)),
    },
  });
  const agrees = /^(?<name>.*) agrees$/.exec(condition)?.groups?.['name'];
  if (agrees !== undefined) {
    const who = dossier.stakeholders.find(({ name }) => name === agrees)!.id;
    const others = dossier.positions.filter(
      ({ stakeholder, on }) => stakeholder !== who || (on.strategy === undefined && on.goal === undefined),
    );
    const goal = {
      stakeholder: who,
      on: { goal: true as const },
      stance: 'support' as const,
      evidence: EARLY,
    };
    return { facts, dossier: { ...dossier, positions: [...others, goal] } };
  }
  const claimed = /^claimed as (?<name>.*)$/.exec(condition)?.groups?.['name'];
  if (claimed !== undefined) {
    const name = CLASSES[claimed as keyof typeof CLASSES];
    return edit(({ classes }) => ({
      classes: [
        ...classes.filter((one) => one.class !== name),
        { class: name, evidence: EARLY, disputed: [] },
      ],
    }));
  }
  switch (condition) {
    case 'the list is agreed':
      return made('the p0 agrees', feature, {
        facts,
        dossier: {
          ...dossier,
          stakeholders: dossier.stakeholders.map((one) => ({ ...one, required: one.id === 'p0' })),
        },
      });
    case 'nobody objects to strategy b':
    case 'nobody objects to strategy c':
    case 'nobody objects to strategy d':
      return {
        facts,
        dossier: {
          ...dossier,
          positions: dossier.positions.filter(({ on }) => on.strategy !== condition.at(-1)),
        },
      };
    case 'an approach nobody objects to':
      return {
        facts,
        dossier: {
          ...dossier,
          positions: dossier.positions.filter(
            ({ on, stance }) => on.feature !== feature || stance !== 'object',
          ),
        },
      };
    case 'no irreconcilable blocker':
    case 'no open blocker':
      return {
        facts,
        dossier: {
          ...dossier,
          blockers: dossier.blockers.map((one) =>
            one.on.includes(feature) ? { ...one, resolved: { by: one.raisedBy, evidence: EARLY } } : one,
          ),
        },
      };
    case 'no cost for others':
      return edit(() => ({ cost: { forOthers: 'none', evidence: EARLY } }));
    case 'separately selectable':
      return edit(() => ({ selectable: { value: true, evidence: EARLY } }));
    case 'not set-only':
      return edit(({ classes }) => ({ classes: classes.filter((one) => one.class !== 'set-only') }));
    case 'a maintainer supports it':
      return {
        facts,
        dossier: {
          ...dossier,
          stakeholders: dossier.stakeholders.map((one, at) =>
            at === 0 ? { ...one, maintains: [...one.maintains, feature] } : one,
          ),
          positions: [
            ...dossier.positions.filter(
              ({ stakeholder, on }) => stakeholder !== 'p0' || on.feature !== feature,
            ),
            { stakeholder: 'p0', on: { feature }, stance: 'support', evidence: EARLY },
          ],
        },
      };
    case 'first user in the plan':
    case 'used by several existing projects':
      return withUsers('project', feature, { dossier, facts });
    case 'used by a broad group':
      return withUsers('people', feature, { dossier, facts });
    case 'reviewed':
    case 'reviewed by outsiders':
    case 'discussed by outsiders':
      return { dossier, facts: withSeries(feature, facts, { reviewed: 2, isAnswered: true }) };
    case 'held in a tree for merging':
      return { dossier, facts: withSeries(feature, facts, { reviewed: 2, isAnswered: true, role: 'mm' }) };
    case 'only the tail is left':
      return {
        facts,
        dossier: {
          ...dossier,
          settings: { ...dossier.settings, tailShare: 1 },
        },
      };
    case 'kept in the separate tree': {
      const commits = ['b', 'c'].map((digit) => ({
        id: commitId(digit.repeat(40)),
        subject: digit,
        series: seriesId(feature),
        isReviewedOutside: true,
        isMentionedOutside: true,
      }));
      const withOne = withSeries(feature, facts, { reviewed: 2, isAnswered: true });
      return {
        dossier: { ...dossier, tree: 'project' },
        facts: { ...withOne, tree: { name: 'project', authors: 1, commits } },
      };
    }
    default:
      throw new Error(`no way to make it hold: ${condition}`);
  }
}

function withUsers(kind: 'project' | 'people', feature: string, { dossier, facts }: World): World {
  const users = ['n0', 'n1'].map((id) => ({
    id: `${kind}-${id}`,
    name: id,
    kind,
    exists: true,
    evidence: EARLY,
  }));
  return {
    facts,
    dossier: {
      ...dossier,
      users: [...dossier.users, ...users],
      features: dossier.features.map((one) =>
        one.id === feature
          ? { ...one, users: [...one.users, ...users.map(({ id }) => ({ user: id, evidence: EARLY }))] }
          : one,
      ),
    },
  };
}

const withSeries = (id: string, facts: Facts, draft: Partial<Parameters<typeof series>[0]>): Facts => ({
  ...facts,
  series: [...facts.series.filter((one) => one.id !== id), series({ id, title: `${id} series`, ...draft })],
});

const judged = ({ dossier, facts }: World, asOf: Epoch, feature: string, strategy: Strategy) =>
  assess(dossier, facts, asOf).features.find(({ id }) => id === feature)!.verdicts[strategy];

describe('flips, over random dossiers and facts', () => {
  test('making the conditions of a flip true makes the verdict merge now', () => {
    fc.assert(
      fc.property(dossiers, randomFacts, asOfDates, (dossier, facts, asOf) => {
        for (const { id, verdicts } of assess(dossier, facts, asOf).features) {
          for (const strategy of ['a', 'b', 'c', 'd'] as const) {
            for (const names of verdicts[strategy].flip) {
              const world = names.reduce((now: World, name) => made(name, id, now), { dossier, facts });
              expect([names, judged(world, asOf, id, strategy).verdict]).toEqual([names, 'merge now']);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a verdict that is not merge now always says how to flip it, and merge now needs no flip', () => {
    fc.assert(
      fc.property(dossiers, randomFacts, asOfDates, (dossier, facts, asOf) => {
        for (const { verdicts } of assess(dossier, facts, asOf).features)
          for (const { verdict, flip } of Object.values(verdicts))
            expect(flip.length > 0).toBe(verdict !== 'merge now');
      }),
      { numRuns: 100 },
    );
  });
});
