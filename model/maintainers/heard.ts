/** Who of those who look after a place has spoken about a series, and who was not even asked. */
import { type Epoch, isSamePerson, type Mailbox, type MessageId } from '../facts/index.ts';
import type { Keeper, Keepers } from './match.ts';

export interface HeardMail {
  readonly messageId: MessageId;
  readonly sender: Mailbox;
  readonly date: Epoch;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
}

export interface HeardKeeper extends Keeper {
  /** Their first mail in the thread; null if they have not spoken. */
  readonly spokeIn: MessageId | null;
  /** Was a mail of the series sent to them? */
  readonly wasAddressed: boolean;
}

/**
 * @param posted the mails of the series itself
 * @param thread all mails of its threads by the date that is asked for, oldest first
 */
export function heardKeepers(
  { people }: Keepers,
  author: Mailbox,
  posted: ReadonlySet<string>,
  thread: readonly HeardMail[],
): readonly HeardKeeper[] {
  const mails = thread.filter(({ messageId }) => posted.has(messageId));
  return people
    .filter((one) => !isSamePerson(one, author))
    .map((one) => ({
      ...one,
      spokeIn: thread.find(({ sender }) => isSamePerson(sender, one))?.messageId ?? null,
      wasAddressed: mails.some(({ to, cc }) => [...to, ...cc].some((other) => isSamePerson(other, one))),
    }));
}
