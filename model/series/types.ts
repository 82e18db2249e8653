import type { Epoch, Mailbox, MessageId, PatchId, Revision, SeriesId, SubjectTags } from '../facts/index.ts';

/** What grouping needs to know of a mail. */
export interface SeriesMail {
  readonly messageId: MessageId;
  readonly archivedAt: Epoch;
  /** The Date header's claim: only orders mails that arrived in the same second. */
  readonly date: Epoch | null;
  readonly sender: Mailbox;
  /** Who wrote the patch in it: its in-body From, else the sender. */
  readonly author: Mailbox;
  /** Addresses of who made it besides the sender: author, co-authors, the first to sign off. */
  readonly makers: readonly string[];
  /** The sender across addresses: personKey(). */
  readonly person: string;
  readonly tags: SubjectTags;
  /** Nearest first. */
  readonly references: readonly MessageId[];
  readonly hasDiff: boolean;
  readonly patchId: PatchId | null;
  readonly files: readonly string[];
  /** Those of its files that it adds. */
  readonly newFiles: readonly string[];
  /** Hashes of the lines that its diff changes: lineSimilarity(). */
  readonly lines: Uint32Array;
  /** Message-IDs behind links in its text. */
  readonly links: readonly MessageId[];
  readonly changeId: string | null;
  /** What its text says of its own versions. */
  readonly revision: Revision;
  /** True for a bot's or maintainer's mail about a patch: it may hold a diff, but posts none. */
  readonly isNotice: boolean;
}

export interface SeriesMember {
  readonly n: number;
  readonly mail: SeriesMail;
}

/** One posting, before its version is known. */
export interface Posting {
  readonly id: SeriesId;
  /** Its first mail in the archive. */
  readonly anchor: SeriesMail;
  readonly cover: SeriesMail | null;
  /** By number; at most one mail a number. */
  readonly patches: readonly SeriesMember[];
  /** As written in the subjects, else in a changelog; null if nowhere. */
  readonly statedVersion: string | null;
  readonly expected: number;
}

/** The mail that tells whose series it is. */
export const headOf = ({ cover, patches, anchor }: Posting): SeriesMail =>
  cover ?? patches[0]?.mail ?? anchor;

/** The number that orders versions: "5.1" is 5.1; none is 1. */
export function versionNumber(stated: string | null): number {
  const number = stated === null ? 1 : Number.parseFloat(stated);
  return Number.isFinite(number) ? number : 1;
}

/** Things that have versions of their own: `Add tests for cgroup v2` is no second version. */
const VERSIONED =
  /\b(?:cgroups?|hierarchy|nfs|smb|snmp|gpl|lgpl|tls|abi|api|ipc|ip|protocol|format|quota|armor|support|of|for|to|and|or)$/i;

/** The version that some write behind a cover's title, where git would put it into the tag: `… for the init code v2`. */
export function splitTitle(title: string): { readonly title: string; readonly version: string | null } {
  const found = /[\s,(-]v(\d{1,2})\)?$/i.exec(title);
  const name = title.slice(0, found?.index ?? 0).replace(/[\s,(-]{1,5}$/, '');
  return found === null || name === '' || Number(found[1]) < 2 || VERSIONED.test(name)
    ? { title, version: null }
    : { title: name, version: found[1]! };
}

export const isResend = (prefixes: readonly string[]): boolean =>
  prefixes.some((tag) => /^re-?se?nd$/i.test(tag));

/**
 * The cover's prefixes and those that half of the patches have, each once: what one of many has alone came from the
 * list that it was seen on (`[uml-user] [PATCH 03/44]`).
 */
export function commonPrefixes(
  cover: readonly string[],
  patches: readonly (readonly string[])[],
): readonly string[] {
  const isCommon = (tag: string): boolean =>
    patches.filter((tags) => tags.includes(tag)).length * 2 >= patches.length;
  return [...new Set([...cover, ...patches.flat().filter(isCommon)])];
}
