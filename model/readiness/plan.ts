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
  const open = pending(whole);
  const needed = dependentsAmong(open);
  const rankOf = ranking(needed, whole);
  const left = new Map(open.map((one) => [one.id, one]));
  const order: Feature[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter((one) => one.requires.every((id) => !left.has(id)));
    const ranked = free.map((feature) => ({ feature, rank: rankOf(feature, left) }));
    const next = ranked.reduce((best, one) => (isBefore(one, best) ? one : best));
    left.delete(next.feature.id);
    order.push(next.feature);
  }
  return order.map((feature, at) => {
    const stepsUnused = stepsUntilUsed(feature, order.slice(at), whole);
    return { id: feature.id, why: whyNext(feature, stepsUnused, needed, whole), stepsUnused };
  });
}

/** Smaller comes first, number by number. */
type Rank = readonly number[];

interface Ranked {
  readonly feature: Feature;
  readonly rank: Rank;
}

type Dependents = ReadonlyMap<string, readonly string[]>;

/** How soon it is used changes as others are merged; the rest of a rank does not. */
function ranking(
  needed: Dependents,
  whole: Whole,
): (feature: Feature, left: ReadonlyMap<string, Feature>) => Rank {
  const fixed = new Map(
    [...needed].map(([id, dependents]) => {
      const feature = whole.dossier.features.find((one) => one.id === id)!;
      const trouble =
        openBlockers(feature, whole).length +
        openQuestions(feature, whole).length +
        objections(feature, whole).length;
      const progress = STAGES.indexOf(stageIn(whole, id));
      return [id, { trouble, progress, serves: namesOf(feature, whole).length + dependents.length }];
    }),
  );
  return (feature, left) => {
    const { trouble, progress, serves } = fixed.get(feature.id)!;
    const distance = distanceToUser(feature, left, whole);
    return Number.isFinite(distance)
      ? [0, trouble, distance, -progress, -serves]
      : [1, trouble, 0, -progress, -serves];
  };
}

function isBefore(a: Ranked, b: Ranked): boolean {
  const order = compareRanks(a.rank, b.rank);
  return order < 0 || (order === 0 && a.feature.id < b.feature.id);
}

function compareRanks(a: Rank, b: Rank): number {
  const at = a.findIndex((value, n) => value !== b[n]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** Of each what needs it directly and is still to be merged. */
function dependentsAmong(open: readonly Feature[]): Dependents {
  const found = new Map<string, string[]>(open.map(({ id }) => [id, []]));
  for (const { id, requires } of open) for (const needed of requires) found.get(needed)?.push(id);
  return found;
}

const objections = (feature: Feature, whole: Whole) =>
  whole.positions.filter((one) => one.on.feature === feature.id && one.stance === 'object');

function whyNext(
  feature: Feature,
  stepsUnused: number | null,
  dependents: Dependents,
  whole: Whole,
): readonly string[] {
  const users = namesOf(feature, whole);
  const needed = dependents.get(feature.id) ?? [];
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
  const open = pending(whole);
  const dependents = dependentsAmong(open);
  const places = open.map((feature) => {
    const counted = reasons(feature, dependents.get(feature.id) ?? [], silent, whole).filter(
      ([weight]) => weight > 0,
    );
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
  needed: readonly string[],
  silent: ReadonlySet<string>,
  whole: Whole,
): readonly (readonly [number, string])[] {
  const { claimed = [], disputed = [] } = feature.compulsory ?? {};
  const open = openBlockers(feature, whole);
  const asked = openQuestions(feature, whole);
  const against = objections(feature, whole);
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
