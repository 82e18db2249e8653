/** The week up to a date: of a list alone, and of what a dossier says beside it. */
import type { Dossier } from '../model/dossier/index.ts';
import { type Epoch, epoch, type Landing, WEEK } from '../model/facts/index.ts';
import { type Assessment, type Changed, compareAssessments } from '../model/readiness/index.ts';
import { seriesNames } from '../model/store/find-series.ts';
import { countMailsBetween, readMails } from '../model/store/read-mail.ts';
import { readSeries } from '../model/store/read-series.ts';
import type { TitledLanding, Weekly } from '../reports/weekly.ts';
import { assessDossier } from './features.ts';
import { landedSeries, landingsBetween } from './landings.ts';
import { listsCalled } from './lists.ts';
import { triageQueue } from './triage.ts';
import { lossesBetween } from './triage-losses.ts';
import type { Workspace } from './workspace.ts';

/** What was posted earlier and still waits is for `triage`, not for a report of a week. */
const QUEUE_DAYS = 56;

export interface AssessedWeek {
  readonly assessment: Assessment;
  readonly changed: readonly Changed[];
}

/** What stands as of a date, and what changed in the week before it. */
export async function assessWeek(workspace: Workspace, dossier: Dossier, asOf: Epoch): Promise<AssessedWeek> {
  const before = await assessDossier(workspace, dossier, epoch(asOf - WEEK));
  const assessment = await assessDossier(workspace, dossier, asOf);
  return { assessment, changed: compareAssessments(before, assessment) };
}

/**
 * @param dossier null where nobody keeps one: then nothing is judged, and the rest is the same
 * @param list only what this list saw (LIST_PART); features are judged by all that is here
 * @throws UsageError where no list here is called so
 */
export async function weekly(
  workspace: Workspace,
  dossier: Dossier | null,
  asOf: Epoch,
  list?: string,
): Promise<Weekly> {
  const lists = list === undefined ? [] : listsCalled(workspace, list);
  const since = epoch(asOf - WEEK);
  // First, since who reads reviews knows what was given.
  const waiting = await triageQueue(workspace, dossier, asOf, { days: QUEUE_DAYS, list });
  const lost = await lossesBetween(workspace, since, asOf, { list });
  const judged = dossier === null ? null : await assessWeek(workspace, dossier, asOf);
  const { landed, reverted } = await landingsBetween(workspace, since, asOf);
  const isOn = await isOnList(workspace, [...landed, ...reverted], asOf, list);
  const titled = await titles(workspace, [...landed, ...reverted], asOf);
  return {
    since,
    asOf,
    lists,
    assessment: judged?.assessment ?? null,
    mails: await countMailsBetween(workspace.store, since, asOf, lists),
    posted: (await landedSeries(workspace, asOf, { since, list })).filter((one) => one.date > since),
    landed: landed.filter(isOn).map(titled),
    reverted: reverted.filter(isOn).map(titled),
    changed: judged?.changed ?? [],
    waiting,
    lost,
  };
}

async function isOnList(
  { store }: Workspace,
  landings: readonly Landing[],
  asOf: Epoch,
  list: string | undefined,
): Promise<(one: Landing) => boolean> {
  if (list === undefined) return () => true;
  const ids = [...new Set(landings.map(({ seriesId }) => seriesId))];
  const found = new Set((await readSeries(store, asOf, { ids, list })).map(({ id }) => id));
  return ({ seriesId }) => found.has(seriesId);
}

/** With the subject of the mail that landed, and the series in which it stands. */
async function titles(
  { store }: Workspace,
  landings: readonly Landing[],
  asOf: Epoch,
): Promise<(one: Landing) => TitledLanding> {
  const mails = await readMails(
    store,
    landings.map(({ messageId }) => messageId),
  );
  const subjects = new Map<string, string>(mails.map(({ messageId, subject }) => [messageId, subject]));
  const series = new Map<string, TitledLanding['series']>(
    seriesNames(store, asOf).map((one) => [one.id, one]),
  );
  return (one) => ({
    ...one,
    title: subjects.get(one.messageId) ?? one.messageId,
    series: series.get(one.seriesId)!,
  });
}
