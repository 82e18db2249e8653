/** The two orders: in which to merge, and in which to discuss. Each place says why. */
import type { Feature } from '../dossier/index.ts';
import { aboutOf, isMerged, openQuestions, type Whole } from './context.ts';
import { notHeard } from './heard.ts';
import { type Dependents, inOrder, objections } from './order.ts';
import { nameOf, openBlockers, usersOf } from './shared.ts';
import { currentSeries, isAtLeast } from './stages.ts';
import { stepsUntilUsed } from './unused.ts';

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

export function mergeOrder(whole: Whole): readonly MergePlace[] {
  const open = pending(whole);
  const needed = dependentsAmong(open);
  const order = inOrder(open, needed, whole);
  const steps = stepsUntilUsed(order, whole);
  return order.map((feature, at) => {
    const stepsUnused = steps[at]!;
    return { id: feature.id, why: whyNext(feature, stepsUnused, needed, whole), stepsUnused };
  });
}

/** Of each what needs it directly and is still to be merged. */
function dependentsAmong(open: readonly Feature[]): Dependents {
  const found = new Map<string, string[]>(open.map(({ id }) => [id, []]));
  for (const { id, requires } of open) for (const needed of requires) found.get(needed)?.push(id);
  return found;
}

function whyNext(
  feature: Feature,
  stepsUnused: number | null,
  dependents: Dependents,
  whole: Whole,
): readonly string[] {
  const users = usersOf(feature, whole);
  const [now, later] = [true, false].map((exists) =>
    users.filter((one) => one.exists === exists).map(({ name }) => name),
  );
  const needed = dependents.get(feature.id) ?? [];
  const missing = feature.requires.filter((id) => !isMerged(whole, id));
  const [awaited, givenUp] = [true, false].map((isAwaited) =>
    missing.filter((id) => dependents.has(id) === isAwaited),
  );
  return [
    ...(missing.length === 0 ? ['needs nothing that is missing'] : []),
    ...(awaited!.length > 0 ? [`after ${awaited!.join(', ')}`] : []),
    ...(givenUp!.length > 0 ? [`needs what nobody works on any more: ${givenUp!.join(', ')}`] : []),
    ...(now!.length > 0 ? [`used at once by ${now!.join(', ')}`] : []),
    ...(later!.length > 0 ? [`wanted by ${later!.join(', ')}, not there yet`] : []),
    ...(needed.length > 0 ? [`needed by ${needed.join(', ')}`] : []),
    ...(users.length === 0 && stepsUnused !== null
      ? [`unused until ${stepsUnused} more ${stepsUnused === 1 ? 'piece is' : 'pieces are'} merged`]
      : []),
    ...(stepsUnused === null ? ['no user of it is known: it would stay unused'] : []),
  ];
}

/**
 * The most likely maintainer revolt first: each reason counts, a compulsory claim and an objection twice. What weighs the
 * same goes by the reasons in their order: what is compulsory before what many wait for.
 */
export function discussFirst(whole: Whole): readonly Place[] {
  const silent = new Set(notHeard(whole).map(({ id }) => id));
  const open = pending(whole);
  const dependents = dependentsAmong(open);
  const places = open.map((feature) => {
    const counted = reasons(feature, dependents.get(feature.id) ?? [], silent, whole);
    return {
      id: feature.id,
      weights: counted.map(([weight]) => weight),
      sum: counted.reduce((sum, [weight]) => sum + weight, 0),
      why: counted.flatMap(([weight, text]) => (weight > 0 ? [text] : [])),
    };
  });
  return places
    .sort((a, b) => b.sum - a.sum || heavier(a.weights, b.weights) || (a.id < b.id ? -1 : 1))
    .map(({ id, why }) => ({ id, why }));
}

/** Below zero if a has more of the first reason in which they differ. */
function heavier(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((weight, n) => weight !== (b[n] ?? 0));
  return at < 0 ? 0 : (b[at] ?? 0) - a[at]!;
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
  const { maintainers, positions } = aboutOf(feature, whole);
  const reserved = positions.filter(({ stance }) => stance === 'condition' || stance === 'question');
  const disputes = feature.classes.filter((one) => one.disputed.length > 0);
  const unheard = maintainers.filter(({ id }) => silent.has(id));
  const senders = new Set(whole.series.get(feature.id)!.map(({ author }) => author.email));
  const wordless = maintainers.filter(
    ({ id, people }) =>
      !silent.has(id) &&
      !people.some((address) => senders.has(address)) &&
      !positions.some(({ stakeholder }) => stakeholder === id),
  );
  const keepers = [
    ...new Set(currentSeries(whole.series.get(feature.id)!).flatMap((one) => one.unheard ?? [])),
  ];
  const by = disputed.map((one) => nameOf(one.by, whole)).join(', ');
  return [
    [claimed.length > 0 ? 2 : 0, `claimed to be compulsory${by ? `, which ${by} disputes` : ''}`],
    [against.length * 2, `objected to by ${against.map((one) => nameOf(one.stakeholder, whole)).join(', ')}`],
    [
      reserved.length,
      `not without a condition or a question of ${[...new Set(reserved.map((one) => nameOf(one.stakeholder, whole)))].join(', ')}`,
    ],
    [disputes.length, `its class is disputed: ${disputes.map((one) => one.class).join(', ')}`],
    [unheard.length, `maintainers not heard: ${unheard.map((one) => one.name).join(', ')}`],
    [
      wordless.length,
      `not known where its ${wordless.length === 1 ? 'maintainer' : 'maintainers'} ${wordless.map((one) => one.name).join(', ')} ${wordless.length === 1 ? 'stands' : 'stand'}`,
    ],
    [keepers.length, `maintainers of the files not heard: ${keepers.join(', ')}`],
    [asked.length, `open questions: ${asked.map((one) => one.title).join('; ')}`],
    // Who was passed over comes back as a revolt: a question of process weighs twice.
    ...open.map((one): readonly [number, string] => [
      one.kind === 'process' ? 2 : 1,
      `${one.kind} blocker, ${one.state}: ${one.title}`,
    ]),
    [needed.length, `needed by ${needed.join(', ')}`],
  ];
}
