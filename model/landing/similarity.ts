/**
 * The one similarity engine: how alike two diffs are, whether of two versions of a patch or of patch and commit. A diff
 * is the list of its changed lines, each a 32-bit hash whose lowest bit is 1 for an added line and 0 for a removed one.
 */

/** Changed lines, in order of the diff. */
export type Lines = Uint32Array | readonly number[];

/**
 * Sørensen–Dice coefficient of the changed lines as multisets: 0 (nothing in common) to 1 (the same lines in any
 * order). Context, hunk headers and white space do not count, so that a diff whose context moved is still the same.
 */
export function lineSimilarity(a: Lines, b: Lines): number {
  if (a.length === 0 || b.length === 0) return 0;
  return (2 * commonLines(a, b)) / (a.length + b.length);
}

/** Of the changed lines of `part` the share that `whole` changes too, 0 to 1. */
export const shareIn = (part: Lines, whole: Lines): number =>
  part.length === 0 ? 0 : commonLines(part, whole) / part.length;

const isAdded = (line: number): boolean => (line & 1) === 1;

/** The likeness of the added lines alone; null where neither adds any. */
export function addedSimilarity(a: Lines, b: Lines): number | null {
  const [left, right] = [a.filter(isAdded), b.filter(isAdded)];
  if (left.length === 0 && right.length === 0) return null;
  return lineSimilarity(left, right);
}

/** The diff of one change on top of another: what the second takes back of the first is in neither. */
export function compose(first: Lines, second: Lines): readonly number[] {
  const left = new Map<number, number>();
  for (const line of first) left.set(line, (left.get(line) ?? 0) + 1);
  const rest: number[] = [];
  for (const line of second) {
    const opposite = (line ^ 1) >>> 0;
    const count = left.get(opposite) ?? 0;
    if (count > 0) left.set(opposite, count - 1);
    else rest.push(line);
  }
  return [...[...left].flatMap(([line, count]) => Array<number>(count).fill(line)), ...rest];
}

/** What is left of the lines of `whole` without those of `part`. */
export function without(whole: Lines, part: Lines): readonly number[] {
  const taken = new Map<number, number>();
  for (const line of part) taken.set(line, (taken.get(line) ?? 0) + 1);
  return [...whole].filter((line) => {
    const count = taken.get(line) ?? 0;
    if (count > 0) taken.set(line, count - 1);
    return count === 0;
  });
}

/** Sorted once: a commit is compared with hundreds of patches. */
const sorted = new WeakMap<Lines, Uint32Array>();

function sortedLines(lines: Lines): Uint32Array {
  const known = sorted.get(lines);
  if (known) return known;
  const made = Uint32Array.from(lines).sort();
  sorted.set(lines, made);
  return made;
}

function commonLines(a: Lines, b: Lines): number {
  const [left, right] = [sortedLines(a), sortedLines(b)];
  let common = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const [x, y] = [left[i]!, right[j]!];
    if (x === y) common++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return common;
}
