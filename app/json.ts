/** The JSON of commands and of the API under /api/mergeready/: the same contracts, made in one place. */
import { type ConformanceRun, isoDate, type Landing } from '../model/facts/index.ts';
import { type Loss, lossLine } from '../reports/losses.ts';
import type { Waiting } from '../reports/triage.ts';
import type { Weekly } from '../reports/weekly.ts';
import type { diffSeries, Pair } from './diff.ts';
import { featuresJson } from './features-json.ts';
import type { LoggedEntry } from './journal.ts';
import type { FileKeepers } from './maintainers.ts';
import type { ListedSeries, ShownSeries } from './series.ts';
import type { ShownPatch } from './trees.ts';

/** Of `series list`. */
export function seriesJson({ landings: _, reverted: __, ...one }: ListedSeries) {
  return {
    ...one,
    date: isoDate(one.date),
    patches: one.patches.map((patch) => ({ ...patch, date: isoDate(patch.date) })),
  };
}

/** Of `change show`. */
export const changeJson = (id: string, versions: readonly ListedSeries[]) => ({
  id,
  versions: versions.map(seriesJson),
});

/** Of `landing list`. */
export function landingJson({ stack, revert, appliedAgain, ...one }: Landing) {
  return {
    ...one,
    landedAt: isoDate(one.landedAt),
    revertedBy: revert?.by ?? null,
    revertedAt: revert ? isoDate(revert.at) : null,
    appliedAgainAfter: appliedAgain?.by ?? null,
    ...(stack
      ? { stack: { ...stack, notes: stack.notes.map((note) => ({ ...note, since: isoDate(note.since) })) } }
      : {}),
  };
}

const dated = <T extends { readonly date: number }>(all: readonly T[]) =>
  all.map((one) => ({ ...one, date: isoDate(one.date) }));

/** Of `series show`. */
export function shownSeriesJson(one: ShownSeries) {
  return {
    ...seriesJson(one),
    trailers: dated(one.trailers),
    carried: dated(one.carried),
    lost: dated(one.lost),
    comments: dated(one.comments).map((comment) => ({
      ...comment,
      author: comment.author.name || comment.author.email,
    })),
    suggestedObjections: dated(one.suggestedObjections),
    waitsFor: { ...one.waitsFor, since: isoDate(one.waitsFor.since) },
    lastActivity: isoDate(one.lastActivity),
    checks: one.checks.map((check) => ({ ...check, at: isoDate(check.at) })),
    landings: one.landings.map(landingJson),
    reverted: one.reverted.map(landingJson),
  };
}

/** Of `triage`. */
export const queueJson = ({ series, ...one }: Waiting) => ({
  id: series.id,
  version: series.version,
  title: series.title,
  author: series.author,
  date: isoDate(series.date),
  ...one,
  since: isoDate(one.since),
});

/** Of `report weekly`. */
export const weeklyJson = (report: Weekly) => ({
  ...report,
  since: isoDate(report.since),
  asOf: isoDate(report.asOf),
  landed: report.landed.map((one) => ({ ...landingJson(one), title: one.title })),
  reverted: report.reverted.map((one) => ({ ...landingJson(one), title: one.title })),
  waiting: report.waiting.map(queueJson),
  assessment: report.assessment && featuresJson(report.assessment),
});

/** Of `search`. */
export const hitJson = <T extends { readonly date: number }>(hit: T) => ({
  ...hit,
  date: isoDate(hit.date),
});

/** Of `series diff`. */
export const diffJson = ({ before, after, pairs }: Awaited<ReturnType<typeof diffSeries>>) => ({
  before: before.id,
  after: after.id,
  patches: pairs.map(pairJson),
});

const pairJson = ({ before, after, ...pair }: Pair) => ({
  before: before && { n: before.n, title: before.title, messageId: before.messageId },
  after: after && { n: after.n, title: after.title, messageId: after.messageId },
  ...pair,
});

/** Of `triage losses`. */
export const lossJson = (loss: Loss) => ({
  kind: loss.kind,
  since: isoDate(loss.since),
  series: loss.series?.id ?? null,
  ...lossLine(loss),
});

/** Of `triage log`. */
export const entryJson = (entry: LoggedEntry) => ({ ...entry, at: isoDate(entry.at) });

const dateOrNull = (at: number | null): string | null => (at === null ? null : isoDate(at));

/** Of `tree show`. */
export const stackPatchJson = ({ entered, left, notes, versions, ...one }: ShownPatch) => ({
  ...one,
  entered: isoDate(entered),
  left: dateOrNull(left),
  notes: notes.map((note) => ({ ...note, since: isoDate(note.since), until: dateOrNull(note.until) })),
  versions: versions.map((version) => ({ ...version, since: isoDate(version.since) })),
});

/** Of `maintainers`. */
export const keepersJson = <T extends Pick<FileKeepers, 'from'>>(found: T) => ({
  ...found,
  from: { ...found.from, since: isoDate(found.from.since) },
});

/** Of `report conformance`; null where no run is known. */
export const conformanceJson = (run: ConformanceRun | null) => run && { ...run, ranAt: isoDate(run.ranAt) };
