/** Two dates, leaf by leaf: what a weekly report is made of. */
import type { Assessment, FeatureReadiness } from './assessment.ts';
import { type CheckedEvidence, foundCommit, foundMail } from './cited.ts';
import type { Condition } from './conditions.ts';
import { isAtLeast } from './stages.ts';

/**
 * `listed`: the feature came onto the list; `set`: a condition about the set or a strategy; `condition`: one about the
 * feature itself. The others name what they are about.
 */
export type ChangeKind =
  | 'listed'
  | 'stage'
  | 'verdict'
  | 'condition'
  | 'blocker'
  | 'question'
  | 'position'
  | 'game over'
  | 'withdrawn'
  | 'set';

export interface Changed {
  readonly kind: ChangeKind;
  /** Null for what is about the set. */
  readonly feature: string | null;
  /** What changed: `strategy b`, a blocker's title, `Linux-VServer on variant jail`. */
  readonly what: string;
  /** Of a position: whose it is, and on what if that is no feature. */
  readonly who?: string;
  readonly target?: string | null;
  /** Null for what was not there. */
  readonly before: string | null;
  readonly after: string;
  /** In plain words, what the new state is about. */
  readonly detail: string | null;
  /** What the new state rests on. */
  readonly evidence: readonly CheckedEvidence[];
}

/** Name of a stakeholder by id. */
type NameOf = (id: string) => string;

type State = Omit<Changed, 'feature' | 'before' | 'after'> & { readonly state: string };

/** What differs between two dates, in the order of the list; what is about the set comes first. */
export function compareAssessments(before: Assessment, after: Assessment): readonly Changed[] {
  const nameOf: NameOf = (id) => after.stakeholders.find((one) => one.id === id)?.name ?? id;
  // What nobody spoke against from its first day on is no news.
  const ofSet = difference(null, setStates(before, nameOf), setStates(after, nameOf)).filter(
    (one) => !(one.kind === 'set' && one.before === null && one.after === 'holds'),
  );
  const known = new Map(before.features.map((one) => [one.id, one]));
  const ofFeatures = after.features.flatMap((feature) => {
    const old = known.get(feature.id);
    return old
      ? difference(feature.id, states(old, nameOf), states(feature, nameOf))
      : listed(feature, nameOf);
  });
  return [...ofSet, ...ofFeatures];
}

function difference(
  feature: string | null,
  before: readonly State[],
  after: readonly State[],
): readonly Changed[] {
  const old = new Map(before.map((one) => [keyOf(one), one.state]));
  const still = new Set(after.map(keyOf));
  const isJudged = after.some(({ kind }) => kind === 'condition');
  const gone = before.flatMap((one) => {
    const isSettled = one.kind === 'condition' && one.state !== 'holds' && isJudged && !still.has(keyOf(one));
    if (isSettled) return [changed(feature, one.state, { ...one, state: 'holds', detail: null })];
    const end = still.has(keyOf(one)) ? undefined : ENDS[one.kind];
    return end === undefined ? [] : [changed(feature, one.state, { ...one, state: end })];
  });
  const others = after.flatMap((now) => {
    const was = old.get(keyOf(now)) ?? null;
    return was === now.state ? [] : [changed(feature, was, now)];
  });
  return [...gone, ...others];
}

/** What it means that something is not there any more. */
const ENDS: Partial<Record<ChangeKind, string>> = { question: 'decided', 'game over': 'alive' };

const keyOf = ({ kind, what }: State): string => `${kind} ${what}`;

const changed = (feature: string | null, before: string | null, { state, ...rest }: State): Changed => ({
  ...rest,
  feature,
  before,
  after: state,
});

/** A new feature has a stage and verdicts, and whatever was said of it is new. */
function listed(feature: FeatureReadiness, nameOf: NameOf): readonly Changed[] {
  const { id, title, stage, evidence } = feature;
  const said = [...blockers(feature, nameOf), ...questions(feature), ...positions(feature, nameOf)];
  return [
    { kind: 'listed', feature: id, what: title, before: null, after: stage, detail: null, evidence },
    ...said.map((one) => changed(id, null, one)),
  ];
}

function states(feature: FeatureReadiness, nameOf: NameOf): readonly State[] {
  const { stage, withdrawn } = feature;
  return [
    stageState(feature),
    ...(withdrawn
      ? [{ ...NOTHING, kind: 'withdrawn' as const, state: 'withdrawn', detail: withdrawn.why }]
      : []),
    ...(isAtLeast(stage, 'merged') ? [] : judged(feature)),
    ...blockers(feature, nameOf),
    ...questions(feature),
    ...positions(feature, nameOf),
  ];
}

/** With the commits that took patches of it out again, which may be why it is not where it was; else with what shows it. */
function stageState({ stage, reverted, places }: FeatureReadiness): State {
  const trees = [...new Set(reverted.map(({ tree }) => tree))].join(', ');
  const shown = isAtLeast(stage, 'queued') ? places.flatMap(({ evidence }) => evidence ?? []) : [];
  return {
    kind: 'stage',
    what: 'stage',
    state: stage,
    detail:
      reverted.length > 0
        ? `reverted in ${trees}`
        : shown.length > 0 && isInferred(places)
          ? 'inferred'
          : null,
    evidence: reverted.length > 0 ? [...new Set(reverted.map(({ by }) => by))].map(foundCommit) : shown,
  };
}

/** Nobody says that the tree which got it last has it: the likeness of patches does, or that a stack sent them on. */
function isInferred(places: FeatureReadiness['places']): boolean {
  const [newest] = places.toSorted((a, b) => b.since - a.since);
  return (newest?.patches?.score ?? 1) < 1;
}

/** What is judged of a feature until it is merged: that settles it, so nobody reads on. */
const judged = (feature: FeatureReadiness): readonly State[] => [
  ...Object.entries(feature.verdicts).map(([strategy, { verdict }]) => ({
    ...NOTHING,
    kind: 'verdict' as const,
    what: `strategy ${strategy}`,
    state: verdict,
  })),
  ...conditions(feature, (one) => !one.isOfSet).map((one) => conditionState('condition', one)),
];

const NOTHING = { what: '', detail: null, evidence: [] } as const;

/** Each condition once, whatever number of strategies ask for it. */
function conditions(
  { verdicts }: FeatureReadiness,
  isWanted: (one: Condition) => boolean,
): readonly Condition[] {
  const all = Object.values(verdicts).flatMap(({ holds, fails, unknown }) => [
    ...holds,
    ...fails,
    ...unknown,
  ]);
  return [...new Map(all.filter(isWanted).map((one) => [one.name, one])).values()];
}

const conditionState = (kind: 'condition' | 'set', one: Condition): State => ({
  kind,
  what: one.name,
  state: one.state,
  detail: one.sentence,
  evidence: one.evidence.map(found),
});

const blockers = (feature: FeatureReadiness, nameOf: NameOf): readonly State[] =>
  feature.blockers.map(({ title, state, raisedBy, answeredBy, evidence }) => ({
    kind: 'blocker',
    what: title,
    state,
    detail: `raised by ${nameOf(raisedBy)}${answeredBy.length > 0 ? `, answered by ${answeredBy.map(nameOf).join(', ')}` : ''}`,
    evidence,
  }));

const questions = (feature: FeatureReadiness): readonly State[] =>
  feature.questions.map(({ title, options, evidence }) => ({
    kind: 'question',
    what: title,
    state: 'open',
    detail: options.map((one) => one.title).join(' / ') || null,
    evidence: [evidence],
  }));

const positions = (feature: FeatureReadiness, nameOf: NameOf): readonly State[] =>
  feature.positions.map(({ stakeholder, target, stance, condition, evidence }) => {
    const part = target.split(', ')[1] ?? null;
    return {
      kind: 'position',
      what: `${nameOf(stakeholder)}${part ? ` on ${part}` : ''}`,
      who: nameOf(stakeholder),
      target: part,
      state: stance,
      detail: condition,
      evidence: [evidence],
    };
  });

/** What is about the set: agreement, strategies and plans, and whether the goal is dead. */
function setStates(assessment: Assessment, nameOf: NameOf): readonly State[] {
  const shared = assessment.features.flatMap((one) => conditions(one, ({ isOfSet }) => isOfSet));
  const once = new Map([...assessment.agreement, ...shared].map((one) => [one.name, one]));
  return [
    ...assessment.gameOver.map((one) => ({
      ...NOTHING,
      kind: 'game over' as const,
      what: one.feature,
      state: 'game over',
      detail: `every approach to ${one.feature} is objected to`,
    })),
    ...[...once.values()].map((one) => conditionState('set', one)),
    ...assessment.positions.map((one) => ({
      kind: 'position' as const,
      what: `${nameOf(one.stakeholder)} on ${one.target}`,
      who: nameOf(one.stakeholder),
      target: one.target,
      state: one.stance,
      detail: one.condition,
      evidence: [one.evidence],
    })),
  ];
}

const found = (id: string): CheckedEvidence =>
  /^[0-9a-f]{7,64}$/.test(id) ? foundCommit(id) : foundMail(id);
