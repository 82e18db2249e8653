/**
 * What may be an objection: "I don't like this", "NACK" in the middle of a sentence; a NACK that says so is none. Only ever shown to a person, who
 * confirms or dismisses it: it never makes a state.
 */
import type { Epoch, Mailbox, MessageId, Trailer } from '../facts/index.ts';
import type { Reply } from './remarks.ts';
import type { Place } from './types.ts';
import { isDislike } from './wishes.ts';
import { sentencesOf } from './wording.ts';

export interface SuggestedObjection {
  readonly messageId: MessageId;
  readonly author: Mailbox;
  readonly date: Epoch;
  readonly appliesTo: Place;
  /** The sentence that reads like one. */
  readonly sentence: string;
}

const isNack = ({ kind }: Trailer): boolean => kind === 'NACK' || kind === 'Nacked-by';

/** At most one a mail: the first such sentence. */
export function suggestObjections(replies: readonly Reply[]): readonly SuggestedObjection[] {
  return replies
    .filter(({ isSubmitter, mail }) => !isSubmitter && !mail.trailers.some(isNack))
    .flatMap(({ mail, place, passages }) => {
      const sentence = passages.flatMap(({ text }) => sentencesOf(text)).find(isDislike);
      if (sentence === undefined) return [];
      return [
        { messageId: mail.messageId, author: mail.sender, date: mail.date, appliesTo: place, sentence },
      ];
    });
}
