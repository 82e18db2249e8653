/** What became ready since last week, what broke, what is wanted from whom; then what changed, landed, came and waits. */
import type { Epoch, Landing, Series } from '../model/facts/index.ts';
import type { Assessment, Changed } from '../model/readiness/index.ts';
import { changeItems } from './changes.ts';
import { sinceThen } from './landing.ts';
import { type Loss, lossGroups, lossItem, type NamedSeries, named } from './losses.ts';
import { gameOverSection } from './plan.ts';
import { shares, trend } from './strategies.ts';
import { queueItem, type Waiting } from './triage.ts';
import {
  type Block,
  counted,
  day,
  item,
  list,
  paragraph,
  type Report,
  type Section,
  untagged,
} from './view.ts';
import { wantedSection } from './wanted.ts';
import { leadOf } from './weekly-lead.ts';

export interface Weekly {
  readonly since: Epoch;
  readonly asOf: Epoch;
  /** List-Ids, where only what they saw is told; empty for all. */
  readonly lists: readonly string[];
  /** Null where there is no dossier. */
  readonly assessment: Assessment | null;
  /** Mails that came within the week. */
  readonly mails: number;
  readonly posted: readonly Series[];
  readonly landed: readonly TitledLanding[];
  /** What was taken out again within the week, whenever it had landed. */
  readonly reverted: readonly TitledLanding[];
  readonly changed: readonly Changed[];
  /** Longest waiting first. */
  readonly waiting: readonly Waiting[];
  /** What got lost within the week. */
  readonly lost: readonly Loss[];
}

export type TitledLanding = Landing & {
  readonly title: string;
  readonly series: Pick<NamedSeries, 'version' | 'title'>;
};

/** More of one kind is for the lists, not for a report. */
const MOST = 10;

export function weeklyReport(weekly: Weekly, mailUrl: string): Report {
  const { assessment, since, asOf } = weekly;
  const on = weekly.lists.length > 0 ? ` on ${weekly.lists.join(', ')}` : '';
  return {
    name: 'weekly',
    title: `${assessment ? 'Merge readiness' : 'The week'}${on}, ${day(since)} to ${day(asOf)}`,
    asOf,
    subject: assessment?.dossier ?? '',
    mailUrl,
    lead: leadOf(weekly),
    sections: [
      ...(assessment ? featureSections(assessment, weekly.changed) : []),
      {
        title: `Landed (${counted(weekly.landed.length, 'patch', 'patches')})`,
        blocks: [cut(bySeries(weekly.landed), landedItem)],
      },
      ...(weekly.reverted.length === 0
        ? []
        : [
            {
              title: `Reverted (${counted(weekly.reverted.length, 'patch', 'patches')})`,
              blocks: [cut(weekly.reverted, revertedItem)],
            },
          ]),
      {
        title: `New and revised series (${weekly.posted.length}, in ${counted(weekly.mails, 'mail', 'mails')})`,
        blocks: [cut(byChange(weekly.posted), postedItem)],
      },
      ...(assessment ? wantedSection(assessment) : []),
      {
        title: `What waits for whom (${weekly.waiting.length})`,
        blocks: [cut(featuresFirst(weekly.waiting), queueItem)],
      },
      ...(weekly.lost.length === 0
        ? []
        : [
            {
              title: `Lost on the way (${weekly.lost.length})`,
              blocks: [cut(lossGroups(weekly.lost), lossItem)],
            },
          ]),
    ] satisfies readonly Section[],
  };
}

function featureSections(assessment: Assessment, changed: readonly Changed[]): readonly Section[] {
  if (assessment.features.length === 0)
    return [{ title: 'What changed', blocks: [paragraph('Nobody had named a feature by then.')] }];
  return [
    ...gameOverSection(assessment),
    { title: 'What changed', blocks: [byFeature(changed), shares(assessment), ...trend(assessment)] },
  ];
}

/** What is about the set first, then feature by feature. */
function byFeature(changed: readonly Changed[]): Block {
  if (changed.length === 0) return paragraph('Nothing.');
  return list(
    [...Map.groupBy(changed, (one) => one.feature)].map(([feature, all]) => ({
      text: [feature ?? 'the set as a whole'],
      items: changeItems(all),
    })),
  );
}

/** What landed of one series in one tree goes into one line, unless something happened to a patch of it since. */
function bySeries(landed: readonly TitledLanding[]): readonly (readonly TitledLanding[])[] {
  const groups = Map.groupBy(landed, (one) =>
    sinceThen(one) === '' ? `${one.seriesId} ${one.tree}` : `${one.messageId} ${one.commit}`,
  );
  return [...groups.values()];
}

function landedItem(group: readonly TitledLanding[]) {
  const [one, last] = [group[0]!, group.at(-1)!];
  if (group.length > 1)
    return item(
      `${named(one.series)}: ${group.length} patches in ${one.tree} since ${day(one.landedAt)} (${knownBy(group)})`,
      { message: null, commit: one.commit?.slice(0, 12) ?? null },
      { message: null, commit: last.commit?.slice(0, 12) ?? null },
      { message: one.messageId, commit: null },
    );
  const known = one.score === 1 ? one.method : `${one.method}, inferred, ${one.score}`;
  return item(
    `${titled(one)}: in ${one.tree} since ${day(one.landedAt)} (by ${known})${sinceThen(one)}`,
    { message: null, commit: one.commit?.slice(0, 12) ?? null },
    { message: one.messageId, commit: null },
  );
}

/** `2 by patch-id; 3 by subject-author-diff, inferred, 0.98 to 0.99`. */
function knownBy(group: readonly Landing[]): string {
  const methods = Map.groupBy(group, ({ method, score }) => `${method}${score === 1 ? '' : ', inferred'}`);
  return [...methods]
    .map(([method, all]) => {
      const scores = all.map(({ score }) => score).sort((a, b) => a - b);
      const [low, high] = [scores[0]!, scores.at(-1)!];
      const range = high === 1 && low === 1 ? '' : low === high ? `, ${low}` : `, ${low} to ${high}`;
      return `${all.length} by ${method}${range}`;
    })
    .join('; ');
}

/** The patch, by the version that landed. */
const titled = ({ series, title }: TitledLanding): string => `v${series.version} ${untagged(title)}`;

function revertedItem(one: TitledLanding) {
  return item(
    `${titled(one)}: in ${one.tree} since ${day(one.landedAt)}${sinceThen(one)}`,
    { message: null, commit: one.revert!.by.slice(0, 12) },
    { message: one.messageId, commit: null },
  );
}

/** Who keeps a dossier reads of its features before the rest of the lists. */
function featuresFirst(waiting: readonly Waiting[]): readonly Waiting[] {
  const isOwn = ({ features }: Waiting): boolean => features.length > 0;
  return [...waiting.filter(isOwn), ...waiting.filter((one) => !isOwn(one))];
}

/** A reroll of single patches is no version of the whole. */
const byChange = (posted: readonly Series[]): readonly (readonly Series[])[] => [
  ...Map.groupBy(posted, ({ id, changeId, isPartial }) => (isPartial ? id : changeId)).values(),
];

/** Versions of one change, oldest first, in one line: who posted five in a week posted one series. */
function postedItem(versions: readonly Series[]) {
  const newest = versions.at(-1)!;
  const older = [...new Set(versions.map(({ version }) => version))].filter((one) => one !== newest.version);
  const count = newest.complete ? `${newest.received}` : `${newest.received} of ${newest.expected}`;
  const cited = versions.flatMap((one) => one.cover ?? one.patches[0]?.messageId ?? []);
  return item(
    `${older.map((version) => `v${version}, `).join('')}${named(newest)} (${count}), ${newest.author.name || newest.author.email}`,
    ...cited.map((message) => ({ message, commit: null })),
  );
}

function cut<T>(items: readonly T[], toItem: (one: T) => ReturnType<typeof item>): Block {
  if (items.length === 0) return paragraph('Nothing.');
  const more = items.length > MOST ? [item(`and ${items.length - MOST} more`)] : [];
  return list([...items.slice(0, MOST).map(toItem), ...more]);
}
