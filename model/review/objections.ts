/**
 * What may be an objection: "I don't like this", "NACK" in the middle of a sentence. Only ever shown to a person, who
 * confirms or dismisses it: it never makes a state.
 */
import type { Epoch, Mailbox, MessageId } from '../facts/index.ts';
import type { Reply } from './remarks.ts';
import type { Place } from './types.ts';
import { isDislike, isNack, sentencesOf } from './wording.ts';

export interface SuggestedObjection {
  readonly messageId: MessageId;
  readonly author: Mailbox;
  readonly date: Epoch;
  readonly appliesTo: Place;
  /** The sentence that reads like one. */
  readonly sentence: string;
}

/** At most one a mail: the first such sentence. */
export function suggestObjections(replies: readonly Reply[]): readonly SuggestedObjection[] {
  return replies
    .filter(({ isSubmitter }) => !isSubmitter)
    .flatMap(({ mail, place, passages }) => {
      const sentence = passages
        .flatMap(({ text }) => sentencesOf(text))
        .find((one) => isDislike(one) && !isNack(one));
      if (sentence === undefined) return [];
      return [
        { messageId: mail.messageId, author: mail.sender, date: mail.date, appliesTo: place, sentence },
      ];
    });
}
