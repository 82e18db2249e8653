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

/** A commit, and the series that it came from where one is known. */
export interface CarriedCommit {
  readonly id: CommitId;
  readonly subject: string;
  readonly author: Mailbox;
  readonly from: {
    readonly series: SeriesId;
    /** The mail that landed, then the same patch in older versions. */
    readonly postings: readonly Posting[];
  } | null;
}

/** A patch mail. */
export interface Posting {
  readonly messageId: MessageId;
  readonly cover: MessageId | null;
  /** Who sent it, who need not have written it. */
  readonly person: string;
  /** Whose reviews, acks and tests it brings along. */
  readonly reviewers: readonly Mailbox[];
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
 * A review counts if somebody gave it who has no commit in the tree: to the patch as it landed, or to its cover letter. A
 * word of theirs counts in any version, since a new one is no new idea; so does it if they sent the patch on. Two
 * accounts of one person under one name are one person; under two names they are two, and an author who reviews as
 * somebody else is not found out.
 */
export function treeFacts(
  name: string,
  commits: readonly CarriedCommit[],
  voicesOf: (patch: MessageId) => readonly Voice[],
): TreeFacts {
  const authors = new Set(commits.map(({ author }) => personKey(author)));
  const isOutside = (person: string): boolean => !authors.has(person);
  const speakers = (posting: Posting): readonly Pick<Voice, 'person' | 'reviewers'>[] => [
    posting,
    ...voicesOf(posting.messageId).filter((one) => isAbout(one, posting)),
  ];
  return {
    name,
    authors: authors.size,
    commits: commits.map(({ id, subject, from }) => {
      const [landed = [], ...older] = from?.postings.map(speakers) ?? [];
      const isReviewed = landed.some(({ reviewers }) => reviewers.some((one) => isOutside(personKey(one))));
      const spoke = [landed, ...older].flat();
      return {
        id,
        subject,
        series: from?.series ?? null,
        isReviewedOutside: isReviewed,
        isMentionedOutside: isReviewed || spoke.some(({ person }) => isOutside(person)),
      };
    }),
  };
}

/** An answer to the patch; one to the cover that is not below another patch is about every patch. */
function isAbout({ references }: Voice, { messageId, cover }: Posting): boolean {
  return references.includes(messageId) || (cover !== null && references[0] === cover);
}
