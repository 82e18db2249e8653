/** Who is who, as people say it themselves in the `.mailmap` files of trees (gitmailmap(5)). */
import { type Mailbox, personKey } from '../facts/index.ts';

/** What a line puts in place of what a commit or mail says; empty where it leaves that as it is. */
interface Entry {
  readonly name: string;
  readonly email: string;
}

/** `Proper Name <proper@email> Commit Name <commit@email>`, of which the first name, address and the last name may lack. */
const LINE = /^([^<>#]*)<([^<>\s]+)>(?:([^<>#]*)<([^<>\s]+)>)?\s*(?:#.*)?$/;
/** More is no map of people. */
const MAX_LINES = 100_000;

export class Mailmap {
  /** By address, and by address and name, in lower case. */
  readonly #entries = new Map<string, Entry>();

  /** @param texts whole files; what a later one says of an address holds */
  constructor(texts: readonly string[]) {
    for (const text of texts) for (const line of text.split('\n').slice(0, MAX_LINES)) this.#take(line);
  }

  #take(line: string): void {
    const found = LINE.exec(line.slice(0, 1000));
    if (!found) return;
    const [, name = '', email = '', oldName = '', oldEmail] = found.map((part) => part?.trim());
    const key = keyOf(oldName, oldEmail ?? email);
    const known = this.#entries.get(key);
    this.#entries.set(key, {
      name: name || (known?.name ?? ''),
      email: oldEmail === undefined ? (known?.email ?? '') : email.toLowerCase(),
    });
  }

  /** Name and address that the person goes by. */
  properOf(mailbox: Mailbox): Mailbox {
    const entry =
      this.#entries.get(keyOf(mailbox.name, mailbox.email)) ?? this.#entries.get(keyOf('', mailbox.email));
    return entry ? { name: entry.name || mailbox.name, email: entry.email || mailbox.email } : mailbox;
  }

  /** The mailbox with what else its person is known by; itself where there is nothing. */
  marked<T extends Mailbox>(mailbox: T): T {
    if (mailbox.email === '') return mailbox;
    const proper = this.properOf(mailbox);
    const own = new Set([personKey(mailbox), mailbox.email.toLowerCase()]);
    const aliases = [personKey(proper), proper.email].filter((key) => key !== '' && !own.has(key));
    return aliases.length === 0 ? mailbox : { ...mailbox, aliases: [...new Set(aliases)] };
  }

  /** The addresses that lead to the same person as this one; itself not among them. */
  addressesOf(email: string): readonly string[] {
    const proper = (one: string): string => this.#entries.get(keyOf('', one))?.email || one;
    const goal = proper(email.toLowerCase());
    const found = [...this.#entries].flatMap(([key, entry]) => {
      const [, address = ''] = key.split('\n');
      return (entry.email || address) === goal ? [address, goal] : [];
    });
    return [...new Set(found)].filter((one) => one !== email.toLowerCase());
  }
}

const keyOf = (name: string, email: string): string => `${name.toLowerCase()}\n${email.toLowerCase()}`;
