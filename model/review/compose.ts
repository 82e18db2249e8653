/** The newest complete state of a change: partial rerolls in the place of what they replace. */
import type { Series, SeriesPatch } from '../facts/index.ts';

export interface ComposedPatch {
  readonly patch: SeriesPatch;
  /** The posting that it is of. */
  readonly of: Series;
}

export interface Composed {
  /** The newest version that is no partial reroll. */
  readonly base: Series;
  /** By number. */
  readonly patches: readonly ComposedPatch[];
}

/**
 * @param versions all of one change, in any order, at least one
 * @param only the version to compose; null for the newest that is whole
 */
export function compose(versions: readonly Series[], only: Series | null = null): Composed {
  const ordered = [...versions].sort(byVersion);
  const whole = ordered.filter((one) => !one.isPartial);
  const base = only && !only.isPartial ? only : (lastBefore(whole, only) ?? whole.at(-1) ?? ordered.at(-1)!);
  const next = whole.find((one) => byVersion(one, base) > 0);
  const until = only?.isPartial ? only : null;
  const rerolls = ordered.filter(
    (one) =>
      one.isPartial &&
      byVersion(one, base) > 0 &&
      (next === undefined || byVersion(one, next) < 0) &&
      (until === null || byVersion(one, until) <= 0),
  );
  const byNumber = new Map<number, ComposedPatch>();
  for (const of of [base, ...rerolls]) for (const patch of of.patches) byNumber.set(patch.n, { patch, of });
  return { base, patches: [...byNumber.values()].sort((a, b) => a.patch.n - b.patch.n) };
}

const lastBefore = (whole: readonly Series[], only: Series | null): Series | undefined =>
  only === null ? undefined : whole.findLast((one) => byVersion(one, only) < 0);

const byVersion = (a: Series, b: Series): number =>
  a.order - b.order || a.date - b.date || (a.id < b.id ? -1 : Number(a.id > b.id));
