/** Series as lines for a terminal. */
import type { SeriesKeepers } from '../app/maintainers.ts';
import type { ListedSeries, ShownSeries } from '../app/series.ts';
import type { GivenTrailer } from '../model/facts/index.ts';
import { plain } from '../reports/render/text.ts';
import { checkText } from '../reports/series.ts';
import { day } from './context.ts';
import { landed } from './landing.ts';
import { keeperLines } from './maintainers.ts';

/** On a terminal a title is cut so that each series has one line there, though never below this many columns. */
const SHORTEST_TITLE = 20;

export function listLine(one: ListedSeries): string {
  const excess =
    line(one).length - (process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY);
  const { title } = one;
  if (excess <= 0 || title.length <= SHORTEST_TITLE) return line(one);
  return line({ ...one, title: `${title.slice(0, Math.max(SHORTEST_TITLE, title.length - excess) - 1)}…` });
}

function line(one: ListedSeries): string {
  const tags = one.prefixes.length > 0 ? `[${one.prefixes.join(' ')}] ` : '';
  const count = one.complete ? `${one.received}` : `${one.received} of ${one.expected}, incomplete`;
  const version = one.versionFrom === 'inferred' ? `v${one.version} (inferred)` : `v${one.version}`;
  return plain(
    `${one.id}  ${day(one.date)}  ${one.state.padEnd(12)}  ${version}  ${tags}${one.title} (${count})${one.supersededBy ? `, superseded by ${one.supersededBy}` : ''}`,
  );
}

const relatedText = ({ id, version, title }: { id: string; version: number; title: string }): string =>
  `${id} v${version} ${plain(title)}`;

/** What is known of one series: the head, and its patches with what was given to each. */
export function shownLines(one: ShownSeries, keepers: SeriesKeepers | null): readonly string[] {
  const open = one.comments.filter((comment) => comment.state === 'open').length;
  const { who, since, why } = one.waitsFor;
  return [
    line(one),
    `  from ${plain(one.author.name)} <${plain(one.author.email)}>, change ${one.changeId}`,
    ...relationLines(one),
    ...(one.cover ? [`  cover <${one.cover}>`] : []),
    `  comments: ${one.comments.length}, ${open} open`,
    `  waits for: ${who} since ${day(since)}, ${plain(why)}`,
    ...(keepers && keepers.people.length > 0 ? keeperLines({ ...keepers, lists: [] }) : []).map(
      (text) => `  ${text}`,
    ),
    ...one.suggestedObjections.map(
      (said) => `  may be an objection: ${plain(said.sentence)} <${said.messageId}>`,
    ),
    ...one.patches.flatMap((patch) => [
      `  ${patch.n}/${one.expected} ${plain(patch.subject)} <${patch.messageId}>`,
      ...patchLines(one, patch).map((text) => `      ${text}`),
    ]),
  ];
}

const relationLines = (one: ShownSeries): readonly string[] => [
  ...(one.follows ? [`  follows ${one.follows.series} (${one.follows.method}, ${one.follows.score})`] : []),
  ...(one.supersededBy ? [`  superseded by ${one.supersededBy}`] : []),
  ...one.otherParts.map((other) => `  split; the other patches: ${relatedText(other)}`),
  ...one.tookIn.map((other) => `  took in ${relatedText(other)}`),
  ...(one.takenInBy ? [`  taken in by ${relatedText(one.takenInBy)}`] : []),
];

/** Trailers, tests and landings of one patch. */
function patchLines(one: ShownSeries, { n, messageId }: ShownSeries['patches'][number]): readonly string[] {
  const given = one.trailers.filter(
    ({ own, appliesTo }) => !own && (appliesTo === n || appliesTo === 'series'),
  );
  const older = (what: string, trailers: readonly GivenTrailer[]): readonly string[] =>
    trailers
      .filter(({ appliesTo }) => appliesTo === n)
      .map((trailer) => `${what} from an older version: ${trailerText(trailer)}`);
  return [
    ...given.map(trailerText),
    ...older('carried', one.carried),
    ...older('lost', one.lost),
    ...one.checks
      .filter((check) => check.messageId === messageId)
      .map((check) => `test ${plain(checkText(check))}${check.url ? ` <${plain(check.url)}>` : ''}`),
    ...[...one.reverted, ...one.landings].filter((landing) => landing.n === n).map(landed),
  ];
}

/** On one line; b4 calls it sloppy to send a trailer for somebody else. */
const trailerText = ({ kind, value, onBehalf }: GivenTrailer): string =>
  `${kind}: ${plain(value.replace(/\s+/g, ' '))}${onBehalf ? ' (sent by somebody else)' : ''}`;
