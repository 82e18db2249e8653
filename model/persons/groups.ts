/** Writers who are one person: under one name, at one address, or as a .mailmap says. */
import type { Mailbox } from '../facts/index.ts';
import type { Mailmap } from './mailmap.ts';

export interface Writer extends Mailbox {
  /** personKey() of facts. */
  readonly person: string;
}

/** An address under which more write is a list's or a robot's. */
export const MOST_OF_ADDRESS = 3;

/** The writers of each person, in the order given. */
export function groupWriters<T extends Writer>(
  writers: readonly T[],
  mailmap: Mailmap | null,
): readonly (readonly T[])[] {
  const atAddress = new Map<string, Set<string>>();
  for (const { person, email } of writers) {
    if (email === '') continue;
    const known = atAddress.get(email) ?? new Set();
    atAddress.set(email, known.add(person));
  }
  const parents = new Map(writers.map(({ person }) => [person, person]));
  const rootOf = (person: string): string => {
    let root = person;
    for (let next = parents.get(root)!; next !== root; next = parents.get(root)!) root = next;
    parents.set(person, root);
    return root;
  };
  const join = (one: string, others: Iterable<string>): void => {
    for (const other of others) if (parents.has(other)) parents.set(rootOf(other), rootOf(one));
  };
  for (const writer of writers) {
    for (const key of [writer.email, ...(mailmap?.aliasesOf(writer) ?? [])]) {
      const there = [...(atAddress.get(key) ?? [key])];
      if (there.length <= MOST_OF_ADDRESS) join(writer.person, there);
    }
  }
  return [...Map.groupBy(writers, ({ person }) => rootOf(person)).values()];
}
