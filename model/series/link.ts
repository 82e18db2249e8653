/**
 * Postings → versions of a change. Each posting is linked to at most one that came before it; the first of a chain
 * gives the change its id. A link is stated (a change-id, a reply, a link in the text) or inferred (titles, patches),
 * and says which.
 *
 * Mistakes accepted: a series that is taken over by somebody else with other titles, without a reply, a link or the name
 * of who began it, starts a change of its own, and so does one who changed name and address where a .mailmap said so
 * only afterwards; two unlabelled postings with one title and a common file within half a year are taken for versions
 * even if they are a recurring chore; a single patch with a version that has no other before it than one about the same
 * place, is taken for its next.
 */
import { jaccard, type MessageId, rounded, type SeriesId, type VersionLink } from '../facts/index.ts';
import { byArrival, type Candidate, isSamePerson, mailsOf } from './candidate.ts';
import {
  continues,
  isLinkedVersion,
  isSameTitleEvidence,
  likeness,
  mayFollow,
  takenOver,
} from './likeness.ts';
import { SIMILAR } from './same-patch.ts';

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
    if (link) links.set(one.posting.id, { ...link, score: rounded(link.score) });
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
  readonly #byNewFile = new Map<string, Candidate[]>();

  add(one: Candidate): void {
    for (const mail of mailsOf(one.posting)) {
      this.#byMessage.set(mail.messageId, one);
      if (mail.changeId) push(this.#byChangeId, mail.changeId, one);
    }
    push(this.#byTitle, one.titleKey, one);
    for (const key of new Set([one.person, one.email])) push(this.#byPerson, key, one);
    for (const key of one.patchTitles) push(this.#byPatch, key, one);
    for (const path of one.newFiles) push(this.#byNewFile, path, one);
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
      (other) => isSamePerson(one, other) && mayFollow(one, other) && !linked.includes(other),
    );
    const best = nearestVersion(one, [...linked, ...alike].sort(byArrival));
    if (!best) return null;
    return linked.includes(best)
      ? { series: best.posting.id, method: 'link', score: 1 }
      : { series: best.posting.id, method: 'same-title', score: 0.95 };
  }

  #linkedTo(one: Candidate): readonly Candidate[] {
    const links = mailsOf(one.posting).flatMap((mail) => mail.links);
    const called = new Set(this.#members([...one.older]));
    return this.#members(links).filter((older) => isLinkedVersion(one, older, called.has(older)));
  }

  #members(ids: readonly MessageId[]): readonly Candidate[] {
    const found = ids.map((id) => this.#byMessage.get(id)).filter((older) => older !== undefined);
    return [...new Set(found)];
  }

  #sameTitle(one: Candidate): VersionLink | null {
    const older = (this.#byTitle.get(one.titleKey) ?? []).filter(
      (other) => mayFollow(one, other) && isSameTitleEvidence(one, other),
    );
    const best = nearestVersion(one, inItsFiles(one, older));
    if (!best) return null;
    const link: VersionLink = {
      series: best.posting.id,
      method: 'same-title',
      score: isSamePerson(one, best) ? 0.95 : 0.8,
    };
    return this.#between(one, best) ?? link;
  }

  /** A version between the two whose title was another: `v2 A`, `v3 B`, `v4 A`. */
  #between(one: Candidate, older: Candidate): VersionLink | null {
    if (!one.isLabelled || one.version - older.version <= 1) return null;
    const links = new Map<Candidate, VersionLink>();
    for (const other of this.#likes(one)) {
      const isBetween =
        other.isLabelled &&
        byArrival(other, older) > 0 &&
        other.version > older.version &&
        other.version < one.version &&
        isSamePerson(one, other) &&
        mayFollow(one, other) &&
        one.release === other.release;
      const link = isBetween ? likeness(one, other) : null;
      if (link && link.score >= SIMILAR) links.set(other, link);
    }
    const best = nearestVersion(one, [...links.keys()]);
    return best && links.get(best)!;
  }

  /** The title changed, the unlabelled posting has other patches, or somebody else sends them: the nearest in time. */
  #similar(one: Candidate): VersionLink | null {
    let best: VersionLink | null = null;
    for (const older of this.#likes(one)) {
      if (!mayFollow(one, older) || one.release !== older.release) continue;
      const link = isSamePerson(one, older) ? likeness(one, older) : takenOver(one, older);
      if (link && link.score >= (best?.score ?? SIMILAR)) best = link;
    }
    return best;
  }

  /**
   * Postings of the same person or of who made its patches, those that add the same files, and those with a patch of the
   * same title, in archive order.
   */
  #likes(one: Candidate): ReadonlySet<Candidate> {
    const makers = one.patches.flatMap((patch) => [...patch.makers]);
    const ofPerson = [...one.keys, ...makers].flatMap((key) => this.#byPerson.get(key) ?? []);
    const ofPatches = [...one.patchTitles].flatMap((key) => this.#byPatch.get(key) ?? []);
    const ofFiles = [...one.newFiles].flatMap((path) => this.#byNewFile.get(path) ?? []);
    const found = [...new Set([...ofPerson, ...ofPatches, ...ofFiles])];
    return new Set(found.sort(byArrival));
  }
}

function push<K>(map: Map<K, Candidate[]>, key: K, one: Candidate): void {
  const list = map.get(key);
  if (list) list.push(one);
  else map.set(key, [one]);
}

/** One title may stand above patches to many files: those to its own, where there are any. */
function inItsFiles(one: Candidate, older: readonly Candidate[]): readonly Candidate[] {
  const near = older.filter(({ files }) => jaccard(one.files, files) > 0);
  return near.length > 0 ? near : older;
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
