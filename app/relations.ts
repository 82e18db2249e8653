/** How a series stands to others that are no versions of the very same patches. */
import type { Epoch, Series } from '../model/facts/index.ts';
import { otherParts } from '../model/series/index.ts';
import { readSeries, supersededIds } from '../model/store/read-series.ts';
import type { Workspace } from './workspace.ts';

export type RelatedSeries = Pick<Series, 'id' | 'version' | 'title'>;

export interface Relations {
  /** The change was split: the series with the other patches. */
  readonly otherParts: readonly RelatedSeries[];
  /** Series of other changes whose patches it took in. */
  readonly tookIn: readonly RelatedSeries[];
  /** The series of another change that took its patches in. */
  readonly takenInBy: RelatedSeries | null;
}

export async function relationsOf({ store }: Workspace, series: Series, asOf: Epoch): Promise<Relations> {
  const versions = await readSeries(store, asOf, { changes: [series.changeId] });
  const known = new Set<string>(versions.map(({ id }) => id));
  const taken = supersededIds(store, series.id, asOf).filter((id) => !known.has(id));
  const taker = series.supersededBy !== null && !known.has(series.supersededBy) ? [series.supersededBy] : [];
  const elsewhere = await readSeries(store, asOf, { ids: [...taken, ...taker] });
  return {
    otherParts: otherParts(series, versions).map(related),
    tookIn: elsewhere.filter(({ id }) => taken.includes(id)).map(related),
    takenInBy: elsewhere.filter(({ id }) => id === taker[0]).map(related)[0] ?? null,
  };
}

const related = ({ id, version, title }: Series): RelatedSeries => ({ id, version, title });
