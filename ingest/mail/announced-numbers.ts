/** Which patches of a series the words of an announcement name. */
import type { AnnouncedPatch } from '../../model/facts/index.ts';

const COUNTS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  '1st': 1,
  second: 2,
  '2nd': 2,
  third: 3,
  '3rd': 3,
  fourth: 4,
  '4th': 4,
};
const ORDINAL = Object.keys(ORDINALS).join('|');
const MAX_PATCHES = 200;

/**
 * "Applied 1-6", "patches 1, 2 and 4", "the first two patches", "patch 3/5", "up to this one", "this and the second
 * patch", "the previous 4".
 * @param answered the number of the patch that is answered, which "up to this one" goes by
 */
export function numbersIn(sentence: string, answered: number | null): readonly AnnouncedPatch[] {
  const numbers =
    upTo(sentence, answered) ?? counted(sentence) ?? besides(sentence, answered) ?? enumerated(sentence);
  return [...new Set(numbers)]
    .filter((n) => n > 0 && n < MAX_PATCHES)
    .map((n) => ({ n, title: null, commit: null }));
}

function upTo(sentence: string, answered: number | null): readonly number[] | null {
  const found = /\bup to (?:and including )?(?:(?:patch )?#?(\d+)(?:\/\d+)?\b|(?:this|here)\b)/i.exec(
    sentence,
  );
  if (!found) return null;
  const last = Number(found[1] ?? answered ?? 0);
  return last > 0 ? range(1, last) : null;
}

const countOf = (word: string): number => COUNTS[word.toLowerCase()] ?? Number(word);

function counted(sentence: string): readonly number[] | null {
  const found = /\bfirst (\w+) (?:patch|commit)/i.exec(sentence);
  const count = found ? countOf(found[1]!) : 0;
  return count > 0 ? range(1, count) : null;
}

/** Said of the patch that is answered and of others. */
function besides(sentence: string, answered: number | null): readonly number[] | null {
  if (answered === null || answered === 0) return null;
  const before = /\b(?:the )?previous (\w+)\b/i.exec(sentence);
  if (before) {
    const count = countOf(before[1]!);
    const hasThis = /\band this\b|\bthis (?:one |patch |commit )?and\b|\bthis and\b/i.test(sentence);
    const first = answered - (count > 0 ? count : 1);
    if (count > 0 || hasThis) return range(first, hasThis ? answered : answered - 1);
  }
  const other = new RegExp(
    String.raw`\b(?:this(?: one| patch| commit)?\s*(?:and|\(?with)|merged with|applied with|pushed with) (?:the )?(${ORDINAL})(?: (?:patch|commit|one))?\b`,
    'i',
  ).exec(sentence);
  return other ? [answered, ORDINALS[other[1]!.toLowerCase()]!] : null;
}

function enumerated(sentence: string): readonly number[] {
  const list =
    /\b(?:applied|merged|queued|pushed|patch(?:es)?)\s+#?((?:\d+(?:\/\d+)?(?:\s*(?:-|to|,|and|&)\s*#?)?)+)(?![\w.])/i.exec(
      sentence,
    );
  if (!list) return [];
  return [...list[1]!.replace(/\/\d+/g, '').matchAll(/(\d+)(?:\s*(?:-|to)\s*#?(\d+))?/g)].flatMap(
    ([, from, to]) => range(Number(from), Math.min(Number(to ?? from), MAX_PATCHES)),
  );
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, Math.min(to, MAX_PATCHES) - from + 1) }, (_, at) => from + at);

/** "These two" of a series that has more: nobody can tell which. */
export function saysTwoOf(sentence: string, subject: string): boolean {
  const count = /\b(?:these|those|the|remaining) (two|three|four|five|six|\d)\b(?! minor| small)/i.exec(
    sentence,
  );
  const total = /\b\d+\/(\d+)\b/.exec(subject)?.[1];
  return count !== null && total !== undefined && countOf(count[1]!) < Number(total);
}
