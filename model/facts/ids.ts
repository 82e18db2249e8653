/**
 * Identifiers with brands, so that one kind is never handed over for another. Each brand has one door: the
 * function below that makes it.
 */
declare const brand: unique symbol;
type Branded<B extends string> = string & { readonly [brand]: B };

/** A Message-ID without its angle brackets (RFC 5322 section 3.6.4). */
export type MessageId = Branded<'MessageId'>;
/** A commit's object name: 40 (SHA-1) or 64 (SHA-256) lower-case hex digits. */
export type CommitId = Branded<'CommitId'>;
/** What `git patch-id --stable` prints for a diff: 40 lower-case hex digits. */
export type PatchId = Branded<'PatchId'>;
/** A series (one posting): 12 hex digits, from the Message-ID of the mail that opened it in the archive. */
export type SeriesId = Branded<'SeriesId'>;
/** A change (all versions of a series): the id of its first series. */
export type ChangeId = Branded<'ChangeId'>;

/** Strips white space and one pair of angle brackets; case is kept, since the left side is case-sensitive. */
export function messageId(text: string): MessageId {
  return text.trim().replace(/^<([\s\S]*)>$/, '$1') as MessageId;
}

export const commitId = (hex: string): CommitId => hex.toLowerCase() as CommitId;
export const patchId = (hex: string): PatchId => hex as PatchId;
export const seriesId = (hex: string): SeriesId => hex as SeriesId;
export const changeId = (text: string): ChangeId => text as ChangeId;
