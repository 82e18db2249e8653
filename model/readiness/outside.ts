/** What people from outside a tree said of its commits on the lists: strategy d measures just that. */
import {
  type CommitId,
  type Epoch,
  type Mailbox,
  type MessageId,
  personKey,
  type SeriesId,
} from '../facts/index.ts';
import type { TreeFacts } from './context.ts';

/** A commit, and the patch mail that it came from where one is known. */
export interface CarriedCommit {
  readonly id: CommitId;
  readonly subject: string;
  readonly author: Mailbox;
  readonly patch: {
    readonly messageId: MessageId;
    readonly cover: MessageId | null;
    readonly series: SeriesId;
  } | null;
}

/** A mail of a thread, as far as it tells who spoke about what. */
export interface Voice {
  readonly person: string;
  readonly date: Epoch;
  /** Every mail it answers, near and far. */
  readonly references: readonly MessageId[];
  /** Who gave a review, ack or test in it. */
  readonly reviewers: readonly Mailbox[];
}

/**
 * A review counts if somebody gave it who has no commit in the tree; so does a word of theirs under the patch or its
 * cover letter. Two accounts of one person under one name are one person; under two names they are two, and an author
 * who reviews as somebody else is not found out.
 */
export function treeFacts(
  name: string,
  commits: readonly CarriedCommit[],
  voicesOf: (patch: MessageId) => readonly Voice[],
): TreeFacts {
  const authors = new Set(commits.map(({ author }) => personKey(author)));
  const isOutside = (person: string): boolean => !authors.has(person);
  return {
    name,
    authors: authors.size,
    commits: commits.map(({ id, subject, patch }) => {
      const voices = patch ? voicesOf(patch.messageId).filter((one) => isAbout(one, patch)) : [];
      const isReviewed = voices.some(({ reviewers }) => reviewers.some((one) => isOutside(personKey(one))));
      return {
        id,
        subject,
        series: patch?.series ?? null,
        isReviewedOutside: isReviewed,
        isMentionedOutside: isReviewed || voices.some(({ person }) => isOutside(person)),
      };
    }),
  };
}

/** An answer to the patch; one to the cover that is not below another patch is about every patch. */
function isAbout({ references }: Voice, patch: NonNullable<CarriedCommit['patch']>): boolean {
  return references.includes(patch.messageId) || (patch.cover !== null && references[0] === patch.cover);
}
