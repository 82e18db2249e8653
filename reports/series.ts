/** One series: its patches with what was given to them, what is open, and where it went. */
import type { GivenTrailer, Landing, Series } from '../model/facts/index.ts';
import type { ReviewComment, WaitsFor } from '../model/review/index.ts';
import { sinceThen } from './landing.ts';
import {
  type Block,
  day,
  type Item,
  item,
  list,
  paragraph,
  type Report,
  type Section,
  shortened,
  untagged,
} from './view.ts';

export interface SeriesView extends Series {
  readonly state: string;
  readonly landings: readonly Landing[];
  readonly reverted: readonly Landing[];
  readonly trailers: readonly GivenTrailer[];
  readonly comments: readonly ReviewComment[];
  readonly waitsFor: WaitsFor;
  /** What tests found of its patches. */
  readonly checks: readonly PatchCheck[];
  /** All versions of the change, oldest first, this one among them. */
  readonly versions: readonly SeriesVersion[];
}

export interface PatchCheck {
  readonly messageId: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
}

/** `ci-build: fail, it hangs` */
export const checkText = ({ context, state, description }: PatchCheck): string =>
  `${context}: ${state}${description ? `, ${description}` : ''}`;

export interface SeriesVersion {
  readonly version: number;
  readonly date: Series['date'];
  readonly expected: number;
  /** Remarks of reviewers, and how many of them nobody answered. */
  readonly comments: number;
  readonly open: number;
  /** Patches with a review or ack. */
  readonly reviewed: number;
}

export function seriesReport(series: SeriesView, asOf: Series['date'], mailUrl: string): Report {
  const open = series.comments.filter((one) => one.state === 'open');
  const count = series.complete
    ? `${series.received} patches`
    : `${series.received} of ${series.expected} patches`;
  const { who, since, why } = series.waitsFor;
  return {
    name: 'series',
    title: `v${series.version} ${series.title}`,
    asOf,
    subject: series.id,
    mailUrl,
    lead: [
      [
        `${series.author.name || series.author.email}, ${day(series.date)}: ${count}; ${series.state}; ${open.length} open ${open.length === 1 ? 'comment' : 'comments'}.`,
      ],
      [`Waits for ${who} since ${day(since)}: ${why}.`],
    ],
    sections: [
      ...rounds(series.versions),
      { title: 'Patches', blocks: [patches(series)] },
      ...comments('Open comments', open),
      ...comments(
        'Other comments',
        series.comments.filter((one) => one.state !== 'open'),
      ),
    ],
  };
}

/** What each version got, where there is more than one. */
function rounds(versions: readonly SeriesVersion[]): readonly Section[] {
  if (versions.length < 2) return [];
  const lines = versions.map(({ version, date, expected, comments, open, reviewed }) =>
    item(
      `v${version}, ${day(date)}: ${expected} ${expected === 1 ? 'patch' : 'patches'}, ${reviewed} reviewed; ${comments} ${comments === 1 ? 'comment' : 'comments'}, ${open} open`,
    ),
  );
  return [{ title: 'Versions and rounds of review', blocks: [roundsTrend(versions), list(lines)] }];
}

/** @param versions at least one */
export function roundsTrend(versions: readonly SeriesVersion[]): Block {
  const [first, last] = [versions[0]!, versions.at(-1)!];
  return {
    kind: 'trend',
    title: `${versions.length} versions`,
    from: `v${first.version} (${day(first.date)})`,
    to: `v${last.version} (${day(last.date)})`,
    lines: [
      { label: 'comments', values: versions.map(({ comments }) => comments) },
      { label: 'open', values: versions.map(({ open }) => open) },
      { label: 'reviewed patches', values: versions.map(({ reviewed }) => reviewed) },
    ],
  };
}

function patches(series: SeriesView): Block {
  if (series.patches.length === 0) return paragraph('The archive has none of them.');
  return list(
    series.patches.map((patch): Item => {
      const given = series.trailers.filter(
        (one) => !one.own && (one.appliesTo === patch.n || one.appliesTo === 'series'),
      );
      const landed = [...series.reverted, ...series.landings].filter(({ n }) => n === patch.n);
      return {
        text: [
          `${patch.n}/${series.expected} ${untagged(patch.subject)}`,
          { message: patch.messageId, commit: null },
        ],
        items: [
          ...given.map((one) =>
            item(
              `${one.kind}: ${one.value.replace(/\s+/g, ' ')}${one.onBehalf ? ' (given by somebody else)' : ''}`,
              {
                message: one.messageId,
                commit: null,
              },
            ),
          ),
          ...series.checks
            .filter(({ messageId }) => messageId === patch.messageId)
            .map((one) => item(`test ${shortened(checkText(one), MOST)}`)),
          ...landed.map((one) =>
            item(
              `in ${one.tree} since ${day(one.landedAt)} (by ${one.method}, ${one.score})${sinceThen(one)}`,
              {
                message: one.notice ?? null,
                commit: one.commit?.slice(0, 12) ?? null,
              },
            ),
          ),
        ],
      };
    }),
  );
}

function comments(title: string, found: readonly ReviewComment[]): readonly Section[] {
  if (found.length === 0) return [];
  const items = found.map((one): Item => {
    const place = one.appliesTo === 'series' ? 'the series' : `patch ${one.appliesTo}`;
    const what = one.state === 'open' ? '' : `${one.state}, `;
    return {
      text: [
        `${what}${one.author.name || one.author.email} on ${place}, ${day(one.date)}`,
        { message: one.messageId, commit: null },
      ],
      items: [
        ...(one.quoted ? [item(`> ${shortened(one.quoted, MOST)}`)] : []),
        item(shortened(one.text, MOST)),
      ],
    };
  });
  return [{ title, blocks: [list(items)] }];
}

/** Characters of a comment, or of what it is about. */
const MOST = 300;
