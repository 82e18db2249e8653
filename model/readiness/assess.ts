/** Dossier and facts as of a date → how ready each feature is, and why. */
import {
  type Dossier,
  dateOf,
  type Evidence,
  type Feature,
  type Verification,
  verify,
} from '../dossier/index.ts';
import type { Epoch } from '../facts/index.ts';
import type { BlockerState, JudgedBlocker } from './about.ts';
import { type Condition, leaves } from './conditions.ts';
import { conformanceOf, type FeatureConformance } from './conformance.ts';
import {
  aboutOf,
  type Facts,
  openQuestions,
  stageIn,
  type TreeFacts,
  targetOf,
  type Whole,
  wholeAsOf,
} from './context.ts';
import { gameOver } from './game-over.ts';
import { type Heard, notHeard } from './heard.ts';
import { type History, historyOf } from './history.ts';
import { discussFirst, type MergePlace, mergeOrder, type Place } from './plan.ts';
import { agreementOf, usersOf } from './shared.ts';
import { type NotedPatch, notedPatches } from './stack-notes.ts';
import {
  currentSeries,
  type Patches,
  patchesOf,
  type RevertedPatch,
  revertedPatches,
  type Stage,
} from './stages.ts';
import { type Verdicts, verdictsOf } from './verdicts.ts';
import { type Whereabouts, whereaboutsOf } from './whereabouts.ts';

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

/** A tree that has a feature, or patches of it. */
export interface ShownPlace {
  readonly tree: string;
  readonly since: Epoch;
  /** As the dossier states; null where landings show it. */
  readonly stated: { readonly release: string | null } | null;
  /** How many of the newest versions' patches it has; null where it is stated. */
  readonly patches: { readonly have: number; readonly of: number; readonly score: number } | null;
  /** Null where the dossier states it and cites nothing. */
  readonly evidence: CheckedEvidence | null;
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
    readonly answeredBy: readonly string[];
    readonly raisedAt: Epoch | null;
    readonly evidence: readonly CheckedEvidence[];
  }[];
  readonly questions: readonly {
    readonly id: string;
    readonly title: string;
    readonly options: readonly { readonly title: string; readonly favouredBy: readonly string[] }[];
    readonly evidence: CheckedEvidence;
  }[];
  readonly variants: readonly {
    readonly id: string;
    readonly title: string;
    readonly users: readonly string[];
    /** Null where the dossier cites nothing. */
    readonly evidence: CheckedEvidence | null;
  }[];
  /** What somebody says to have tested. */
  readonly testClaims: readonly {
    readonly by: string;
    readonly what: string;
    readonly evidence: CheckedEvidence;
  }[];
  readonly requires: readonly string[];
  /** Patches of its current series that a tree had and has no more, oldest revert first. */
  readonly reverted: readonly RevertedPatch[];
  /** What the maintainer of a stack notes beside its patches. */
  readonly stackNotes: readonly NotedPatch[];
  /** Nobody works towards merging it any more, and why. */
  readonly withdrawn: { readonly date: string; readonly why: string } | null;
  readonly patches: Patches;
  /** The trees that have it, stated and found. */
  readonly places: readonly ShownPlace[];
  /** What the rules found that the dossier names for it. */
  readonly reference: FeatureConformance | null;
  readonly verdicts: Verdicts;
  readonly series: readonly string[];
  /** Of these the newest versions. */
  readonly current: readonly string[];
  /** Who sent them. */
  readonly senders: readonly string[];
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
  /** The separate tree that strategy d measures; null where the dossier names none or it is not in the database. */
  readonly tree: TreeFacts | null;
  /** Null as long as nothing was posted. */
  readonly history: History | null;
  readonly mergeOrder: readonly MergePlace[];
  readonly discussFirst: readonly Place[];
}

export function assess(dossier: Dossier, facts: Facts, asOf: Epoch): Assessment {
  const whole = wholeAsOf(dossier, facts, asOf);
  const verdicts = verdictsOf(whole);
  return {
    dossier: dossier.id,
    goal: dossier.goal.title,
    asOf,
    features: whole.dossier.features.map((feature) =>
      assessFeature(feature, verdicts.get(feature.id)!, whole),
    ),
    positions: whole.positions
      .filter((one) => !one.on.feature && !one.on.variant)
      .map((one) => showPosition(one, whole)),
    notHeard: notHeard(whole),
    agreement: whole.dossier.stakeholders
      .filter((one) => one.required)
      .flatMap((one) => leaves(agreementOf(one, 'a', whole))),
    gameOver: gameOver(whole).map(({ feature, isDisputed, objections }) => ({
      feature: feature.id,
      isDisputed,
      objectedBy: objections.map((one) => one.stakeholder),
    })),
    stakeholders: dossier.stakeholders.map(({ id, name, required }) => ({ id, name, required })),
    tree: facts.tree,
    history: historyOf(whole),
    mergeOrder: mergeOrder(whole),
    discussFirst: discussFirst(whole),
  };
}

function assessFeature(feature: Feature, verdicts: Verdicts, whole: Whole): FeatureReadiness {
  const { facts } = whole;
  const { claimed = [], disputed = [] } = feature.compulsory ?? {};
  const stage = stageIn(whole, feature.id);
  const series = whole.series.get(feature.id)!;
  const current = currentSeries(series);
  return {
    id: feature.id,
    title: feature.title,
    stage,
    classes: feature.classes.map((one) => ({
      class: one.class,
      disputed: one.disputed.length > 0,
      evidence: check(one.evidence, facts),
    })),
    compulsory: claimed.length === 0 ? 'no' : disputed.length > 0 ? 'disputed' : 'claimed',
    users: usersOf(feature, whole).map(({ id, name, exists }) => {
      const claim = feature.users.find((one) => one.user === id);
      return { id, name, exists, evidence: claim ? check(claim.evidence, facts) : null };
    }),
    positions: aboutOf(feature, whole).positions.map((one) => showPosition(one, whole)),
    blockers: aboutOf(feature, whole).blockers.map((one) => showBlocker(one, facts)),
    questions: openQuestions(feature, whole).map(({ id, title, options, favours, evidence }) => ({
      id,
      title,
      evidence: check(evidence, facts),
      options: options.map((option) => ({
        title: option.title,
        favouredBy: favours.filter((one) => one.option === option.id).map((one) => one.by),
      })),
    })),
    variants: feature.variants.map(({ id, title, users, evidence }) => ({
      id,
      title,
      users,
      evidence: evidence ? check(evidence, facts) : null,
    })),
    testClaims: feature.tests.map(({ by, what, evidence }) => ({
      by,
      what,
      evidence: check(evidence, facts),
    })),
    requires: feature.requires,
    reverted: revertedPatches(series),
    stackNotes: notedPatches(series),
    withdrawn: feature.withdrawn ?? null,
    patches: patchesOf(stage, series),
    places: whereaboutsOf(feature, series).map((one) => showPlace(one, facts)),
    reference: conformanceOf(feature, facts),
    verdicts,
    series: series.map((one) => one.id),
    current: current.map((one) => one.id),
    senders: [...new Set(current.map(({ author }) => author.name || author.email))],
    evidence: [...feature.classes, ...feature.users, ...claimed, ...disputed].map((one) =>
      check(one.evidence, facts),
    ),
  };
}

function showPlace(place: Whereabouts, facts: Facts): ShownPlace {
  const { tree, since } = place;
  if (place.kind === 'stated') {
    const { release, evidence } = place;
    return {
      tree,
      since,
      stated: { release },
      patches: null,
      evidence: evidence ? check(evidence, facts) : null,
    };
  }
  const { patches: have, expected: of, score, landing } = place;
  const evidence: CheckedEvidence = {
    message: landing.commit === null ? (landing.notice ?? landing.messageId) : null,
    commit: landing.commit?.slice(0, 12) ?? null,
    words: null,
    verified: 'verified',
  };
  return { tree, since, stated: null, patches: { have, of, score }, evidence };
}

function showBlocker(blocker: JudgedBlocker, facts: Facts): FeatureReadiness['blockers'][number] {
  const { id, title, kind, state, raisedBy, evidence, answers, resolved } = blocker;
  const cited = [evidence, ...answers.map((one) => one.evidence), ...(resolved ? [resolved.evidence] : [])];
  return {
    id,
    title,
    kind,
    state,
    raisedBy,
    answeredBy: [...new Set(answers.map((one) => one.by))],
    raisedAt: dateOf(evidence, facts),
    evidence: cited.map((one) => check(one, facts)),
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
