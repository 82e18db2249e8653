/** Conditions that more than one strategy asks for. */
import { type Dossier, type Feature, isKnown } from '../dossier/index.ts';
import { leaf, type Tree } from './conditions.ts';
import { cite, STAGES, seriesOf, type Whole } from './context.ts';

type Stakeholder = Dossier['stakeholders'][number];

/** One required stakeholder's word on the goal or on a strategy. */
export function agreementOf(stakeholder: Stakeholder, strategy: 'a' | 'b' | 'c' | 'd', whole: Whole): Tree {
  const said = whole.positions.filter(
    (one) => one.stakeholder === stakeholder.id && (one.on.strategy === strategy || one.on.goal),
  );
  const name = `${stakeholder.name} agrees`;
  const evidence = [...new Set(said.map((one) => cite(one.evidence)))];
  const against = said.find((one) => one.stance === 'object');
  if (against)
    return leaf(name, 'fails', `${stakeholder.name} objects`, { evidence, isBlocking: true, isOfSet: true });
  const conditional = said.find((one) => one.stance === 'condition' || one.stance === 'question');
  if (conditional)
    return leaf(
      name,
      'unknown',
      `${stakeholder.name} has a ${conditional.stance}: ${conditional.condition ?? 'see the mail'}`,
      { evidence, isOfSet: true },
    );
  if (said.length > 0) return leaf(name, 'holds', `${stakeholder.name} agrees`, { evidence, isOfSet: true });
  return leaf(name, 'unknown', `${stakeholder.name} has not spoken on the goal or on strategy ${strategy}`, {
    isOfSet: true,
  });
}

export function nobodyObjectsTo(strategy: 'a' | 'b' | 'c' | 'd', exception: string, whole: Whole): Tree {
  const against = whole.positions.filter((one) => one.on.strategy === strategy && one.stance === 'object');
  const who = against.map(
    (one) => whole.dossier.stakeholders.find(({ id }) => id === one.stakeholder)?.name ?? one.stakeholder,
  );
  const sentence =
    who.length === 0
      ? 'nobody objects to the approach'
      : `${who.join(' and ')} object${who.length === 1 ? 's' : ''} to the approach${exception ? ` (${exception})` : ''}`;
  return leaf(`nobody objects to strategy ${strategy}`, who.length === 0, sentence, {
    evidence: against.map((one) => cite(one.evidence)),
    isBlocking: true,
    isOfSet: true,
  });
}

export const openBlockers = (feature: Feature, whole: Whole) =>
  whole.blockers.filter((one) => one.on.includes(feature.id) && one.state !== 'resolved');

/** Open or merely answered: an answer alone resolves nothing. */
export function noOpenBlocker(feature: Feature, whole: Whole): Tree {
  const open = openBlockers(feature, whole);
  const isOpen = open.some((one) => one.state === 'open');
  const sentence =
    open.length === 0 ? 'no blocker is open' : open.map((one) => `${one.title} (${one.state})`).join('; ');
  return leaf('no open blocker', open.length === 0 ? 'holds' : isOpen ? 'fails' : 'unknown', sentence, {
    evidence: open.map((one) => cite(one.evidence)),
    isBlocking: true,
  });
}

export function costOf({ cost }: Feature, whole: Whole, wanted: string): Tree {
  if (!cost || !isKnown(cost.evidence, whole.facts, whole.asOf))
    return leaf(
      'no cost for others',
      'unknown',
      `nobody said what it costs those who do not use it (wanted: ${wanted})`,
    );
  const sentence =
    cost.forOthers === 'none'
      ? 'it costs those who do not use it nothing'
      : 'it costs those who do not use it something';
  return leaf('no cost for others', cost.forOthers === 'none', sentence, { evidence: [cite(cost.evidence)] });
}

/** Users of the feature or of a variant, as far as they were named by the date. */
function userIds(feature: Feature, whole: Whole): ReadonlySet<string> {
  const known = feature.users
    .filter((one) => isKnown(one.evidence, whole.facts, whole.asOf))
    .map((one) => one.user);
  const variants = feature.variants.filter(
    (one) => !one.evidence || isKnown(one.evidence, whole.facts, whole.asOf),
  );
  return new Set([...known, ...variants.flatMap((one) => one.users)]);
}

export const usersOf = (feature: Feature, whole: Whole) => {
  const ids = userIds(feature, whole);
  return whole.dossier.users.filter(
    (user) => ids.has(user.id) && isKnown(user.evidence, whole.facts, whole.asOf),
  );
};

export const existingUsers = (feature: Feature, whole: Whole) =>
  usersOf(feature, whole).filter((user) => user.exists);

export const namesOf = (feature: Feature, whole: Whole): readonly string[] =>
  usersOf(feature, whole).map((user) => user.name);

export function reviewed(feature: Feature, whole: Whole): Tree {
  const stage = whole.stages.get(feature.id)!;
  const isReviewed = STAGES.indexOf(stage) >= STAGES.indexOf('reviewed');
  const evidence = seriesOf(feature, whole.facts)
    .map((one) => one.cover ?? one.patches[0]?.messageId ?? '')
    .filter(Boolean);
  return leaf(
    'reviewed',
    isReviewed,
    isReviewed ? 'every patch was reviewed' : `not reviewed yet (stage: ${stage})`,
    { evidence },
  );
}
