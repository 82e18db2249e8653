/** How far a feature is on its way: stages, and how many of its patches are where. */
import type { Feature } from '../dossier/index.ts';
import type { CommitId, Epoch, Landing } from '../facts/index.ts';
import type { SeriesFacts, TestResult } from './context.ts';

export const STAGES = ['idea', 'proposed', 'in review', 'reviewed', 'queued', 'merged', 'used'] as const;
export type Stage = (typeof STAGES)[number];

export const isAtLeast = (stage: Stage, than: Stage): boolean =>
  STAGES.indexOf(stage) >= STAGES.indexOf(than);

/** Trees that hold what is to be merged, and mainline, which has it. */
export const HOLDING: readonly string[] = ['mm', 'next', 'subsystem', 'mainline'];

/** The newest versions; a partial reroll (`v2.1 3/4`) belongs to the series that it patches. */
export const currentSeries = (series: readonly SeriesFacts[]): readonly SeriesFacts[] =>
  series.filter((one) => one.supersededBy === null && !one.isPartial);

/** @param series those of the feature, as of the date */
export function stageOf(feature: Feature, series: readonly SeriesFacts[]): Stage {
  const stated = (trees: readonly string[]): boolean =>
    feature.merged.some(({ tree }) => trees.includes(tree));
  const current = currentSeries(series);
  const isIn = (roles: readonly string[]): boolean => current.some((one) => isWhollyIn(one, roles));
  if (stated(['mainline']) || isIn(['mainline'])) return feature.used.length > 0 ? 'used' : 'merged';
  if (stated(HOLDING) || isIn(HOLDING)) return 'queued';
  if (current.some((one) => isReviewed(one) && failedTests([one]).length === 0)) return 'reviewed';
  if (series.some((one) => one.isAnswered)) return 'in review';
  return series.length > 0 ? 'proposed' : 'idea';
}

export const isReviewed = ({ complete, reviewedPatches, expected }: SeriesFacts): boolean =>
  complete && reviewedPatches.length >= expected;

/** What tests found wrong with these series. */
export const failedTests = (series: readonly SeriesFacts[]): readonly TestResult[] =>
  series.flatMap(({ tests }) => tests ?? []).filter(({ state }) => state === 'fail');

function isWhollyIn(series: SeriesFacts, roles: readonly string[]): boolean {
  const landed = new Set(series.landings.filter(({ role }) => roles.includes(role)).map(({ n }) => n));
  return series.received > 0 && landed.size >= series.received;
}

/** The patches of a feature's current series, and since when what is buffered sits where it sits. */
export interface Patches {
  readonly merged: number;
  readonly buffered: number;
  readonly missing: number;
  readonly bufferedIn: readonly string[];
  readonly bufferedSince: Epoch | null;
}

/** @param stage a feature that people say is merged has no patch missing */
export function patchesOf(stage: Stage, series: readonly SeriesFacts[]): Patches {
  const current = currentSeries(series);
  const isMerged = isAtLeast(stage, 'merged');
  const held: Landing[] = [];
  const count = { merged: 0, buffered: 0, missing: 0 };
  for (const { patches, expected, landings } of current) {
    for (const { n } of patches) {
      const of = landings.filter((one) => one.n === n && HOLDING.includes(one.role));
      const isIn = isMerged || of.some(({ role }) => role === 'mainline');
      if (!isIn) held.push(...of);
      count[isIn ? 'merged' : of.length > 0 ? 'buffered' : 'missing']++;
    }
    count[isMerged ? 'merged' : 'missing'] += Math.max(0, expected - patches.length);
  }
  const dates = held.map(({ landedAt }) => landedAt).sort((a, b) => a - b);
  return {
    ...count,
    bufferedIn: [...new Set(held.map(({ tree }) => tree))].sort(),
    bufferedSince: dates[0] ?? null,
  };
}

export interface RevertedPatch {
  readonly tree: string;
  readonly n: number;
  readonly messageId: string;
  readonly landedAt: Epoch;
  readonly by: CommitId;
  readonly at: Epoch;
}

/** What a tree had of the newest versions and took out again, unless it has it again. */
export function revertedPatches(series: readonly SeriesFacts[]): readonly RevertedPatch[] {
  return currentSeries(series)
    .flatMap(({ landings, reverted }) =>
      (reverted ?? [])
        .filter(({ n, tree }) => !landings.some((one) => one.n === n && one.tree === tree))
        .flatMap(({ tree, n, messageId, landedAt, revert }) =>
          revert ? [{ tree, n, messageId, landedAt, ...revert }] : [],
        ),
    )
    .sort((a, b) => a.at - b.at || a.n - b.n);
}
