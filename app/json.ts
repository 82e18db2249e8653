/** The JSON of commands and of the API under /api/mergeready/: the same contracts, made in one place. */
import { isoDate, type Landing } from '../model/facts/index.ts';
import type { Waiting } from '../reports/triage.ts';
import type { Weekly } from '../reports/weekly.ts';
import { featuresJson } from './features-json.ts';
import type { ListedSeries, ShownSeries } from './series.ts';

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
  assessment: featuresJson(report.assessment),
});

/** Of `search`. */
export const hitJson = <T extends { readonly date: number }>(hit: T) => ({
  ...hit,
  date: isoDate(hit.date),
});
