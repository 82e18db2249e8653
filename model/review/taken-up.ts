/**
 * What a remark names that the patch would have once it is taken up: a function, a constant, a line of code. Only what
 * does not stand in the quotation tells anything.
 */
import { foldLine, type QuotedLine } from './passages.ts';

export interface Named {
  readonly isEmpty: boolean;
  /** Does this line of a diff have one of the names, or is it a proposed line? */
  isIn(line: string): boolean;
}

/** `foo()`, `foo_bar`, `MAP_SHARED`, "`word`". */
const IDENTIFIER = /`([\w.-]{3,})`|\b([A-Za-z_]\w{2,})\(|\b([A-Za-z]\w*_\w+)\b|\b([A-Z][A-Z\d]{4,})\b/g;

/** Code, as far as a line tells. */
const CODE = /[;{}=]|\w\(/;

/** Shorter lines stand everywhere. */
const TELLING_LINE = 8;

const bare = (line: string): string => foldLine(line.replace(/^[+-]/, '')).replace(/ /g, '');

export function namesIn(text: string, quoted: readonly QuotedLine[]): Named {
  const above = quoted.map((line) => line.text).join('\n');
  const known = new Set(above.match(/\w+/g) ?? []);
  const quotedLines = new Set(quoted.map((line) => bare(line.text)));
  const names = [...text.matchAll(IDENTIFIER)]
    .map((match) => match.slice(1).find((name) => name !== undefined)!)
    .filter((name) => !known.has(name));
  const lines = proposedLines(text)
    .map(bare)
    .filter((line) => !quotedLines.has(line));
  const wanted = new Set(names);
  const proposed = new Set(lines);
  return {
    isEmpty: wanted.size === 0 && proposed.size === 0,
    isIn: (line) =>
      (wanted.size > 0 && (line.match(/\w+/g) ?? []).some((word) => wanted.has(word))) ||
      (proposed.size > 0 && proposed.has(bare(line))),
  };
}

/** The lines of code in a remark, without their signs. */
export const proposedLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => CODE.test(line) && !/^-/.test(line))
    .map((line) => line.replace(/^\+/, ''))
    .filter((line) => bare(line).length >= TELLING_LINE);
