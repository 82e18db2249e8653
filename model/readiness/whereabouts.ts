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

/**
 * What the dossier states comes first; where it rests on the mail or commit by which the landing is known anyway, it is
 * told once.
 * @param series those of the feature, as of the date
 */
export function whereaboutsOf(feature: Feature, series: readonly SeriesFacts[]): readonly Whereabouts[] {
  const current = currentSeries(series);
  const expected = current.reduce((sum, one) => sum + one.expected, 0);
  const landings = current.flatMap((one) => one.landings.filter(({ role }) => HOLDING.includes(role)));
  const isFound = ({ evidence, release }: Feature['merged'][number]): boolean =>
    release === undefined && evidence !== undefined && landings.some((one) => restsOn(one, evidence));
  const stated = feature.merged
    .filter((one) => !isFound(one))
    .map(
      ({ tree, release, date, evidence }): Whereabouts => ({
        kind: 'stated',
        tree,
        since: statedDate(date),
        release: release ?? null,
        evidence: evidence ?? null,
      }),
    );
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

const restsOn = ({ notice, commit }: Landing, evidence: Evidence): boolean =>
  evidence.commit === undefined
    ? notice === evidence.message
    : (commit?.startsWith(evidence.commit) ?? false);
