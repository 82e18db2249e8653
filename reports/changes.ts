/** How a change between two dates is told. */
import type { Changed } from '../model/readiness/index.ts';
import { STRATEGY_NAMES } from './strategies.ts';
import { few, type Item, item } from './view.ts';

const STAGES = ['idea', 'proposed', 'in review', 'reviewed', 'queued', 'merged', 'used'];
const VERDICTS = ['blocked', 'not yet', 'merge now'];
const LADDERS: Partial<Record<Changed['kind'], readonly string[]>> = { stage: STAGES, verdict: VERDICTS };

/** How far up a change goes on its ladder; 0 for what has none. */
function rise({ kind, before, after }: Changed): number {
  const ladder = LADDERS[kind] ?? [];
  const [from, to] = [ladder.indexOf(before ?? ''), ladder.indexOf(after)];
  return from < 0 || to < 0 ? 0 : to - from;
}

export const isGain = (one: Changed): boolean =>
  (one.kind === 'verdict' && one.after === 'merge now') ||
  (one.kind === 'stage' && ['merged', 'used'].includes(one.after) && one.before !== 'merged');

/** Something that was better a week ago, was raised since and stands unanswered, or was given up. */
export const isLoss = (one: Changed): boolean =>
  rise(one) < 0 ||
  (one.kind === 'position' && one.after === 'object') ||
  (one.kind === 'blocker' && one.after === 'open') ||
  (one.kind === 'game over' && one.after === 'game over') ||
  one.kind === 'withdrawn';

/** More than these are for the list of what changed. */
const MOST = 6;

/** `uts (merged; strategies b, d), strategy d (objected to by Ann Author)`. */
export function summary(changes: readonly Changed[]): string {
  const objected = new Set(
    changes.flatMap(({ kind, target }) => (kind === 'position' ? (target ?? []) : [])),
  );
  // That features are blocked under a strategy that somebody objects to is said with the strategy.
  const told = changes.filter((one) => !(one.kind === 'verdict' && objected.has(one.what)));
  const parts = [...Map.groupBy(told, subjectOf)].map(
    ([subject, all]) => `${subject} (${[...new Set(partsOf(all))].join('; ')})`,
  );
  return few(parts, MOST);
}

const subjectOf = ({ feature, target }: Changed): string => feature ?? target ?? 'the set';

function partsOf(all: readonly Changed[]): readonly string[] {
  const of = (kind: Changed['kind']): readonly Changed[] => all.filter((one) => one.kind === kind);
  const verdicts = of('verdict');
  const objections = of('position').map(({ feature, who, target }) =>
    feature !== null && target ? `${who} (${target})` : `${who}`,
  );
  return [
    ...of('stage').map(({ after }) => after),
    ...(verdicts.length > 0 ? [strategiesOf(verdicts)] : []),
    ...of('blocker').map(({ what }) => `blocker: ${what}`),
    ...(objections.length > 0 ? [`objected to by ${objections.join(', ')}`] : []),
    ...of('game over').map(({ what }) => `${what}: game over`),
    ...of('withdrawn').map(({ after }) => after),
  ];
}

/** `strategies b, d`. */
const strategiesOf = (verdicts: readonly Changed[]): string =>
  `${verdicts.length > 1 ? 'strategies' : 'strategy'} ${verdicts.map(({ what }) => what.replace('strategy ', '')).join(', ')}`;

/** What follows from the blockers that are told beside it. */
const OF_BLOCKERS: ReadonlySet<string> = new Set(['no open blocker', 'no irreconcilable blocker']);

/** What changed of one feature, or of the set: what changed alike under several strategies is one line. */
export function changeItems(changes: readonly Changed[]): readonly Item[] {
  const isOfBlockers = changes.some(({ kind }) => kind === 'blocker');
  const told = changes.filter(
    ({ kind, what }) => !(isOfBlockers && kind === 'condition' && OF_BLOCKERS.has(what)),
  );
  return [...Map.groupBy(told, likenessOf).values()].map((group) =>
    group.length > 1 && group[0]!.kind === 'verdict'
      ? item(`${strategiesOf(group)}: ${group[0]!.before} -> ${group[0]!.after}`)
      : changeItem(group[0]!),
  );
}

/** What goes into one line. */
function likenessOf(one: Changed): string | Changed {
  if (one.kind === 'verdict') return `${one.before} ${one.after}`;
  return one.kind === 'condition' && one.detail !== null ? `${one.after} ${one.detail}` : one;
}

function changeItem(one: Changed): Item {
  const detail = one.detail === null ? '' : `: ${one.detail}`;
  const was = one.before === null ? '' : ` (was: ${one.before})`;
  const cited = new Map(one.evidence.map((evidence) => [JSON.stringify(evidence), evidence]));
  const say = (text: string): Item => item(text, ...cited.values());
  switch (one.kind) {
    case 'listed':
      return say(`new on the list: ${one.what} (${one.after})`);
    case 'stage':
      return say(`stage: ${one.before} -> ${one.after}${one.detail === null ? '' : ` (${one.detail})`}`);
    case 'verdict':
      return say(`${strategyName(one.what)}: ${one.before} -> ${one.after}`);
    case 'condition':
    case 'set':
      return say(`${NOW[one.after as keyof typeof NOW]}${detail || `: ${one.what}`}${was}`);
    case 'blocker':
      return say(`blocker ${blockerState(one)}: ${one.what} (${one.detail})`);
    case 'question':
      return say(`question ${one.after === 'decided' ? 'decided' : 'asked'}: ${one.what}${detail}`);
    case 'position':
      return say(`${one.what}: ${one.after}${one.detail === null ? '' : `, ${one.detail}`}${was}`);
    case 'withdrawn':
      return say(`withdrawn${detail}`);
    case 'game over':
      return say(one.after === 'alive' ? `${one.what}: no longer game over` : `game over${detail}`);
  }
}

const NOW = { holds: 'now holds', fails: 'fails', unknown: 'unknown now' } as const;
function blockerState({ before, after }: Changed): string {
  if (after === 'open') return before === null ? 'raised' : 'open again';
  return before === null ? `raised, and ${after}` : after;
}

function strategyName(what: string): string {
  const key = what.replace('strategy ', '') as keyof typeof STRATEGY_NAMES;
  return `${key}, ${STRATEGY_NAMES[key]}`;
}
