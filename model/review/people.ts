/** Who is who among the people of a thread. */
import { type Mailbox, personKey } from '../facts/index.ts';
import type { ThreadMail } from './types.ts';

/**
 * People by name or address, whichever tells: one of them equal is the same person. The empty address and the empty
 * name are nobody's.
 */
export class People {
  readonly #keys = new Set<string>();

  add(...mailboxes: readonly Mailbox[]): this {
    for (const mailbox of mailboxes) for (const key of keysOf(mailbox)) this.#keys.add(key);
    return this;
  }

  has(mailbox: Mailbox): boolean {
    return keysOf(mailbox).some((key) => this.#keys.has(key));
  }
}

/** personKey() of a full name, and the address. */
export function keysOf(mailbox: Mailbox): readonly string[] {
  return [...new Set([personKey(mailbox), mailbox.email.toLowerCase()])].filter((key) => key !== '');
}

export function isSamePerson(a: Mailbox, b: Mailbox): boolean {
  const keys = keysOf(a);
  return keysOf(b).some((key) => keys.includes(key));
}

export const isSameSender = (a: ThreadMail, b: ThreadMail): boolean =>
  a.person === b.person || isSamePerson(a.sender, b.sender);
