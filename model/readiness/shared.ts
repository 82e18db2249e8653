/** Conditions that more than one strategy asks for. */

import type { Dossier, Feature, Position } from '../dossier/index.ts';
import { DAY } from '../facts/index.ts';
import type { About } from './about.ts';
import { all, leaf, type Tree } from './conditions.ts';
import { aboutOf, cite, isMerged, stageIn, type Whole } from './context.ts';
import { approachesLeft } from './game-over.ts';
import { silentSince } from './heard.ts';
import { currentSeries, failedTests, isAtLeast, isReviewed } from './stages.ts';

type Stakeholder = Dossier['stakeholders'][number];
type StrategyName = 'a' | 'b' | 'c' | 'd';

export const nameOf = (id: string, { dossier }: Whole): string =>
  dossier.stakeholders.find((one) => one.id === id)?.name ?? id;

/** More names than this are for the lists of a report. */
const FEW = 5;

/** `a, b and 7 more`. */
export const fewOf = (names: readonly string[], separator = ', ', most = FEW): string =>
  names.length <= most
    ? names.join(separator)
    : `${names.slice(0, most).join(separator)} and ${names.length - most} more`;

/** One required stakeholder's word on the goal or on a strategy. */
export function agreementOf(stakeholder: Stakeholder, strategy: StrategyName, whole: Whole): Tree {
  const { name, id } = stakeholder;
  const said = whole.positions.filter(
    ({ stakeholder: by, on }) => by === id && (on.strategy === strategy || on.goal),
  );
  const by = (...stances: readonly string[]): Position | undefined =>
    said.find(({ stance }) => stances.includes(stance));
  const evidence = [...new Set(said.map((one) => cite(one.evidence)))];
  const agrees = (state: 'holds' | 'fails' | 'unknown', sentence: string): Tree =>
    leaf(`${name} agrees`, state, `${name} ${sentence}`, { evidence, isBlocking: true, isOfSet: true });
  if (by('object')) return agrees('fails', 'objects');
  const conditional = by('condition', 'question');
  if (conditional) return agrees('unknown', reservation(conditional));
  if (said.length > 0) return agrees('holds', 'agrees');
  const days = whole.dossier.settings.lazyDays;
  if (days !== undefined && isSilentFor(stakeholder, days, whole))
    return agrees('holds', `was asked and has not answered for ${days} days: lazy consensus`);
  const asked = stakeholder.asked ? '' : ', and nobody is known to have asked';
  return agrees('unknown', `has not spoken on the goal or on strategy ${strategy}${asked}`);
}

const reservation = ({ stance, condition }: Position): string =>
  `${stance === 'condition' ? 'sets a condition' : 'has a question'}: ${condition ?? 'see the mail'}`;

function isSilentFor(stakeholder: Stakeholder, days: number, whole: Whole): boolean {
  const since = silentSince(stakeholder, whole);
  return since !== null && whole.asOf - since >= days * DAY;
}

export function nobodyObjectsTo(strategy: StrategyName, whole: Whole): Tree {
  const said = whole.positions.filter((one) => one.on.strategy === strategy);
  const against = said.filter(({ stance }) => stance === 'object');
  const reserved = said.filter(({ stance }) => stance === 'condition' || stance === 'question');
  const who = against.map((one) => nameOf(one.stakeholder, whole));
  const sentence =
    who.length === 0
      ? [
          `nobody objects to strategy ${strategy}`,
          ...reserved.map((one) => `${nameOf(one.stakeholder, whole)} ${reservation(one)}`),
        ].join('; ')
      : `${who.join(' and ')} object${who.length === 1 ? 's' : ''} to strategy ${strategy}`;
  return leaf(`nobody objects to strategy ${strategy}`, who.length === 0, sentence, {
    evidence: (who.length === 0 ? reserved : against).map((one) => cite(one.evidence)),
    isBlocking: true,
    isOfSet: true,
  });
}

/** Under every strategy: what somebody objects to in all its variants is not merged over their head. */
export function approachNobodyObjectsTo(feature: Feature, whole: Whole): Tree {
  const { objections, left } = approachesLeft(feature, whole);
  const who = [...new Set(objections.map((one) => nameOf(one.stakeholder, whole)))];
  const sentence =
    left.length > 0
      ? `nobody objects to ${left.join(' or to ')}`
      : `every approach to it is objected to by ${who.join(', ')}`;
  return leaf('an approach nobody objects to', left.length > 0, sentence, {
    evidence: objections.map((one) => cite(one.evidence)),
    isBlocking: true,
  });
}

export const openBlockers = (feature: Feature, whole: Whole) =>
  aboutOf(feature, whole).blockers.filter(({ state }) => state !== 'resolved');

export const listBlockers = (blockers: About['blockers']): string =>
  blockers.map((one) => `${one.title} (${one.state})`).join('; ');

/** Open or merely answered: an answer alone resolves nothing. */
export function noOpenBlocker(feature: Feature, whole: Whole): Tree {
  const open = openBlockers(feature, whole);
  const isOpen = open.some((one) => one.state === 'open');
  const state = open.length === 0 ? 'holds' : isOpen ? 'fails' : 'unknown';
  return leaf('no open blocker', state, open.length === 0 ? 'no blocker is open' : listBlockers(open), {
    evidence: open.map((one) => cite(one.evidence)),
    isBlocking: true,
  });
}

export function noCostForOthers({ cost }: Feature): Tree {
  if (!cost)
    return leaf('no cost for others', 'unknown', 'nobody said what it costs those who do not use it');
  const sentence = `it costs those who do not use it ${cost.forOthers === 'none' ? 'nothing' : 'something'}`;
  return leaf('no cost for others', cost.forOthers === 'none', sentence, { evidence: [cite(cost.evidence)] });
}

/** Users of the feature or of one of its variants. */
export const usersOf = (feature: Feature, whole: Whole): About['users'] => aboutOf(feature, whole).users;

export const existingUsers = (feature: Feature, whole: Whole): About['users'] =>
  usersOf(feature, whole).filter((user) => user.exists);

export const namesOf = (feature: Feature, whole: Whole): readonly string[] =>
  usersOf(feature, whole).map((user) => user.name);

export function reviewed(feature: Feature, whole: Whole): Tree {
  const stage = stageIn(whole, feature.id);
  const all = whole.series.get(feature.id)!;
  const evidence = all
    .filter((one) => one.supersededBy === null)
    .map((one) => one.cover ?? one.patches[0]?.messageId ?? '')
    .filter(Boolean);
  const isHeldByTests = stage === 'in review' && failedTests(currentSeries(all)).length > 0;
  const why = isHeldByTests ? `stage: ${stage}, tests failing` : `stage: ${stage}`;
  const sentence = currentSeries(all).some(isReviewed)
    ? 'every patch was reviewed'
    : 'a tree took it, though not every patch has a review';
  const isDone = isAtLeast(stage, 'reviewed');
  return leaf('reviewed', isDone, isDone ? sentence : `not reviewed yet (${why})`, { evidence });
}

/** Where tests ran at all: who runs none is not held back for it, and what is merged was tested by its users. */
export function testsPass(feature: Feature, whole: Whole): Tree {
  const current = isMerged(whole, feature.id) ? [] : currentSeries(whole.series.get(feature.id)!);
  const results = current.flatMap(({ tests }) => tests ?? []);
  if (results.length === 0) return all();
  const failed = failedTests(current);
  const isRunning = results.some(({ state }) => state === 'pending');
  const named = [...new Set(failed.map(({ context }) => context))].join(', ');
  const on = new Set(failed.map(({ patch }) => patch)).size;
  const sentence =
    failed.length > 0
      ? `tests failing: ${named} on ${on} ${on === 1 ? 'patch' : 'patches'}`
      : isRunning
        ? 'tests are still running'
        : 'tests pass';
  return leaf('tests pass', failed.length > 0 ? 'fails' : isRunning ? 'unknown' : 'holds', sentence, {
    evidence: [...new Set(failed.map(({ patch }) => patch))],
  });
}
