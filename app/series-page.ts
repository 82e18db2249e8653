/** One series with the texts of its mails: what its page and the pages of its patches show. */
import { type Epoch, mailsOf } from '../model/facts/index.ts';
import type { ReviewComment } from '../model/review/index.ts';
import { placer } from '../model/review/index.ts';
import { type ReadMail, readMails } from '../model/store/read-mail.ts';
import { type ListedSeries, type ShownSeries, showChange, showSeries } from './series.ts';
import type { Workspace } from './workspace.ts';

export interface SeriesWithMails {
  readonly series: ShownSeries;
  /** All versions of its change, oldest first, this one among them. */
  readonly versions: readonly ListedSeries[];
  /** By Message-ID: its cover and its patches. */
  readonly mails: ReadonlyMap<string, ReadMail>;
}

export async function seriesWithMails(
  workspace: Workspace,
  name: string,
  asOf: Epoch,
): Promise<SeriesWithMails> {
  const series = await showSeries(workspace, name, asOf);
  const versions = await showChange(workspace, series.changeId, asOf);
  const mails = await readMails(workspace.store, mailsOf(series));
  return { series, versions, mails: new Map(mails.map((mail) => [mail.messageId, mail])) };
}

/** One patch with its text; null if the series has none of that number by then. */
export async function patchWithMail(
  workspace: Workspace,
  name: string,
  n: string,
  asOf: Epoch,
): Promise<{ readonly series: ShownSeries; readonly at: number; readonly mail: ReadMail } | null> {
  const series = await showSeries(workspace, name, asOf);
  const at = series.patches.findIndex((patch) => String(patch.n) === n);
  if (at < 0) return null;
  const [mail] = await readMails(workspace.store, [series.patches[at]!.messageId]);
  return mail ? { series, at, mail } : null;
}

export interface PlacedComments {
  /** By the index of the line that they stand below. */
  readonly below: ReadonlyMap<number, readonly ReviewComment[]>;
  /** Those whose quotation the mail does not hold. */
  readonly elsewhere: readonly ReviewComment[];
}

/** Remarks in place of the lines they speak of. */
export function placeComments(lines: readonly string[], comments: readonly ReviewComment[]): PlacedComments {
  const find = placer(lines);
  const placed = comments.map((comment) => ({
    comment,
    at: comment.quoted === '' ? null : find(comment.quoted),
  }));
  const below = Map.groupBy(
    placed.filter((one): one is typeof one & { at: number } => one.at !== null),
    ({ at }) => at,
  );
  return {
    below: new Map([...below].map(([at, found]) => [at, found.map(({ comment }) => comment)])),
    elsewhere: placed.filter(({ at }) => at === null).map(({ comment }) => comment),
  };
}
