/** People: under which names and addresses they write, what they review. */
import { type Epoch, epoch, type MessageId, messageId } from '../facts/index.ts';
import type { Store } from './database.ts';
import { readMailmap } from './mailmap-store.ts';
import { containing, containsSql } from './operands.ts';

export interface PersonRow {
  /** personKey() of keys.ts. */
  readonly person: string;
  readonly name: string;
  readonly email: string;
  readonly mails: number;
  readonly series: number;
  readonly last: Epoch;
}

/** Columns that people can be ordered by. */
export const PEOPLE_ORDERS = {
  name: 'name COLLATE NOCASE',
  mails: 'mails',
  series: 'series',
  last: 'last',
} as const;

interface PeopleSpan {
  /** A part of a name or address. */
  readonly name: string;
  readonly order: keyof typeof PEOPLE_ORDERS;
  readonly isDescending: boolean;
  readonly limit: number;
  readonly offset: number;
}

export function listPeople(
  { sqlite }: Store,
  asOf: Epoch,
  { name, order, isDescending, limit, offset }: PeopleSpan,
): { readonly total: number; readonly people: readonly PersonRow[] } {
  const given = { asOf, like: containing(name), limit, offset };
  const isNamed =
    name === ''
      ? ''
      : `AND (${containsSql('m.from_name', '@like')} OR ${containsSql('m.from_email', '@like')})`;
  const where = `m.archived_at <= @asOf ${isNamed}`;
  const total = sqlite
    .prepare<[typeof given], number>(`SELECT count(DISTINCT m.person) FROM message m WHERE ${where}`)
    .pluck()
    .get(given)!;
  const people = sqlite
    .prepare<[typeof given], PersonRow>(
      `SELECT m.person, max(m.from_name) AS name, max(m.from_email) AS email, count(*) AS mails, max(m.archived_at) AS last,
              (SELECT count(*) FROM series s WHERE s.person = m.person AND s.date <= @asOf) AS series
         FROM message m WHERE ${where} GROUP BY m.person
        ORDER BY ${PEOPLE_ORDERS[order]} ${isDescending ? 'DESC' : 'ASC'}, m.person LIMIT @limit OFFSET @offset`,
    )
    .all(given);
  return { total, people };
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

/** An address under which more write is a list's or a robot's. */
const MOST_OF_ADDRESS = 3;
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
    const others = emails.flatMap((email) => mailmap?.addressesOf(email) ?? []);
    for (const email of new Set([...emails, ...others])) {
      const writers = writersAt.all(email, asOf);
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
