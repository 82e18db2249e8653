/** A change that was split, as its versions show it. */
import { patchTitleKey, type Series } from '../facts/index.ts';

/**
 * The series that hold the other patches of what this one was split from: of its version, after the same older one, with
 * no patch in common.
 *
 *     [PATCH 0/4] A, B, C, D
 *       [PATCH v2 0/2] A, B         one part
 *       [PATCH v2 0/2] C, D         the other
 */
export function otherParts(one: Series, versions: readonly Series[]): readonly Series[] {
  if (one.follows === null || one.isPartial) return [];
  const titles = titlesOf(one);
  return versions.filter(
    (other) =>
      other.id !== one.id &&
      !other.isPartial &&
      other.supersededBy !== one.id &&
      one.supersededBy !== other.id &&
      other.order === one.order &&
      other.follows?.series === one.follows!.series &&
      other.patches.length > 0 &&
      ![...titlesOf(other)].some((title) => titles.has(title)),
  );
}

const titlesOf = ({ patches }: Series): ReadonlySet<string> =>
  new Set(patches.map(({ subject }) => patchTitleKey(subject)));
