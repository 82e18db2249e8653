/** The two orders: in which to merge, and in which to discuss. Each place says why. */
import type { Feature } from '../dossier/index.ts';
import { openQuestions, stageIn, type Whole } from './context.ts';
import { notHeard } from './heard.ts';
import { nameOf, namesOf, openBlockers } from './shared.ts';
import { isAtLeast, STAGES } from './stages.ts';
import { distanceToUser, stepsUntilUsed } from './unused.ts';

export interface Place {
  readonly id: string;
  readonly why: readonly string[];
}

/** A place in the merge order. */
export interface MergePlace extends Place {
  /** Merges after its own until somebody uses it: 0 if it has users at once, null if nothing in the plan ever does. */
  readonly stepsUnused: number | null;
}

/** What is neither merged nor given up. */
const pending = ({ dossier, stages }: Whole): readonly Feature[] =>
  dossier.features.filter(({ id, withdrawn }) => !withdrawn && !isAtLeast(stages.get(id)!, 'merged'));

/**
 * By dependency; of those that could come next, what has some user before what has none, then the least contested, then
 * what is used soonest, what is furthest on, what serves most.
 */
export function mergeOrder(whole: Whole): readonly MergePlace[] {
  const left = new Map(pending(whole).map((one) => [one.id, one]));
  const order: Feature[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter((one) => one.requires.every((id) => !left.has(id)));
    const ranked = free.map((feature) => ({ feature, rank: rankOf(feature, left, whole) }));
    const next = ranked.sort(
      (a, b) => compareRanks(a.rank, b.rank) || (a.feature.id < b.feature.id ? -1 : 1),
    )[0]!;
    left.delete(next.feature.id);
    order.push(next.feature);
  }
  return order.map((feature, at) => {
    const stepsUnused = stepsUntilUsed(feature, order.slice(at), whole);
    return { id: feature.id, why: whyNext(feature, stepsUnused, whole), stepsUnused };
  });
}

/** Smaller comes first, number by number. */
type Rank = readonly number[];

function rankOf(feature: Feature, left: ReadonlyMap<string, Feature>, whole: Whole): Rank {
  const distance = distanceToUser(feature, left, whole);
  const trouble =
    openBlockers(feature, whole).length +
    openQuestions(feature, whole).length +
    objections(feature, whole).length;
  const serves = namesOf(feature, whole).length + dependents(feature, whole).length;
  const progress = STAGES.indexOf(stageIn(whole, feature.id));
  return [
    Number.isFinite(distance) ? 0 : 1,
    trouble,
    Number.isFinite(distance) ? distance : 0,
    -progress,
    -serves,
  ];
}

function compareRanks(a: Rank, b: Rank): number {
  const at = a.findIndex((value, n) => value !== b[n]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** What needs it directly and is still to be merged. */
const dependents = (feature: Feature, whole: Whole): readonly string[] =>
  pending(whole)
    .filter((other) => other.requires.includes(feature.id))
    .map((other) => other.id);

const objections = (feature: Feature, whole: Whole) =>
  whole.positions.filter((one) => one.on.feature === feature.id && one.stance === 'object');

function whyNext(feature: Feature, stepsUnused: number | null, whole: Whole): readonly string[] {
  const users = namesOf(feature, whole);
  const needed = dependents(feature, whole);
  const missing = feature.requires.filter((id) => !isAtLeast(stageIn(whole, id), 'merged'));
  return [
    missing.length > 0 ? `after ${missing.join(', ')}` : 'needs nothing that is missing',
    ...(users.length > 0 ? [`used at once by ${users.join(', ')}`] : []),
    ...(needed.length > 0 ? [`needed by ${needed.join(', ')}`] : []),
    ...(users.length === 0 && stepsUnused !== null
      ? [`unused until ${stepsUnused} more ${stepsUnused === 1 ? 'piece is' : 'pieces are'} merged`]
      : []),
    ...(stepsUnused === null ? ['no user of it is known: it would stay unused'] : []),
  ];
}

/** The most likely maintainer revolt first: each reason counts, a compulsory claim and an objection twice. */
export function discussFirst(whole: Whole): readonly Place[] {
  const silent = new Set(notHeard(whole).map(({ id }) => id));
  const places = pending(whole).map((feature) => {
    const counted = reasons(feature, silent, whole).filter(([weight]) => weight > 0);
    return {
      id: feature.id,
      weight: counted.reduce((sum, [weight]) => sum + weight, 0),
      why: counted.map(([, text]) => text),
    };
  });
  return places
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
    .map(({ id, why }) => ({ id, why }));
}

function reasons(
  feature: Feature,
  silent: ReadonlySet<string>,
  whole: Whole,
): readonly (readonly [number, string])[] {
  const { claimed = [], disputed = [] } = feature.compulsory ?? {};
  const open = openBlockers(feature, whole);
  const asked = openQuestions(feature, whole);
  const against = objections(feature, whole);
  const needed = dependents(feature, whole);
  const disputes = feature.classes.filter((one) => one.disputed.length > 0);
  const unheard = whole.dossier.stakeholders.filter(
    ({ id, maintains }) => silent.has(id) && maintains.includes(feature.id),
  );
  const by = disputed.map((one) => nameOf(one.by, whole)).join(', ');
  return [
    [claimed.length > 0 ? 2 : 0, `claimed to be compulsory${by ? `, which ${by} disputes` : ''}`],
    [against.length * 2, `objected to by ${against.map((one) => nameOf(one.stakeholder, whole)).join(', ')}`],
    [disputes.length, `its class is disputed: ${disputes.map((one) => one.class).join(', ')}`],
    [unheard.length, `maintainers not heard: ${unheard.map((one) => one.name).join(', ')}`],
    [asked.length, `open questions: ${asked.map((one) => one.title).join('; ')}`],
    // Who was passed over comes back as a revolt: a question of process weighs twice.
    ...open.map((one): readonly [number, string] => [
      one.kind === 'process' ? 2 : 1,
      `${one.kind} blocker, ${one.state}: ${one.title}`,
    ]),
    [needed.length, `needed by ${needed.join(', ')}`],
  ];
}
