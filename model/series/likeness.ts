/** What speaks for a posting being a version of an older one, where it is not stated outright. */
import { DAY, jaccard, type VersionLink } from '../facts/index.ts';
import { lineSimilarity } from '../landing/similarity.ts';
import { type Candidate, isSamePerson } from './candidate.ts';
import {
  isSameDiffs,
  isTelling,
  NEARLY_EQUAL,
  overlaps,
  SAME_DIFF,
  SIMILAR,
  sharedLines,
  sharedOf,
  sharedPatches,
  TELLING_WORDS,
} from './same-patch.ts';

/** How far back a version that is written down looks for the older one; nothing looks further, but along links. */
export const STATED_WINDOW = 2 * 365 * DAY;
/** How far back an unlabelled posting does. */
const UNLABELLED_WINDOW = 180 * DAY;
/** The same for the mean of titles and files of two covers without a version. */
const SIMILAR_COVER = 0.6;
/** The same where versions between them are missing. */
const SURE = 0.75;
/** How far back one with nothing but a place and a number in common does. */
const SOON = 60 * DAY;

/** Who drops the RFC may count on, or from one again. */
const isAbove = (one: Candidate, older: Candidate): boolean =>
  one.version > older.version || (older.isDraft && !one.isDraft);

const isNextOf = (one: Candidate, older: Candidate): boolean => one.isLabelled && isAbove(one, older);

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
 * call an older version needs some likeness; one that it does may have had a higher number, if this is the first under
 * another title.
 */
export function isLinkedVersion(one: Candidate, older: Candidate, isCalledOlder: boolean): boolean {
  const isFirst = isCalledOlder && one.version === 1;
  if (one.isLabelled && !isAbove(one, older) && !isFirst) return false;
  const isAkin = isSameWork(one, older) || sharedPatches(one, older) > 0;
  if (!isSamePerson(one, older)) return isAkin && (isCalledOlder || isNextOf(one, older));
  if (isCalledOlder || isAkin) return true;
  return jaccard(one.tokens, older.tokens) >= SIMILAR && jaccard(one.files, older.files) > 0;
}

/** May it be a version of the older one, if that is like it? */
export function mayFollow(one: Candidate, older: Candidate): boolean {
  const window = one.isLabelled ? STATED_WINDOW : UNLABELLED_WINDOW;
  const age = one.posting.anchor.archivedAt - older.posting.anchor.archivedAt;
  return age <= window && !isSister(one, older);
}

/** The same lines of another file: one cleanup, sent file by file under one title. A new file may be renamed. */
const isSister = (one: Candidate, older: Candidate): boolean =>
  one.patches.length === 1 &&
  older.patches.length === 1 &&
  one.newFiles.size === 0 &&
  jaccard(one.files, older.files) === 0 &&
  lineSimilarity(one.patches[0]!.lines, older.patches[0]!.lines) >= NEARLY_EQUAL;

export function isSameTitleEvidence(one: Candidate, older: Candidate): boolean {
  if (one.release !== older.release && !isCopy(one, older)) return false;
  const isNext = one.isLabelled && one.version !== older.version;
  if (!isSamePerson(one, older))
    return (
      (isNext || isOfAuthor(one, older) || isSameDiffs(one, older, SAME_DIFF)) &&
      one.tokens.size >= TELLING_WORDS &&
      one.release === older.release
    );
  if (isNext || one.isResend) return true;
  const hasNoPatches = one.files.size === 0 || older.files.size === 0;
  return hasNoPatches || jaccard(one.files, older.files) > 0;
}

/** All of its patches are there again, `for 5.5` after `for 5.4`: backports go to several branches at once. */
const isCopy = (one: Candidate, older: Candidate): boolean =>
  isPlanned(one) &&
  isPlanned(older) &&
  one.posting.cover !== null &&
  jaccard(one.patchTitles, older.patchTitles) === 1;

const isPlanned = ({ posting }: Candidate): boolean =>
  posting.anchor.tags.prefixes.some((tag) => /^for$/i.test(tag));

/** The other's sender wrote every patch of this one. */
const isOfAuthor = (one: Candidate, older: Candidate): boolean =>
  one.authors.size > 0 &&
  [...one.authors].every((author) => author === older.person || older.authors.has(author));

/** At least half of its patches have the name of the older one's sender left in them. */
function isMostlyMadeBy(one: Candidate, older: Candidate): boolean {
  const made = one.patches.filter(({ makers }) => older.email !== '' && makers.has(older.email));
  return made.length > 0 && made.length * 2 >= one.patches.length;
}

/** The very diffs once more, under other titles: somebody mends what the mail program made of them. */
const isSentAgain = (one: Candidate, older: Candidate): boolean =>
  one.patches.length > 0 &&
  one.patches.length === older.patches.length &&
  one.isLabelled === older.isLabelled &&
  one.version === older.version &&
  one.patches.every(({ patchId }, n) => patchId !== null && patchId === older.patches[n]!.patchId);

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
  if (isSameDiffs(one, older, NEARLY_EQUAL)) return { series, method: 'same-patches', score: 0.7 };
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
  if (one.isLabelled && !isAbove(one, older)) return null;
  // Without a label a series that takes up another's patches among many more is not its next version.
  const compare = one.isLabelled ? overlaps : jaccard;
  const patches = compare(one.patchTitles, older.patchTitles);
  if (patches >= SIMILAR && (one.isLabelled || one.patchTitles.size >= 2)) {
    // Of several the one that has the most in common, not a small one that is wholly contained.
    return { series, method: 'same-patches', score: 0.5 + 0.4 * jaccard(one.patchTitles, older.patchTitles) };
  }
  return one.isLabelled ? likeNext(one, older) : likeAgain(one, older);
}

/** Without a version: the same lines, or two covers on much the same files ("introduce X", "introduce X and Y"). */
function likeAgain(one: Candidate, older: Candidate): VersionLink | null {
  const series = older.posting.id;
  const lines = sharedLines(one, older);
  if (lines >= SIMILAR) return { series, method: 'same-patches', score: 0.5 + 0.2 * lines };
  const files = jaccard(one.files, older.files);
  const title = jaccard(one.tokens, older.tokens);
  const isReposted =
    one.posting.cover !== null && older.posting.cover !== null && Math.min(files, title) >= SIMILAR;
  return isReposted && files + title >= 2 * SIMILAR_COVER
    ? { series, method: 'similar-title', score: title }
    : null;
}

function likeNext(one: Candidate, older: Candidate): VersionLink | null {
  const series = older.posting.id;
  const files = jaccard(one.files, older.files);
  if (files === 0 && one.files.size > 0 && older.files.size > 0) return null;
  const score = 0.6 * jaccard(one.tokens, older.tokens) + 0.4 * files;
  const shared = isGap(one, older) ? 0 : sharedOf(one, older);
  if (shared >= SIMILAR)
    return { series, method: 'same-patches', score: Math.min(0.9, Math.max(0.5 + 0.2 * shared, score)) };
  // A version left out, and another title besides: more likely a sister ("Migrate the test …") than the same.
  if (score >= (isGap(one, older) ? SURE : SIMILAR))
    return { series, method: 'similar-title', score: Math.min(0.9, score) };
  return isInItsPlace(one, older) ? { series, method: 'similar-title', score: SIMILAR } : null;
}

/** Two single patches about one place and in its files, the later of which says to be the next version of something. */
const isInItsPlace = (one: Candidate, older: Candidate): boolean =>
  !isGap(one, older) &&
  one.posting.expected === 1 &&
  older.posting.expected === 1 &&
  one.prefix !== '' &&
  one.prefix === older.prefix &&
  overlaps(one.files, older.files) === 1 &&
  one.posting.anchor.archivedAt - older.posting.anchor.archivedAt <= SOON;

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
