/** Dossier and facts as of a date → how ready each feature is, and why. */
import { type Dossier, dateOf, type Feature } from '../dossier/index.ts';
import type { Epoch } from '../facts/index.ts';
import type { JudgedBlocker } from './about.ts';
import type { Assessment, FeatureReadiness, ShownPlace, ShownPosition } from './assessment.ts';
import { check, foundCommit, foundMail } from './cited.ts';
import { leaves } from './conditions.ts';
import { conformanceOf } from './conformance.ts';
import { aboutOf, type Facts, openQuestions, stageIn, targetOf, type Whole, wholeAsOf } from './context.ts';
import { gameOver } from './game-over.ts';
import { notHeard } from './heard.ts';
import { historyOf } from './history.ts';
import { discussFirst, mergeOrder } from './plan.ts';
import { agreementOf, usersOf } from './shared.ts';
import { notedPatches } from './stack-notes.ts';
import { currentSeries, patchesOf, revertedPatches } from './stages.ts';
import { type Verdicts, verdictsOf } from './verdicts.ts';
import { type Whereabouts, whereaboutsOf } from './whereabouts.ts';

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
  const evidence =
    landing.commit === null
      ? foundMail(landing.notice ?? landing.messageId)
      : foundCommit(landing.commit.slice(0, 12));
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
