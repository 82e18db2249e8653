/** How a change between two dates is told. */
import type { Changed } from '../model/readiness/index.ts';
import { STRATEGY_NAMES } from './strategies.ts';
import { type Item, item } from './view.ts';

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

/** Something that was better a week ago, or was raised since and stands unanswered. */
export const isLoss = (one: Changed): boolean =>
  rise(one) < 0 ||
  (one.kind === 'position' && one.after === 'object') ||
  (one.kind === 'blocker' && one.after === 'open') ||
  (one.kind === 'game over' && one.after === 'game over');

/** `uts (merged; strategies b, d)`. */
export function summary(changes: readonly Changed[]): string {
  const groups = [...Map.groupBy(changes, (one) => one.feature ?? 'the set')];
  return groups
    .map(([feature, all]) => {
      const of = (kind: Changed['kind']): readonly Changed[] => all.filter((one) => one.kind === kind);
      const strategies = of('verdict').map(({ what }) => what.replace('strategy ', ''));
      const parts = [
        ...of('stage').map(({ after }) => after),
        ...(strategies.length > 0
          ? [`${strategies.length > 1 ? 'strategies' : 'strategy'} ${strategies.join(', ')}`]
          : []),
        ...of('blocker').map(({ what }) => `blocker: ${what}`),
        ...of('position').map(({ what }) => `objection: ${what}`),
        ...of('game over').map(({ what }) => `${what}: game over`),
      ];
      return `${feature} (${[...new Set(parts)].join('; ')})`;
    })
    .join(', ');
}

export function changeItem(one: Changed): Item {
  const detail = one.detail === null ? '' : `: ${one.detail}`;
  const was = one.before === null ? '' : ` (was: ${one.before})`;
  const cited = new Map(one.evidence.map((evidence) => [JSON.stringify(evidence), evidence]));
  const say = (text: string): Item => item(text, ...cited.values());
  switch (one.kind) {
    case 'listed':
      return say(`new on the list: ${one.what} (${one.after})`);
    case 'stage':
      return say(`stage: ${one.before} -> ${one.after}${detail}`);
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
