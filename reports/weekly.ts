/** What became ready since last week, what changed, and what waits for whom. */
import type { Epoch, Landing, Series } from '../model/facts/index.ts';
import type { Assessment, Changed } from '../model/readiness/index.ts';
import { day, heading, section, wrap } from './render/text.ts';

export interface Weekly {
  readonly since: Epoch;
  readonly asOf: Epoch;
  readonly assessment: Assessment;
  /** Mails that came within the week. */
  readonly mails: number;
  readonly posted: readonly Series[];
  readonly landed: readonly (Landing & { readonly title: string })[];
  readonly changed: readonly Changed[];
  readonly waiting: readonly Waiting[];
}

export interface Waiting {
  readonly series: Series;
  readonly who: 'author' | 'reviewer' | 'maintainer';
  readonly why: string;
  readonly since: Epoch;
}

/** More of one kind is for the lists, not for a report. */
const MOST = 25;

export function weeklyText(weekly: Weekly): string {
  const became = weekly.changed.filter(
    (one) => one.after === 'merge now' || (one.what === 'stage' && one.after === 'merged'),
  );
  const lines = [
    heading(`Merge readiness, ${day(weekly.since)} to ${day(weekly.asOf)}`),
    wrap(`Goal: ${weekly.assessment.goal}`),
    '',
    wrap(
      `Became ready: ${became.map((one) => `${one.feature} (${one.what === 'stage' ? 'merged' : one.what})`).join(', ') || 'nothing'}`,
    ),
    wrap(
      `Posted: ${weekly.posted.length} series in ${weekly.mails} mails; landed: ${weekly.landed.length} patches`,
    ),
    wrap(`To discuss first: ${weekly.assessment.discussFirst[0]?.id ?? 'nothing'}`),
    section('What changed'),
    ...listed(weekly.changed, (one) =>
      wrap(`${one.feature}: ${one.what}: ${one.before} -> ${one.after}`, '* ', '  '),
    ),
    section('New and revised series'),
    ...listed(weekly.posted, (one) =>
      wrap(
        `v${one.version} ${one.title} (${one.received} of ${one.expected}), ${one.author.name || one.author.email} <${one.cover ?? one.patches[0]?.messageId ?? one.id}>`,
        '* ',
        '  ',
      ),
    ),
    section('Landed'),
    ...listed(weekly.landed, (one) =>
      wrap(`${one.title}: ${one.commit.slice(0, 12)} in ${one.tree} (known by ${one.method})`, '* ', '  '),
    ),
    section('What waits for whom'),
    ...listed(weekly.waiting, (one) =>
      wrap(
        `${one.who}, since ${day(one.since)}: v${one.series.version} ${one.series.title}: ${one.why}`,
        '* ',
        '  ',
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function listed<T>(items: readonly T[], line: (item: T) => string): readonly string[] {
  if (items.length === 0) return ['nothing'];
  const more = items.length > MOST ? [`and ${items.length - MOST} more`] : [];
  return [...items.slice(0, MOST).map(line), ...more];
}
