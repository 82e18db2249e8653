/** The lines that a busy person reads: what became ready, what broke, what is wanted from whom. */
import type { Assessment } from '../model/readiness/index.ts';
import { isGain, isLoss, summary } from './changes.ts';
import { type Loss, named } from './losses.ts';
import { counted, few, type Span } from './view.ts';
import { wantedFrom } from './wanted.ts';
import type { Weekly } from './weekly.ts';

export function leadOf(weekly: Weekly): readonly (readonly Span[])[] {
  const { assessment, waiting } = weekly;
  const [ready, broke] =
    assessment === null
      ? [readyOnList(weekly), brokeOnList(weekly)]
      : [summary(weekly.changed.filter(isGain)), brokeOfFeatures(weekly, assessment)];
  return [
    [`Became ready: ${ready || 'nothing'}.`],
    [`Broke: ${broke || 'nothing'}.`],
    [`Wanted: ${wantedFrom(assessment, waiting) || 'nothing from anybody'}.`],
    ...(assessment === null
      ? [['Without a dossier nothing is said of features and merge strategies (--dossier FILE).']]
      : []),
  ];
}

/** Series whose last review came within the week, and what landed. */
function readyOnList({ waiting, landed, since }: Weekly): string {
  const reviewed = waiting.filter((one) => one.state === 'reviewed' && one.since > since);
  const titles = reviewed.map(({ series }) => named(series));
  return [
    ...(titles.length > 0 ? [`reviewed: ${few(titles)}`] : []),
    ...(landed.length > 0 ? [`landed: ${counted(landed.length, 'patch', 'patches')}`] : []),
  ].join('; ');
}

/** With what got lost of the series of its features, and of others. */
function brokeOfFeatures({ changed, lost }: Weekly, { features }: Assessment): string {
  const own = new Set(features.flatMap(({ series }) => series));
  const isOwn = ({ series }: Loss): boolean => series !== null && own.has(series.id);
  const [ownLost, others] = [lost.filter(isOwn), lost.filter((one) => !isOwn(one))];
  const elsewhere = ownLost.length > 0 ? 'elsewhere ' : 'lost elsewhere: ';
  return [
    ...(changed.some(isLoss) ? [summary(changed.filter(isLoss))] : []),
    ...(ownLost.length > 0 ? [`lost on the way: ${lostText(ownLost)}`] : []),
    ...(others.length > 0 ? [elsewhere + lostText(others)] : []),
  ].join('; ');
}

function brokeOnList({ reverted, waiting, lost, since }: Weekly): string {
  const objected = waiting.filter((one) => one.state === 'objected' && one.since > since);
  return [
    ...(reverted.length > 0 ? [`${counted(reverted.length, 'patch', 'patches')} reverted`] : []),
    ...objected.map(({ series, why }) => `${named(series)}: ${why}`),
    ...(lost.length > 0 ? [`lost on the way: ${lostText(lost)}`] : []),
  ].join('; ');
}

/** One and several of each kind. */
const LOST = {
  trailer: ['review', 'reviews'],
  comment: ['comment', 'comments'],
  patch: ['patch left behind', 'patches left behind'],
  commit: ['commit without a review', 'commits without a review'],
} as const satisfies Record<Loss['kind'], readonly [string, string]>;

/** `3 reviews, 1 comment`: several comments of one mail are one, as in the list below. */
const lostText = (lost: readonly Loss[]): string =>
  [...Map.groupBy(lost, ({ kind }) => kind)]
    .map(([kind, all]) => counted(all.length, LOST[kind][0], LOST[kind][1]))
    .join(', ');
