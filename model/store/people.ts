/** People: under which names and addresses they write, what they review. */
import { type Epoch, epoch, type MessageId, messageId } from '../facts/index.ts';
import { groupWriters, MOST_OF_ADDRESS } from '../persons/index.ts';
import type { Store } from './database.ts';
import { readMailmap } from './mailmap-store.ts';

export interface PersonRow {
  /** personKey() of keys.ts. */
  readonly person: string;
  readonly name: string;
  readonly email: string;
  readonly mails: number;
  readonly series: number;
  readonly last: Epoch;
}

/** What people can be ordered by. */
export const PEOPLE_ORDERS = {
  name: ({ name }: PersonRow) => name.toLowerCase(),
  mails: ({ mails }: PersonRow) => mails,
  series: ({ series }: PersonRow) => series,
  last: ({ last }: PersonRow) => last,
} as const;

interface PeopleSpan {
  /** A part of a name or address. */
  readonly name: string;
  readonly order: keyof typeof PEOPLE_ORDERS;
  readonly isDescending: boolean;
  readonly limit: number;
  readonly offset: number;
}

type WriterRow = Omit<PersonRow, 'series'>;

export function listPeople(
  store: Store,
  asOf: Epoch,
  { name, order, isDescending, limit, offset }: PeopleSpan,
): { readonly total: number; readonly people: readonly PersonRow[] } {
  const writers = store.sqlite
    .prepare<[number], WriterRow>(
      `SELECT person, max(from_name) AS name, from_email AS email, count(*) AS mails, max(archived_at) AS last
         FROM message WHERE archived_at <= ? GROUP BY person, from_email`,
    )
    .all(asOf);
  const posted = store.sqlite
    .prepare<[number], [string, number]>(
      'SELECT person, count(*) FROM series WHERE date <= ? GROUP BY person',
    )
    .raw()
    .all(asOf);
  const series = new Map(posted);
  const part = name.toLowerCase();
  const found = groupWriters(writers, readMailmap(store, asOf))
    .filter((group) => group.some((one) => `${one.name}\n${one.email}`.toLowerCase().includes(part)))
    .map((group) => personRow(group, series));
  const rankOf = PEOPLE_ORDERS[order];
  const [less, more] = isDescending ? [1, -1] : [-1, 1];
  const compare = (a: PersonRow, b: PersonRow): number => {
    const [x, y] = [rankOf(a), rankOf(b)];
    return x === y ? (a.person < b.person ? -1 : 1) : x < y ? less : more;
  };
  return { total: found.length, people: found.sort(compare).slice(offset, offset + limit) };
}

/** One person, under the name and address that are newest. */
function personRow(group: readonly WriterRow[], series: ReadonlyMap<string, number>): PersonRow {
  const [newest] = group.toSorted((a, b) => b.last - a.last || (a.email < b.email ? -1 : 1));
  const persons = new Set(group.map(({ person }) => person));
  const sum = (counts: Iterable<number>): number => [...counts].reduce((all, count) => all + count, 0);
  return {
    ...newest!,
    mails: sum(group.map(({ mails }) => mails)),
    series: sum([...persons].map((person) => series.get(person) ?? 0)),
  };
}

export interface Identity {
  readonly person: string;
  /** Every personKey() under which they write, that one first. */
  readonly persons: readonly string[];
  /** Newest first. */
  readonly addresses: readonly { readonly name: string; readonly email: string; readonly mails: number }[];
}

/** Who writes under an address, or has this personKey(); null if nobody did by then. */
export function findPerson(store: Store, text: string, asOf: Epoch): Identity | null {
  const { sqlite } = store;
  const person =
    sqlite
      .prepare<[string, number], string>(
        'SELECT person FROM message WHERE from_email = ? AND archived_at <= ? ORDER BY archived_at DESC LIMIT 1',
      )
      .pluck()
      .get(text.toLowerCase(), asOf) ?? text.toLowerCase();
  const persons = personsOf(store, person, asOf);
  const addresses = sqlite
    .prepare<(string | number)[], { name: string; email: string; mails: number }>(
      `SELECT from_name AS name, from_email AS email, count(*) AS mails FROM message
        WHERE person IN (${marks(persons)}) AND archived_at <= ? GROUP BY from_name, from_email
        ORDER BY max(archived_at) DESC, from_email`,
    )
    .all(...persons, asOf);
  return addresses.length === 0 ? null : { person, persons, addresses };
}

const marks = (items: readonly unknown[]): string => items.map(() => '?').join(', ');

/** More belong to nobody alone. */
const MOST_KEYS = 50;

/**
 * One person may write under several names from one address, under one name from several, and say in a tree's .mailmap
 * which are theirs.
 */
function personsOf(store: Store, first: string, asOf: Epoch): readonly string[] {
  const { sqlite } = store;
  const mailmap = readMailmap(store, asOf);
  const emailsOf = sqlite
    .prepare<[string, number], string>(
      'SELECT DISTINCT from_email FROM message WHERE person = ? AND archived_at <= ? ORDER BY from_email',
    )
    .pluck();
  const writersAt = sqlite
    .prepare<[string, number], string>(
      'SELECT DISTINCT person FROM message WHERE from_email = ? AND archived_at <= ? ORDER BY person',
    )
    .pluck();
  const persons = new Set([first]);
  for (const person of persons) {
    const emails = emailsOf.all(person, asOf).filter((email) => email !== '');
    const others = emails.flatMap((email) => mailmap?.aliasesOf({ name: person, email }) ?? []);
    for (const key of new Set([...emails, ...others])) {
      const writers = key.includes('@') ? writersAt.all(key, asOf) : [key];
      if (writers.length > MOST_OF_ADDRESS || persons.size > MOST_KEYS) continue;
      for (const writer of writers) persons.add(writer);
    }
  }
  return [...persons];
}

export interface GivenReview {
  readonly kind: string;
  readonly messageId: MessageId;
  readonly subject: string;
  readonly date: Epoch;
}

/** Trailers that a person gave in replies, newest first. */
export function reviewsBy(
  { sqlite }: Store,
  persons: readonly string[],
  asOf: Epoch,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): { readonly total: number; readonly reviews: readonly GivenReview[] } {
  const from = `message m JOIN trailer t ON t.message = m.id
     WHERE m.person IN (${marks(persons)}) AND m.is_reply = 1 AND m.has_diff = 0 AND m.archived_at <= ?
       AND t.kind IN ('Reviewed-by', 'Acked-by', 'Tested-by', 'Nacked-by')`;
  const total = sqlite
    .prepare<(string | number)[], number>(`SELECT count(*) FROM ${from}`)
    .pluck()
    .get(...persons, asOf)!;
  const rows = sqlite
    .prepare<(string | number)[], { kind: string; message_id: string; subject: string; date: number }>(
      `SELECT t.kind, m.message_id, m.subject, m.archived_at AS date FROM ${from}
        ORDER BY m.archived_at DESC, m.message_id, t.seq LIMIT ? OFFSET ?`,
    )
    .all(...persons, asOf, limit, offset);
  return {
    total,
    reviews: rows.map(({ message_id, date, ...row }) => ({
      ...row,
      messageId: messageId(message_id),
      date: epoch(date),
    })),
  };
}

export interface Discussed {
  readonly change: string;
  /** When the person last answered in one of its threads. */
  readonly lastAnswer: Epoch;
}

/** The changes of others in whose threads a person answered since a day. */
export function discussedBy(
  { sqlite }: Store,
  persons: readonly string[],
  since: Epoch,
  asOf: Epoch,
): readonly Discussed[] {
  const rows = sqlite
    .prepare<(string | number)[], { change: string; last: number }>(
      `SELECT s.change_id AS change, max(r.archived_at) AS last FROM message r
         JOIN message m ON m.thread = r.thread JOIN series_member sm ON sm.message = m.id
         JOIN series s ON s.id = sm.series
        WHERE r.person IN (${marks(persons)}) AND r.is_reply = 1 AND r.archived_at > ? AND r.archived_at <= ?
          AND s.person NOT IN (${marks(persons)})
        GROUP BY s.change_id`,
    )
    .all(...persons, since, asOf, ...persons);
  return rows.map(({ change, last }) => ({ change, lastAnswer: epoch(last) }));
}
