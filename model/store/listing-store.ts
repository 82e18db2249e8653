/** The tables of the REST API: what fills them, and what is put in. Whole threads at a time. */
import { type CommitId, type Epoch, epoch, type Series } from '../facts/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import type { Given, Numbered } from './numbers.ts';
import { listSql, pieces } from './operands.ts';
import { TextReader } from './text-pack.ts';

/** A mail as the listing needs it. */
export interface ListingMail {
  readonly row: number;
  readonly messageId: string;
  readonly date: Epoch;
  readonly email: string;
  readonly references: readonly string[];
  readonly series: string | null;
  /** Its number in its series; null for a reply. */
  readonly n: number | null;
  /** As Patchwork writes it: `[RFC,v2,1/3] title`; of a reply the subject. */
  readonly name: string;
  /** The list that got it first; the name of the source where no mail says which list. */
  readonly project: string;
  /** All lists that got it. */
  readonly lists: readonly string[];
  /** Of a patch: its text. */
  readonly text: string | null;
}

interface Listed {
  readonly mail: ListingMail;
  readonly number: Given;
  readonly project: number;
  readonly submitter: number;
}

export interface ListedPatch extends Listed {
  readonly kind: 'patch' | 'cover';
  /** The number of its series. */
  readonly series: number;
  readonly state: string;
  readonly commitRef: CommitId | null;
  readonly hash: string | null;
}

export interface ListedComment extends Listed {
  /** The number of the patch or cover. */
  readonly about: number;
  readonly series: number;
  readonly isOnCover: boolean;
}

export interface NumberedSeries {
  readonly series: Series;
  readonly number: Given;
  readonly project: number;
  readonly submitter: number;
}

export interface Listing {
  readonly patches: readonly ListedPatch[];
  readonly comments: readonly ListedComment[];
  readonly series: readonly NumberedSeries[];
}

/** Something was read or derived since the listing was made. */
export const isListingBehind = ({ sqlite }: Store): boolean =>
  sqlite.prepare("SELECT 1 FROM pending WHERE kind = 'listing' LIMIT 1").get() !== undefined;

/** Threads that hold a new mail, or one whose series or landing may be another than before; oldest first. */
export function listingThreads({ sqlite }: Store): readonly number[] {
  return sqlite
    .prepare<[], number>(
      `SELECT m.thread FROM pending p JOIN message m ON m.id = CAST(p.key AS INTEGER)
        WHERE p.kind = 'listing' GROUP BY m.thread ORDER BY min(m.archived_at)`,
    )
    .pluck()
    .all();
}

/** These threads are listed. */
export function clearListingPending({ sqlite }: Store, threads: readonly number[]): void {
  const clear = sqlite.prepare(
    "DELETE FROM pending WHERE kind = 'listing' AND key IN (SELECT CAST(id AS TEXT) FROM message WHERE thread = ?)",
  );
  for (const thread of threads) clear.run(thread);
}

/** Mails that were pending and are gone meanwhile. */
export function clearGoneFromListing({ sqlite }: Store): void {
  sqlite
    .prepare(
      "DELETE FROM pending WHERE kind = 'listing' AND CAST(key AS INTEGER) NOT IN (SELECT id FROM message)",
    )
    .run();
}

/** These threads, and those over which their series are spread. */
export function withWholeSeries({ sqlite }: Store, threads: readonly number[]): readonly number[] {
  const others = sqlite
    .prepare<[number], number>(
      `SELECT DISTINCT other.thread FROM message m JOIN series_member own ON own.message = m.id
         JOIN series_member sm ON sm.series = own.series JOIN message other ON other.id = sm.message
        WHERE m.thread = ?`,
    )
    .pluck();
  const all = new Set<number>();
  const add = (thread: number): void => {
    if (all.has(thread)) return;
    all.add(thread);
    for (const other of others.all(thread)) add(other);
  };
  for (const thread of threads) add(thread);
  return [...all];
}

interface MailRow {
  id: number;
  message_id: string;
  archived_at: number;
  from_email: string;
  refs: string;
  subject: string;
  title: string;
  prefixes: string;
  version: string | null;
  mail_n: number | null;
  total: number | null;
  pack: number;
  place: number;
  series: string | null;
  n: number | null;
  project: string | null;
  lists: string;
}

export function listingMails(store: Store, threads: readonly number[]): readonly ListingMail[] {
  const query = store.sqlite.prepare<[number], MailRow>(
    `SELECT m.id, m.message_id, m.archived_at, m.from_email, m.refs, m.subject, m.title, m.prefixes, m.version,
            m.n AS mail_n, m.total, sm.series, sm.n, m.pack, m.place,
            (SELECT ${listSql('c')} FROM copy c JOIN source s ON s.id = c.source
              WHERE c.message = m.id ORDER BY c.archived_at, c.list = '', c.list, s.name LIMIT 1) AS project,
            (SELECT json_group_array(DISTINCT c.list) FROM copy c WHERE c.message = m.id) AS lists
       FROM message m LEFT JOIN series_member sm ON sm.message = m.id WHERE m.thread = ?
      ORDER BY m.archived_at, m.message_id`,
  );
  const texts = new TextReader(store);
  return threads.flatMap((thread) => query.all(thread)).map((row) => decode(row, texts));
}

const decode = (row: MailRow, texts: TextReader): ListingMail => ({
  row: row.id,
  messageId: row.message_id,
  date: epoch(row.archived_at),
  email: row.from_email,
  references: stringList(row.refs),
  series: row.series,
  n: row.n,
  name: row.series === null ? row.subject : nameOf(row),
  project: row.project ?? 'unknown',
  lists: stringList(row.lists).filter((list) => list !== ''),
  text: row.n !== null && row.n > 0 ? texts.textOf(row) : null,
});

function nameOf({ title, prefixes, version, mail_n, total }: MailRow): string {
  const tags = [
    ...stringList(prefixes),
    ...(version === null ? [] : [`v${version}`]),
    ...(mail_n === null || total === null ? [] : [`${mail_n}/${total}`]),
  ];
  return tags.length > 0 ? `[${tags.join(',')}] ${title}` : title;
}

export function* projectKeys(mails: readonly ListingMail[]): Iterable<Numbered> {
  for (const { project, lists, date } of mails)
    for (const key of [project, ...lists.toSorted()]) yield { key, at: date };
}

/** What an event's number ends in: eight a mail or series, so that no two are the same. */
const SLOT = {
  'patch-created': 0,
  'cover-created': 0,
  'patch-comment-created': 0,
  'cover-comment-created': 0,
  'patch-completed': 1,
  'series-created': 2,
  'series-completed': 3,
} as const;
export const EVENT_SLOTS = 8;

/** Puts what these threads hold in place of what was listed of them. */
export function writeListing({ sqlite }: Store, threads: readonly number[], listing: Listing): void {
  sqlite.transaction(() => {
    clear(sqlite, threads);
    writeSeries(sqlite, listing);
    writeMails(sqlite, listing);
    writeEvents(sqlite, listing);
  })();
}

function clear(sqlite: Store['sqlite'], threads: readonly number[]): void {
  for (const piece of pieces(threads)) {
    const marks = piece.map(() => '?').join(',');
    const listed = `SELECT l.id FROM listed_mail l JOIN message m ON m.id = l.message WHERE m.thread IN (${marks})`;
    const series = `SELECT l.series FROM listed_mail l JOIN message m ON m.id = l.message
                     WHERE l.series IS NOT NULL AND m.thread IN (${marks})`;
    sqlite
      .prepare(`DELETE FROM listed_event WHERE series IN (${series}) OR comment IN (${listed})`)
      .run(piece, piece);
    sqlite.prepare(`DELETE FROM listed_series WHERE id IN (${series})`).run(piece);
    sqlite.prepare(`DELETE FROM listed_mail WHERE id IN (${listed})`).run(piece);
  }
}

function writeSeries(sqlite: Store['sqlite'], { series, patches }: Listing): void {
  const put = sqlite.prepare('INSERT OR REPLACE INTO listed_series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const heads = new Map(patches.toReversed().map((one) => [one.series, one.mail.name]));
  for (const { series: one, number, project, submitter } of series) {
    const name = one.cover === null ? (heads.get(number.id) ?? one.title) : one.title;
    put.run(
      number.id,
      one.id,
      project,
      submitter,
      one.date,
      name,
      Math.trunc(one.version),
      one.expected,
      one.received,
      Number(one.complete),
    );
  }
}

function writeMails(sqlite: Store['sqlite'], { patches, comments }: Listing): void {
  const put = sqlite.prepare(
    `INSERT OR REPLACE INTO listed_mail (id, message, kind, series, n, about, project, submitter, date, name, state,
       commit_ref, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const put1 = (
    { mail, number, project, submitter }: Listed,
    kind: string,
    series: number | null,
    about: number | null,
    state: string,
    commit: string | null,
    hash: string | null,
  ) =>
    put.run(
      number.id,
      mail.row,
      kind,
      series,
      mail.n,
      about,
      project,
      submitter,
      mail.date,
      mail.name,
      state,
      commit,
      hash,
    );
  for (const one of patches) put1(one, one.kind, one.series, null, one.state, one.commitRef, one.hash);
  for (const one of comments) put1(one, 'comment', null, one.about, '', null, null);
}

function writeEvents(sqlite: Store['sqlite'], { patches, comments, series }: Listing): void {
  const put = sqlite.prepare('INSERT OR REPLACE INTO listed_event VALUES (?, ?, ?, ?, ?, ?, ?)');
  const event = (
    category: keyof typeof SLOT,
    number: number,
    at: Epoch,
    project: number,
    about: readonly [series: number, mail: number | null, comment: number | null],
  ) => put.run(number * EVENT_SLOTS + SLOT[category], category, at, project, ...about);
  const bySeries = Map.groupBy(patches, (one) => one.series);
  for (const { series: one, number, project } of series) {
    event('series-created', number.id, number.at, project, [number.id, null, null]);
    const own = (bySeries.get(number.id) ?? []).toSorted((a, b) => a.mail.n! - b.mail.n!);
    let completed: Epoch = number.at;
    let next = 1;
    for (const patch of own) {
      const about = [number.id, patch.number.id, null] as const;
      event(`${patch.kind}-created`, patch.number.id, patch.number.at, project, about);
      completed = epoch(Math.max(completed, patch.number.at));
      if (patch.kind === 'cover' || patch.mail.n !== next) continue;
      event('patch-completed', patch.number.id, completed, project, about);
      next++;
    }
    if (one.complete) event('series-completed', number.id, completed, project, [number.id, null, null]);
  }
  for (const { number, project, about, series: of, isOnCover } of comments)
    event(isOnCover ? 'cover-comment-created' : 'patch-comment-created', number.id, number.at, project, [
      of,
      about,
      number.id,
    ]);
}
