/** Versions of one change: their numbers, which of them replace others, and since when. */
import type { ChangeId, Epoch, SeriesId, VersionLink } from '../facts/index.ts';
import { changeId, epoch } from '../facts/index.ts';
import { type Absorption, absorptions } from './absorb.ts';
import type { Candidate } from './candidate.ts';
import { inArchiveOrder } from './group.ts';
import { isPatchOf } from './likeness.ts';
import { sharedPatches } from './same-patch.ts';
import type { Posting } from './types.ts';

export interface Arranged {
  readonly candidate: Candidate;
  readonly changeId: ChangeId;
  readonly version: number;
  /** As Series.order. */
  readonly order: number;
  readonly versionFrom: 'stated' | 'inferred' | 'assumed';
  readonly follows: VersionLink | null;
  /** Replaces single patches of an older version (`v5.1 12/12`, one patch sent again): does not supersede it. */
  readonly isPartial: boolean;
  readonly supersededBy: SeriesId | null;
  readonly supersededAt: Epoch | null;
}

/**
 * Numbers and orders whole changes.
 * @param candidates all postings of the changes: a link that leads outside of them counts as none
 * @param likes postings of any change that share patches with them
 */
export function arrangeLinked(
  candidates: readonly Candidate[],
  links: ReadonlyMap<SeriesId, VersionLink>,
  likes: readonly Candidate[] = [],
): readonly Arranged[] {
  const byId = new Map(candidates.map((one) => [one.posting.id, one]));
  const numbered = new Map<SeriesId, Numbered>();
  const counts = new Map<ChangeId, Count>();
  const ordered = [...candidates].sort((a, b) => inArchiveOrder(a.posting.anchor, b.posting.anchor));
  for (const one of ordered) {
    const link = links.get(one.posting.id);
    const older = link && numbered.get(link.series);
    const before = link && byId.get(link.series);
    const version = number(one, older && before ? { link, older, before } : null);
    const count = counts.get(version.changeId) ?? new Count();
    counts.set(version.changeId, count);
    numbered.set(one.posting.id, { ...version, order: count.orderOf(version, before) });
  }
  return supersede([...numbered.values()], absorptions(candidates, likes));
}

type Numbered = Omit<Arranged, 'supersededBy' | 'supersededAt'>;

/** No version is as high. */
const NEW_COUNT = 1000;

/**
 * How the versions of one change are counted.
 *
 *     [RFC PATCH v3] A             [PATCH v6] A                                   [PATCH] A
 *     [PATCH v1] A                 [PATCH v1] B     "v6 of A: https://…"          [PATCH] A       taken for v2
 *     [PATCH v2] A                 [PATCH v2] B                                   [PATCH] A       taken for v3
 *                                                                                 [PATCH v2] A
 */
class Count {
  #base = 0;
  #highest = 0;
  #isInferred = false;
  #areDrafts = true;
  /** When the newest was sent, as its sender says: what arrived late does not begin anew. */
  #sent = Number.NEGATIVE_INFINITY;

  orderOf(one: Omit<Numbered, 'order'>, before: Candidate | undefined): number {
    const { candidate, version } = one;
    const sent = candidate.posting.anchor.date ?? candidate.posting.anchor.archivedAt;
    const isNew = version < this.#highest && sent > this.#sent && !one.isPartial && !candidate.isResend;
    const isStated = one.versionFrom === 'stated';
    if (isNew && (this.#isReady(one) || isFirst(one, before) || (isStated && this.#isInferred))) {
      this.#base += NEW_COUNT;
      this.#highest = 0;
      this.#areDrafts = true;
    }
    if (version >= this.#highest) this.#isInferred = !isStated;
    this.#highest = Math.max(this.#highest, version);
    this.#areDrafts &&= candidate.isDraft;
    this.#sent = Math.max(this.#sent, sent);
    return this.#base + version;
  }

  /** The first that is no draft. */
  #isReady({ candidate }: Pick<Numbered, 'candidate'>): boolean {
    return this.#areDrafts && !candidate.isDraft;
  }
}

/** Called v1, and not the first version once more. */
const isFirst = (
  { candidate, version }: Pick<Numbered, 'candidate' | 'version'>,
  before: Candidate | undefined,
): boolean =>
  version === 1 &&
  candidate.isLabelled &&
  !(before !== undefined && hasSameDiffs(candidate.posting, before.posting));

interface Predecessor {
  readonly link: VersionLink;
  readonly older: Numbered;
  readonly before: Candidate;
}

function number(one: Candidate, after: Predecessor | null): Omit<Numbered, 'order'> {
  const own = {
    candidate: one,
    follows: after?.link ?? null,
    changeId: after?.older.changeId ?? changeId(one.posting.id),
    isPartial: after !== null && (isPartialReroll(one, after.before) || isBrokenOff(one, after.before)),
  };
  if (one.isLabelled) return { ...own, version: one.version, versionFrom: 'stated' };
  if (after === null) return { ...own, version: 1, versionFrom: 'assumed' };
  const { posting } = after.before;
  if (isAfterDraft(one, after.before)) return { ...own, version: 1, versionFrom: 'inferred' };
  const isSame = one.isResend || hasSameDiffs(one.posting, posting) || isBrokenOff(one, after.before);
  const version = isSame ? after.older.version : Math.floor(after.older.version) + 1;
  return { ...own, version, versionFrom: 'inferred' };
}

/**
 * A version with a fraction (`v5.1`), or a few patches of an N that is the older version's too, without a cover, in its
 * thread or all of them known from it. Accepted mistake: a new version of which the archive has only a few patches.
 */
function isPartialReroll(one: Candidate, older: Candidate): boolean {
  const { posting } = one;
  if (posting.cover !== null || posting.patches.length >= posting.expected) return false;
  if (!Number.isInteger(one.version) || isPatchOf(one, older)) return true;
  const isInThread = posting.anchor.references.some((id) =>
    [older.posting.cover, ...older.posting.patches.map(({ mail }) => mail)].some(
      (mail) => mail?.messageId === id,
    ),
  );
  const isOfOlder =
    older.posting.patches.length >= older.posting.expected &&
    [...one.patchTitles].every((title) => older.patchTitles.has(title));
  return (
    (isInThread || isOfOlder) &&
    posting.expected === older.posting.expected &&
    (posting.patches.length * 2 <= posting.expected || answersItsPatches(posting, older.posting))
  );
}

/** Each patch answers the one that it replaces. */
const answersItsPatches = (one: Posting, older: Posting): boolean =>
  one.patches.every(({ n, mail }) =>
    older.patches.some((patch) => patch.n === n && patch.mail.messageId === mail.references[0]),
  );

/** A copy of some of its patches, of which the rest never came: git send-email stopped, and was run before or again. */
const isBrokenOff = ({ posting }: Candidate, { posting: older }: Candidate): boolean =>
  posting.patches.length < older.patches.length &&
  posting.expected === older.expected &&
  posting.patches.every(({ n, mail }) =>
    older.patches.some(
      (patch) => patch.n === n && mail.patchId !== null && patch.mail.patchId === mail.patchId,
    ),
  );

/** The first that is no RFC or draft any more: its sender counts from one again. */
const isAfterDraft = (one: Candidate, older: Candidate): boolean => older.isDraft && !one.isDraft;

/** Sent again as it was, or what had not arrived as well. */
function hasSameDiffs(one: Posting, older: Posting): boolean {
  const idOf = ({ mail }: Posting['patches'][number]): string => mail.patchId ?? mail.tags.title;
  const ids = new Set(one.patches.map(idOf));
  return (
    ids.size > 0 &&
    one.expected === older.expected &&
    one.patches.length >= older.patches.length &&
    older.patches.every((patch) => ids.has(idOf(patch)))
  );
}

/**
 * Each version is superseded by the first that came of those above it that are not partial, or by a larger series that
 * took it in, whichever was earlier; a copy that was broken off by what it is a copy of.
 *
 *     [PATCH 0/4] A, B, C, D          split: both stand, and neither supersedes the other,
 *       [PATCH v2 0/2] A, B           nor does what follows the other half
 *       [PATCH v2 0/2] C, D
 *         [PATCH v3 0/2] C, D
 */
function supersede(
  all: readonly Numbered[],
  absorbed: ReadonlyMap<SeriesId, Absorption>,
): readonly Arranged[] {
  const changes = Map.groupBy(all, (one) => one.changeId);
  return all.map((one) => {
    const { posting } = one.candidate;
    const change = changes.get(one.changeId)!;
    const isOther = isOfOtherHalf(change, one);
    const newer = change
      .filter((other) => other !== one && !other.isPartial && isNewer(other, one) && !isOther(other))
      .map(({ candidate }) => ({ by: candidate.posting.id, at: sinceBoth(candidate.posting, posting) }));
    const taken = absorbed.get(posting.id);
    const whole = change.find(({ candidate }) => candidate.posting.id === one.follows?.series)?.candidate;
    // Of a cover alone nobody knows whether its patches were the same.
    const isCopy = whole && posting.patches.length > 0 && isBrokenOff(one.candidate, whole);
    const [first] = [
      ...newer,
      ...(taken ? [taken] : []),
      ...(isCopy ? [{ by: whole.posting.id, at: sinceBoth(whole.posting, posting) }] : []),
    ].sort((a, b) => a.at - b.at);
    return { ...one, supersededBy: first?.by ?? null, supersededAt: first?.at ?? null };
  });
}

const sinceBoth = (a: Posting, b: Posting): Epoch =>
  epoch(Math.max(a.anchor.archivedAt, b.anchor.archivedAt));

function isNewer(other: Numbered, one: Numbered): boolean {
  const isLater = inArchiveOrder(other.candidate.posting.anchor, one.candidate.posting.anchor) > 0;
  // Numbers may come out of order, but one that is part of a name is none.
  if (other.order !== one.order) return other.order > one.order && (isLater || !other.candidate.isOfTitle);
  return (
    isLater &&
    (other.follows?.series === one.candidate.posting.id || isSameWork(other.candidate, one.candidate))
  );
}

/** Of a change that was split: is that a version of what `one` left to another series, and not of `one`? */
function isOfOtherHalf(change: readonly Numbered[], one: Numbered): (other: Numbered) => boolean {
  const halves = change.filter(
    (half) =>
      half !== one &&
      !half.isPartial &&
      half.order === one.order &&
      !isSameWork(half.candidate, one.candidate),
  );
  if (one.isPartial || halves.length === 0) return () => false;
  const byId = new Map(change.map((each) => [each.candidate.posting.id, each]));
  const follows = (other: Numbered, goal: Numbered): boolean => {
    for (let at: Numbered | undefined = other; at; at = at.follows ? byId.get(at.follows.series) : undefined)
      if (at === goal) return true;
    return false;
  };
  return (other) =>
    !follows(other, one) &&
    !isSameWork(other.candidate, one.candidate) &&
    halves.some((half) => follows(other, half) || isSameWork(other.candidate, half.candidate));
}

/** Two postings of one version: sent again, or the other half of what was split? */
const isSameWork = (a: Candidate, b: Candidate): boolean =>
  a.titleKey === b.titleKey ||
  a.patches.length === 0 ||
  b.patches.length === 0 ||
  [...a.patchTitles].some((title) => b.patchTitles.has(title)) ||
  sharedPatches(a, b) > 0;
