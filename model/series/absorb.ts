/**
 * Postings that a larger one took in: all of its patches are there under their titles.
 *
 *     [PATCH] ns: One                  [PATCH 0/2] ns: Half of it
 *     [PATCH] ns: Two                  [PATCH 0/3] ns: The other half
 *     [PATCH 0/5] ns: All of it        [PATCH v6 1/16] by somebody else
 *
 * It keeps the change it began, so that what was known of it before stays true. Mistakes accepted: a small series that
 * is sent again inside a large one, and goes on by itself too, is called superseded.
 */
import { DAY, type Epoch, epoch, type SeriesId, titleKey } from '../facts/index.ts';
import { type Candidate, isSamePerson } from './candidate.ts';
import { isTelling } from './same-patch.ts';

export interface Absorption {
  readonly by: SeriesId;
  /** When the last of its patches came. */
  readonly at: Epoch;
}

const YEAR = 365 * DAY;

/** The first absorption of each of `small`, among `likes`. */
export function absorptions(
  small: readonly Candidate[],
  likes: readonly Candidate[],
): ReadonlyMap<SeriesId, Absorption> {
  const byPatch = new Map<string, Candidate[]>();
  for (const like of likes)
    for (const title of like.patchTitles) {
      const known = byPatch.get(title);
      if (known) known.push(like);
      else byPatch.set(title, [like]);
    }
  return new Map(
    small.flatMap((one) => {
      const [title] = one.patchTitles;
      const found = (title === undefined ? [] : (byPatch.get(title) ?? []))
        .filter((large) => takesIn(large, one))
        .map((large) => ({ by: large.posting.id, at: since(large, one) }))
        .sort((a, b) => a.at - b.at);
      return found[0] ? [[one.posting.id, found[0]] as const] : [];
    }),
  );
}

function takesIn(large: Candidate, small: Candidate): boolean {
  const gap = large.posting.anchor.archivedAt - small.posting.anchor.archivedAt;
  if (gap <= 0 || gap > YEAR || large.release !== small.release) return false;
  if (large.posting.expected <= small.posting.expected) return false;
  if (![...small.patchTitles].every((title) => isTelling(title) && large.patchTitles.has(title)))
    return false;
  return isSamePerson(large, small) || isByAuthorOf(small, large);
}

/** The patches in the large one are by whoever wrote or sent the small one. */
function isByAuthorOf(small: Candidate, large: Candidate): boolean {
  const people = new Set([small.person, ...small.authors]);
  return (
    [...small.authors].every((author) => large.authors.has(author)) &&
    [...large.authors].some((one) => people.has(one))
  );
}

function since(large: Candidate, small: Candidate): Epoch {
  const dates = large.posting.patches
    .filter(({ mail }) => small.patchTitles.has(titleKey(mail.tags.title)))
    .map(({ mail }) => mail.archivedAt);
  return epoch(Math.max(large.posting.anchor.archivedAt, ...dates));
}
