/** How much two postings have in common patch by patch: by diff, title, lines. */
import { jaccard } from '../facts/index.ts';
import { addedSimilarity, lineSimilarity } from '../landing/similarity.ts';
import type { Candidate, PatchKeys } from './candidate.ts';

/** Likeness of title or patches from which two postings are taken for versions of one change. */
export const SIMILAR = 0.5;
/** Titles of fewer words ("Fix typo") prove nothing between different people. */
export const TELLING_WORDS = 3;
/** Likeness of two diffs to much the same files from which they are one patch: it may have a new title. */
export const SAME_DIFF = 0.55;
/** The same where nothing else connects the two: tests of one kind have much in common. */
export const NEARLY_EQUAL = 0.75;
/** The same for a few lines, which prove something only if hardly one changed. */
const SAME_FEW = 0.95;
/** Likeness of the added lines alone: whoever rewrites a file removes the same lines as anybody else who does. */
const SAME_ADDED = 0.4;
/** Fewer changed lines prove nothing. */
const TELLING_LINES = 8;
/** Words in common of the titles of one patch in two versions ("shmat02: Use it", "shmat02.c: use it"). */
const SAME_PATCH = 0.6;

export const isTelling = (title: string): boolean => title.split(' ').length >= TELLING_WORDS;

/** Share of the smaller set that the other has too. */
export function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size);
  if (smaller === 0) return 0;
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let common = 0;
  for (const item of small) if (large.has(item)) common++;
  return common / smaller;
}

/** How many of its patches the older one has too: by diff, by title, or by most of the title and a common file. */
export function sharedPatches(one: Candidate, older: Candidate): number {
  return one.patches.filter((patch) => older.patches.some((other) => isSamePatch(patch, other))).length;
}

function isSamePatch(a: PatchKeys, b: PatchKeys): boolean {
  if (a.patchId !== null && a.patchId === b.patchId) return true;
  if (a.titleKey === b.titleKey) return isTelling(a.titleKey);
  const isLikeTitle = jaccard(a.tokens, b.tokens) >= SAME_PATCH && jaccard(a.files, b.files) >= SIMILAR;
  return isLikeTitle || isLikeDiff(a, b, SAME_DIFF);
}

const isLikeDiff = (a: PatchKeys, b: PatchKeys, likeness: number, added = SAME_ADDED): boolean =>
  Math.min(a.lines.length, b.lines.length) >= TELLING_LINES &&
  jaccard(a.files, b.files) >= SIMILAR &&
  isLike(a, b, likeness, added);

const isLike = (a: PatchKeys, b: PatchKeys, likeness: number, added: number): boolean =>
  lineSimilarity(a.lines, b.lines) >= likeness && (addedSimilarity(a.lines, b.lines) ?? 1) >= added;

/** Each of its patches is one of somebody else's older series, whatever they are called. */
export const isSameDiffs = (one: Candidate, older: Candidate, likeness: number): boolean =>
  one.patches.length > 0 &&
  one.patches.every((patch) => older.patches.some((other) => isLikeDiff(patch, other, likeness, likeness)));

/**
 * Of the patches of both together the share that is in both by its lines, whatever it is called: 0 to 1. Two that add a
 * file each are sisters, however much the files have in common.
 */
export function sharedLines(one: Candidate, older: Candidate): number {
  const isSister = (a: PatchKeys, b: PatchKeys): boolean =>
    a.newFiles.size > 0 && b.newFiles.size > 0 && overlaps(a.newFiles, b.newFiles) === 0;
  const shared = one.patches.filter((patch) =>
    older.patches.some(
      (other) =>
        !isSister(patch, other) &&
        overlaps(patch.files, other.files) >= SIMILAR &&
        isLike(patch, other, neededLikeness(patch, other), SAME_ADDED),
    ),
  ).length;
  return shared === 0 ? 0 : shared / (one.patches.length + older.patches.length - shared);
}

const neededLikeness = (a: PatchKeys, b: PatchKeys): number =>
  Math.min(a.lines.length, b.lines.length) >= TELLING_LINES || jaccard(a.tokens, b.tokens) >= SAME_PATCH
    ? SAME_DIFF
    : SAME_FEW;

/** The share of the smaller of the two that the other has as well. */
export const sharedOf = (one: Candidate, older: Candidate): number => {
  const smaller = Math.min(one.patches.length, older.patches.length);
  return smaller === 0 ? 0 : Math.min(1, sharedPatches(one, older) / smaller);
};
