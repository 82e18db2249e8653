/** What speaks for a posting being a version of an older one, where it is not stated outright. */
import { jaccard, type VersionLink } from '../facts/index.ts';
import { lineSimilarity } from '../landing/similarity.ts';
import { type Candidate, isSamePerson, type PatchKeys } from './candidate.ts';

const DAY = 24 * 60 * 60;

/** How far back a version that is written down looks for the older one; nothing looks further, but along links. */
export const STATED_WINDOW = 2 * 365 * DAY;
/** How far back an unlabelled posting does. */
const UNLABELLED_WINDOW = 180 * DAY;
/** Likeness of title or patches from which two postings are taken for versions of one change. */
export const SIMILAR = 0.5;
/** The same for the mean of titles and files of two covers without a version. */
const SIMILAR_COVER = 0.6;
/** The same where versions between them are missing. */
const SURE = 0.75;
/** Titles of fewer words ("Fix typo") prove nothing between different people. */
const TELLING_WORDS = 3;
/** Likeness of two diffs to much the same files from which they are one patch: it may have a new title. */
const SAME_DIFF = 0.55;
/** The same where nothing else connects the two: tests of one kind have much in common. */
const NEARLY_EQUAL = 0.75;
/** Fewer changed lines prove nothing. */
const TELLING_LINES = 8;
/** Words in common of the titles of one patch in two versions ("shmat02: Use it", "shmat02.c: use it"). */
const SAME_PATCH = 0.6;

export const isTelling = (title: string): boolean => title.split(' ').length >= TELLING_WORDS;

const isNextOf = (one: Candidate, older: Candidate): boolean => one.isLabelled && one.version > older.version;

/** In a thread, or behind a link: is this the same work, rather than a fix or a series that depends on it? */
export function continues(one: Candidate, older: Candidate): boolean {
  if (isSameWork(one, older)) return true;
  if (!isSamePerson(one, older)) return isNextOf(one, older) && isMostlyMadeBy(one, older);
  if (isNextOf(one, older)) return true;
  return jaccard(one.tokens, older.tokens) >= SIMILAR && jaccard(one.files, older.files) > 0;
}

const isSameWork = (one: Candidate, older: Candidate): boolean =>
  one.titleKey === older.titleKey || overlaps(one.patchTitles, older.patchTitles) >= SIMILAR;

/**
 * Behind a link to it. A cover names other work too ("could I merge this one?"), so that a link which the text does not
 * call an older version needs some likeness.
 */
export function isLinkedVersion(one: Candidate, older: Candidate, isCalledOlder: boolean): boolean {
  if (one.isLabelled && one.version <= older.version) return false;
  const isAkin = isSameWork(one, older) || sharedPatches(one, older) > 0;
  if (!isSamePerson(one, older)) return isAkin && (isCalledOlder || isNextOf(one, older));
  if (isCalledOlder || isAkin) return true;
  return jaccard(one.tokens, older.tokens) >= SIMILAR && jaccard(one.files, older.files) > 0;
}

export function isWithinReach(one: Candidate, older: Candidate): boolean {
  const window = one.isLabelled ? STATED_WINDOW : UNLABELLED_WINDOW;
  return one.posting.anchor.archivedAt - older.posting.anchor.archivedAt <= window;
}

export function isSameTitleEvidence(one: Candidate, older: Candidate): boolean {
  if (one.release !== older.release && !isCopy(one, older)) return false;
  const isNext = one.isLabelled && one.version !== older.version;
  if (!isSamePerson(one, older))
    return (
      (isNext || isOfAuthor(one, older) || isSameDiffs(one, older)) &&
      one.tokens.size >= TELLING_WORDS &&
      one.release === older.release
    );
  if (isNext || one.isResend) return true;
  const hasNoPatches = one.files.size === 0 || older.files.size === 0;
  return hasNoPatches || jaccard(one.files, older.files) > 0;
}

/** Share of the smaller set that the other has too. */
function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size);
  if (smaller === 0) return 0;
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let common = 0;
  for (const item of small) if (large.has(item)) common++;
  return common / smaller;
}

/** All of its patches are there again, under one title: sent once more for the next release, not a backport. */
const isCopy = (one: Candidate, older: Candidate): boolean =>
  one.posting.cover !== null && jaccard(one.patchTitles, older.patchTitles) === 1;

/** The other's sender wrote every patch of this one. */
const isOfAuthor = (one: Candidate, older: Candidate): boolean =>
  one.authors.size > 0 &&
  [...one.authors].every((author) => author === older.person || older.authors.has(author));

/** At least half of its patches have the name of the older one's sender left in them. */
function isMostlyMadeBy(one: Candidate, older: Candidate): boolean {
  const made = one.patches.filter(({ makers }) => older.email !== '' && makers.has(older.email));
  return made.length > 0 && made.length * 2 >= one.patches.length;
}

/** How many of its patches the older one has too: by diff, by title, or by most of the title and a common file. */
function sharedPatches(one: Candidate, older: Candidate): number {
  return one.patches.filter((patch) => older.patches.some((other) => isSamePatch(patch, other))).length;
}

function isSamePatch(a: PatchKeys, b: PatchKeys): boolean {
  if (a.patchId !== null && a.patchId === b.patchId) return true;
  if (a.titleKey === b.titleKey) return isTelling(a.titleKey);
  const isLikeTitle = jaccard(a.tokens, b.tokens) >= SAME_PATCH && jaccard(a.files, b.files) >= SIMILAR;
  return isLikeTitle || isLikeDiff(a, b, SAME_DIFF);
}

const isLikeDiff = (a: PatchKeys, b: PatchKeys, likeness: number): boolean =>
  Math.min(a.lines.length, b.lines.length) >= TELLING_LINES &&
  jaccard(a.files, b.files) >= SIMILAR &&
  lineSimilarity(a.lines, b.lines) >= likeness;

/** Each of its patches is one of the older series, whatever they are called. */
const isSameDiffs = (one: Candidate, older: Candidate): boolean =>
  one.patches.length > 0 &&
  one.patches.every((patch) => older.patches.some((other) => isLikeDiff(patch, other, NEARLY_EQUAL)));

/** The very diffs once more, under other titles: somebody mends what the mail program made of them. */
const isSentAgain = (one: Candidate, older: Candidate): boolean =>
  one.patches.length > 0 &&
  one.patches.length === older.patches.length &&
  one.isLabelled === older.isLabelled &&
  one.version === older.version &&
  one.patches.every(({ patchId }, n) => patchId !== null && patchId === older.patches[n]!.patchId);

const sharedOf = (one: Candidate, older: Candidate): number => {
  const smaller = Math.min(one.patches.length, older.patches.length);
  return smaller === 0 ? 0 : Math.min(1, sharedPatches(one, older) / smaller);
};

/**
 * Somebody else sends what looks like its next version: labelled so with several of its patches, or with patches by its
 * author, which may have new titles if they say whose they were.
 */
export function takenOver(one: Candidate, older: Candidate): VersionLink | null {
  if (jaccard(one.files, older.files) === 0) return null;
  const series = older.posting.id;
  const isNext = isNextOf(one, older);
  const common = [...one.patchTitles].filter(
    (title) => older.patchTitles.has(title) && isTelling(title),
  ).length;
  const likely = jaccard(one.patchTitles, older.patchTitles);
  if (((isNext && common >= 2) || (isOfAuthor(one, older) && common >= 1)) && likely >= SIMILAR)
    return { series, method: 'same-patches', score: 0.5 + 0.3 * likely };
  if (!isNext || isGap(one, older)) return null;
  if (isSameDiffs(one, older)) return { series, method: 'same-patches', score: 0.7 };
  const share = isMostlyMadeBy(one, older) ? sharedOf(one, older) : 0;
  return share >= SIMILAR ? { series, method: 'same-patches', score: 0.5 + 0.2 * share } : null;
}

/** Versions between the two are missing. */
const isGap = (one: Candidate, older: Candidate): boolean =>
  Math.ceil(one.version) - Math.floor(older.version) > 1;

/**
 * Without the same title: a stated version above the older one and a like title on common files, or the same patches.
 * An unlabelled posting needs most of the patches.
 */
export function likeness(one: Candidate, older: Candidate): VersionLink | null {
  const series = older.posting.id;
  if (isPatchOf(one, older) || isSentAgain(one, older)) return { series, method: 'same-patches', score: 0.9 };
  if (one.isLabelled && one.version <= older.version) return null;
  // Without a label a series that takes up another's patches among many more is not its next version.
  const compare = one.isLabelled ? overlaps : jaccard;
  const patches = compare(one.patchTitles, older.patchTitles);
  if (patches >= SIMILAR && (one.isLabelled || one.patchTitles.size >= 2)) {
    // Of several the one that has the most in common, not a small one that is wholly contained.
    return { series, method: 'same-patches', score: 0.5 + 0.4 * jaccard(one.patchTitles, older.patchTitles) };
  }
  const files = jaccard(one.files, older.files);
  const title = jaccard(one.tokens, older.tokens);
  if (!one.isLabelled) {
    // "RFC: introduce X" and "introduce X and Y": two covers on much the same files.
    const isReposted =
      one.posting.cover !== null && older.posting.cover !== null && Math.min(files, title) >= SIMILAR;
    return isReposted && files + title >= 2 * SIMILAR_COVER
      ? { series, method: 'similar-title', score: title }
      : null;
  }
  if (files === 0 && one.files.size > 0 && older.files.size > 0) return null;
  const score = 0.6 * title + 0.4 * files;
  const shared = isGap(one, older) ? 0 : sharedOf(one, older);
  if (shared >= SIMILAR)
    return { series, method: 'same-patches', score: Math.min(0.9, Math.max(0.5 + 0.2 * shared, score)) };
  // A version left out, and another title besides: more likely a sister ("Migrate the test …") than the same.
  return score >= (isGap(one, older) ? SURE : SIMILAR)
    ? { series, method: 'similar-title', score: Math.min(0.9, score) }
    : null;
}

/** A few patches of the very version, sent again by themselves with their numbers (`[PATCH v9 7/8]`). */
export function isPatchOf(one: Candidate, older: Candidate): boolean {
  const { posting } = one;
  return (
    one.isLabelled &&
    one.version === older.version &&
    posting.cover === null &&
    posting.patches.length < posting.expected &&
    posting.expected === older.posting.expected &&
    [...one.patchTitles].every((title) => older.patchTitles.has(title))
  );
}
