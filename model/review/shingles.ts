/** Runs of four words: how a text is found again that a mail program has wrapped anew. */

const SIZE = 4;

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** Every four words in a row; of a shorter text all of it. Empty for a text without words. */
export function shinglesOf(text: string): readonly string[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  if (words.length < SIZE) return [words.join(' ')];
  return words.slice(SIZE - 1).map((_, at) => words.slice(at, at + SIZE).join(' '));
}

/** As shinglesOf() of the whole, and of each line that is shorter than four words by itself. */
export function shinglesOfLines(lines: readonly string[]): ReadonlySet<string> {
  const short = lines.map(wordsOf).filter((words) => words.length > 0 && words.length < SIZE);
  return new Set([...shinglesOf(lines.join('\n')), ...short.map((words) => words.join(' '))]);
}
