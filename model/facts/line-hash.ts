/** Changed lines as numbers: how diffs are compared without their texts. */

/**
 * FNV-1a, 32 bits, over the text without white space: re-indented lines are the same line. The lowest bit tells the
 * sign, so that an added line and the same line removed are told apart, and are known to cancel.
 */
export function lineHash(line: string): number {
  let hash = 0x811c9dc5;
  for (let at = 1; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9 || code === 13) continue;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return ((hash & ~1) | (line[0] === '+' ? 1 : 0)) >>> 0;
}
