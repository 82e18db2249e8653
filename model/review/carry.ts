/**
 * What an older version of a patch had from reviewers: what a reply gave is carried over where the patch did not change at
 * all, else lost until it is given again; what its author had taken in, and left out again, is lost. "Did not change" is an
 * equal patch-id under an equal title: a rewritten message is not seen.
 */
import {
  type GivenTrailer,
  isNewer,
  isSamePerson,
  patchTitleKey,
  type Series,
  type SeriesId,
  type SeriesPatch,
} from '../facts/index.ts';

export interface Version {
  readonly series: Series;
  /** All trailers of that version, its own and given ones. */
  readonly trailers: readonly GivenTrailer[];
}

/** A trailer that an older version got, with the patch of the newer one that it belongs to. */
export interface OlderTrailer extends GivenTrailer {
  readonly appliesTo: number;
  /** The version that it was given to. */
  readonly givenTo: SeriesId;
}

export interface Carried {
  readonly carried: readonly OlderTrailer[];
  readonly lost: readonly OlderTrailer[];
}

/** The versions of its change that came before one. */
export const olderThan = (one: Series, versions: readonly Series[]): readonly Series[] =>
  versions.filter((other) => other.id !== one.id && !isNewer(other, one));

/**
 * What older versions were given: carried to the patches of one that did not change, lost to the others.
 * @param trailersOf its own and given ones of a version
 */
export function carriedTo(
  one: Series,
  older: readonly Series[],
  trailersOf: (version: Series) => readonly GivenTrailer[],
): Carried {
  const trailers = trailersOf(one);
  const patches = one.patches.map((patch) => ({
    patch,
    trailers: trailers.filter(({ appliesTo }) => appliesTo === patch.n || appliesTo === 'series'),
  }));
  return carryTrailers(
    patches,
    older.map((series) => ({ series, trailers: trailersOf(series) })),
  );
}

/** @param patches the newer patches with the trailers that they have already, from themselves and from replies */
export function carryTrailers(
  patches: readonly { readonly patch: SeriesPatch; readonly trailers: readonly GivenTrailer[] }[],
  older: readonly Version[],
): Carried {
  const carried: OlderTrailer[] = [];
  const lost: OlderTrailer[] = [];
  for (const { series, trailers } of older.toReversed()) {
    for (const before of series.patches) {
      const now = patches.find(({ patch }) => isSamePatch(patch, before));
      if (!now) continue;
      for (const trailer of given(trailers, before.n)) {
        const one = { ...trailer, appliesTo: now.patch.n, givenTo: series.id };
        if (has([...now.trailers, ...carried, ...lost], one)) continue;
        (!one.own && isUnchanged(now.patch, before) ? carried : lost).push(one);
      }
    }
  }
  return { carried, lost };
}

/** Reviews and tests; what else a reply names (Reported-by) is not lost with a version. */
const given = (trailers: readonly GivenTrailer[], n: number): readonly GivenTrailer[] =>
  trailers.filter(
    (one) =>
      (one.appliesTo === n || one.appliesTo === 'series') &&
      /\b(?:reviewed|acked|tested)\b.*-by$/i.test(one.kind),
  );

/** The same patch in another version: by title, or by diff where it was retitled. */
const isSamePatch = (a: SeriesPatch, b: SeriesPatch): boolean =>
  patchTitleKey(a.subject) === patchTitleKey(b.subject) || (a.patchId !== null && a.patchId === b.patchId);

const isUnchanged = (a: SeriesPatch, b: SeriesPatch): boolean =>
  a.patchId !== null && a.patchId === b.patchId && patchTitleKey(a.subject) === patchTitleKey(b.subject);

const has = (trailers: readonly GivenTrailer[], one: OlderTrailer): boolean =>
  trailers.some(
    (other) =>
      other.kind.toLowerCase() === one.kind.toLowerCase() &&
      (other.appliesTo === one.appliesTo || other.appliesTo === 'series') &&
      isSamePerson(other, one),
  );
