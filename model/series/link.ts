/**
 * Postings → versions of a change. Each posting is linked to at most one that came before it; the first of a chain
 * gives the change its id. A link is stated (a change-id, a reply, a link in the text) or inferred (titles, patches),
 * and says which.
 *
 * Mistakes accepted: a series that is taken over by somebody else under a new title, without reply or link, starts a
 * change of its own; two unlabelled postings with one title and a common file within half a year are taken for
 * versions even if they are a recurring chore.
 */
import {
  jaccard,
  type MessageId,
  personKey,
  type SeriesId,
  titleKey,
  titleTokens,
  type VersionLink,
} from '../facts/index.ts';
import { inArchiveOrder } from './group.ts';
import { isResend, type Posting, versionNumber } from './types.ts';

const DAY = 24 * 60 * 60;

/** How far back a version that is written in the subject looks for the older one. */
const STATED_WINDOW = 2 * 365 * DAY;
/** How far back an unlabelled posting does. */
const UNLABELLED_WINDOW = 180 * DAY;
/** Likeness of title or patches from which two postings are taken for versions of one change. */
const SIMILAR = 0.5;
/** Titles of fewer words ("Fix typo") prove nothing between different people. */
const TELLING_WORDS = 3;

/** A posting with what linking compares, worked out once. */
export interface Candidate {
  readonly posting: Posting;
  readonly person: string;
  /** The sender's address: somebody who changed the spelling of the name is still found. */
  readonly email: string;
  readonly title: string;
  readonly titleKey: string;
  readonly tokens: ReadonlySet<string>;
  readonly patchTitles: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  readonly version: number;
  readonly isLabelled: boolean;
  readonly isResend: boolean;
}

export function candidate(posting: Posting): Candidate {
  const mails = [...(posting.cover ? [posting.cover] : []), ...posting.patches.map(({ mail }) => mail)];
  const title = titleOf(posting);
  const { sender } = posting.cover ?? posting.anchor;
  return {
    posting,
    person: personKey(sender),
    email: sender.email,
    title,
    titleKey: titleKey(title),
    tokens: titleTokens(title),
    patchTitles: new Set(posting.patches.map(({ mail }) => titleKey(mail.tags.title))),
    files: new Set(posting.patches.flatMap(({ mail }) => mail.files)),
    version: versionNumber(posting.statedVersion),
    isLabelled: posting.statedVersion !== null,
    isResend: mails.some(({ tags }) => isResend(tags.prefixes)),
  };
}

/** The cover's title, else that of the first patch. */
export function titleOf(posting: Posting): string {
  return (posting.cover ?? posting.patches[0]?.mail ?? posting.anchor).tags.title;
}

/**
 * Links postings to an older one of `universe`. The answer for one depends only on those that came before it, so the
 * universe may be extended by later postings without changing a link.
 * @param isWanted for which to look; the others are only looked at
 */
export function linkVersions(
  universe: readonly Candidate[],
  isWanted: (id: SeriesId) => boolean = () => true,
): ReadonlyMap<SeriesId, VersionLink> {
  const ordered = [...universe].sort((a, b) => inArchiveOrder(a.posting.anchor, b.posting.anchor));
  const index = new VersionIndex();
  const links = new Map<SeriesId, VersionLink>();
  for (const one of ordered) {
    const link = isWanted(one.posting.id) ? index.predecessor(one) : null;
    if (link) links.set(one.posting.id, link);
    index.add(one);
  }
  return links;
}

class VersionIndex {
  readonly #byMessage = new Map<MessageId, Candidate>();
  readonly #byChangeId = new Map<string, Candidate[]>();
  readonly #byTitle = new Map<string, Candidate[]>();
  readonly #byPerson = new Map<string, Candidate[]>();

  add(one: Candidate): void {
    for (const mail of mailsOf(one.posting)) {
      this.#byMessage.set(mail.messageId, one);
      if (mail.changeId) push(this.#byChangeId, mail.changeId, one);
    }
    push(this.#byTitle, one.titleKey, one);
    for (const key of keysOf(one)) push(this.#byPerson, key, one);
  }

  predecessor(one: Candidate): VersionLink | null {
    return (
      this.#stated(one, 'change-id', this.#sameChangeId(one)) ??
      this.#stated(one, 'in-reply-to', this.#repliedTo(one)) ??
      this.#stated(one, 'link', this.#linkedTo(one)) ??
      this.#sameTitle(one) ??
      this.#similar(one)
    );
  }

  #stated(one: Candidate, method: VersionLink['method'], older: readonly Candidate[]): VersionLink | null {
    const best = nearestVersion(one, older);
    return best ? { series: best.posting.id, method, score: 1 } : null;
  }

  #sameChangeId(one: Candidate): readonly Candidate[] {
    return mailsOf(one.posting).flatMap(({ changeId }) =>
      changeId ? (this.#byChangeId.get(changeId) ?? []) : [],
    );
  }

  /** Replying into the thread of an older series says "a version of it" only together with a sign of likeness. */
  #repliedTo(one: Candidate): readonly Candidate[] {
    const refs = [one.posting.cover, one.posting.anchor, one.posting.patches[0]?.mail].flatMap(
      (mail) => mail?.references ?? [],
    );
    return this.#members(refs).filter((older) => continues(one, older));
  }

  #linkedTo(one: Candidate): readonly Candidate[] {
    const links = mailsOf(one.posting).flatMap((mail) => mail.links);
    return this.#members(links).filter(
      (older) =>
        one.isLabelled &&
        one.version > older.version &&
        (isSamePerson(one, older) || one.titleKey === older.titleKey),
    );
  }

  #members(ids: readonly MessageId[]): readonly Candidate[] {
    const found = ids.map((id) => this.#byMessage.get(id)).filter((older) => older !== undefined);
    return [...new Set(found)];
  }

  #sameTitle(one: Candidate): VersionLink | null {
    const older = (this.#byTitle.get(one.titleKey) ?? []).filter(
      (other) => isWithinReach(one, other) && isSameTitleEvidence(one, other),
    );
    const best = nearestVersion(one, older);
    if (!best) return null;
    return { series: best.posting.id, method: 'same-title', score: isSamePerson(best, one) ? 0.95 : 0.8 };
  }

  /** The title changed, or the unlabelled posting has other patches: only the same person, and the nearest in time. */
  #similar(one: Candidate): VersionLink | null {
    let best: VersionLink | null = null;
    for (const older of new Set(keysOf(one).flatMap((key) => this.#byPerson.get(key) ?? []))) {
      if (!isWithinReach(one, older)) continue;
      const link = likeness(one, older);
      if (link && link.score >= (best?.score ?? SIMILAR)) best = link;
    }
    return best;
  }
}

const keysOf = (one: Candidate): readonly string[] => [one.person, one.email];

const isSamePerson = (a: Candidate, b: Candidate): boolean =>
  a.person === b.person || (a.email === b.email && a.email !== '');

const mailsOf = (posting: Posting) => [
  ...(posting.cover ? [posting.cover] : []),
  ...posting.patches.map(({ mail }) => mail),
];

function push<K>(map: Map<K, Candidate[]>, key: K, one: Candidate): void {
  const list = map.get(key);
  if (list) list.push(one);
  else map.set(key, [one]);
}

/** Of several older versions the one just below; of equals the newest. */
function nearestVersion(one: Candidate, older: readonly Candidate[]): Candidate | null {
  const distance = (other: Candidate): number => {
    if (!one.isLabelled) return 0;
    const step = one.version - other.version;
    return step > 0 || (step === 0 && one.isResend) ? step : 1000 - step;
  };
  let best: Candidate | null = null;
  for (const other of older) {
    if (other.posting.id === one.posting.id) continue;
    if (best === null || distance(other) <= distance(best)) best = other;
  }
  return best;
}

/** In a thread, or behind a link: is this the same work, rather than a fix or a series that depends on it? */
function continues(one: Candidate, older: Candidate): boolean {
  if (one.titleKey === older.titleKey || overlaps(one.patchTitles, older.patchTitles) >= SIMILAR) return true;
  if (!isSamePerson(one, older)) return false;
  if (one.isLabelled && one.version > older.version) return true;
  return jaccard(one.tokens, older.tokens) >= SIMILAR && jaccard(one.files, older.files) > 0;
}

function isWithinReach(one: Candidate, older: Candidate): boolean {
  const window = one.isLabelled ? STATED_WINDOW : UNLABELLED_WINDOW;
  return one.posting.anchor.archivedAt - older.posting.anchor.archivedAt <= window;
}

function isSameTitleEvidence(one: Candidate, older: Candidate): boolean {
  const isNext = one.isLabelled && one.version !== older.version;
  if (!isSamePerson(one, older)) return isNext && one.tokens.size >= TELLING_WORDS;
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

/**
 * Without the same title: a stated version above the older one and a like title on common files, or the same patches.
 * An unlabelled posting needs most of the patches.
 */
function likeness(one: Candidate, older: Candidate): VersionLink | null {
  if (one.isLabelled && one.version <= older.version) return null;
  const series = older.posting.id;
  // Without a label a series that takes up another's patches among many more is not its next version.
  const compare = one.isLabelled ? overlaps : jaccard;
  const patches = compare(one.patchTitles, older.patchTitles);
  if (patches >= SIMILAR && (one.isLabelled || one.patchTitles.size >= 2)) {
    // Of several the one that has the most in common, not a small one that is wholly contained.
    return { series, method: 'same-patches', score: 0.5 + 0.4 * jaccard(one.patchTitles, older.patchTitles) };
  }
  if (!one.isLabelled) return null;
  const files = jaccard(one.files, older.files);
  const title = jaccard(one.tokens, older.tokens);
  if (files === 0 && one.files.size > 0 && older.files.size > 0) return null;
  const score = 0.6 * title + 0.4 * files;
  return score >= SIMILAR ? { series, method: 'similar-title', score: Math.min(0.9, score) } : null;
}
