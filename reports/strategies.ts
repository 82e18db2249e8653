/** The four strategies side by side: for every feature, for the set, or for what one user needs. */
import type { Assessment, Condition, FeatureReadiness, Strategy, Verdict } from '../model/readiness/index.ts';
import {
  type Block,
  type Cell,
  counted,
  day,
  type Item,
  item,
  list,
  paragraph,
  type Report,
  type Section,
} from './view.ts';

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
  const open = features.filter((one) => !isMerged(one) && !one.withdrawn);
  const ready = (strategy: Strategy): number =>
    open.filter((one) => one.verdicts[strategy].verdict === 'merge now').length;
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
        `${features.length - open.length} of ${features.length} are merged or withdrawn. Ready to merge of the other ${open.length}: ${STRATEGIES.map((one) => `${ready(one)} under ${one}`).join(', ')}.`,
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

export const isMerged = ({ stage }: FeatureReadiness): boolean => stage === 'merged' || stage === 'used';

function sideBySide(features: readonly FeatureReadiness[]) {
  const cell = (feature: FeatureReadiness, { verdict }: Verdict): Cell => {
    if (isMerged(feature)) return { text: 'merged', short: '=' };
    if (feature.withdrawn) return { text: 'withdrawn', short: 'x' };
    return { text: verdict, short: SHORT[verdict] };
  };
  return {
    kind: 'table' as const,
    columns: STRATEGIES.map((one) => ({ id: one, title: STRATEGY_NAMES[one] })),
    rows: features.map((one) => ({
      title: `${one.id} (${one.stage})`,
      cells: STRATEGIES.map((strategy) => cell(one, one.verdicts[strategy])),
    })),
    legend: '+ merge now, . not yet, - blocked, = merged, x withdrawn',
  };
}

function oneStrategy(
  strategy: Strategy,
  features: readonly FeatureReadiness[],
  assessment: Assessment,
): Section {
  const open = features.filter((one) => !isMerged(one) && !one.withdrawn);
  return {
    title: `${strategy}: ${STRATEGY_NAMES[strategy]}`,
    blocks: [
      ...(strategy === 'c' ? [shares(assessment), byPatch(features)] : []),
      ...(strategy === 'd' ? outsiders(assessment) : []),
      list([...ofSet(strategy, features), ...open.map((one) => explained(one, strategy))]),
    ],
  };
}

/**
 * A verdict and why: what holds where nothing is missing, else every condition that stands in some way to flip it, and
 * the ways. Where one class holds, others are idle.
 */
function explained(feature: FeatureReadiness, strategy: Strategy): Item {
  const verdict = feature.verdicts[strategy];
  const counts = new Set(verdict.flip.flat());
  const conditions =
    verdict.verdict === 'merge now'
      ? verdict.holds
      : [...verdict.fails, ...verdict.unknown].filter(({ name }) => counts.has(name));
  // Two conditions may lack one and the same thing.
  const told = new Map(
    conditions.filter((one) => !one.isOfSet).map((one) => [`${one.state} ${one.sentence}`, one]),
  );
  return {
    text: [`${feature.id}: ${verdict.verdict}`],
    items: [
      ...[...told.values()].map((one) => item(...conditionText(one))),
      ...ways(verdict).map((way, at) => item(`${at === 0 ? 'would do' : 'or'}: ${way}`)),
    ],
  };
}

/** The smallest sets of conditions that would flip it, in words; what is about the set is listed above. */
function ways({ flip, fails, unknown }: Verdict): readonly string[] {
  const setNames = new Set([...fails, ...unknown].filter((one) => one.isOfSet).map(({ name }) => name));
  return flip.map((names) => {
    const own = names.filter((name) => !setNames.has(name));
    const set = own.length < names.length ? ['what the set lacks'] : [];
    return [...own, ...set].join(' + ');
  });
}

/** How much of what has patches is where, and how long it has sat there. */
function byPatch(features: readonly FeatureReadiness[]): Block {
  const rows = features.filter(
    ({ withdrawn, patches: { merged, buffered, missing } }) => !withdrawn && merged + buffered + missing > 0,
  );
  if (rows.length === 0) return paragraph('By patch: the archive has none of them.');
  return list(
    rows.map(({ id, patches: { merged, buffered, missing, bufferedIn, bufferedSince } }) => {
      const since =
        bufferedSince === null ? '' : ` (in ${bufferedIn.join(', ')} since ${day(bufferedSince)})`;
      return item(`patches of ${id}: ${merged} merged, ${buffered} buffered${since}, ${missing} missing`);
    }),
  );
}

/** More commits than this are for `--json`. */
const MOST_COMMITS = 10;

/** What people from outside the tree said of its commits, on the lists at hand. */
function outsiders({ tree }: Assessment): readonly Block[] {
  if (tree === null) return [];
  const { commits, authors, name } = tree;
  const reviewed = commits.filter((one) => one.isReviewedOutside).length;
  const silent = commits.filter((one) => !one.isMentionedOutside);
  const percent = (count: number): string => `${Math.round((100 * count) / Math.max(1, commits.length))} %`;
  const unknown = commits.filter((one) => one.series === null).length;
  const unseen = unknown > 0 ? ` (the patches of ${percent(unknown)} are on none of these lists)` : '';
  const named = silent
    .slice(0, MOST_COMMITS)
    .map((one) => item(one.subject, { message: null, commit: one.id.slice(0, 12) }));
  const more = silent.length > MOST_COMMITS ? [item(`and ${silent.length - MOST_COMMITS} more`)] : [];
  return [
    paragraph(
      `${name}: ${counted(commits.length, 'commit', 'commits')} by ${counted(authors, 'author', 'authors')}. Somebody else reviewed ${percent(reviewed)} of them on a list; of ${percent(silent.length)} nobody else said a word${unseen}.`,
    ),
    {
      kind: 'plot',
      title: 'Its commits',
      parts: [
        { label: 'reviewed', value: reviewed },
        { label: 'mentioned', value: commits.length - reviewed - silent.length },
        { label: 'never mentioned', value: silent.length },
      ],
    },
    ...(silent.length === 0 ? [] : [paragraph('Nobody else said a word on:'), list([...named, ...more])]),
  ];
}

/** How much of the set is merged, buffered and missing. */
export function shares({ features }: Assessment) {
  const wanted = features.filter((one) => !one.withdrawn);
  const count = (...stages: readonly string[]): number =>
    wanted.filter((one) => stages.includes(one.stage)).length;
  const [merged, buffered] = [count('merged', 'used'), count('queued')];
  return {
    kind: 'plot' as const,
    title: 'The set',
    parts: [
      { label: 'merged', value: merged },
      { label: 'buffered', value: buffered },
      { label: 'missing', value: wanted.length - merged - buffered },
    ],
  };
}

/** How many features were posted, buffered and merged over time. */
export function trend({ history }: Assessment): readonly Block[] {
  if (history === null) return [];
  const lines = (['merged', 'buffered', 'posted'] as const).map((label) => ({
    label,
    values: history[label],
  }));
  const [from, to] = [history.dates[0]!, history.dates.at(-1)!];
  return [{ kind: 'trend', title: 'Features', from: day(from), to: day(to), lines }];
}

/** What is about the set, once: it is the same for every feature. */
function ofSet(strategy: Strategy, features: readonly FeatureReadiness[]): readonly Item[] {
  const all = features.flatMap(({ verdicts }) =>
    conditionsOf(verdicts[strategy]).filter((one) => one.isOfSet),
  );
  const items = [...new Map(all.map((one) => [one.name, item(...conditionText(one))])).values()];
  return items.length > 0 ? [{ text: ['the set as a whole'], items }] : [];
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

/** What the set lacks in a word: the strategies' report and the feature that it is about say more. */
function ofSetInShort({ name, sentence }: Condition, strategy: Strategy): string {
  if (name.endsWith(' agrees')) return 'the list is not agreed by all who have to';
  if (name === 'no irreconcilable blocker') return 'a blocker of a compulsory feature is not settled';
  if (name === 'the goal can be reached') return 'a compulsory feature has no approach left';
  if (name === 'only the tail is left') return 'more than the tail of the set is left';
  return name.startsWith('nobody objects to') ? `objections to strategy ${strategy}` : sentence;
}

/** Its blockers are told one by one where its verdicts are. */
const inShort = ({ name, sentence, evidence }: Condition): string =>
  name === 'no open blocker'
    ? `its ${evidence.length === 1 ? 'blocker is' : 'blockers are'} not settled`
    : sentence;

/** `; in its way: …`: the smallest set of conditions that would flip it, those about the set in a word. */
export function wanted(verdict: Verdict, strategy: Strategy): string {
  const [cheapest] = verdict.flip;
  if (!cheapest) return '';
  const byName = new Map(conditionsOf(verdict).map((one) => [one.name, one]));
  const conditions = cheapest.flatMap((name) => byName.get(name) ?? []);
  const own = conditions.filter((one) => !one.isOfSet).map(inShort);
  const ofSet = conditions.filter((one) => one.isOfSet).map((one) => ofSetInShort(one, strategy));
  const others =
    verdict.flip.length > 1
      ? ` (or ${verdict.flip.length - 1} other ${verdict.flip.length === 2 ? 'way' : 'ways'})`
      : '';
  return `; in its way: ${[...new Set([...own, ...ofSet])].join('; ')}${others}`;
}
