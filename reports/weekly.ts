/** What became ready since last week, what broke, what is wanted from whom; then what changed, landed, came and waits. */
import type { Epoch, Landing, Series } from '../model/facts/index.ts';
import type { Assessment, Changed } from '../model/readiness/index.ts';
import { gameOverSection } from './plan.ts';
import { shares } from './strategies.ts';
import { queueItem, type Waiting } from './triage.ts';
import { type Block, day, item, list, paragraph, type Report, type Section, type Span } from './view.ts';

export interface Weekly {
  readonly since: Epoch;
  readonly asOf: Epoch;
  readonly assessment: Assessment;
  /** Mails that came within the week. */
  readonly mails: number;
  readonly posted: readonly Series[];
  readonly landed: readonly (Landing & { readonly title: string })[];
  readonly changed: readonly Changed[];
  /** Longest waiting first. */
  readonly waiting: readonly Waiting[];
}

/** More of one kind is for the lists, not for a report. */
const MOST = 15;

export function weeklyReport(weekly: Weekly, mailUrl: string): Report {
  const { assessment, changed, since, asOf } = weekly;
  return {
    name: 'weekly',
    title: `Merge readiness, ${day(since)} to ${day(asOf)}`,
    asOf,
    subject: assessment.dossier,
    mailUrl,
    lead: [
      [`Became ready: ${summary(changed.filter(isGain)) || 'nothing'}.`],
      [`Broke: ${summary(changed.filter(isLoss)) || 'nothing'}.`],
      [`Wanted: ${wantedFrom(weekly) || 'nothing from anybody'}.`],
    ],
    sections: [
      ...gameOverSection(assessment),
      { title: 'What changed', blocks: [byFeature(changed), shares(assessment)] },
      {
        title: `Landed (${weekly.landed.length} patches)`,
        blocks: [cut(weekly.landed, landedItem)],
      },
      {
        title: `New and revised series (${weekly.posted.length}, in ${weekly.mails} mails)`,
        blocks: [cut(weekly.posted, postedItem)],
      },
      {
        title: `What waits for whom (${weekly.waiting.length})`,
        blocks: [cut(weekly.waiting, queueItem)],
      },
    ] satisfies readonly Section[],
  };
}

const STAGES = ['idea', 'proposed', 'in review', 'reviewed', 'queued', 'merged', 'used'];
const VERDICTS = ['blocked', 'not yet', 'merge now'];

/** How far up a change goes on its ladder; 0 for what has none. */
function rise({ what, before, after }: Changed): number {
  const ladder = what === 'stage' ? STAGES : what.startsWith('strategy ') ? VERDICTS : [];
  return ladder.includes(before) && ladder.includes(after)
    ? ladder.indexOf(after) - ladder.indexOf(before)
    : 0;
}

const isGain = (one: Changed): boolean =>
  one.after === 'merge now' || (one.what === 'stage' && ['merged', 'used'].includes(one.after));
const isLoss = (one: Changed): boolean => rise(one) < 0 || one.after === 'object';

/** `uts (merged; strategies b, d)`. */
function summary(changes: readonly Changed[]): string {
  const groups = [...Map.groupBy(changes, (one) => one.feature)];
  return groups
    .map(([feature, all]) => {
      const strategies = all.flatMap(({ what }) => /^strategy (.)$/.exec(what)?.[1] ?? []);
      const rest = all.filter(({ what }) => !what.startsWith('strategy ')).map(({ after }) => after);
      const under =
        strategies.length > 0
          ? [`${strategies.length > 1 ? 'strategies' : 'strategy'} ${strategies.join(', ')}`]
          : [];
      return `${feature} (${[...new Set(rest), ...under].join('; ')})`;
    })
    .join(', ');
}

function wantedFrom({ assessment, waiting }: Weekly): string {
  const silent = assessment.notHeard.map(({ stakeholder }) => stakeholder);
  const [first] = assessment.discussFirst;
  const counts = (['reviewer', 'maintainer', 'author'] as const).flatMap((who) => {
    const count = waiting.filter((one) => one.who === who).length;
    return count > 0
      ? [
          `${count} series ${count === 1 ? 'waits' : 'wait'} for ${who === 'author' ? 'their author' : `a ${who}`}`,
        ]
      : [];
  });
  return [
    ...(silent.length > 0 ? [`an answer of ${silent.join(', ')}`] : []),
    ...(first && first.why.length > 0 ? [`a discussion of ${first.id} first`] : []),
    ...counts,
  ].join('; ');
}

function byFeature(changed: readonly Changed[]): Block {
  if (changed.length === 0) return paragraph('Nothing.');
  return list(
    [...Map.groupBy(changed, (one) => one.feature)].map(([feature, all]) => ({
      text: [feature],
      items: all.map((one) => item(`${one.what}: ${one.before} -> ${one.after}`, ...one.evidence)),
    })),
  );
}

function landedItem(one: Weekly['landed'][number]) {
  const known = one.score === 1 ? one.method : `${one.method}, inferred, ${one.score}`;
  return item(
    `${one.title}: in ${one.tree} since ${day(one.landedAt)} (by ${known})`,
    { message: null, commit: one.commit.slice(0, 12) },
    { message: one.messageId, commit: null },
  );
}

function postedItem(one: Series) {
  const count = one.complete ? `${one.received}` : `${one.received} of ${one.expected}`;
  const text: Span = `v${one.version} ${one.title} (${count}), ${one.author.name || one.author.email}`;
  const first = one.cover ?? one.patches[0]?.messageId ?? null;
  return first === null ? item(text) : item(text, { message: first, commit: null });
}

function cut<T>(items: readonly T[], toItem: (one: T) => ReturnType<typeof item>): Block {
  if (items.length === 0) return paragraph('Nothing.');
  const more = items.length > MOST ? [item(`and ${items.length - MOST} more`)] : [];
  return list([...items.slice(0, MOST).map(toItem), ...more]);
}
