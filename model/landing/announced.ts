/** Landings that only mails tell of: which patches an announcement means, and which of them are no news. */
import {
  type AnnouncedPatch,
  type Announcement,
  type ChangeId,
  commitId,
  type Epoch,
  type Landing,
  type MessageId,
  type SeriesId,
  titleKey,
} from '../facts/index.ts';

/** A mail of a series: its cover has number 0. */
export interface Member {
  readonly messageId: MessageId;
  readonly series: SeriesId;
  readonly change: ChangeId;
  /** Orders the versions of a change. */
  readonly version: number;
  readonly n: number;
  readonly titleKey: string;
  readonly archivedAt: Epoch;
  /** Who posted the series: personKey(). */
  readonly person: string;
}

export interface ArchivedAnnouncement extends Announcement {
  readonly messageId: MessageId;
  readonly at: Epoch;
  readonly person: string;
  readonly sender: string;
  /** Nearest first. */
  readonly references: readonly MessageId[];
}

/** A person's "applied" may be meant otherwise; what is listed patch by patch is not. */
const SAID = 0.9;

/**
 * What the announcements say landed by `asOf`, oldest first. "Removed from -mm" takes back what -mm had.
 * @param members all mails of the series that are asked for
 */
export function announcedLandings(
  announcements: readonly ArchivedAnnouncement[],
  members: readonly Member[],
  asOf: Epoch,
): readonly Landing[] {
  const book = new Book(members, announcements);
  const landings = new Map<string, Landing>();
  const ordered = announcements
    .filter(({ at, kind }) => at <= asOf && kind !== 'requested')
    .sort((a, b) => a.at - b.at || (a.messageId < b.messageId ? -1 : 1));
  for (const one of ordered) {
    for (const { member, commit } of book.meant(one)) {
      const tree = one.tree || `the tree of ${one.sender}`;
      const key = `${member.messageId} ${tree}`;
      if (one.kind === 'dropped') landings.delete(key);
      else if (!landings.has(key)) landings.set(key, landingOf(one, member, commit, tree));
    }
  }
  return [...landings.values()];
}

function landingOf(one: ArchivedAnnouncement, member: Member, commit: string | null, tree: string): Landing {
  return {
    messageId: member.messageId,
    seriesId: member.series,
    n: member.n,
    commit: commit !== null && commit.length >= 40 ? commitId(commit) : null,
    tree,
    role: one.kind === 'merged' ? 'mainline' : roleOf(tree),
    landedAt: one.at,
    method: 'notice',
    score: one.patches.some(({ title }) => title !== null) ? 1 : SAID,
    notice: one.messageId,
  };
}

function roleOf(tree: string): Landing['role'] {
  if (/^-?mm\b/i.test(tree)) return 'mm';
  return /\blinux-next\b/i.test(tree) ? 'next' : 'subsystem';
}

/**
 * Only what no tree at hand has had, in this version or another: a commit tells more than a mail, also that the patch
 * was reverted.
 * @param carried the mails of which a tree has or had the patch
 */
export function newsOnly(
  announced: readonly Landing[],
  members: readonly Member[],
  carried: ReadonlySet<MessageId>,
): readonly Landing[] {
  const byId = new Map(members.map((one) => [one.messageId, one]));
  const keyOf = (id: MessageId): string => {
    const member = byId.get(id);
    return member ? `${member.change} ${member.titleKey}` : id;
  };
  const shown = new Set([...carried].map(keyOf));
  return announced.filter(({ messageId }) => !shown.has(keyOf(messageId)));
}

interface Meant {
  readonly member: Member;
  readonly commit: string | null;
}

/** Finds the patches that an announcement means. */
class Book {
  readonly #byId: ReadonlyMap<string, Member>;
  readonly #bySeries: ReadonlyMap<string, readonly Member[]>;
  readonly #byTitle: ReadonlyMap<string, readonly Member[]>;
  readonly #requests: ReadonlyMap<string, readonly AnnouncedPatch[]>;

  constructor(members: readonly Member[], announcements: readonly ArchivedAnnouncement[]) {
    this.#byId = new Map(members.map((one) => [one.messageId, one]));
    this.#bySeries = Map.groupBy(members, ({ series }) => series);
    this.#byTitle = Map.groupBy(members, (one) => one.titleKey);
    this.#requests = new Map(
      announcements.filter(({ kind }) => kind === 'requested').map((one) => [one.messageId, one.patches]),
    );
  }

  meant(one: ArchivedAnnouncement): readonly Meant[] {
    const request = one.references.find((id) => this.#requests.has(id));
    if (request !== undefined) return this.#titled(this.#requests.get(request)!, one.at);
    const answered = one.references.map((id) => this.#byId.get(id)).find((member) => member !== undefined);
    if (answered === undefined) return this.#titled(one.patches, one.at);
    if (one.isWeak && one.person === answered.person) return [];
    const series = this.#bySeries.get(answered.series)!.filter(({ n }) => n > 0);
    if (one.patches.length > 0) return this.#listed(one, series);
    const isAll = one.isWhole || answered.n === 0;
    return (isAll ? series : [answered]).map((member) => ({ member, commit: null }));
  }

  /** By number within the series that is answered, unless the title there is another. */
  #listed(one: ArchivedAnnouncement, series: readonly Member[]): readonly Meant[] {
    return one.patches.flatMap((patch) => {
      const key = patch.title === null ? null : titleKey(patch.title);
      const member =
        series.find(
          (other) => (key === null || other.titleKey === key) && (patch.n === null || other.n === patch.n),
        ) ?? series.find((other) => key !== null && other.titleKey === key);
      if (member) return [{ member, commit: patch.commit }];
      return key === null ? [] : this.#titled([patch], one.at);
    });
  }

  /** By title alone: the newest version that was there. */
  #titled(patches: readonly AnnouncedPatch[], at: Epoch): readonly Meant[] {
    return patches.flatMap(({ title, commit }) => {
      const known = (this.#byTitle.get(titleKey(title ?? '')) ?? []).filter(
        (one) => one.archivedAt <= at && one.n > 0,
      );
      const [newest] = known.sort((a, b) => b.version - a.version || b.archivedAt - a.archivedAt);
      return newest ? [{ member: newest, commit }] : [];
    });
  }
}
