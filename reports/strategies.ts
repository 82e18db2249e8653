/** The four strategies side by side: for every feature, for the set, or for what one user needs. */
import type { Assessment, Condition, FeatureReadiness, Strategy, Verdict } from '../model/readiness/index.ts';
import { type Cell, day, type Item, item, list, paragraph, type Report, type Section } from './view.ts';

export const STRATEGY_NAMES: Readonly<Record<Strategy, string>> = {
  a: 'agree up front',
  b: 'standalone only',
  c: 'buffer in -mm',
  d: 'separate git tree',
};

const STRATEGIES = Object.keys(STRATEGY_NAMES) as Strategy[];

/** @param only ids of the features to show: those that one user needs; null for all */
export function strategiesReport(
  assessment: Assessment,
  mailUrl: string,
  user: { readonly name: string; readonly needs: ReadonlySet<string> } | null = null,
): Report {
  const features = assessment.features.filter((one) => user === null || user.needs.has(one.id));
  const ready = (strategy: Strategy): number =>
    features.filter((one) => one.verdicts[strategy].verdict === 'merge now').length;
  return {
    name: 'strategies',
    title: `Merge strategies${user ? ` for ${user.name}` : ''}, as of ${day(assessment.asOf)}`,
    asOf: assessment.asOf,
    subject: assessment.dossier,
    mailUrl,
    lead: [
      [`Goal: ${assessment.goal}`],
      ...(user
        ? [[`Of the ${assessment.features.length} features, ${user.name} needs ${features.length}.`]]
        : []),
      [
        `Ready to merge now: ${STRATEGIES.map((one) => `${ready(one)} of ${features.length} under ${one}`).join(', ')}.`,
      ],
    ],
    sections: [
      { title: 'Side by side', blocks: [sideBySide(features)] },
      ...STRATEGIES.map((strategy) => oneStrategy(strategy, features, assessment)),
    ],
  };
}

const SHORT: Readonly<Record<Verdict['verdict'], string>> = {
  'merge now': '+',
  'not yet': '.',
  blocked: '-',
};

function sideBySide(features: readonly FeatureReadiness[]) {
  const cell = (verdict: Verdict): Cell => ({ text: verdict.verdict, short: SHORT[verdict.verdict] });
  return {
    kind: 'table' as const,
    columns: STRATEGIES.map((one) => ({ id: one, title: `${one}: ${STRATEGY_NAMES[one]}` })),
    rows: features.map((one) => ({
      title: `${one.id} (${one.stage})`,
      cells: STRATEGIES.map((strategy) => cell(one.verdicts[strategy])),
    })),
    legend: '+ merge now, . not yet, - blocked',
  };
}

function oneStrategy(
  strategy: Strategy,
  features: readonly FeatureReadiness[],
  assessment: Assessment,
): Section {
  return {
    title: `${strategy}: ${STRATEGY_NAMES[strategy]}`,
    blocks: [
      ...setConditions(strategy, features).map((one) => paragraph(...conditionText(one))),
      list(features.map((one) => verdictItem(one, strategy))),
      ...(strategy === 'c' ? [shares(assessment)] : []),
    ],
  };
}

/** How much of the set is merged, buffered and missing. */
export function shares({ features }: Assessment) {
  const count = (...stages: readonly string[]): number =>
    features.filter((one) => stages.includes(one.stage)).length;
  const [merged, buffered] = [count('merged', 'used'), count('queued')];
  return {
    kind: 'plot' as const,
    title: 'The set',
    parts: [
      { label: 'merged', value: merged },
      { label: 'buffered', value: buffered },
      { label: 'missing', value: features.length - merged - buffered },
    ],
  };
}

/** What is about the set, once: it is the same for every feature. */
function setConditions(strategy: Strategy, features: readonly FeatureReadiness[]): readonly Condition[] {
  const all = features.flatMap(({ verdicts }) =>
    conditionsOf(verdicts[strategy]).filter((one) => one.isOfSet),
  );
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

const conditionsOf = ({ holds, fails, unknown }: Verdict): readonly Condition[] => [
  ...holds,
  ...fails,
  ...unknown,
];

export const conditionText = (one: Condition) => [
  `${one.state}: ${one.sentence}`,
  ...one.evidence.map((id) => citation(id)),
];

const citation = (id: string) =>
  /^[0-9a-f]{7,40}$/.test(id) ? { message: null, commit: id } : { message: id, commit: null };

/** A verdict with the cheapest way to flip it. */
export function verdictItem(feature: FeatureReadiness, strategy: Strategy): Item {
  const verdict = feature.verdicts[strategy];
  return item(`${feature.id}: ${verdict.verdict}${wanted(verdict, strategy)}`);
}

const SET_WISH: Readonly<Record<Strategy, string>> = {
  a: 'the list is not agreed by all who have to',
  b: '',
  c: 'more than the tail of the set is left',
  d: 'objections to the approach',
};

/** `; wanted: …`: the smallest set of conditions that would flip it, those about the set in a word. */
export function wanted(verdict: Verdict, strategy: Strategy): string {
  const [cheapest] = verdict.flip;
  if (!cheapest) return '';
  const byName = new Map(conditionsOf(verdict).map((one) => [one.name, one]));
  const conditions = cheapest.flatMap((name) => byName.get(name) ?? []);
  const own = conditions.filter((one) => !one.isOfSet).map((one) => one.sentence);
  const ofSet = conditions.some((one) => one.isOfSet) ? [SET_WISH[strategy]] : [];
  const others = verdict.flip.length > 1 ? ` (or ${verdict.flip.length - 1} other ways)` : '';
  return `; in its way: ${[...new Set([...own, ...ofSet])].join('; ')}${others}`;
}
