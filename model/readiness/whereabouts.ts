/** Which trees have a feature since when, and how that is known. */
import { type Evidence, type Feature, statedDate } from '../dossier/index.ts';
import type { Epoch, Landing } from '../facts/index.ts';
import type { SeriesFacts } from './context.ts';
import { currentSeries, HOLDING } from './stages.ts';

export type Whereabouts =
  | {
      readonly kind: 'stated';
      readonly tree: string;
      readonly since: Epoch;
      readonly release: string | null;
      readonly evidence: Evidence | null;
    }
  | {
      readonly kind: 'found';
      readonly tree: string;
      /** Since the tree has the first of them. */
      readonly since: Epoch;
      /** The newest versions' patches that it has, and all of them. */
      readonly patches: number;
      readonly expected: number;
      /** The least sure of the landings: 1 for what is stated or equal. */
      readonly score: number;
      /** The last of them. */
      readonly landing: Landing;
    };

/** @param series those of the feature, as of the date; what the dossier states comes first */
export function whereaboutsOf(feature: Feature, series: readonly SeriesFacts[]): readonly Whereabouts[] {
  const stated = feature.merged.map(
    ({ tree, release, date, evidence }): Whereabouts => ({
      kind: 'stated',
      tree,
      since: statedDate(date),
      release: release ?? null,
      evidence: evidence ?? null,
    }),
  );
  const current = currentSeries(series);
  const expected = current.reduce((sum, one) => sum + one.expected, 0);
  const landings = current.flatMap((one) => one.landings.filter(({ role }) => HOLDING.includes(role)));
  const found = [...Map.groupBy(landings, ({ tree }) => tree)].map(([tree, all]): Whereabouts => {
    const inOrder = [...all].sort((a, b) => a.landedAt - b.landedAt || a.n - b.n);
    return {
      kind: 'found',
      tree,
      since: inOrder[0]!.landedAt,
      patches: new Set(all.map(({ messageId }) => messageId)).size,
      expected,
      score: Math.min(...all.map(({ score }) => score)),
      landing: inOrder.at(-1)!,
    };
  });
  return [...stated, ...found];
}
