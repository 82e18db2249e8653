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
    const aliases = this.aliasesOf(mailbox);
    return aliases.length === 0 ? mailbox : { ...mailbox, aliases };
  }

  /** Names and addresses of the same person, as keysOf() in facts knows people; its own not among them. */
  aliasesOf(mailbox: Mailbox): readonly string[] {
    if (mailbox.email === '') return [];
    const proper = this.properOf(mailbox);
    const own = new Set([personKey(mailbox), mailbox.email.toLowerCase()]);
    const keys = [
      personKey(proper),
      proper.email,
      ...(this.#byProper().get(proper.email.toLowerCase()) ?? []),
    ];
    return [...new Set(keys)].filter((key) => key !== '' && !own.has(key));
  }

  /** The same of all whom another map knows otherwise, or not at all, themselves among them. */
  differences(other: Mailmap | null): readonly string[] {
    return [...this.#entries].flatMap(([key, entry]) => {
      const theirs = other === null ? undefined : other.#entries.get(key);
      if (theirs?.name === entry.name && theirs.email === entry.email) return [];
      const [name = '', email = ''] = key.split('\n');
      return [personKey({ name, email }), email, ...this.aliasesOf({ name, email })];
    });
  }

  #known: ReadonlyMap<string, readonly string[]> | undefined;

  /** What leads to each proper address: other addresses, and names at addresses that several share. */
  #byProper(): ReadonlyMap<string, readonly string[]> {
    if (this.#known) return this.#known;
    const known = new Map<string, string[]>();
    for (const [key, entry] of this.#entries) {
      const [name = '', address = ''] = key.split('\n');
      const goal = entry.email || address;
      const keys = known.get(goal) ?? [];
      known.set(goal, keys);
      keys.push(
        name === '' ? address : personKey({ name, email: '' }),
        personKey({ name: entry.name, email: '' }),
      );
    }
    this.#known = known;
    return known;
  }
}

const keyOf = (name: string, email: string): string => `${name.toLowerCase()}\n${email.toLowerCase()}`;
