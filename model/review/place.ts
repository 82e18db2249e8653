/**
 * Where in a patch (or cover letter) a remark stands: below the last line that it quotes. Of several such lines the one
 * counts with most of the quotation above it. A quotation that the mail does not hold (rewrapped, or of somebody else)
 * leaves its remark without a place.
 */
import { foldLine } from './passages.ts';

/** Lines above the last quoted one that are compared. */
const LINES_ABOVE = 12;
/** Lines at the end of a quotation that may be missing in the mail, since a mail program wrapped them. */
const LINES_LOST = 3;

/**
 * @param lines of the mail
 * @returns for ReviewComment.quoted the index of the line that the remark stands below; null if none is known
 */
export function placer(lines: readonly string[]): (quoted: string) => number | null {
  const folded = lines.map(foldLine);
  const where = Map.groupBy(folded.keys(), (at) => folded[at]!);
  return (quoted) => {
    const wanted = quoted
      .split('\n')
      .map(foldLine)
      .filter((line) => line !== '');
    for (let end = wanted.length; end > Math.max(0, wanted.length - LINES_LOST); end--) {
      const candidates = where.get(wanted[end - 1]!) ?? [];
      const above = wanted.slice(Math.max(0, end - 1 - LINES_ABOVE), end - 1).toReversed();
      const scored = candidates.map((at) => ({ at, score: agreement(folded, at - 1, above) }));
      const best = scored.reduce<(typeof scored)[number] | null>(
        (found, one) => (found === null || one.score > found.score ? one : found),
        null,
      );
      if (best && (best.score > 0 || isTelling(wanted[end - 1]!) || candidates.length === 1)) return best.at;
    }
    return null;
  };
}

/** How many of the quoted lines stand above, in order; lines between them are passed over, as reviewers cut. */
function agreement(folded: readonly string[], from: number, above: readonly string[]): number {
  let at = from;
  let count = 0;
  for (const line of above) {
    let look = at;
    while (look >= 0 && look > at - LINES_ABOVE && folded[look] !== line) look--;
    if (look < 0 || folded[look] !== line) continue;
    count++;
    at = look - 1;
  }
  return count;
}

const isTelling = (line: string): boolean => line.replace(/\W/g, '').length >= 8;
