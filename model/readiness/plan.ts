/** The two orders: in which to merge, and in which to discuss. Each place says why. */
import type { Feature } from '../dossier/index.ts';
import { isKnown } from '../dossier/index.ts';
import { openQuestions, STAGES, type Whole } from './context.ts';
import { namesOf, openBlockers } from './shared.ts';

export interface Place {
  readonly id: string;
  readonly why: readonly string[];
}

/** A place in the merge order. */
export interface MergePlace extends Place {
  /** Merges after its own until somebody uses it: 0 if it has users at once, null if nothing in the plan ever does. */
  readonly stepsUnused: number | null;
}

const isMergedId = (id: string, whole: Whole): boolean =>
  STAGES.indexOf(whole.stages.get(id)!) >= STAGES.indexOf('merged');
const isMerged = (feature: Feature, whole: Whole): boolean => isMergedId(feature.id, whole);

/** By dependency; of those that could come next the least contested, then what is furthest on, then what serves most. */
export function mergeOrder(whole: Whole): readonly MergePlace[] {
  const left = new Map(
    whole.dossier.features.filter((one) => !isMerged(one, whole)).map((one) => [one.id, one]),
  );
  const order: Feature[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter((one) => one.requires.every((id) => !left.has(id)));
    const next = free.sort(
      (a, b) =>
        trouble(a, whole) - trouble(b, whole) ||
        progress(b, whole) - progress(a, whole) ||
        unlocked(b, whole) - unlocked(a, whole) ||
        (a.id < b.id ? -1 : 1),
    )[0]!;
    left.delete(next.id);
    order.push(next);
  }
  return order.map((feature, at) => {
    const stepsUnused = stepsUntilUsed(feature, order.slice(at), whole);
    return { id: feature.id, why: whyNext(feature, stepsUnused, whole), stepsUnused };
  });
}

/** The first piece from here on that has a user of its own and needs this one, directly or through others. */
function stepsUntilUsed(feature: Feature, rest: readonly Feature[], whole: Whole): number | null {
  const needing = new Set([feature.id]);
  for (const [steps, one] of rest.entries()) {
    if (one.requires.some((id) => needing.has(id))) needing.add(one.id);
    if (needing.has(one.id) && namesOf(one, whole).length > 0) return steps;
  }
  return null;
}

const progress = (feature: Feature, whole: Whole): number => STAGES.indexOf(whole.stages.get(feature.id)!);

/** Users that it serves, itself or through what needs it. */
const unlocked = (feature: Feature, whole: Whole): number =>
  namesOf(feature, whole).length +
  whole.dossier.features.filter((other) => other.requires.includes(feature.id)).length;

const objections = (feature: Feature, whole: Whole) =>
  whole.positions.filter((one) => one.on.feature === feature.id && one.stance === 'object');

const trouble = (feature: Feature, whole: Whole): number =>
  openBlockers(feature, whole).length +
  openQuestions(feature, whole).length +
  objections(feature, whole).length;

function whyNext(feature: Feature, stepsUnused: number | null, whole: Whole): readonly string[] {
  const users = namesOf(feature, whole);
  const needed = whole.dossier.features
    .filter((other) => other.requires.includes(feature.id) && !isMerged(other, whole))
    .map((other) => other.id);
  const missing = feature.requires.filter((id) => whole.stages.get(id) && !isMergedId(id, whole));
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

/** The most likely maintainer revolt first: each reason counts, a compulsory claim twice. */
export function discussFirst(whole: Whole): readonly Place[] {
  const open = whole.dossier.features.filter((one) => !isMerged(one, whole));
  const places = open.map((feature) => ({ id: feature.id, ...reasons(feature, whole) }));
  return places
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
    .map(({ id, why }) => ({ id, why }));
}

function reasons(
  feature: Feature,
  whole: Whole,
): { readonly weight: number; readonly why: readonly string[] } {
  const known = <T extends { readonly evidence: Parameters<typeof isKnown>[0] }>(
    claims: readonly T[],
  ): readonly T[] => claims.filter((one) => isKnown(one.evidence, whole.facts, whole.asOf));
  const claimed = known(feature.compulsory?.claimed ?? []).length;
  const disputed = known(feature.compulsory?.disputed ?? []).length;
  const open = openBlockers(feature, whole);
  const asked = openQuestions(feature, whole);
  const against = objections(feature, whole);
  const dependents = whole.dossier.features
    .filter((other) => other.requires.includes(feature.id))
    .map((other) => other.id);
  const unheard = open.filter((one) => one.kind === 'process').length;
  const rows: readonly (readonly [number, string])[] = [
    [
      claimed > 0 ? 2 : 0,
      disputed > 0 ? 'claimed to be compulsory, which is disputed' : 'claimed to be compulsory',
    ],
    [asked.length, `open questions: ${asked.map((one) => one.title).join('; ')}`],
    [against.length * 2, `objected to by ${against.map((one) => one.stakeholder).join(', ')}`],
    [open.length, `blockers not resolved: ${open.map((one) => one.title).join('; ')}`],
    [unheard, 'maintainers were not heard'],
    [dependents.length, `needed by ${dependents.join(', ')}`],
  ];
  const counted = rows.filter(([weight]) => weight > 0);
  return { weight: counted.reduce((sum, [weight]) => sum + weight, 0), why: counted.map(([, text]) => text) };
}
