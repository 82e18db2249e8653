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
import { any, judge, leaf, type Tree, type Verdict } from './conditions.ts';
import {
  type BlockerState,
  cite,
  type Facts,
  STAGES,
  type Stage,
  seriesOf,
  targetOf,
  type Whole,
  wholeAsOf,
} from './context.ts';
import { discussFirst, mergeOrder, type Place } from './plan.ts';
import { usersOf } from './shared.ts';
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
  readonly classes: readonly { readonly class: string; readonly disputed: boolean }[];
  readonly compulsory: 'no' | 'claimed' | 'disputed';
  readonly users: readonly { readonly id: string; readonly name: string; readonly exists: boolean }[];
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
    readonly options: readonly string[];
  }[];
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
  readonly notHeard: readonly { readonly stakeholder: string; readonly askedIn: string }[];
  readonly mergeOrder: readonly Place[];
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
    mergeOrder: mergeOrder(whole),
    discussFirst: discussFirst(whole),
  };
}

function assessFeature(feature: Feature, whole: Whole): FeatureReadiness {
  const { facts, asOf, dossier } = whole;
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
    })),
    compulsory: isClaimed ? (isDisputed ? 'disputed' : 'claimed') : 'no',
    users: usersOf(feature, whole).map(({ id, name, exists }) => ({ id, name, exists })),
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
    questions: known(dossier.questions)
      .filter((one) => one.on === feature.id)
      .map((one) => ({ id: one.id, title: one.title, options: one.options.map((option) => option.title) })),
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

/** Asked by name, and silent since. */
function notHeard({ dossier, facts, asOf }: Whole): Assessment['notHeard'] {
  return dossier.stakeholders.flatMap(({ name, asked, people }) => {
    if (!asked || !isKnown(asked, facts, asOf)) return [];
    const since = dateOf(asked, facts);
    const spoke = since === null ? null : facts.spokeAfter(people, since, asOf);
    return spoke === null ? [{ stakeholder: name, askedIn: cite(asked) }] : [];
  });
}

export interface Changed {
  readonly feature: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Stages, verdicts, blockers and conditions that differ between two dates. */
export function compareAssessments(before: Assessment, after: Assessment): readonly Changed[] {
  return after.features.flatMap((feature) => {
    const old = before.features.find((one) => one.id === feature.id);
    if (!old) return [];
    const [was, is] = [statesOf(old), statesOf(feature)];
    return [...is].flatMap(([what, now]) => {
      const then = was.get(what) ?? 'not there';
      return then === now ? [] : [{ feature: feature.id, what, before: then, after: now }];
    });
  });
}

function statesOf(feature: FeatureReadiness): ReadonlyMap<string, string> {
  const states = new Map<string, string>([['stage', feature.stage]]);
  for (const [strategy, { verdict, holds, fails, unknown }] of Object.entries(feature.verdicts)) {
    states.set(`strategy ${strategy}`, verdict);
    for (const one of [...holds, ...fails, ...unknown])
      if (one.name !== MERGED) states.set(`${strategy}: ${one.name}`, one.state);
  }
  for (const blocker of feature.blockers) states.set(`blocker ${blocker.title}`, blocker.state);
  for (const position of feature.positions)
    states.set(`${position.stakeholder} on ${position.target}`, position.stance);
  return states;
}
