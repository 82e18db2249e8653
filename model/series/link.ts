/**
 * Postings → versions of a change. Each posting is linked to at most one that came before it; the first of a chain
 * gives the change its id. A link is stated (a change-id, a reply, a link in the text) or inferred (titles, patches),
 * and says which.
 *
 * Mistakes accepted: a series that is taken over by somebody else with other patches, without reply or link, starts a
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
/** The same for the mean of titles and files of two covers without a version. */
const SIMILAR_COVER = 0.6;
/** The same where versions between them are missing. */
const SURE = 0.75;
/** Titles of fewer words ("Fix typo") prove nothing between different people. */
const TELLING_WORDS = 3;

const RELEASE = /^\d+\.\d+(?:\.[\dy]+)?(?:-stable)?$/;

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
  /** Who wrote its patches: whoever takes a series over leaves their names in it. */
  readonly authors: ReadonlySet<string>;
  /** The release that it is for, where its tags name one (`5.10`): a backport is a version of another for none. */
  readonly release: string;
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
    authors: new Set(posting.patches.map(({ mail }) => personKey(mail.author))),
    release: mails.flatMap(({ tags }) => tags.prefixes.filter((tag) => RELEASE.test(tag)))[0] ?? '',
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
  const ordered = [...universe].sort(byArrival);
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
  readonly #byPatch = new Map<string, Candidate[]>();

  add(one: Candidate): void {
    for (const mail of mailsOf(one.posting)) {
      this.#byMessage.set(mail.messageId, one);
      if (mail.changeId) push(this.#byChangeId, mail.changeId, one);
    }
    push(this.#byTitle, one.titleKey, one);
    for (const key of keysOf(one)) push(this.#byPerson, key, one);
    for (const key of one.patchTitles) push(this.#byPatch, key, one);
  }

  predecessor(one: Candidate): VersionLink | null {
    return (
      this.#stated(one, 'change-id', this.#sameChangeId(one)) ??
      this.#stated(one, 'in-reply-to', this.#repliedTo(one)) ??
      this.#linkedOrNearer(one) ??
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

  /** Whoever links the first version does not always link the one between: the nearest with the same title counts. */
  #linkedOrNearer(one: Candidate): VersionLink | null {
    const linked = this.#linkedTo(one);
    if (linked.length === 0) return null;
    const alike = (this.#byTitle.get(one.titleKey) ?? []).filter(
      (other) => isSamePerson(one, other) && isWithinReach(one, other) && !linked.includes(other),
    );
    const best = nearestVersion(one, [...linked, ...alike].sort(byArrival));
    if (!best) return null;
    return linked.includes(best)
      ? { series: best.posting.id, method: 'link', score: 1 }
      : { series: best.posting.id, method: 'same-title', score: 0.95 };
  }

  #linkedTo(one: Candidate): readonly Candidate[] {
    const links = mailsOf(one.posting).flatMap((mail) => mail.links);
    return this.#members(links).filter((older) => {
      if (one.isLabelled && one.version > older.version)
        return isSamePerson(one, older) || one.titleKey === older.titleKey;
      return !one.isLabelled && isSamePerson(one, older) && continues(one, older);
    });
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

  /** The title changed, the unlabelled posting has other patches, or somebody else sends them: the nearest in time. */
  #similar(one: Candidate): VersionLink | null {
    let best: VersionLink | null = null;
    for (const older of this.#likes(one)) {
      if (!isWithinReach(one, older) || one.release !== older.release) continue;
      const link = isSamePerson(one, older) ? likeness(one, older) : takenOver(one, older);
      if (link && link.score >= (best?.score ?? SIMILAR)) best = link;
    }
    return best;
  }

  /** Postings of the same person, and those with a patch of the same title, in archive order. */
  #likes(one: Candidate): ReadonlySet<Candidate> {
    const ofPerson = keysOf(one).flatMap((key) => this.#byPerson.get(key) ?? []);
    const ofPatches = [...one.patchTitles].flatMap((key) => this.#byPatch.get(key) ?? []);
    const found = [...new Set([...ofPerson, ...ofPatches])];
    return new Set(found.sort(byArrival));
  }
}

const byArrival = (a: Candidate, b: Candidate): number => inArchiveOrder(a.posting.anchor, b.posting.anchor);

const keysOf = (one: Candidate): readonly string[] => [one.person, one.email];

export const isSamePerson = (a: Candidate, b: Candidate): boolean =>
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
  if (one.release !== older.release && !isCopy(one, older)) return false;
  const isNext = one.isLabelled && one.version !== older.version;
  if (!isSamePerson(one, older))
    return (
      (isNext || isOfAuthor(one, older)) && one.tokens.size >= TELLING_WORDS && one.release === older.release
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

/** Somebody else sends what looks like its next version: labelled so with several of its patches, or all by its author. */
function takenOver(one: Candidate, older: Candidate): VersionLink | null {
  const isNext = one.isLabelled && one.version > older.version;
  const common = [...one.patchTitles].filter(
    (title) => older.patchTitles.has(title) && isTelling(title),
  ).length;
  const isLikely = (isNext && common >= 2) || (isOfAuthor(one, older) && common >= 1);
  const likely = jaccard(one.patchTitles, older.patchTitles);
  if (!isLikely || likely < SIMILAR || jaccard(one.files, older.files) === 0) return null;
  return { series: older.posting.id, method: 'same-patches', score: 0.5 + 0.3 * likely };
}

export const isTelling = (title: string): boolean => title.split(' ').length >= TELLING_WORDS;

/**
 * Without the same title: a stated version above the older one and a like title on common files, or the same patches.
 * An unlabelled posting needs most of the patches.
 */
function likeness(one: Candidate, older: Candidate): VersionLink | null {
  const series = older.posting.id;
  if (isPatchOf(one, older)) return { series, method: 'same-patches', score: 0.9 };
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
  // A version left out, and another title besides: more likely a sister ("Migrate the test …") than the same.
  const isNext = Math.ceil(one.version) - Math.floor(older.version) <= 1;
  return score >= (isNext ? SIMILAR : SURE)
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
