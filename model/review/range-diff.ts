/**
 * Two versions of a series side by side, as git-range-diff(1) shows them, from the mails alone: neither base commits nor
 * a tree are needed. Which patch is which is told by patch-id, then title, then how alike the changed lines are.
 */
import { structuredPatch } from 'diff';
import { rounded, titleKey } from '../facts/index.ts';
import { lineSimilarity } from '../landing/index.ts';

/** A patch as it is compared. */
export interface ComparedPatch {
  readonly n: number;
  readonly title: string;
  readonly messageId: string;
  readonly patchId: string | null;
  /** The commit message with its trailers. */
  readonly message: string;
  /** From the first `diff ` line. */
  readonly diff: string;
  /** Hashes of the changed lines. */
  readonly lines: readonly number[];
}

/** `kept`: the same message and diff; `changed`: see the sections; `added` and `dropped`: in one version only. */
export type Change = 'kept' | 'changed' | 'added' | 'dropped';

export interface Pair {
  readonly before: ComparedPatch | null;
  readonly after: ComparedPatch | null;
  readonly change: Change;
  /** The patch before was split, and this is one more part of it. */
  readonly isSplitOf: number | null;
  /** How they were told to be the same, 1 for equal diffs; 0 where there is nothing to compare with. */
  readonly score: number;
  /** Lines that begin with ` `, `-` or `+`, below lines that begin with `@@`: message and diff of the diffs. */
  readonly message: readonly string[];
  readonly diff: readonly string[];
}

/** Less alike than this are two patches, not two versions of one. */
const ALIKE = 0.4;

export function rangeDiff(
  before: readonly ComparedPatch[],
  after: readonly ComparedPatch[],
): readonly Pair[] {
  const match = matches(before, after);
  const taken = new Set([...match.values()].map(({ one }) => one));
  const pairs = after.map((patch): Pair => {
    const found = match.get(patch);
    return found
      ? compared(found.one, patch, found.score)
      : alone(null, patch, splitOf(patch, before, taken));
  });
  const dropped = before.filter((one) => !taken.has(one)).map((one) => alone(one, null, null));
  return [...pairs, ...dropped];
}

interface Match {
  readonly one: ComparedPatch;
  readonly score: number;
}

/** Each patch at most once; what is surest is settled first. */
function matches(
  before: readonly ComparedPatch[],
  after: readonly ComparedPatch[],
): ReadonlyMap<ComparedPatch, Match> {
  const found = new Map<ComparedPatch, Match>();
  const taken = new Set<ComparedPatch>();
  // What is named alike is alike in any case, so that only the rest is compared with everything.
  for (const rate of [namedAlike, changedAlike]) {
    const candidates = after
      .filter((patch) => !found.has(patch))
      .flatMap((patch) =>
        before.filter((one) => !taken.has(one)).map((one) => ({ patch, one, score: rate(one, patch) })),
      )
      .filter(({ score }) => score >= ALIKE)
      .sort((a, b) => b.score - a.score || a.patch.n - b.patch.n || a.one.n - b.one.n);
    for (const { patch, one, score } of candidates) {
      if (found.has(patch) || taken.has(one)) continue;
      found.set(patch, { one, score });
      taken.add(one);
    }
  }
  return found;
}

/** 0.9 at least for a title that stayed, 0 for another patch. */
function namedAlike(a: ComparedPatch, b: ComparedPatch): number {
  if (a.patchId !== null && a.patchId === b.patchId) return 1;
  return titleKey(a.title) === titleKey(b.title) ? Math.max(0.9, lineSimilarity(a.lines, b.lines)) : 0;
}

const changedAlike = (a: ComparedPatch, b: ComparedPatch): number =>
  Math.min(0.89, lineSimilarity(a.lines, b.lines));

/** Most of what a new patch changes was in an old one that went on under its own title. */
function splitOf(
  patch: ComparedPatch,
  before: readonly ComparedPatch[],
  taken: ReadonlySet<ComparedPatch>,
): number | null {
  const parents = before.filter((one) => taken.has(one) && patch.lines.length > 1);
  const found = parents.find((one) => {
    const common = (lineSimilarity(one.lines, patch.lines) * (one.lines.length + patch.lines.length)) / 2;
    return common >= 0.7 * patch.lines.length;
  });
  return found?.n ?? null;
}

function compared(before: ComparedPatch, after: ComparedPatch, score: number): Pair {
  const messages = [before, after].map(({ title, message }) => `${title}\n\n${message}`.trimEnd());
  const isSameDiff = before.patchId !== null && before.patchId === after.patchId;
  const diffs = isSameDiff ? [] : [before, after].map((one) => readable(one.diff).trimEnd());
  const isKept = messages[0] === messages[1] && diffs[0] === diffs[1];
  let [message, diff]: (readonly string[] | null)[] = [null, null];
  return {
    before,
    after,
    change: isKept ? 'kept' : 'changed',
    isSplitOf: null,
    score: rounded(score),
    // What takes long is done for whom it is shown to.
    get message() {
      message ??= textDiff(messages[0]!, messages[1]!);
      return message;
    },
    get diff() {
      diff ??= isSameDiff ? [] : textDiff(diffs[0]!, diffs[1]!);
      return diff;
    },
  };
}

const alone = (
  before: ComparedPatch | null,
  after: ComparedPatch | null,
  isSplitOf: number | null,
): Pair => ({
  before,
  after,
  change: before === null ? 'added' : 'dropped',
  isSplitOf,
  score: 0,
  message: [],
  diff: [],
});

const CONTEXT = 3;

function textDiff(before: string, after: string): readonly string[] {
  const { hunks } = structuredPatch('', '', `${before.trimEnd()}\n`, `${after.trimEnd()}\n`, '', '', {
    context: CONTEXT,
    maxEditLength: MAX_EDITS,
  }) ?? { hunks: [] };
  return hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines.filter((line) => !line.startsWith('\\')),
  ]);
}

/** Texts that differ in more lines than this are compared no further: nobody reads it, and it takes quadratic time. */
const MAX_EDITS = 4000;

/** Without what moves when anything else changes: object names and line numbers. */
function readable(diff: string): string {
  return diff
    .split('\n')
    .filter((line) => !/^(?:index [0-9a-f]+\.\.|--- |\+\+\+ |similarity index )/.test(line))
    .map((line) =>
      line
        .replace(/^diff --git "?a\/(.*?)"? "?b\/(.*?)"?$/, (_, a: string, b: string) =>
          a === b ? ` ## ${a} ##` : ` ## ${a} => ${b} ##`,
        )
        .replace(/^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/, '@@'),
    )
    .join('\n')
    .replace(/\n-- ?\n[\s\S]*$/, '\n');
}
