/** What derivation reads and writes: mails of a neighbourhood, postings, versions. */
import type { Selectable } from 'kysely';
import { type Epoch, epoch, messageId, patchId, type SeriesId, seriesId, titleKey } from '../facts/index.ts';
import {
  commonPrefixes,
  firstAnswers,
  headOf,
  type Posting,
  plainTitleOf,
  type SeriesMail,
  titleOf,
} from '../series/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import { unpackLines } from './mail-row.ts';
import { personMarker } from './mailmap-store.ts';
import { anyOf, pieces } from './operands.ts';
import type { MessageTable } from './schema.ts';

/** A mail with its row number: derivation hands it back when it writes. */
export interface StoredMail extends SeriesMail {
  readonly row: number;
  readonly thread: number;
}

const MAIL_COLUMNS = [
  'id',
  'message_id',
  'archived_at',
  'date',
  'from_name',
  'from_email',
  'author_name',
  'author_email',
  'person',
  'title',
  'is_reply',
  'is_patch',
  'version',
  'n',
  'total',
  'prefixes',
  'refs',
  'links',
  'text_version',
  'older',
  'has_diff',
  'patch_id',
  'lines',
  'change_id',
  'notice',
  'thread',
] as const;

/** All mails of some threads. */
export async function mailsOfThreads(
  store: Store,
  threads: readonly number[],
): Promise<readonly StoredMail[]> {
  const mails: StoredMail[] = [];
  for (const piece of pieces(threads)) {
    const rows = await store.db
      .selectFrom('message')
      .select(MAIL_COLUMNS)
      .where('thread', 'in', piece)
      .execute();
    mails.push(...(await decodeMails(store, rows)));
  }
  return mails;
}

type MailRow = Pick<Selectable<MessageTable>, (typeof MAIL_COLUMNS)[number]>;

async function decodeMails(store: Store, rows: readonly MailRow[]): Promise<readonly StoredMail[]> {
  const files = await fileRows(
    store,
    rows.filter((row) => row.has_diff === 1).map((row) => row.id),
  );
  const makers = await makersOf(
    store,
    rows.filter((row) => row.has_diff === 1 && row.is_reply === 0).map((row) => row.id),
  );
  const mark = personMarker(store);
  return rows.map((row) => ({
    row: row.id,
    thread: row.thread,
    messageId: messageId(row.message_id),
    archivedAt: epoch(row.archived_at),
    date: row.date === null ? null : epoch(row.date),
    sender: mark({ name: row.from_name, email: row.from_email }, epoch(row.archived_at)),
    author: { name: row.author_name, email: row.author_email },
    makers: makers.get(row.id) ?? [],
    person: row.person,
    tags: {
      title: row.title,
      isReply: row.is_reply === 1,
      isForward: false,
      isPatch: row.is_patch === 1,
      version: row.version,
      n: row.n,
      total: row.total,
      prefixes: stringList(row.prefixes),
      listTags: [],
    },
    references: stringList(row.refs).map(messageId),
    hasDiff: row.has_diff === 1,
    patchId: row.patch_id === null ? null : patchId(row.patch_id),
    files: (files.get(row.id) ?? []).map(({ path }) => path),
    newFiles: (files.get(row.id) ?? []).filter(({ change }) => change === 'add').map(({ path }) => path),
    lines: unpackLines(row.lines),
    links: stringList(row.links).map(messageId),
    revision: { version: row.text_version, older: stringList(row.older).map(messageId) },
    changeId: row.change_id,
    isNotice: row.notice !== null,
  }));
}

async function makersOf(
  { db }: Store,
  rows: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const makers = new Map<number, readonly string[]>();
  for (const piece of pieces(rows)) {
    const found = await db.selectFrom('maker').selectAll().where('message', 'in', anyOf(piece)).execute();
    for (const [row, group] of Map.groupBy(found, ({ message }) => message))
      makers.set(
        row,
        group.map(({ email }) => email),
      );
  }
  return makers;
}

/** The files that mails touch, sorted, by row number. */
export async function filesOf(
  store: Store,
  rows: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const files = await fileRows(store, rows);
  return new Map([...files].map(([row, found]) => [row, found.map(({ path }) => path)]));
}

/** With what becomes of each. */
async function fileRows(
  { db }: Store,
  rows: readonly number[],
): Promise<ReadonlyMap<number, readonly { readonly path: string; readonly change: string }[]>> {
  const files = new Map<number, readonly { readonly path: string; readonly change: string }[]>();
  for (const piece of pieces(rows)) {
    const found = await db
      .selectFrom('patch_file')
      .select(['message', 'path', 'change'])
      .where('message', 'in', anyOf(piece))
      .execute();
    for (const [row, group] of Map.groupBy(found, ({ message }) => message))
      files.set(
        row,
        group.sort((a, b) => (a.path < b.path ? -1 : 1)),
      );
  }
  return files;
}

/**
 * Threads that may hold mails of the same series without a reference to it: numbered mails of one sender, no further
 * apart than the window (seconds), at least one of which refers to nothing.
 */
export function looseNeighbours(
  { sqlite }: Store,
  threads: readonly number[],
  window: number,
): readonly number[] {
  const query = sqlite
    .prepare<[number, number, number], number>(
      `SELECT DISTINCT b.thread
         FROM message a JOIN message b
           ON b.person = a.person AND b.archived_at BETWEEN a.archived_at - ? AND a.archived_at + ?
        WHERE a.thread = ? AND a.n IS NOT NULL AND a.is_reply = 0
          AND b.n IS NOT NULL AND b.is_reply = 0 AND b.thread <> a.thread
          AND (a.refs = '[]' OR b.refs = '[]')`,
    )
    .pluck();
  return [...new Set(threads.flatMap((thread) => query.all(window, window, thread)))];
}

export const threadCount = ({ sqlite }: Store): number =>
  sqlite.prepare<[], number>('SELECT count(DISTINCT thread) FROM message').pluck().get()!;

/** The threads of mails that derivation has not seen yet. */
export function pendingThreads({ sqlite }: Store): readonly number[] {
  return sqlite
    .prepare<[], number>(
      `SELECT DISTINCT m.thread FROM pending p JOIN message m ON m.id = CAST(p.key AS INTEGER)
        WHERE p.kind = 'message' ORDER BY m.thread`,
    )
    .pluck()
    .all();
}

/** What replacing postings touched: for the versions that have to be looked at again. */
export interface Touched {
  readonly series: ReadonlySet<SeriesId>;
  readonly changes: ReadonlySet<string>;
}

/** Puts the postings of whole neighbourhoods in place of those that were there. */
export function replacePostings(
  { sqlite }: Store,
  mails: readonly StoredMail[],
  postings: readonly Posting[],
): Touched {
  const rowOf = new Map(mails.map((mail) => [mail.messageId, mail.row]));
  const old = sqlite.prepare<[number], { id: string; change_id: string }>(
    'SELECT s.id, s.change_id FROM series_member sm JOIN series s ON s.id = sm.series WHERE sm.message = ?',
  );
  const drop = sqlite.prepare('DELETE FROM series WHERE id = ?');
  const member = sqlite.prepare('INSERT INTO series_member (series, n, message, since) VALUES (?, ?, ?, ?)');
  const series = insertSeries(sqlite);
  const answered = firstAnswers(mails, postings);
  return sqlite
    .transaction(() => {
      const changes = new Set<string>();
      const isFirst = sqlite.prepare('SELECT 1 FROM series LIMIT 1').get() === undefined;
      for (const mail of isFirst ? [] : mails) {
        const row = old.get(mail.row);
        if (!row) continue;
        changes.add(row.change_id);
        drop.run(row.id);
      }
      for (const posting of postings) {
        series.run(postingColumns(posting, answered.get(posting.id) ?? null));
        const members = [...(posting.cover ? [{ n: 0, mail: posting.cover }] : []), ...posting.patches];
        for (const { n, mail } of members) {
          member.run(
            posting.id,
            n,
            rowOf.get(mail.messageId),
            Math.max(mail.archivedAt, posting.anchor.archivedAt),
          );
        }
      }
      return { series: new Set(postings.map((posting) => posting.id)), changes };
    })
    .immediate();
}

const insertSeries = (sqlite: Store['sqlite']) =>
  sqlite.prepare(
    `INSERT INTO series (id, change_id, anchor, cover, version, version_from, stated_version, title, title_key,
       prefixes, author_name, author_email, person, date, expected, is_partial, answered_at)
     VALUES (@id, @id, @anchor, @cover, 1, 'assumed', @statedVersion, @title, @titleKey,
       @prefixes, @name, @email, @person, @date, @expected, 0, @answeredAt)`,
  );

function postingColumns(posting: Posting, answeredAt: Epoch | null): Record<string, string | number | null> {
  const head = headOf(posting);
  return {
    id: posting.id,
    anchor: posting.anchor.messageId,
    cover: posting.cover?.messageId ?? null,
    statedVersion: posting.statedVersion,
    title: titleOf(posting),
    titleKey: titleKey(plainTitleOf(posting)),
    prefixes: JSON.stringify(
      commonPrefixes(
        posting.cover?.tags.prefixes ?? [],
        posting.patches.map(({ mail }) => mail.tags.prefixes),
      ),
    ),
    name: head.sender.name,
    email: head.sender.email,
    person: head.person,
    date: posting.anchor.archivedAt,
    expected: posting.expected,
    answeredAt,
  };
}

interface PostingRow {
  readonly id: string;
  readonly anchor: string;
  readonly cover: string | null;
  readonly stated_version: string | null;
  readonly expected: number;
}

/** The postings of these ids, as grouping made them. */
export async function loadPostings(store: Store, ids: readonly string[]): Promise<readonly Posting[]> {
  const postings: Posting[] = [];
  for (const piece of pieces(ids)) {
    const columns = ['id', 'anchor', 'cover', 'stated_version', 'expected'] as const;
    const rows = await store.db.selectFrom('series').select(columns).where('id', 'in', piece).execute();
    const members = await membersOf(store, piece);
    postings.push(...rows.map((row) => decodePosting(row, members.get(row.id) ?? [])));
  }
  return postings;
}

interface Member {
  readonly n: number;
  readonly mail: StoredMail;
}

async function membersOf(
  store: Store,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  const rows = await store.db
    .selectFrom('series_member as sm')
    .innerJoin('message', 'message.id', 'sm.message')
    .select(['sm.series', 'sm.n as number'])
    .select(MAIL_COLUMNS.map((name) => `message.${name}` as const))
    .where('sm.series', 'in', ids)
    .orderBy('sm.n')
    .execute();
  const mails = await decodeMails(store, rows);
  const members = new Map<string, Member[]>();
  rows.forEach((row, at) => {
    const member = { n: row.number, mail: mails[at]! };
    const list = members.get(row.series);
    if (list) list.push(member);
    else members.set(row.series, [member]);
  });
  return members;
}

function decodePosting(row: PostingRow, members: readonly Member[]): Posting {
  const anchor = members.find(({ mail }) => mail.messageId === row.anchor)!;
  return {
    id: seriesId(row.id),
    anchor: anchor.mail,
    cover: members.find(({ n }) => n === 0)?.mail ?? null,
    patches: members.filter(({ n }) => n !== 0),
    statedVersion: row.stated_version,
    expected: row.expected,
  };
}
