/** Worlds in which a condition is made to hold: what a flip names is done, in the dossier or in the facts. */
import { commitId } from '../../model/facts/index.ts';
import type { Facts, SeriesFacts, TreeCommit, TreeFacts } from '../../model/readiness/index.ts';
import { type Dossier, onDay, series, type World } from './dossiers.ts';

const EARLY = onDay(0);
const CLASSES = { enabler: 'enabler', everyday: 'everyday', 'self-contained': 'self-contained' } as const;

/** The world in which a condition of a feature holds. */
export function made(condition: string, feature: string, { dossier, facts }: World): World {
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
      ({ stakeholder, on }) => stakeholder !== who || (on.strategy !== 'a' && on.goal === undefined),
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
  if (condition.startsWith('what it needs is ready under '))
    return { facts, dossier: withNeedsMerged(dossier, feature) };
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
          positions: dossier.positions.filter(
            ({ on, stance }) => on.strategy !== condition.at(-1) || stance !== 'object',
          ),
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
    case 'the goal can be reached':
      return {
        facts,
        dossier: { ...dossier, positions: dossier.positions.filter(({ stance }) => stance !== 'object') },
      };
    case 'no irreconcilable blocker':
      return { facts, dossier: { ...dossier, blockers: dossier.blockers.map(resolved) } };
    case 'no open blocker':
      return {
        facts,
        dossier: {
          ...dossier,
          blockers: dossier.blockers.map((one) => (one.on.includes(feature) ? resolved(one) : one)),
        },
      };
    case 'tests pass':
      return { dossier, facts: ofSeries(feature, facts, (one) => ({ ...one, tests: [] })) };
    case 'acks that the stack waits for':
    case 'reviews settled for the stack':
    case 'updates that the stack waits for':
    case 'no NACK noted in the stack':
    case 'not held in the stack':
    case 'what the stack needs first':
    case 'remarks in the stack settled':
      return { dossier, facts: ofSeries(feature, facts, withoutNotes) };
    case 'no cost for others':
      return edit(() => ({ cost: { forOthers: 'none', evidence: EARLY } }));
    case 'separately selectable':
      return edit(() => ({ selectable: { value: true, evidence: EARLY } }));
    case 'not set-only':
      return edit(({ classes }) => ({ classes: classes.filter((one) => one.class !== 'set-only') }));
    case 'a maintainer supports it': {
      const keeper = { id: 'keeper', name: 'keeper', required: false, people: [], maintains: [feature] };
      const support = { stakeholder: 'keeper', on: { feature }, stance: 'support' as const, evidence: EARLY };
      return {
        facts,
        dossier: {
          ...dossier,
          stakeholders: [...dossier.stakeholders, keeper],
          positions: [...dossier.positions, support],
        },
      };
    }
    case 'first user in the plan':
    case 'used by several existing projects':
      return withUsers('project', feature, { dossier, facts });
    case 'used by a broad group':
      return withUsers('people', feature, { dossier, facts });
    case 'reviewed':
      return { dossier, facts: ofCurrent(feature, facts, withReviews) };
    case 'reviewed by outsiders':
      return {
        dossier,
        facts: {
          ...ofCurrent(feature, facts, withReviews),
          tree: ofCommits(feature, facts, { isReviewedOutside: true }),
        },
      };
    case 'discussed by outsiders':
      return {
        dossier,
        facts: {
          ...ofCurrent(feature, facts, (one) => ({ ...one, isAnswered: true })),
          tree: ofCommits(feature, facts, { isMentionedOutside: true }),
        },
      };
    case 'held in a tree for merging':
      return { dossier, facts: ofCurrent(feature, facts, heldInMm) };
    case 'only the tail is left':
      return { facts, dossier: { ...dossier, settings: { ...dossier.settings, tailShare: 1 } } };
    case 'kept in the separate tree':
      return { dossier: { ...dossier, tree: 'project' }, facts: keptInTree(feature, facts) };
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

function withNeedsMerged(dossier: Dossier, feature: string): Dossier {
  const needs = new Set(dossier.features.find(({ id }) => id === feature)!.requires);
  const merged = { tree: 'mainline', date: '2026-01-01' };
  return {
    ...dossier,
    features: dossier.features.map((one) => (needs.has(one.id) ? { ...one, merged: [merged] } : one)),
  };
}

const resolved = (one: Dossier['blockers'][number]) => ({
  ...one,
  resolved: { by: one.raisedBy, evidence: EARLY },
});

const isOf = (feature: string, { title }: SeriesFacts): boolean => title.startsWith(`${feature} `);

const ofSeries = (feature: string, facts: Facts, change: (one: SeriesFacts) => SeriesFacts): Facts => ({
  ...facts,
  series: facts.series.map((one) => (isOf(feature, one) ? change(one) : one)),
});

const withoutNotes = (one: SeriesFacts): SeriesFacts => ({
  ...one,
  landings: one.landings.map(({ stack: _, ...landing }) => landing),
});

/** What replaces nothing and is replaced by nothing; where nothing was posted yet, something is. */
function ofCurrent(feature: string, facts: Facts, change: (one: SeriesFacts) => SeriesFacts): Facts {
  const isPosted = facts.series.some((one) => isOf(feature, one) && one.supersededBy === null);
  const posted = series({ id: `${feature}-2`, title: `${feature} series` });
  const all = isPosted ? facts : { ...facts, series: [...facts.series, posted] };
  return ofSeries(feature, all, (one) => (one.supersededBy === null ? change(one) : one));
}

const withReviews = (one: SeriesFacts): SeriesFacts => ({
  ...one,
  reviewedPatches: one.patches.map(({ n }) => n),
});

/** What is noted beside a patch is noted still. */
function heldInMm(one: SeriesFacts): SeriesFacts {
  const held = series({ id: one.id, role: 'mm' }).landings;
  const known = (n: number) =>
    one.landings.filter((landing) => landing.n === n && landing.role !== 'project');
  return { ...one, landings: held.flatMap((each) => (known(each.n).length > 0 ? known(each.n) : [each])) };
}

const ofCommits = (
  feature: string,
  { tree }: Facts,
  said: Partial<Pick<TreeCommit, 'isReviewedOutside' | 'isMentionedOutside'>>,
): TreeFacts | null =>
  tree && {
    ...tree,
    commits: tree.commits.map((one) => (one.series?.startsWith(`${feature}-`) ? { ...one, ...said } : one)),
  };

/** Commits of which was said what was said of the patches that they carry. */
function keptInTree(feature: string, facts: Facts): Facts {
  const all = ofCurrent(feature, facts, (one) => one);
  const commits = all.series
    .filter((one) => isOf(feature, one) && one.supersededBy === null)
    .flatMap(({ id, patches, reviewedPatches, isAnswered }) =>
      patches.map(({ n }) => ({
        id: commitId(`${n}`.repeat(40)),
        subject: `${id} ${n}`,
        series: id,
        isReviewedOutside: reviewedPatches.includes(n),
        isMentionedOutside: isAnswered,
      })),
    );
  return {
    ...all,
    tree: { name: 'project', authors: 1, commits: [...(facts.tree?.commits ?? []), ...commits] },
  };
}
