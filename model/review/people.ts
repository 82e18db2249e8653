/** Who is who among the people of a thread. */
import { isSamePerson, keysOf, type Mailbox } from '../facts/index.ts';
import type { ThreadMail } from './types.ts';

/**
 * People by name or address, whichever tells: one of them equal is the same person, and so is the same local part at two
 * domains of one organisation (`ann@example.org`, `ann@lists.example.com`). The empty address and the empty name are
 * nobody's.
 */
export class People {
  readonly #keys = new Set<string>();

  add(...mailboxes: readonly Mailbox[]): this {
    for (const mailbox of mailboxes) for (const key of keysInThread(mailbox)) this.#keys.add(key);
    return this;
  }

  has(mailbox: Mailbox): boolean {
    return keysInThread(mailbox).some((key) => this.#keys.has(key));
  }
}

/** Whoever wrote a mail is asked for with each mail of the thread. */
const known = new WeakMap<Mailbox, readonly string[]>();

function keysInThread(mailbox: Mailbox): readonly string[] {
  const found = known.get(mailbox);
  if (found) return found;
  const [local, domain] = partsOf(mailbox.email);
  const organisation = /([^.]{3,})(?:\.[^.]{2,3})?\.[^.]+$/.exec(domain)?.[1];
  const keys =
    local.length < 4 || organisation === undefined
      ? keysOf(mailbox)
      : [...keysOf(mailbox), `${local} at ${organisation}`];
  known.set(mailbox, keys);
  return keys;
}

/**
 * Does a trailer name the person who sent it? Also `ann+kernel@` for `ann@`, and `linux.example.org` for `example.org`,
 * as b4 allows (`LoreTrailer.email_eq()`).
 */
export const isOwnTrailer = (trailer: Mailbox, sender: Mailbox): boolean =>
  isSamePerson(trailer, sender) || isSameMailbox(trailer.email, sender.email);

function isSameMailbox(a: string, b: string): boolean {
  const [[localA, domainA], [localB, domainB]] = [partsOf(a), partsOf(b)];
  if (localA === '' || localA !== localB) return false;
  const [short, long] = domainA.length < domainB.length ? [domainA, domainB] : [domainB, domainA];
  return short === long || (long.endsWith(`.${short}`) && labels(long) - labels(short) === 1);
}

function partsOf(email: string): readonly [local: string, domain: string] {
  const at = email.lastIndexOf('@');
  return at < 0
    ? ['', '']
    : [email.slice(0, at).replace(/\+.*$/, '').toLowerCase(), email.slice(at + 1).toLowerCase()];
}

const labels = (domain: string): number => domain.split('.').length;

export const isSameSender = (a: ThreadMail, b: ThreadMail): boolean =>
  a.person === b.person || isSamePerson(a.sender, b.sender);

/** A machine that builds and tests what the list gets, by the names that such have. */
export const isRobot = ({ name, email }: Mailbox): boolean =>
  /\b(?:robot|bot|\w+bot|ci|patchwork|zero-?day|0-?day)\b/i.test(name) ||
  /^(?:[\w.-]+[.-])?(?:lkp|\w*bot|ci|patchwork|snowpatch)\b[^@]*@/i.test(email);
