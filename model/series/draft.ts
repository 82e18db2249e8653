/** A posting while it is being collected: what a mail is to grouping, and whether it may be one of those that are there. */
import { DAY } from '../facts/index.ts';
import { isResend, type SeriesMail, versionNumber } from './types.ts';

const MINUTE = 60;
export const HOUR = 60 * MINUTE;

/**
 * Mails without threading belong together if the same person sent them with the same version and N, and no gap is
 * longer than this. Patchwork takes ten minutes; people who send by hand need longer, and greylisting delays single
 * mails. Accepted mistake: two series of the same length, both unthreaded, sent in the same half hour with their
 * numbers interleaved.
 */
export const LOOSE_WINDOW = 30 * MINUTE;

/** What tags that differ (a cover without the version that its patches carry) may be apart. */
const SLOPPY_WINDOW = HOUR;

/** What git send-email and slow servers leave between two mails of one go. */
export const AT_ONCE = 5 * MINUTE;

/** How late a threaded patch may still be the missing one of its series. */
const LATE_WINDOW = 7 * DAY;

type Role = 'cover' | 'patch' | 'single' | 'none';

/** What a mail is to grouping by itself. A `Re:` is never part of a series: a diff in it is a suggestion. */
export function roleOf(mail: SeriesMail): Role {
  const { tags } = mail;
  if (mail.isNotice || tags.isReply || tags.isForward || DIGEST.test(tags.title)) return 'none';
  if (isUncounted(mail)) return mail.hasDiff ? 'patch' : 'none';
  if ((tags.isPatch || mail.hasDiff) && tags.n !== null && tags.total !== null) {
    if (tags.n === 0) return 'cover';
    return tags.total === 1 && !mail.hasDiff ? 'none' : 'patch';
  }
  return mail.hasDiff ? 'single' : 'none';
}

/** What Mailman and Majordomo send of a day holds other people's patches. */
const DIGEST = /^\S.{0,80} digest,? v(?:ol)?\.? ?\d/i;

/** `[PATCH 3/n]`: added to a series that is there. */
const isUncounted = ({ tags }: SeriesMail): boolean =>
  tags.isPatch && tags.n !== null && tags.n > 0 && tags.total === null;

/** `[PATCH 4/3]` */
export const isAddition = ({ tags }: SeriesMail): boolean => (tags.n ?? 0) > (tags.total ?? 1);

/** A posting while it is being collected. */
export interface Draft {
  readonly anchor: SeriesMail;
  cover: SeriesMail | null;
  readonly patches: Map<number, SeriesMail>;
  last: SeriesMail;
  /** No mail of it refers to a mail that was there before it. */
  readonly isLoose: boolean;
}

/** Ranks of the ways in which a mail and a draft can be near; below SIBLING it is the distance in References. */
export const SIBLING = 1000;
export const PARENT = 500;
export const LOOSE = 2000;
/** Below one topmost mail: each patch answers what somebody said of its older version. */
export const THREAD = 3000;
/** Below a cover that was sent by itself a moment before, whose tag counts otherwise. */
export const LOOSE_SLOPPY = 4000;

/** May this mail be one of the draft's? */
export function accepts(draft: Draft, mail: SeriesMail, rank: number): boolean {
  const isThreaded = rank < LOOSE;
  const gap = mail.archivedAt - draft.last.archivedAt;
  if (gap > (isThreaded ? LATE_WINDOW : LOOSE_WINDOW)) return false;
  if ((rank === LOOSE || rank === LOOSE_SLOPPY) && !canFollowLoosely(draft.last, mail)) return false;
  if (isTaken(draft, mail) || draft.anchor.tags.total === null) return false;
  const isSamePerson = [...membersOf(draft)].some((member) => member.person === mail.person);
  if (!isSamePerson && !(isThreaded && gap <= HOUR && !isAddition(mail))) return false;
  if (isCoverBelowPatches(draft, mail) && gap > HOUR) return false;
  if (isUncounted(mail)) return isThreaded && isSamePerson && isSameVersion(draft, mail);
  if (isSameTags(draft, mail)) return true;
  if (rank === LOOSE_SLOPPY) return draft.patches.size === 0 && gap <= AT_ONCE && isSloppyMatch(draft, mail);
  return isThreaded && isSamePerson && gap <= SLOPPY_WINDOW && isSloppyMatch(draft, mail);
}

/**
 * Of two mails that no reference connects at least one must refer to nothing at all: the store finds the neighbours of
 * a thread by the same rule (looseNeighbours).
 */
function canFollowLoosely(last: SeriesMail, mail: SeriesMail): boolean {
  return last.references.length === 0 || mail.references.length === 0;
}

function* membersOf(draft: Draft): Iterable<SeriesMail> {
  if (draft.cover) yield draft.cover;
  yield* draft.patches.values();
}

function isTaken(draft: Draft, mail: SeriesMail): boolean {
  // A cover without a tag makes room for one that has it.
  return mail.tags.n === 0
    ? draft.cover !== null && draft.cover.tags.n === 0
    : draft.patches.has(mail.tags.n ?? 1);
}

/** A cover that answers one of the patches is more likely that of a new version than a forgotten one. */
function isCoverBelowPatches(draft: Draft, mail: SeriesMail): boolean {
  if (mail.tags.n !== 0) return false;
  const patches = new Set([...draft.patches.values()].map((patch) => patch.messageId));
  return mail.references.some((id) => patches.has(id));
}

/** The tags that decide are those of the patches, where there are any. */
function isSameTags(draft: Draft, mail: SeriesMail): boolean {
  const known = draft.patches.size > 0 ? [...draft.patches.values()] : [...membersOf(draft)];
  return known.some(
    ({ tags }) =>
      tags.total === mail.tags.total &&
      versionNumber(tags.version) === versionNumber(mail.tags.version) &&
      isResend(tags.prefixes) === isResend(mail.tags.prefixes),
  );
}

/**
 * Tags that differ: a cover and its patches written by hand (`[PATCH 0/3]` over `[PATCH v2 1/3]`), or a patch added to
 * a numbered series (`[PATCH 4/3]`). Two stated versions that differ are never one posting.
 */
function isSloppyMatch(draft: Draft, mail: SeriesMail): boolean {
  const isOneOnlyCover = draft.patches.size === 0 || mail.tags.n === 0;
  const known = [...membersOf(draft)];
  if (isNumberedAlong(draft, mail)) return true;
  const isVersionClash = known.some(
    ({ tags }) => tags.version !== null && mail.tags.version !== null && tags.version !== mail.tags.version,
  );
  if (isVersionClash) return false;
  const isSameTotal = known.some(({ tags }) => tags.total === mail.tags.total);
  if (isSameTotal) return isOneOnlyCover;
  return isSameVersion(draft, mail) && !known.some(({ tags }) => isResend(tags.prefixes));
}

export const isSameVersion = (draft: Draft, mail: SeriesMail): boolean =>
  [...membersOf(draft)].some(({ tags }) => versionNumber(tags.version) === versionNumber(mail.tags.version));

/**
 * Sent in one go with numbers that go on, whatever version each patch says: a cover that was not relabelled, or a patch
 * that is taken over with the version it had.
 *
 *     [PATCH v1 0/10]              [PATCH 0/3]
 *       [PATCH v2 1/10] …            [PATCH 1/3]
 *                                    [PATCH v7 2/3]
 */
function isNumberedAlong(draft: Draft, mail: SeriesMail): boolean {
  const numbers = [...membersOf(draft)].map(({ tags }) => tags.n ?? 1);
  return (
    draft.anchor.tags.total === mail.tags.total &&
    mail.tags.n === Math.max(...numbers) + 1 &&
    draft.anchor.tags.prefixes.join() === mail.tags.prefixes.join() &&
    mail.archivedAt - draft.last.archivedAt <= AT_ONCE
  );
}
