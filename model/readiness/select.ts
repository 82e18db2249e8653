/** Which series deliver a feature: those that its selectors name, by title or by one of their mails. */
import type { Feature } from '../dossier/index.ts';
import { mailsOf, type Series } from '../facts/index.ts';

type Selecting = Pick<Feature, 'selectors'>;

const patternsOf = (features: readonly Selecting[]): readonly RegExp[] =>
  features.flatMap(({ selectors }) => selectors.titles).map((title) => new RegExp(title, 'i'));

/** What of a series its selection looks at. */
type Selectable = Pick<Series, 'title' | 'cover' | 'patches'>;

/** Does any of these features select the series? */
export function selector(features: readonly Selecting[]): (series: Selectable) => boolean {
  const patterns = patternsOf(features);
  const messages = new Set<string>(features.flatMap(({ selectors }) => selectors.messages));
  const known = new Map<string, boolean>();
  /** Versions of one series mostly have one title. */
  const isByTitle = (title: string): boolean => {
    const found = known.get(title) ?? patterns.some((pattern) => pattern.test(title));
    known.set(title, found);
    return found;
  };
  return (series) =>
    isByTitle(series.title) || (messages.size > 0 && mailsOf(series).some((id) => messages.has(id)));
}

/** The series of each feature, in the order in which they are given. */
export function seriesOfEach<T extends Selectable>(
  features: readonly Feature[],
  series: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const places = series.map((one, at) => ({ one, at }));
  const byTitle = [...Map.groupBy(places, ({ one }) => one.title)];
  const byMail = new Map<string, (typeof places)[number]>(
    places.flatMap((place) => mailsOf(place.one).map((id) => [id, place])),
  );
  return new Map(
    features.map((feature) => {
      const patterns = patternsOf([feature]);
      const found = new Set([
        ...byTitle.flatMap(([title, of]) => (patterns.some((one) => one.test(title)) ? of : [])),
        ...feature.selectors.messages.flatMap((id) => byMail.get(id) ?? []),
      ]);
      return [feature.id, [...found].sort((a, b) => a.at - b.at).map(({ one }) => one)];
    }),
  );
}
