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
import type { MessageId, SeriesId } from '../facts/index.ts';
import {
  AT_ONCE,
  accepts,
  type Draft,
  HOUR,
  isSameVersion,
  LOOSE,
  LOOSE_SLOPPY,
  LOOSE_WINDOW,
  PARENT,
  roleOf,
  SIBLING,
  THREAD,
} from './draft.ts';
import { finish } from './finish.ts';
import { type Posting, type SeriesMail, versionNumber } from './types.ts';

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
