/** Objections that say so in words of their own: `NACK`, `NAK, this breaks checkpoints.` */

/** The line alone, or the word in capitals at its beginning. */
const NACK_ALONE = /^\W*(?:(?:so|a|big|strong|hard|still|self|clear|firm|my)[\s,-]+)?n(?:a|ac)k(?:ed)?\W*$/i;
const NACK_OPENING = /^(?:(?:So|Big|Strong|Hard|Still|A)\s+)?(?:NACK|NAK|NACKED)(?=[\s,.:;!-]|\u2013|$)/;

/** The first line of a paragraph that is one; undefined if there is none. */
export function nackIn(lines: readonly string[]): string | undefined {
  return lines.find((line, at) => (at === 0 || lines[at - 1]!.trim() === '') && isNack(line.trim()));
}

const isNack = (line: string): boolean => NACK_ALONE.test(line) || NACK_OPENING.test(line);
