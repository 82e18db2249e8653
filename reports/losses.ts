/** What got lost on the way: one line each, with the mail or commit that shows it. */
import type { CommitId, Epoch, Mailbox, MessageId, Series } from '../model/facts/index.ts';
import type { LeftBehind, Unreviewed } from '../model/landing/index.ts';
import type { Neglected, OlderTrailer } from '../model/review/index.ts';
import { day, type Item, item, untagged } from './view.ts';

/** A series as a line names it. */
export type NamedSeries = Pick<Series, 'id' | 'version' | 'title'>;

export type Loss =
  /** A review that a newer version of the patch has no more; `patches` are numbers of the newer one. */
  | {
      readonly kind: 'trailer';
      readonly since: Epoch;
      readonly series: NamedSeries;
      readonly trailer: OlderTrailer;
      readonly from: number;
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

export interface LossLine {
  readonly text: string;
  readonly messageId: MessageId | null;
  readonly commit: CommitId | null;
}

export function lossLine(loss: Loss): LossLine {
  switch (loss.kind) {
    case 'trailer': {
      const { trailer, patches, from } = loss;
      const where = patches.length === 1 ? `patch ${patches[0]}` : `patches ${patches.join(', ')}`;
      return {
        text: `${named(loss.series)} lost ${trailer.kind} of ${nameOf(trailer)}, given to v${from}: ${where} ${patches.length === 1 ? 'has' : 'have'} it no more`,
        messageId: trailer.messageId,
        commit: null,
      };
    }
    case 'comment': {
      const { comment, how } = loss.neglected;
      const place = comment.appliesTo === 'series' ? '' : ` on patch ${comment.appliesTo}`;
      return {
        text: `${named(loss.series)}: ${how}, ${loss.count === 1 ? 'the comment' : `${loss.count} comments`} of ${nameOf(comment.author)}${place} (${shortened(comment.text)})`,
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

/** Many comments on one series that fared alike are one line to whoever reads about a week. */
export function lossGroups(losses: readonly Loss[]): readonly (readonly Loss[])[] {
  const groups = Map.groupBy(losses, (one) =>
    one.kind === 'comment' ? `${one.series.id} ${one.neglected.how}` : one,
  );
  return [...groups.values()].flatMap((group) => (group.length > FEW ? [group] : group.map((one) => [one])));
}

const isComment = (loss: Loss): loss is LostComment => loss.kind === 'comment';

export function lossItem(losses: readonly Loss[]): Item {
  const comments = losses.filter(isComment);
  return comments.length > 1 ? commentsItem(comments) : oneItem(losses[0]!);
}

function commentsItem(losses: readonly LostComment[]): Item {
  const { since, series, neglected } = losses[0]!;
  const authors = [...new Set(losses.map((one) => nameOf(one.neglected.comment.author)))];
  const count = losses.reduce((sum, one) => sum + one.count, 0);
  const mails = [...new Set(losses.map((one) => one.neglected.comment.messageId))];
  return item(
    `${day(since)}: ${named(series)}: ${neglected.how}, ${count} comments of ${authors.join(', ')}`,
    ...mails.slice(0, MOST_CITED).map((message) => ({ message, commit: null })),
  );
}

function oneItem(loss: Loss): Item {
  const { text, messageId, commit } = lossLine(loss);
  const cited = [
    ...(messageId ? [{ message: messageId, commit: null }] : []),
    ...(commit ? [{ message: null, commit: commit.slice(0, 12) }] : []),
  ];
  return item(`${day(loss.since)}: ${text}`, ...cited);
}

export const named = ({ version, title }: Pick<NamedSeries, 'version' | 'title'>): string =>
  `v${version} ${title}`;

const nameOf = ({ name, email }: Mailbox): string => name || email;

const MOST = 60;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}
