/** Patches of one series that a maintainer made one commit of. */
import {
  type Evidence,
  type LandingCommit,
  type LandingPatch,
  NEARLY_EQUAL,
  OTHERS_ADDED,
  SAME_ADDED,
  TELLING_LINES,
} from './evidence.ts';
import { addedSimilarity, compose, type Lines, lineSimilarity, shareIn, without } from './similarity.ts';

export interface Squash {
  readonly parts: readonly LandingPatch[];
  /** Of all parts together and the commit. */
  readonly likeness: number;
}

/** Of a part that an earlier one took nothing from so much is in the commit; less, where patches of a series overlap. */
const CARRIED = 0.4;
/** This share of what a part changes must be in what the others leave of the commit. */
const OWN = 0.75;
/** This like the commit the parts must be in the end. */
const WHOLE = 0.8;

/** May the patch be one of several that are in the commit? */
export const mayBePart = ({ carried }: Evidence): boolean => carried >= CARRIED;

/** What was squashed into a commit of which one patch is known: more of its series that make up the diff. */
export function squashedWith(
  seed: LandingPatch,
  all: readonly Evidence[],
  commit: LandingCommit,
): Squash | null {
  const others = all
    .filter((one) => one.patch.series === seed.series && one.patch.n !== seed.n && mayBePart(one))
    .map(({ patch }) => patch);
  const found = grow(seed, others, commit);
  return found.parts.length > 1 && found.likeness >= WHOLE ? found : null;
}

/** The same where no patch by itself is like the commit: of the series that make up its diff the one most like it. */
export function squashOf(all: readonly Evidence[], commit: LandingCommit): Squash | null {
  if (commit.lines.length < TELLING_LINES) return null;
  const able = all.filter(mayBePart);
  let best: Squash | null = null;
  for (const group of Map.groupBy(able, ({ patch }) => patch.series).values()) {
    if (group.length < 2) continue;
    const [seed] = group
      .filter(({ carried }) => carried >= OWN)
      .sort((a, b) => b.carried * b.patch.lines.length - a.carried * a.patch.lines.length);
    if (!seed) continue;
    const others = group.filter((one) => one !== seed).map(({ patch }) => patch);
    const found = grow(seed.patch, others, commit);
    if (found.parts.length < 2 || !isWhole(found, seed.isSameAuthor, commit)) continue;
    if (best === null || isBetter(found, best)) best = found;
  }
  return best;
}

function isWhole({ parts, likeness }: Squash, isSameAuthor: boolean, commit: LandingCommit): boolean {
  if (likeness < (isSameAuthor ? WHOLE : NEARLY_EQUAL)) return false;
  const added = addedSimilarity(composed(parts), commit.lines) ?? 1;
  return added >= (isSameAuthor ? SAME_ADDED : OTHERS_ADDED);
}

/** Likenesses this near are equal: the newer version is meant. */
const STEP = 0.02;

const isBetter = (a: Squash, b: Squash): boolean =>
  (Math.round((a.likeness - b.likeness) / STEP) ||
    a.parts[0]!.version - b.parts[0]!.version ||
    a.parts[0]!.archivedAt - b.parts[0]!.archivedAt) > 0;

/** Takes in one patch after the other, each time the one that explains most of what is left of the commit. */
function grow(seed: LandingPatch, others: readonly LandingPatch[], commit: LandingCommit): Squash {
  let parts: readonly LandingPatch[] = [seed];
  let [whole, likeness]: [Lines, number] = [seed.lines, lineSimilarity(seed.lines, commit.lines)];
  let left = [...others];
  while (left.length > 0) {
    const rest = without(commit.lines, whole);
    let next: Squash | null = null;
    for (const other of left) {
      if (shareIn(notTakenBack(other.lines, whole), rest) < OWN) continue;
      const more = [...parts, other].sort((a, b) => a.n - b.n);
      const one = { parts: more, likeness: lineSimilarity(composed(more), commit.lines) };
      if (one.likeness > (next?.likeness ?? likeness)) next = one;
    }
    if (next === null) break;
    ({ parts, likeness } = next);
    whole = composed(parts);
    left = left.filter((one) => !parts.includes(one));
  }
  return { parts, likeness };
}

/** A patch's lines without those that undo another's. */
const notTakenBack = (lines: Lines, others: Lines): Lines =>
  without(
    lines,
    [...others].map((line) => (line ^ 1) >>> 0),
  );

const composed = (parts: readonly LandingPatch[]): Lines =>
  parts.slice(1).reduce<Lines>((whole, { lines }) => compose(whole, lines), parts[0]!.lines);
