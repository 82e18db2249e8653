/** How the set went forward: how many features were posted, buffered and merged, from the first of them to the date. */
import { type Feature, statedDate } from '../dossier/index.ts';
import { type Epoch, epoch } from '../facts/index.ts';
import type { SeriesFacts, Whole } from './context.ts';
import { currentSeries, HOLDING } from './stages.ts';

/** One value for each date; a feature counts where it had come to. */
export interface History {
  readonly dates: readonly Epoch[];
  readonly posted: readonly number[];
  readonly buffered: readonly number[];
  readonly merged: readonly number[];
}

/** As many as fit beside a word, and as a glance takes in. */
const POINTS = 24;

/** Null as long as nothing was posted. */
export function historyOf(whole: Whole): History | null {
  const ways = whole.dossier.features
    .filter((one) => !one.withdrawn)
    .map((one) => wayOf(one, whole.series.get(one.id)!));
  const first = Math.min(...ways.flatMap(({ posted, buffered, merged }) => [posted, buffered, merged]));
  if (!Number.isFinite(first)) return null;
  const step = (whole.asOf - first) / (POINTS - 1);
  const dates = Array.from({ length: POINTS }, (_, at) => epoch(Math.round(first + at * step)));
  const count = (is: (way: Way, at: Epoch) => boolean): readonly number[] =>
    dates.map((at) => ways.filter((way) => is(way, at)).length);
  return {
    dates,
    posted: count(({ posted, buffered, merged }, at) => posted <= at && buffered > at && merged > at),
    buffered: count(({ buffered, merged }, at) => buffered <= at && merged > at),
    merged: count(({ merged }, at) => merged <= at),
  };
}

/** Since when; infinite for what has not happened. */
interface Way {
  readonly posted: number;
  readonly buffered: number;
  readonly merged: number;
}

function wayOf({ merged }: Feature, series: readonly SeriesFacts[]): Way {
  const since = (trees: readonly string[]): number =>
    Math.min(
      ...merged.filter(({ tree }) => trees.includes(tree)).map(({ date }) => statedDate(date)),
      ...currentSeries(series).map((one) => whollyIn(one, trees)),
    );
  return {
    posted: Math.min(...series.map(({ date }) => date)),
    buffered: since(HOLDING),
    merged: since(['mainline']),
  };
}

/** The day on which the last of its patches came into one of these trees. */
function whollyIn({ received, landings }: SeriesFacts, roles: readonly string[]): number {
  const first = new Map<number, number>();
  for (const { n, role, landedAt } of landings)
    if (roles.includes(role)) first.set(n, Math.min(first.get(n) ?? Number.POSITIVE_INFINITY, landedAt));
  return received > 0 && first.size >= received ? Math.max(...first.values()) : Number.POSITIVE_INFINITY;
}
