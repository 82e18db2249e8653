/** A posting with what linking compares, worked out once. */
import { keysOf, type MessageId, type PatchId, personKey, titleKey, titleTokens } from '../facts/index.ts';
import { inArchiveOrder } from './group.ts';
import { headOf, isResend, type Posting, type SeriesMail, splitTitle, versionNumber } from './types.ts';

export interface Candidate {
  readonly posting: Posting;
  readonly person: string;
  /** The sender's address: somebody who changed the spelling of the name is still found. */
  readonly email: string;
  /** All by which the sender was known on the day: keysOf() in facts. */
  readonly keys: readonly string[];
  readonly titleKey: string;
  readonly tokens: ReadonlySet<string>;
  /** What stands before the title's last colon: the place that it is about. */
  readonly prefix: string;
  readonly patches: readonly PatchKeys[];
  readonly patchTitles: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  /** Those of its files that it adds: whoever else adds one of them has the same work. */
  readonly newFiles: ReadonlySet<string>;
  /** Who wrote its patches: whoever takes a series over leaves their names in it. */
  readonly authors: ReadonlySet<string>;
  /** Mails that its text calls older versions of it. */
  readonly older: ReadonlySet<MessageId>;
  /** The release that it is for, where its tags name one (`5.10`): a backport is a version of another for none. */
  readonly release: string;
  readonly version: number;
  readonly isLabelled: boolean;
  /** The version stands in a title alone, where it may be part of a name. */
  readonly isOfTitle: boolean;
  readonly isResend: boolean;
  /** An RFC or another draft. */
  readonly isDraft: boolean;
}

export interface PatchKeys {
  readonly titleKey: string;
  readonly tokens: ReadonlySet<string>;
  readonly patchId: PatchId | null;
  readonly files: ReadonlySet<string>;
  readonly newFiles: ReadonlySet<string>;
  /** Hashes of the lines that it changes. */
  readonly lines: Uint32Array;
  /** Addresses of who made it: the sender, and those whose names the sender left in it. */
  readonly makers: ReadonlySet<string>;
}

/** `5.10`, `v5.10`, `5.10.y`, `5.10-stable`: one branch. */
const RELEASE = /^v?(\d+\.\d+(?:\.\d+)?)(?:\.y)?(?:-stable)?$/;

export function candidate(posting: Posting): Candidate {
  const mails = mailsOf(posting);
  const title = plainTitleOf(posting);
  const { sender } = posting.cover ?? posting.anchor;
  const patches = posting.patches.map(({ mail }) => patchKeys(mail));
  return {
    posting,
    person: personKey(sender),
    email: sender.email,
    keys: keysOf(sender),
    titleKey: titleKey(title),
    tokens: titleTokens(title),
    prefix: titleKey(title.slice(0, Math.max(0, title.lastIndexOf(': ')))),
    patches,
    patchTitles: new Set(patches.map((patch) => patch.titleKey)),
    files: new Set(posting.patches.flatMap(({ mail }) => mail.files)),
    newFiles: new Set(posting.patches.flatMap(({ mail }) => mail.newFiles)),
    authors: new Set(posting.patches.map(({ mail }) => personKey(mail.author))),
    older: new Set(mails.flatMap(({ revision }) => revision.older)),
    release:
      mails.flatMap(({ tags }) => tags.prefixes.flatMap((tag) => RELEASE.exec(tag)?.[1] ?? []))[0] ?? '',
    version: versionNumber(posting.statedVersion),
    isLabelled: posting.statedVersion !== null,
    isOfTitle:
      mails.every(({ tags }) => tags.version === null) && splitTitle(titleOf(posting)).version !== null,
    isResend: mails.some(({ tags }) => isResend(tags.prefixes)),
    isDraft: (posting.cover ?? posting.anchor).tags.prefixes.some((tag) =>
      /^(?:rfc|draft|wip|poc)$/i.test(tag),
    ),
  };
}

const patchKeys = ({ tags, patchId, files, newFiles, lines, sender, makers }: SeriesMail): PatchKeys => ({
  titleKey: titleKey(tags.title),
  tokens: titleTokens(tags.title),
  patchId,
  files: new Set(files),
  newFiles: new Set(newFiles),
  lines,
  makers: new Set([sender.email, ...makers].filter((email) => email !== '')),
});

/** The cover's title, else that of the first patch. */
export function titleOf(posting: Posting): string {
  return headOf(posting).tags.title;
}

/** The same for comparing: without a version behind a cover's title. */
export const plainTitleOf = (posting: Posting): string =>
  posting.cover ? splitTitle(posting.cover.tags.title).title : titleOf(posting);

export const mailsOf = (posting: Posting): readonly SeriesMail[] => [
  ...(posting.cover ? [posting.cover] : []),
  ...posting.patches.map(({ mail }) => mail),
];

export const byArrival = (a: Candidate, b: Candidate): number =>
  inArchiveOrder(a.posting.anchor, b.posting.anchor);

/** As known when the newer one came. */
export const isSamePerson = (one: Candidate, older: Candidate): boolean =>
  one.keys.includes(older.person) || (older.email !== '' && one.keys.includes(older.email));
