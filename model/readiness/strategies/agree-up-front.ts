/**
 * a — agree up front: decide that the goal will be reached, agree the list, then merge the pieces even where some are
 * not immediately useful.
 */
import type { Feature } from '../../dossier/index.ts';
import { all, leaf, type Tree } from '../conditions.ts';
import { cite, type Whole } from '../context.ts';
import { approachesLeft } from '../game-over.ts';
import { agreementOf, costOf, namesOf, openBlockers } from '../shared.ts';

export const agreeUpFront = (feature: Feature, whole: Whole): Tree =>
  all(
    listAgreed(whole),
    noIrreconcilableBlocker(feature, whole),
    approachNobodyObjectsTo(feature, whole),
    costOf(feature, whole, 'nothing'),
    separatelySelectable(feature, whole),
    firstUserInThePlan(feature, whole),
  );

function listAgreed(whole: Whole): Tree {
  const required = whole.dossier.stakeholders.filter((one) => one.required);
  if (required.length === 0)
    return leaf('the list is agreed', 'unknown', 'the dossier names nobody whose agreement the list needs', {
      isOfSet: true,
    });
  return all(...required.map((stakeholder) => agreementOf(stakeholder, 'a', whole)));
}

/** On a compulsory feature an open blocker may prove that the goal is dead; an answer alone does not settle it. */
function noIrreconcilableBlocker(feature: Feature, whole: Whole): Tree {
  const open = openBlockers(feature, whole);
  const isCompulsory = (feature.compulsory?.claimed.length ?? 0) > 0;
  const state =
    open.length === 0 || !isCompulsory
      ? 'holds'
      : open.some((one) => one.state === 'open')
        ? 'fails'
        : 'unknown';
  const sentence =
    state === 'holds'
      ? 'nothing irreconcilable is open on it'
      : `compulsory, and not settled: ${open.map((one) => `${one.title} (${one.state})`).join('; ')}`;
  return leaf('no irreconcilable blocker', state, sentence, {
    evidence: open.map((one) => cite(one.evidence)),
    isBlocking: true,
  });
}

/** A compulsory feature, every variant of which somebody objects to, ends the goal. */
function approachNobodyObjectsTo(feature: Feature, whole: Whole): Tree {
  const { objections, left } = approachesLeft(feature, whole);
  const sentence =
    left.length > 0
      ? `nobody objects to ${left.join(' or to ')}`
      : `every approach to it is objected to by ${objections.map((one) => one.stakeholder).join(', ')}`;
  return leaf('an approach nobody objects to', left.length > 0, sentence, {
    evidence: objections.map((one) => cite(one.evidence)),
    isBlocking: true,
  });
}

function separatelySelectable({ selectable }: Feature, _whole: Whole): Tree {
  if (!selectable)
    return leaf('separately selectable', 'unknown', 'nobody said whether it can be picked by itself');
  const sentence = selectable.value ? 'it can be picked by itself' : 'it cannot be picked without the rest';
  return leaf('separately selectable', selectable.value, sentence, { evidence: [cite(selectable.evidence)] });
}

/** Infrastructure that never gets used: a piece whose first user is nowhere in the plan. */
function firstUserInThePlan(feature: Feature, whole: Whole): Tree {
  const names = namesOf(feature, whole);
  const dependents = whole.dossier.features
    .filter((other) => other.requires.includes(feature.id))
    .map((other) => other.id);
  const has = names.length + dependents.length > 0;
  const sentence = has
    ? `its first users: ${[...names, ...dependents].join(', ')}`
    : 'no user of it is anywhere in the plan';
  return leaf('first user in the plan', has, sentence);
}
