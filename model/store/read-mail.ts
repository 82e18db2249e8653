/** Single mails and threads, with their text. */
import { type Selectable, sql } from 'kysely';
import {
  type ArchivedMail,
  type Authentication,
  type Epoch,
  epoch,
  type Mailbox,
  messageId,
  type Trailer,
} from '../facts/index.ts';
import type { Mailmap } from '../persons/index.ts';
import type { Store } from './database.ts';
import { authentication, mailboxList, stringList } from './decode.ts';
import { readMailmap } from './mailmap-store.ts';
import { anyOf, listSql, pieces } from './operands.ts';
import type { MessageTable } from './schema.ts';
import { TextReader } from './text-pack.ts';

/** A mail as reviews and pages need it. */
export interface ReadMail extends ArchivedMail {
  /** Who sent it; `author` is who wrote the patch in it. */
  readonly sender: Mailbox;
  readonly person: string;
  readonly title: string;
  /** The Date header, which git am makes the author date. */
  readonly claimedDate: Epoch | null;
  /** Minutes east of UTC. */
  readonly zone: number;
  readonly isReply: boolean;
  readonly hasDiff: boolean;
  readonly n: number | null;
  readonly trailers: readonly Trailer[];
  readonly notice: string | null;
  readonly thread: number;
  /** What the archive kept of checks on its sender. */
  readonly authentication: Authentication | null;
}

const COLUMNS = [
  'id',
  'message_id',
  'archived_at',
  'date',
  'zone',
  'author_name',
  'author_email',
  'from_name',
  'from_email',
  'person',
  'subject',
  'title',
  'is_reply',
  'has_diff',
  'n',
  'refs',
  'to_json',
  'cc_json',
  'notice',
  'thread',
  'auth',
  'pack',
  'place',
] as const;

/** Mails by Message-ID; those that are not there are left out. */
export async function readMails(store: Store, ids: readonly string[]): Promise<readonly ReadMail[]> {
  const mails: ReadMail[] = [];
  for (const piece of pieces(ids)) {
    const rows = await store.db
      .selectFrom('message')
      .select(COLUMNS)
      .where('message_id', 'in', anyOf(piece))
      .execute();
    mails.push(...(await decode(store, rows)));
  }
  return mails;
}

/** All mails of the threads in which the given mails stand, as far as they had come by `asOf`, oldest first. */
export async function readThreads(
  store: Store,
  ids: readonly string[],
  asOf: Epoch,
): Promise<readonly ReadMail[]> {
  const mails: ReadMail[] = [];
  for (const piece of pieces(await threadsOf(store, ids))) {
    const rows = await store.db
      .selectFrom('message')
      .select(COLUMNS)
      .where('thread', 'in', anyOf(piece))
      .where('archived_at', '<=', asOf)
      .execute();
    mails.push(...(await decode(store, rows)));
  }
  const mailmap = readMailmap(store, asOf);
  const known = mailmap ? mails.map((mail) => marked(mail, mailmap)) : mails;
  return known.sort((a, b) => a.date - b.date || (a.messageId < b.messageId ? -1 : 1));
}

/** With what the trees' .mailmap says of its people. */
function marked<T extends Pick<ReadMail, 'author' | 'sender' | 'trailers'>>(mail: T, mailmap: Mailmap): T {
  const { author, sender, trailers } = mail;
  return {
    ...mail,
    author: mailmap.marked(author),
    sender: mailmap.marked(sender),
    trailers: trailers.map((trailer) => mailmap.marked(trailer)),
  };
}

/** A mail as far as it tells who gave what to which patch. */
export type MailStructure = Omit<
  ReadMail,
  'authentication' | 'to' | 'cc' | 'subject' | 'claimedDate' | 'zone'
>;

const STRUCTURE = [
  'id',
  'message_id',
  'archived_at',
  'author_name',
  'author_email',
  'from_name',
  'from_email',
  'person',
  'title',
  'is_reply',
  'has_diff',
  'n',
  'refs',
  'notice',
  'thread',
  'pack',
  'place',
] as const;

/** As readThreads(), without what reviews do not ask for. */
export const readThreadMails = (
  store: Store,
  ids: readonly string[],
  asOf: Epoch,
): Promise<readonly MailStructure[]> => readStructures(store, ids, asOf, () => true);

/** As readThreads(), many times as fast: texts are there for diffs in replies alone, and empty for the others. */
export const readThreadStructure = (
  store: Store,
  ids: readonly string[],
  asOf: Epoch,
): Promise<readonly MailStructure[]> =>
  readStructures(store, ids, asOf, (row) => row.has_diff === 1 && row.is_reply === 1);

type StructureRow = Pick<Selectable<MessageTable>, (typeof STRUCTURE)[number]>;

async function readStructures(
  store: Store,
  ids: readonly string[],
  asOf: Epoch,
  isTextWanted: (row: StructureRow) => boolean,
): Promise<readonly MailStructure[]> {
  const mails: MailStructure[] = [];
  const people = new People();
  for (const piece of pieces(await threadsOf(store, ids))) {
    const rows = await store.db
      .selectFrom('message')
      .select(STRUCTURE)
      .where('thread', 'in', anyOf(piece))
      .where('archived_at', '<=', asOf)
      .execute();
    const trailers = await trailersOf(
      store,
      rows.map((row) => row.id),
    );
    const texts = new TextReader(store);
    for (const row of rows) {
      const text = isTextWanted(row) ? texts.textOf(row) : '';
      mails.push(structure(row, text, trailers.get(row.id) ?? [], people));
    }
  }
  const mailmap = readMailmap(store, asOf);
  return mailmap ? mails.map((mail) => marked(mail, mailmap)) : mails;
}

async function threadsOf({ db }: Store, ids: readonly string[]): Promise<readonly number[]> {
  const threads = new Set<number>();
  for (const piece of pieces(ids)) {
    const rows = await db
      .selectFrom('message')
      .select('thread')
      .distinct()
      .where('message_id', 'in', anyOf(piece))
      .execute();
    for (const { thread } of rows) threads.add(thread);
  }
  return [...threads];
}

/** One object for each mailbox of many mails: what is worked out of it is kept with it (keysOf()). */
class People {
  readonly #known = new Map<string, Mailbox>();

  of(name: string, email: string): Mailbox {
    const key = `${name}\n${email}`;
    const known = this.#known.get(key);
    if (known) return known;
    const mailbox = { name, email };
    this.#known.set(key, mailbox);
    return mailbox;
  }
}

function structure(
  row: StructureRow,
  text: string,
  trailers: readonly Trailer[],
  people: People,
): MailStructure {
  return {
    messageId: messageId(row.message_id),
    author: people.of(row.author_name, row.author_email),
    sender: people.of(row.from_name, row.from_email),
    person: row.person,
    title: row.title,
    date: epoch(row.archived_at),
    text,
    references: stringList(row.refs).map(messageId),
    isReply: row.is_reply === 1,
    hasDiff: row.has_diff === 1,
    n: row.n,
    trailers,
    notice: row.notice,
    thread: row.thread,
  };
}

type Row = Pick<Selectable<MessageTable>, (typeof COLUMNS)[number]>;

async function decode(store: Store, rows: readonly Row[]): Promise<readonly ReadMail[]> {
  const trailers = await trailersOf(
    store,
    rows.map((row) => row.id),
  );
  const [texts, people] = [new TextReader(store), new People()];
  return rows.map((row) => ({
    ...structure(row, texts.textOf(row), trailers.get(row.id) ?? [], people),
    subject: row.subject,
    claimedDate: row.date === null ? null : epoch(row.date),
    zone: row.zone,
    to: mailboxList(row.to_json),
    cc: mailboxList(row.cc_json),
    authentication: row.auth === null ? null : authentication(row.auth),
  }));
}

async function trailersOf(
  { db }: Store,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly Trailer[]>> {
  const trailers = new Map<number, Trailer[]>();
  for (const piece of pieces(ids)) {
    const rows = await db
      .selectFrom('trailer')
      .selectAll()
      .where('message', 'in', anyOf(piece))
      .orderBy('message')
      .orderBy('seq')
      .execute();
    for (const { message, kind, value, name, email } of rows) {
      const list = trailers.get(message);
      const trailer = { kind, value, name, email };
      if (list) list.push(trailer);
      else trailers.set(message, [trailer]);
    }
  }
  return trailers;
}

/**
 * How many mails came within a span (exclusive, inclusive; seconds).
 * @param lists as listIds() names them, of which one at least saw the mail; empty for all mails
 */
export async function countMailsBetween(
  { db }: Store,
  after: Epoch,
  until: Epoch,
  lists: readonly string[] = [],
): Promise<number> {
  const came = db
    .selectFrom('message')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('archived_at', '>', after)
    .where('archived_at', '<=', until);
  const counted =
    lists.length === 0
      ? came
      : came.where(({ exists, selectFrom }) =>
          exists(
            selectFrom('copy')
              .select('copy.list')
              .whereRef('copy.message', '=', 'message.id')
              .where(sql.raw(listSql('copy')), 'in', anyOf(lists)),
          ),
        );
  return (await counted.executeTakeFirstOrThrow()).count;
}

/** The List-Ids of the mails here, and the sources of those that have none, in order. */
export const listIds = ({ sqlite }: Store): readonly string[] =>
  sqlite
    .prepare<[], string>(
      `SELECT DISTINCT ${listSql('one')} FROM (SELECT DISTINCT source, list FROM copy) AS one ORDER BY 1`,
    )
    .pluck()
    .all();

/** The first mail that one of these addresses sent within a span (exclusive, inclusive; seconds). */
export function firstMailFrom(
  { sqlite }: Store,
  addresses: readonly string[],
  after: Epoch,
  until: Epoch,
): string | null {
  const query = sqlite
    .prepare<[string, number, number], string>(
      `SELECT message_id FROM message WHERE from_email = ? AND archived_at > ? AND archived_at <= ?
        ORDER BY archived_at, message_id LIMIT 1`,
    )
    .pluck();
  for (const address of addresses) {
    const found = query.get(address.toLowerCase(), after, until);
    if (found !== undefined) return found;
  }
  return null;
}
