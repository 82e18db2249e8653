/** Two versions of a series compared patch by patch. */
import { patchBody, readDiff } from '../ingest/mail/index.ts';
import { type Epoch, type Series, UsageError } from '../model/facts/index.ts';
import { type ComparedPatch, type Pair, rangeDiff } from '../model/review/index.ts';
import { findSeries } from '../model/store/find-series.ts';
import { type ReadMail, readMails } from '../model/store/read-mail.ts';
import { readSeries } from '../model/store/read-series.ts';
import type { Workspace } from './workspace.ts';

export type { Pair } from '../model/review/index.ts';

export interface SeriesDiff {
  readonly before: Series;
  readonly after: Series;
  readonly pairs: readonly Pair[];
}

/** @param second null: `first` against the version before it */
export async function diffSeries(
  workspace: Workspace,
  first: string,
  second: string | null,
  asOf: Epoch,
): Promise<SeriesDiff> {
  const { store } = workspace;
  const [one] = await readSeries(store, asOf, { ids: [findSeries(store, first, asOf)] });
  const [two] =
    second === null ? [undefined] : await readSeries(store, asOf, { ids: [findSeries(store, second, asOf)] });
  const [before, after] = two ? [one!, two] : [await versionBefore(workspace, one!, asOf), one!];
  const pairs = rangeDiff(await patchesOf(workspace, before), await patchesOf(workspace, after));
  return { before, after, pairs };
}

async function versionBefore({ store }: Workspace, series: Series, asOf: Epoch): Promise<Series> {
  const versions = await readSeries(store, asOf, { changes: [series.changeId] });
  const older = versions.filter((one) => one.id !== series.id && one.order < series.order && !one.isPartial);
  const found = older.sort((a, b) => b.order - a.order)[0];
  if (!found)
    throw new UsageError(`${series.id}: no version before v${series.version} is known; name two series`);
  return found;
}

async function patchesOf({ store }: Workspace, series: Series): Promise<readonly ComparedPatch[]> {
  const ids = series.patches.map((patch) => patch.messageId);
  const mails = new Map((await readMails(store, ids)).map((mail) => [mail.messageId, mail]));
  return series.patches.map((patch) => comparedPatch(patch.n, patch.patchId, mails.get(patch.messageId)!));
}

function comparedPatch(
  n: number,
  patchId: string | null,
  { title, messageId, text }: ReadMail,
): ComparedPatch {
  const found = readDiff(text);
  const start = found?.start ?? text.length;
  const { message } = patchBody(text, start);
  return { n, title, messageId, patchId, message, diff: text.slice(start), lines: found?.lines ?? [] };
}
