/** The one similarity engine: how alike two diffs are, whether of two versions of a patch or of patch and commit. */

/**
 * Sørensen–Dice coefficient of the changed lines as multisets: 0 (nothing in common) to 1 (the same lines in any
 * order). Context, hunk headers and white space do not count, so that a diff whose context moved is still the same.
 */
export function lineSimilarity(
  a: Uint32Array | readonly number[],
  b: Uint32Array | readonly number[],
): number {
  if (a.length === 0 || b.length === 0) return 0;
  return (2 * commonLines(a, b)) / (a.length + b.length);
}

function commonLines(a: Uint32Array | readonly number[], b: Uint32Array | readonly number[]): number {
  const counts = new Map<number, number>();
  for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of b) {
    const left = counts.get(line) ?? 0;
    if (left > 0) {
      counts.set(line, left - 1);
      common++;
    }
  }
  return common;
}
