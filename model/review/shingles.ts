/** Runs of four words: how a text is found again that a mail program has wrapped anew. */

const SIZE = 4;

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** Every four words in a row; of a shorter text all of it. Empty for a text without words. */
export const shinglesOf = (text: string): readonly string[] => runsOf(wordsOf(text));

/** As shinglesOf() of the whole, and of each line that is shorter than four words by itself. */
export function shinglesOfLines(lines: readonly string[]): ReadonlySet<string> {
  const words = lines.map(wordsOf);
  const short = words.filter(({ length }) => length > 0 && length < SIZE);
  return new Set([...runsOf(words.flat()), ...short.map((few) => few.join(' '))]);
}

function runsOf(words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  if (words.length < SIZE) return [words.join(' ')];
  return words.slice(SIZE - 1).map((last, at) => `${words[at]} ${words[at + 1]} ${words[at + 2]} ${last}`);
}
