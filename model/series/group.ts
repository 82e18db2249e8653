/**
 * Mails → postings. A fold in archive order: where a mail belongs is decided when it arrives, from what came before,
 * so that an answer as of a date needs no second program, and mails that come later never move it.
 *
 * The shapes it has to know (indentation is "in reply to"):
 *
 *     [PATCH 0/2]          [PATCH 0/2]            [PATCH 1/2]        [PATCH 0/2]
 *       [PATCH 1/2]          [PATCH 1/2]            [PATCH 2/2]      [PATCH 1/2]
 *       [PATCH 2/2]            [PATCH 2/2]                           [PATCH 2/2]
 *     shallow              deep                   no cover           no threading
 *
 *     [PATCH 0/2]                 [PATCH 1/2]                   some discussion
 *       [PATCH 1/2]                 Re: [PATCH 1/2]               [PATCH 1/2]
 *       [PATCH 2/2]                   [PATCH v2 1/2]              [PATCH 2/2]
 *       [PATCH v2 0/2]            one patch of a new            siblings under a
 *         [PATCH v2 1/2] …        version, in the old           mail that is none
 *     a version under the older   thread                        of theirs
 *
 *     [PATCH 1/2] …                     each patch of a new version answers
 *       Re: [PATCH 1/2] …               what was said of the old one, minutes
 *         [PATCH v2 1/2] …              apart
 *     [PATCH 2/2] …
 *       Re: [PATCH 2/2] …
 *         [PATCH v2 2/2] …
 *
 *     Three things about gates          a cover without a tag: whoever
 *       [PATCH 1/3]                     sent it sends the patches below
 *       [PATCH 2/3] …                   it minutes later
 */
import { DAY, type MessageId, type SeriesId } from '../facts/index.ts';
import {
  isResend,
  type Posting,
  type SeriesMail,
  type SeriesMember,
  splitTitle,
  versionNumber,
} from './types.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

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
const AT_ONCE = 5 * MINUTE;

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
const isAddition = ({ tags }: SeriesMail): boolean => (tags.n ?? 0) > (tags.total ?? 1);

/** A posting while it is being collected. */
interface Draft {
  readonly anchor: SeriesMail;
  cover: SeriesMail | null;
  readonly patches: Map<number, SeriesMail>;
  last: SeriesMail;
  /** No mail of it refers to a mail that was there before it. */
  readonly isLoose: boolean;
}

/**
 * Groups the mails of a neighbourhood; their order does not matter.
 * @param idOf the id of the posting that a given mail opened
 */
export function groupSeries(
  mails: readonly SeriesMail[],
  idOf: (anchor: MessageId) => SeriesId,
): readonly Posting[] {
  const grouping = new Grouping();
  for (const mail of [...mails].sort(inArchiveOrder)) grouping.add(mail);
  return grouping.drafts.filter((draft) => !isPullRequest(draft)).map((draft) => finish(draft, idOf));
}

/** `[GIT PULL 0/3]` over three requests, unlike QEMU's `[PULL 0/3]` over three patches. */
const isPullRequest = ({ cover, patches }: Draft): boolean =>
  patches.size === 0 && cover !== null && cover.tags.prefixes.some((tag) => /^pull$/i.test(tag));

/** Arrival first; within a second, as the sender dated them, then by number, then by Message-ID. */
export function inArchiveOrder(a: SeriesMail, b: SeriesMail): number {
  return (
    a.archivedAt - b.archivedAt ||
    (a.date ?? 0) - (b.date ?? 0) ||
    (a.tags.n ?? 0) - (b.tags.n ?? 0) ||
    (a.messageId < b.messageId ? -1 : 1)
  );
}

class Grouping {
  readonly drafts: Draft[] = [];
  readonly #seen = new Map<MessageId, SeriesMail>();
  readonly #byMember = new Map<MessageId, Draft>();
  /** Drafts by the Message-IDs that their mails refer to. */
  readonly #byReference = new Map<MessageId, Set<Draft>>();
  /** Loose drafts by person, newest last. */
  readonly #loose = new Map<string, readonly Draft[]>();
  /** The topmost mail above each. */
  readonly #roots = new Map<MessageId, MessageId>();
  /** Drafts by the topmost mail above them, newest last. */
  readonly #byRoot = new Map<MessageId, readonly Draft[]>();

  add(mail: SeriesMail): void {
    const role = roleOf(mail);
    const above = mail.references.find((id) => this.#seen.has(id));
    this.#roots.set(mail.messageId, (above && this.#roots.get(above)) ?? mail.messageId);
    const lone = role === 'single' ? this.#coverOfOne(mail) : undefined;
    if (lone) this.#join(lone, mail);
    else if (role === 'single') this.#open(mail);
    else if (role !== 'none') this.#addNumbered(mail);
    this.#seen.set(mail.messageId, mail);
  }

  /** `[PATCH 0/1]` over a `[PATCH]` that was not counted. */
  #coverOfOne(mail: SeriesMail): Draft | undefined {
    const draft = this.#byMember.get(mail.references[0]!);
    const cover = draft?.patches.size === 0 ? draft.cover : null;
    const isOne = cover?.tags.total === 1 && mail.tags.isPatch && cover.person === mail.person;
    return isOne && mail.archivedAt - cover.archivedAt <= AT_ONCE && isSameVersion(draft!, mail)
      ? draft
      : undefined;
  }

  #addNumbered(mail: SeriesMail): void {
    if (this.#repeatsSubjectOfParent(mail)) return;
    const draft = this.#candidates(mail)[0];
    if (draft) this.#join(draft, mail);
    else this.#open(mail);
  }

  /**
   * A reply whose mail program put no `Re:` in front: no diff, and the title of the mail it answers.
   */
  #repeatsSubjectOfParent(mail: SeriesMail): boolean {
    if (mail.hasDiff) return false;
    const parent = mail.references.map((id) => this.#seen.get(id)).find((seen) => seen !== undefined);
    if (parent === undefined) return false;
    const isSameSubject = parent.tags.title === mail.tags.title && parent.tags.n === mail.tags.n;
    return isSameSubject && (parent.person !== mail.person || mail.tags.n !== 0);
  }

  /** The drafts that take this mail, best first. */
  #candidates(mail: SeriesMail): readonly Draft[] {
    const ranked = new Map<Draft, number>();
    const offer = (draft: Draft | undefined, rank: number): void => {
      if (draft && !ranked.has(draft) && accepts(draft, mail, rank)) ranked.set(draft, rank);
    };
    mail.references.forEach((id, distance) => {
      offer(this.#byMember.get(id), Math.min(distance, SIBLING - 1));
    });
    for (const draft of this.#byReference.get(mail.messageId) ?? []) offer(draft, PARENT);
    for (const id of mail.references)
      for (const draft of this.#byReference.get(id) ?? []) offer(draft, SIBLING);
    const loose = this.#isAnchored(mail) ? [] : (this.#loose.get(mail.person) ?? []);
    for (const draft of loose) offer(draft, LOOSE);
    for (const draft of this.#byRoot.get(this.#roots.get(mail.messageId)!) ?? []) offer(draft, THREAD);
    for (const draft of loose) offer(draft, LOOSE_SLOPPY);
    const isRecent = (draft: Draft): number => Number(mail.archivedAt - draft.last.archivedAt <= HOUR);
    return [...ranked]
      .sort(
        ([a, rankA], [b, rankB]) =>
          isRecent(b) - isRecent(a) || rankA - rankB || b.last.archivedAt - a.last.archivedAt,
      )
      .map(([draft]) => draft);
  }

  #isAnchored(mail: SeriesMail): boolean {
    return mail.references.some((id) => this.#seen.has(id));
  }

  #open(mail: SeriesMail): void {
    const draft: Draft = {
      anchor: mail,
      cover: this.#untaggedCover(mail),
      patches: new Map(),
      last: mail,
      isLoose: roleOf(mail) !== 'single' && !this.#isAnchored(mail),
    };
    this.drafts.push(draft);
    keep(this.#byRoot, this.#roots.get(mail.messageId)!, draft);
    if (draft.isLoose) keep(this.#loose, mail.person, draft);
    this.#join(draft, mail);
  }

  /** The mail of the same person that the first patch to come answers, just before: without a tag, at the top. */
  #untaggedCover(mail: SeriesMail): SeriesMail | null {
    const parent = mail.references.map((id) => this.#seen.get(id)).find((seen) => seen !== undefined);
    const isOneOfMany = roleOf(mail) === 'patch' && (mail.tags.total ?? 1) > 1;
    if (!isOneOfMany && !(mail.tags.isPatch && mail.hasDiff)) return null;
    if (parent?.person !== mail.person || roleOf(parent) !== 'none') return null;
    const window = isOneOfMany ? LOOSE_WINDOW : AT_ONCE;
    const isCover =
      isAnsweringCover(parent, mail) ||
      (!parent.tags.isReply && !parent.tags.isForward && !parent.isNotice && parent.references.length === 0);
    return isCover && mail.archivedAt - parent.archivedAt <= window ? parent : null;
  }

  #join(draft: Draft, mail: SeriesMail): void {
    if (mail.tags.n === 0) draft.cover = mail;
    else draft.patches.set(mail.tags.n ?? 1, mail);
    draft.last = mail;
    this.#byMember.set(mail.messageId, draft);
    for (const id of mail.references) {
      const drafts = this.#byReference.get(id);
      if (drafts) drafts.add(draft);
      else this.#byReference.set(id, new Set([draft]));
    }
  }
}

/** `Re: [PATCH 0/2]`, a mail program's answer that was written over, sent together with patches that it counts. */
const isAnsweringCover = ({ tags, archivedAt }: SeriesMail, patch: SeriesMail): boolean =>
  tags.n === 0 &&
  tags.total === patch.tags.total &&
  versionNumber(tags.version) === versionNumber(patch.tags.version) &&
  patch.archivedAt - archivedAt <= AT_ONCE;

/** Behind those that something may still be added to. */
function keep<K>(drafts: Map<K, readonly Draft[]>, key: K, draft: Draft): void {
  const open = (drafts.get(key) ?? []).filter(
    ({ last }) => draft.anchor.archivedAt - last.archivedAt <= LOOSE_WINDOW,
  );
  drafts.set(key, [...open, draft]);
}

/** Ranks of the ways in which a mail and a draft can be near; below SIBLING it is the distance in References. */
const SIBLING = 1000;
const PARENT = 500;
const LOOSE = 2000;
/** Below one topmost mail: each patch answers what somebody said of its older version. */
const THREAD = 3000;
/** Below a cover that was sent by itself a moment before, whose tag counts otherwise. */
const LOOSE_SLOPPY = 4000;

/** May this mail be one of the draft's? */
function accepts(draft: Draft, mail: SeriesMail, rank: number): boolean {
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

const isSameVersion = (draft: Draft, mail: SeriesMail): boolean =>
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

function finish(draft: Draft, idOf: (anchor: MessageId) => SeriesId): Posting {
  const patches: SeriesMember[] = [...draft.patches]
    .map(([n, mail]) => ({ n, mail }))
    .sort((a, b) => a.n - b.n);
  return {
    id: idOf(draft.anchor.messageId),
    anchor: draft.anchor,
    cover: draft.cover,
    patches,
    statedVersion: statedVersion(draft, patches),
    expected: expectedOf(draft, patches),
  };
}

/** Somebody's `[PATCH 4/3]` to a series of another is no missing patch of three. */
function expectedOf(draft: Draft, patches: readonly SeriesMember[]): number {
  const total =
    mostFrequent(patches.flatMap(({ mail }) => mail.tags.total ?? []))?.[0] ?? draft.cover?.tags.total ?? 1;
  const isOther = draft.cover === null && patches.length > 0 && patches.every(({ mail }) => isAddition(mail));
  return isOther ? patches.length : total;
}

/** What most patches state; else what the first mail does, since many relabel the cover alone; else the changelog. */
function statedVersion(draft: Draft, patches: readonly SeriesMember[]): string | null {
  const stated = patches.flatMap(({ mail }) => mail.tags.version ?? []);
  const [version, times] = mostFrequent(stated) ?? [null, 0];
  if (times * 2 > patches.length) return version;
  const ofTitle = draft.cover ? splitTitle(draft.cover.tags.title).version : null;
  return (draft.cover ?? draft.anchor).tags.version ?? ofTitle ?? changelogVersion(draft, patches);
}

/** Where no subject has a version: what the cover's changelog tells of, else those of most patches. */
function changelogVersion(draft: Draft, patches: readonly SeriesMember[]): string | null {
  const ofCover = draft.cover?.revision.version ?? null;
  if (ofCover !== null) return ofCover;
  const told = patches.flatMap(({ mail }) => mail.revision.version ?? []);
  return told.length * 2 > patches.length ? (mostFrequent(told)?.[0] ?? null) : null;
}

/** Of several as frequent the smallest. */
function mostFrequent<T extends string | number>(values: readonly T[]): readonly [T, number] | null {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [best] = [...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1));
  return best ?? null;
}
