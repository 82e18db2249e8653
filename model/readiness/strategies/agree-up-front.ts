/**
 * a — agree up front: decide that the goal will be reached, agree the list, then merge the pieces even where some are
 * not immediately useful.
 */
import type { Feature } from '../../dossier/index.ts';
import { all, leaf, type Tree } from '../conditions.ts';
import { cite, oncePer, type Whole } from '../context.ts';
import {
  agreementOf,
  approachNobodyObjectsTo,
  listBlockers,
  namesOf,
  noCostForOthers,
  openBlockers,
} from '../shared.ts';
import { notesOfTheStack } from '../stack-notes.ts';
import { firstUsersOf, MOST_NEAREST } from '../unused.ts';

export const agreeUpFront = (feature: Feature, whole: Whole): Tree =>
  all(
    listAgreed(whole),
    noIrreconcilableBlocker(feature, whole),
    approachNobodyObjectsTo(feature, whole),
    notesOfTheStack(feature, whole),
    noCostForOthers(feature),
    separatelySelectable(feature),
    firstUserInThePlan(feature, whole),
  );

const listAgreed = oncePer((whole: Whole): Tree => {
  const required = whole.dossier.stakeholders.filter((one) => one.required);
  if (required.length === 0)
    return leaf('the list is agreed', 'unknown', 'the dossier names nobody whose agreement the list needs', {
      isOfSet: true,
    });
  return all(...required.map((stakeholder) => agreementOf(stakeholder, 'a', whole)));
});

/** On a compulsory feature an open blocker may prove that the goal is dead; an answer alone does not settle it. */
function noIrreconcilableBlocker(feature: Feature, whole: Whole): Tree {
  const isCompulsory = (feature.compulsory?.claimed.length ?? 0) > 0;
  const open = isCompulsory ? openBlockers(feature, whole) : [];
  const isOpen = open.some((one) => one.state === 'open');
  const sentence =
    open.length === 0
      ? 'nothing irreconcilable is open on it'
      : `compulsory, and not settled: ${listBlockers(open)}`;
  return leaf(
    'no irreconcilable blocker',
    open.length === 0 ? 'holds' : isOpen ? 'fails' : 'unknown',
    sentence,
    {
      evidence: open.map((one) => cite(one.evidence)),
      isBlocking: true,
    },
  );
}

function separatelySelectable({ selectable }: Feature): Tree {
  if (!selectable)
    return leaf('separately selectable', 'unknown', 'nobody said whether it can be picked by itself');
  const sentence = selectable.value ? 'it can be picked by itself' : 'it cannot be picked without the rest';
  return leaf('separately selectable', selectable.value, sentence, { evidence: [cite(selectable.evidence)] });
}

/** Infrastructure that never gets used: a piece whose first user, direct or through others, is nowhere in the plan. */
function firstUserInThePlan(feature: Feature, whole: Whole): Tree {
  const own = namesOf(feature, whole);
  const through = own.length > 0 ? [] : firstUsersOf(feature, whole).map(({ id }) => id);
  const sentence =
    own.length > 0
      ? `its first users: ${own.join(', ')}`
      : through.length > 0
        ? `its first users come with ${through.slice(0, MOST_NEAREST - 1).join(', ')}${through.length < MOST_NEAREST ? '' : ' and others'}`
        : 'no user of it is anywhere in the plan';
  return leaf('first user in the plan', own.length + through.length > 0, sentence);
}
