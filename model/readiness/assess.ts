/** Dossier and facts as of a date → how ready each feature is, and why. */
import {
  type Dossier,
  dateOf,
  type Evidence,
  type Feature,
  isKnown,
  type Verification,
  verify,
} from '../dossier/index.ts';
import type { Epoch } from '../facts/index.ts';
import { any, type Condition, judge, leaf, leaves, type Tree, type Verdict } from './conditions.ts';
import {
  type BlockerState,
  type Facts,
  openQuestions,
  STAGES,
  type Stage,
  seriesOf,
  targetOf,
  type Whole,
  wholeAsOf,
} from './context.ts';
import { gameOver } from './game-over.ts';
import { type Heard, notHeard } from './heard.ts';
import { discussFirst, type MergePlace, mergeOrder, type Place } from './plan.ts';
import { agreementOf, usersOf } from './shared.ts';
import { agreeUpFront } from './strategies/agree-up-front.ts';
import { buffered } from './strategies/buffered.ts';
import { separateTree } from './strategies/separate-tree.ts';
import { standalone } from './strategies/standalone.ts';

export const STRATEGIES = { a: agreeUpFront, b: standalone, c: buffered, d: separateTree } as const;
export type Strategy = keyof typeof STRATEGIES;

export interface CheckedEvidence {
  readonly message: string | null;
  readonly commit: string | null;
  readonly words: string | null;
  readonly verified: Verification;
}

export interface ShownPosition {
  readonly stakeholder: string;
  readonly target: string;
  readonly stance: string;
  readonly condition: string | null;
  readonly date: Epoch | null;
  readonly evidence: CheckedEvidence;
}

export interface FeatureReadiness {
  readonly id: string;
  readonly title: string;
  readonly stage: Stage;
  readonly classes: readonly {
    readonly class: string;
    readonly disputed: boolean;
    readonly evidence: CheckedEvidence;
  }[];
  readonly compulsory: 'no' | 'claimed' | 'disputed';
  readonly users: readonly {
    readonly id: string;
    readonly name: string;
    readonly exists: boolean;
    /** Null where only one of its variants names the user. */
    readonly evidence: CheckedEvidence | null;
  }[];
  readonly positions: readonly ShownPosition[];
  readonly blockers: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: string;
    readonly state: BlockerState;
    readonly raisedBy: string;
    readonly evidence: readonly CheckedEvidence[];
  }[];
  readonly questions: readonly {
    readonly id: string;
    readonly title: string;
    readonly options: readonly { readonly title: string; readonly favouredBy: readonly string[] }[];
  }[];
  readonly variants: readonly {
    readonly id: string;
    readonly title: string;
    readonly users: readonly string[];
  }[];
  readonly requires: readonly string[];
  readonly verdicts: Readonly<Record<Strategy, Verdict>>;
  readonly series: readonly string[];
  readonly evidence: readonly CheckedEvidence[];
}

export interface Assessment {
  readonly dossier: string;
  readonly goal: string;
  readonly asOf: Epoch;
  readonly features: readonly FeatureReadiness[];
  /** What was said of strategies, plans and the goal. */
  readonly positions: readonly ShownPosition[];
  readonly notHeard: readonly Heard[];
  /** What each required stakeholder says of the goal and of strategy a. */
  readonly agreement: readonly Condition[];
  /** Compulsory features without an approach that nobody objects to. */
  readonly gameOver: readonly {
    readonly feature: string;
    readonly isDisputed: boolean;
    readonly objectedBy: readonly string[];
  }[];
  readonly stakeholders: readonly {
    readonly id: string;
    readonly name: string;
    readonly required: boolean;
  }[];
  readonly mergeOrder: readonly MergePlace[];
  readonly discussFirst: readonly Place[];
}

export function assess(dossier: Dossier, facts: Facts, asOf: Epoch): Assessment {
  const whole = wholeAsOf(dossier, facts, asOf);
  return {
    dossier: dossier.id,
    goal: dossier.goal.title,
    asOf,
    features: dossier.features.map((feature) => assessFeature(feature, whole)),
    positions: whole.positions
      .filter((one) => !one.on.feature && !one.on.variant)
      .map((one) => showPosition(one, whole)),
    notHeard: notHeard(whole),
    agreement: dossier.stakeholders
      .filter((one) => one.required)
      .flatMap((one) => leaves(agreementOf(one, 'a', whole))),
    gameOver: gameOver(whole).map(({ feature, isDisputed, objections }) => ({
      feature,
      isDisputed,
      objectedBy: objections.map((one) => one.stakeholder),
    })),
    stakeholders: dossier.stakeholders.map(({ id, name, required }) => ({ id, name, required })),
    mergeOrder: mergeOrder(whole),
    discussFirst: discussFirst(whole),
  };
}

function assessFeature(feature: Feature, whole: Whole): FeatureReadiness {
  const { facts, asOf } = whole;
  const known = <T extends { readonly evidence: Evidence }>(claims: readonly T[]): readonly T[] =>
    claims.filter((one) => isKnown(one.evidence, facts, asOf));
  const isClaimed = known(feature.compulsory?.claimed ?? []).length > 0;
  const isDisputed = known(feature.compulsory?.disputed ?? []).length > 0;
  const cited = [
    ...known(feature.classes),
    ...known(feature.users),
    ...known(feature.compulsory?.claimed ?? []),
  ];
  return {
    id: feature.id,
    title: feature.title,
    stage: whole.stages.get(feature.id)!,
    classes: known(feature.classes).map((one) => ({
      class: one.class,
      disputed: known(one.disputed).length > 0,
      evidence: check(one.evidence, facts),
    })),
    compulsory: isClaimed ? (isDisputed ? 'disputed' : 'claimed') : 'no',
    users: usersOf(feature, whole).map(({ id, name, exists }) => {
      const claim = known(feature.users).find((one) => one.user === id);
      return { id, name, exists, evidence: claim ? check(claim.evidence, facts) : null };
    }),
    positions: whole.positions
      .filter((one) => one.on.feature === feature.id)
      .map((one) => showPosition(one, whole)),
    blockers: whole.blockers
      .filter((one) => one.on.includes(feature.id))
      .map(({ id, title, kind, state, raisedBy, evidence, answers }) => ({
        id,
        title,
        kind,
        state,
        raisedBy,
        evidence: [evidence, ...known(answers).map((one) => one.evidence)].map((one) => check(one, facts)),
      })),
    questions: openQuestions(feature, whole).map(({ id, title, options, favours }) => ({
      id,
      title,
      options: options.map((option) => ({
        title: option.title,
        favouredBy: known(favours)
          .filter((one) => one.option === option.id)
          .map((one) => one.by),
      })),
    })),
    variants: feature.variants
      .filter((one) => !one.evidence || isKnown(one.evidence, facts, asOf))
      .map(({ id, title, users }) => ({ id, title, users })),
    requires: feature.requires,
    verdicts: verdictsOf(feature, whole),
    series: seriesOf(feature, facts).map((one) => one.id),
    evidence: cited.map((one) => check(one.evidence, facts)),
  };
}

/** Follows from the stage, so a comparison does not list it again. */
const MERGED = 'merged already';

/** What is merged already needs no more reasons. */
function verdictsOf(feature: Feature, whole: Whole): FeatureReadiness['verdicts'] {
  const stage = whole.stages.get(feature.id)!;
  const isMerged = STAGES.indexOf(stage) >= STAGES.indexOf('merged');
  const verdict = (tree: Tree): Verdict =>
    judge(isMerged ? any(leaf(MERGED, true, 'it is in mainline'), tree) : tree);
  return {
    a: verdict(agreeUpFront(feature, whole)),
    b: verdict(standalone(feature, whole)),
    c: verdict(buffered(feature, whole)),
    d: verdict(separateTree(feature, whole)),
  };
}

function check(evidence: Evidence, facts: Facts): CheckedEvidence {
  return {
    message: evidence.message ?? null,
    commit: evidence.commit ?? null,
    words: evidence.words ?? null,
    verified: verify(evidence, facts),
  };
}

function showPosition(position: Whole['positions'][number], { facts }: Whole): ShownPosition {
  return {
    stakeholder: position.stakeholder,
    target: targetOf(position),
    stance: position.stance,
    condition: position.condition ?? null,
    date: dateOf(position.evidence, facts),
    evidence: check(position.evidence, facts),
  };
}

export interface Changed {
  readonly feature: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** What the new state rests on. */
  readonly evidence: readonly CheckedEvidence[];
}

/** Stages, verdicts, blockers and conditions that differ between two dates. */
export function compareAssessments(before: Assessment, after: Assessment): readonly Changed[] {
  return after.features.flatMap((feature) => {
    const old = before.features.find((one) => one.id === feature.id);
    if (!old) return [];
    const [was, is] = [statesOf(old), statesOf(feature)];
    return [...is].flatMap(([what, now]) => {
      const before = was.get(what)?.state ?? 'not there';
      if (before === now.state) return [];
      return [{ feature: feature.id, what, before, after: now.state, evidence: now.evidence }];
    });
  });
}

interface State {
  readonly state: string;
  readonly evidence: readonly CheckedEvidence[];
}

/** Verdicts are listed as such, and with them the conditions that made them what they are. */
function statesOf(feature: FeatureReadiness): ReadonlyMap<string, State> {
  const states = new Map<string, State>([['stage', { state: feature.stage, evidence: [] }]]);
  for (const [strategy, { verdict, holds, fails, unknown }] of Object.entries(feature.verdicts)) {
    states.set(`strategy ${strategy}`, { state: verdict, evidence: [] });
    for (const one of [...holds, ...fails, ...unknown])
      if (one.name !== MERGED && !one.isOfSet) {
        const evidence = one.evidence.map(found);
        states.set(`${strategy}: ${one.name}`, { state: one.state, evidence });
      }
  }
  for (const blocker of feature.blockers)
    states.set(`blocker ${blocker.title}`, { state: blocker.state, evidence: blocker.evidence });
  for (const position of feature.positions)
    states.set(`${position.stakeholder} on ${position.target}`, {
      state: position.stance,
      evidence: [position.evidence],
    });
  return states;
}

/** Evidence of a fact: it is from the database. */
const found = (id: string): CheckedEvidence => {
  const isCommit = /^[0-9a-f]{7,64}$/.test(id);
  const [message, commit] = isCommit ? [null, id] : [id, null];
  return { message, commit, words: null, verified: 'verified' };
};
