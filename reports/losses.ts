/** What got lost on the way: one line each, with the mail or commit that shows it. */
import type { CommitId, Epoch, Mailbox, MessageId, Series } from '../model/facts/index.ts';
import type { LeftBehind, Unreviewed } from '../model/landing/index.ts';
import type { Neglected, OlderTrailer } from '../model/review/index.ts';
import { day, type Item, item, shortened, untagged } from './view.ts';

/** A series as a line names it. */
export type NamedSeries = Pick<Series, 'id' | 'version' | 'title'>;

export type Loss =
  /** A review that a newer version of the patch has no more; `patches` are numbers of the newer one. */
  | {
      readonly kind: 'trailer';
      readonly since: Epoch;
      readonly series: NamedSeries;
      readonly trailer: OlderTrailer;
      /** The version that it was given to. */
      readonly from: number;
      /** The version that had it no more first. */
      readonly by: number;
      readonly patches: readonly number[];
    }
  | {
      readonly kind: 'comment';
      readonly since: Epoch;
      readonly series: NamedSeries;
      readonly neglected: Neglected;
      /** Comments of the same mail that fared alike, this one among them. */
      readonly count: number;
    }
  | { readonly kind: 'patch'; readonly since: Epoch; readonly series: NamedSeries; readonly left: LeftBehind }
  | {
      readonly kind: 'commit';
      readonly since: Epoch;
      readonly series: null;
      readonly unreviewed: Unreviewed;
    };

/** Characters of a comment, by which its mail is known again. */
const MOST_WORDS = 60;

export interface LossLine {
  readonly text: string;
  readonly messageId: MessageId | null;
  readonly commit: CommitId | null;
}

export function lossLine(loss: Loss): LossLine {
  switch (loss.kind) {
    case 'trailer':
      return { text: lostTrailers([loss]), messageId: loss.trailer.messageId, commit: null };
    case 'comment': {
      const { comment, how } = loss.neglected;
      const place = comment.appliesTo === 'series' ? '' : ` on patch ${comment.appliesTo}`;
      return {
        text: `${named(loss.series)}: ${how}, ${loss.count === 1 ? 'the comment' : `${loss.count} comments`} of ${nameOf(comment.author)}${place} (${shortened(comment.text, MOST_WORDS)})`,
        messageId: comment.messageId,
        commit: null,
      };
    }
    case 'patch': {
      const { left } = loss;
      return {
        text: `${named(loss.series)}: ${left.tree} has ${left.landed.join(', ')}, and not patch ${left.n} (${untagged(left.subject)})`,
        messageId: left.messageId,
        commit: left.commit,
      };
    }
    case 'commit': {
      const { commit, how } = loss.unreviewed;
      return {
        text: `${commit.tree} has, ${HOW[how]}: ${commit.subject} (${nameOf(commit.author)})`,
        messageId: commit.patch?.messageId ?? null,
        commit: commit.id,
      };
    }
  }
}

type LostTrailer = Extract<Loss, { readonly kind: 'trailer' }>;

/** Of one kind, given to the same patches. */
function lostTrailers(losses: readonly LostTrailer[]): string {
  const { series, trailer, patches, from, by } = losses[0]!;
  const since = by === series.version ? '' : ` since v${by}`;
  const isOne = patches.length === 1;
  const who = [...new Set(losses.map((one) => nameOf(one.trailer)))].join(', ');
  return `${named(series)} lost ${trailer.kind} of ${who}, given to v${from}: ${isOne ? 'patch' : 'patches'} ${patches.join(', ')} ${isOne ? 'has' : 'have'} ${losses.length === 1 ? 'it' : 'them'} no more${since}`;
}

/** An answer may have come since. */
const HOW = {
  'never posted': 'never posted',
  unanswered: 'before anybody answered',
  'not reviewed': 'not reviewed',
} as const satisfies Record<Unreviewed['how'], string>;

/** Who wants to see them all looks at the series. */
const MOST_CITED = 3;

type LostComment = Extract<Loss, { readonly kind: 'comment' }>;

/** So many lines are read one by one. */
const FEW = 2;

/** What fared alike is one line to whoever reads about a week: many comments on one series, reviews that it lost. */
export function lossGroups(losses: readonly Loss[]): readonly (readonly Loss[])[] {
  return [...Map.groupBy(losses, alike).values()].flatMap((group) =>
    group[0]!.kind === 'comment' && group.length <= FEW ? group.map((one) => [one]) : [group],
  );
}

function alike(loss: Loss): unknown {
  if (loss.kind === 'comment') return `${loss.series.id} ${loss.neglected.how}`;
  if (loss.kind === 'trailer')
    return `${loss.series.id} ${loss.from} ${loss.trailer.kind} ${loss.patches.join()} ${day(loss.since)}`;
  return loss;
}

const isComment = (loss: Loss): loss is LostComment => loss.kind === 'comment';
const isTrailer = (loss: Loss): loss is LostTrailer => loss.kind === 'trailer';

export function lossItem(losses: readonly Loss[]): Item {
  const comments = losses.filter(isComment);
  if (comments.length > 1) return commentsItem(comments);
  const trailers = losses.filter(isTrailer);
  return trailers.length > 1 ? trailersItem(trailers) : oneItem(losses[0]!);
}

function trailersItem(losses: readonly LostTrailer[]): Item {
  const mails = [...new Set(losses.map((one) => one.trailer.messageId))];
  return item(`${day(losses[0]!.since)}: ${lostTrailers(losses)}`, ...cited(mails));
}

const cited = (mails: readonly MessageId[]) =>
  mails.slice(0, MOST_CITED).map((message) => ({ message, commit: null }));

function commentsItem(losses: readonly LostComment[]): Item {
  const { since, series, neglected } = losses[0]!;
  const authors = [...new Set(losses.map((one) => nameOf(one.neglected.comment.author)))];
  const count = losses.reduce((sum, one) => sum + one.count, 0);
  const mails = [...new Set(losses.map((one) => one.neglected.comment.messageId))];
  return item(
    `${day(since)}: ${named(series)}: ${neglected.how}, ${count} comments of ${authors.join(', ')}`,
    ...cited(mails),
  );
}

function oneItem(loss: Loss): Item {
  const { text, messageId, commit } = lossLine(loss);
  const evidence = [
    ...(messageId ? [{ message: messageId, commit: null }] : []),
    ...(commit ? [{ message: null, commit: commit.slice(0, 12) }] : []),
  ];
  return item(`${day(loss.since)}: ${text}`, ...evidence);
}

/** Some titles are whole messages, whose empty line was forgotten. */
const LONGEST_TITLE = 100;

export const named = ({ version, title }: Pick<NamedSeries, 'version' | 'title'>): string =>
  `v${version} ${shortened(title, LONGEST_TITLE)}`;

const nameOf = ({ name, email }: Mailbox): string => name || email;
