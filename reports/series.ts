/** One series: its patches with what was given to them, what is open, and where it went. */
import type { GivenTrailer, Landing, Series } from '../model/facts/index.ts';
import type { ReviewComment, WaitsFor } from '../model/review/index.ts';
import { type Block, day, type Item, item, list, paragraph, type Report, type Section } from './view.ts';

export interface SeriesView extends Series {
  readonly state: string;
  readonly landings: readonly Landing[];
  readonly trailers: readonly GivenTrailer[];
  readonly comments: readonly ReviewComment[];
  readonly waitsFor: WaitsFor;
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
      { title: 'Patches', blocks: [patches(series)] },
      ...comments('Open comments', open),
      ...comments(
        'Other comments',
        series.comments.filter((one) => one.state !== 'open'),
      ),
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
      const landed = series.landings.filter(({ n }) => n === patch.n);
      return {
        text: [`${patch.n}/${series.expected} ${patch.subject}`, { message: patch.messageId, commit: null }],
        items: [
          ...given.map((one) =>
            item(`${one.kind}: ${one.value}${one.onBehalf ? ' (given by somebody else)' : ''}`, {
              message: one.messageId,
              commit: null,
            }),
          ),
          ...landed.map((one) =>
            item(`in ${one.tree} since ${day(one.landedAt)} (by ${one.method}, ${one.score})`, {
              message: null,
              commit: one.commit.slice(0, 12),
            }),
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
      items: [...(one.quoted ? [item(`> ${shortened(one.quoted)}`)] : []), item(shortened(one.text))],
    };
  });
  return [{ title, blocks: [list(items)] }];
}

const MOST = 300;
const shortened = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)} …` : text);
