/** Mails found by full text and by fields. */
import {
  DAY,
  type Epoch,
  epoch,
  type MessageId,
  messageId,
  type SeriesId,
  seriesId,
  UsageError,
} from '../facts/index.ts';
import type { Store } from './database.ts';
import { containing, containsSql, listSql } from './operands.ts';
import { TextReader } from './text-pack.ts';

/** What a field may ask of a mail; `isNot` turns it round. */
export interface FieldTerm {
  readonly field:
    | 'from'
    | 'to'
    | 'subject'
    | 'body'
    | 'file'
    | 'list'
    | 'id'
    | 'commit'
    | 'since'
    | 'until'
    | 'is';
  readonly value: string;
  readonly isNot: boolean;
}

export interface MailQuery {
  /** FTS5's syntax: words that must all be there, `"a phrase"`, `word*`, OR, NOT; empty for any text. */
  readonly words: string;
  readonly fields: readonly FieldTerm[];
  /** Only mails of these series; null for all. */
  readonly series: readonly string[] | null;
}

export interface Hit {
  readonly messageId: MessageId;
  readonly subject: string;
  readonly from: string;
  readonly email: string;
  readonly date: Epoch;
  /** The series in which it stands as cover or patch. */
  readonly seriesId: SeriesId | null;
  /** A line of its text with one of the words; empty where none was found. */
  readonly excerpt: string;
}

export interface Found {
  /** Of all that match. */
  readonly total: number;
  readonly hits: readonly Hit[];
}

interface Sql {
  readonly from: string;
  readonly where: string;
  readonly parameters: readonly (string | number)[];
}

export interface SearchSpan {
  readonly limit: number;
  readonly offset: number;
  readonly isOldestFirst?: boolean;
}

/**
 * Newest first, unless told otherwise. Quoted lines are not searched: they are found in the mail that they quote.
 * @throws UsageError if the query cannot be understood
 */
export function findMails(
  store: Store,
  query: MailQuery,
  asOf: Epoch,
  { limit, offset, isOldestFirst }: SearchSpan,
): Found {
  return tried(query.words, (words) => {
    const { from, where, parameters } = sqlOf({ ...query, words }, asOf);
    const total = store.sqlite
      .prepare<unknown[], number>(`SELECT count(*) FROM ${from} WHERE ${where}`)
      .pluck()
      .get(...parameters)!;
    const rows = store.sqlite
      .prepare<unknown[], HitRow>(
        `SELECT m.message_id, m.subject, m.from_name, m.from_email, m.archived_at, m.pack, m.place,
                (SELECT sm.series FROM series_member sm WHERE sm.message = m.id) AS series
           FROM ${from} WHERE ${where} ORDER BY m.archived_at ${isOldestFirst ? 'ASC' : 'DESC'}, m.message_id LIMIT ? OFFSET ?`,
      )
      .all(...parameters, limit, offset);
    const wanted = (words.match(/[\p{L}\p{N}_]{3,}/gu) ?? []).filter(
      (word) => !/^(?:OR|NOT|AND)$/.test(word),
    );
    const texts = new TextReader(store);
    return { total, hits: rows.map((row) => hitOf(row, wanted, texts)) };
  });
}

interface HitRow {
  readonly message_id: string;
  readonly subject: string;
  readonly from_name: string;
  readonly from_email: string;
  readonly archived_at: number;
  readonly pack: number;
  readonly place: number;
  readonly series: string | null;
}

function hitOf(row: HitRow, words: readonly string[], texts: TextReader): Hit {
  return {
    messageId: messageId(row.message_id),
    subject: row.subject,
    from: row.from_name || row.from_email,
    email: row.from_email,
    date: epoch(row.archived_at),
    seriesId: row.series === null ? null : seriesId(row.series),
    excerpt: words.length > 0 ? excerptOf(texts.textOf(row), words) : '',
  };
}

const MOST_EXCERPT = 200;

function excerptOf(text: string, words: readonly string[]): string {
  const own = text.split('\n', 2000).filter((line) => !/^[ \t]*>/.test(line));
  const lower = words.map((word) => word.toLowerCase());
  const line = own.find((one) => lower.some((word) => one.toLowerCase().includes(word))) ?? '';
  return line.trim().slice(0, MOST_EXCERPT);
}

/** The series in which mails that match stand as cover or patch. */
export function seriesMatching({ sqlite }: Store, query: MailQuery, asOf: Epoch): readonly string[] {
  return tried(query.words, (words) => {
    const { from, where, parameters } = sqlOf({ ...query, words }, asOf);
    return sqlite
      .prepare<unknown[], string>(
        `SELECT DISTINCT sm.series FROM ${from} JOIN series_member sm ON sm.message = m.id WHERE ${where}`,
      )
      .pluck()
      .all(...parameters);
  });
}

/** What is not FTS5's syntax (`foo(bar)`) is tried once more with every word as it stands. */
function tried<T>(words: string, search: (words: string) => T): T {
  for (const text of [words, literal(words)]) {
    try {
      return search(text);
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_ERROR') throw error;
    }
  }
  throw new UsageError(
    `search: cannot understand ${JSON.stringify(words)}; give words, or "a phrase" in quotes`,
  );
}

const literal = (query: string): string =>
  query
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `"${word.replaceAll('"', '""')}"`)
    .join(' ');

function sqlOf({ words, fields, series }: MailQuery, asOf: Epoch): Sql {
  const match = [
    ...(words ? [`(${words})`] : []),
    ...fields
      .filter(({ isNot }) => !isNot)
      .flatMap(({ field, value }) =>
        field === 'subject' || field === 'body' ? [inColumn(field, value)] : [],
      ),
  ].join(' AND ');
  const terms = fields.map(conditionOf).filter((one) => one.sql !== '');
  const isIn =
    series === null
      ? []
      : [
          `EXISTS (SELECT 1 FROM series_member sm WHERE sm.message = m.id AND sm.series IN (SELECT value FROM json_each(?)))`,
        ];
  return {
    from: match === '' ? 'message m' : 'message_fts f JOIN message m ON m.id = f.rowid',
    where: [
      'm.archived_at <= ?',
      ...(match === '' ? [] : ['message_fts MATCH ?']),
      ...terms.map(({ sql }) => sql),
      ...isIn,
    ].join(' AND '),
    parameters: [
      asOf,
      ...(match === '' ? [] : [match]),
      ...terms.flatMap(({ parameters }) => parameters),
      ...(series === null ? [] : [JSON.stringify(series)]),
    ],
  };
}

interface Condition {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

function conditionOf(term: FieldTerm): Condition {
  const { sql, parameters } = positive(term);
  return { sql: term.isNot && sql !== '' ? `NOT (${sql})` : sql, parameters };
}

function positive({ field, value, isNot }: FieldTerm): Condition {
  switch (field) {
    case 'from':
      return anyContains(['m.from_name', 'm.from_email', 'm.author_email'], value);
    case 'to':
      return anyContains(['m.to_json', 'm.cc_json'], value);
    case 'file':
      return {
        sql: `EXISTS (SELECT 1 FROM patch_file pf WHERE pf.message = m.id AND ${containsSql('pf.path', '?')})`,
        parameters: [containing(value)],
      };
    case 'list':
      return {
        sql: `EXISTS (SELECT 1 FROM copy c WHERE c.message = m.id AND ${containsSql(listSql('c'), '?')})`,
        parameters: [containing(value)],
      };
    case 'id':
      return { sql: 'm.message_id >= ? AND m.message_id < ?', parameters: beginning(value) };
    case 'commit':
      return {
        sql: `(m.id IN (SELECT l.message FROM landing l JOIN git_commit g ON g.id = l.commit_row
                         WHERE g.commit_id >= ? AND g.commit_id < ?)
               OR m.id IN (SELECT rowid FROM message_fts WHERE message_fts MATCH ?))`,
        parameters: [...beginning(value.toLowerCase()), `"${value.replaceAll('"', '')}"*`],
      };
    case 'since':
      return { sql: 'm.archived_at >= ?', parameters: [dayOf(value)] };
    case 'until':
      return { sql: 'm.archived_at < ?', parameters: [dayOf(value) + DAY] };
    case 'is':
      return { sql: KINDS[value] ?? unknownKind(value), parameters: [] };
    case 'subject':
    case 'body':
      // Where it is wanted, sqlOf() asks the full-text index together with the words.
      return isNot
        ? {
            sql: 'm.id IN (SELECT rowid FROM message_fts WHERE message_fts MATCH ?)',
            parameters: [inColumn(field, value)],
          }
        : { sql: '', parameters: [] };
  }
}

const anyContains = (columns: readonly string[], value: string): Condition => ({
  sql: `(${columns.map((column) => containsSql(column, '?')).join(' OR ')})`,
  parameters: columns.map(() => containing(value)),
});

/** FTS5's own syntax. */
const inColumn = (column: 'subject' | 'body', phrase: string): string =>
  `${column} : "${phrase.replaceAll('"', '""')}"`;

/** Bounds of what begins so. */
const beginning = (text: string): readonly [string, string] => [text, `${text}\u{10ffff}`];

/** Does a mail have a Message-ID, or a commit an id, that begins so? */
export function isBeginningOf({ sqlite }: Store, what: 'id' | 'commit', text: string): boolean {
  const from = what === 'id' ? 'message WHERE message_id' : 'git_commit WHERE commit_id';
  const column = what === 'id' ? 'message_id' : 'commit_id';
  const query = sqlite.prepare(`SELECT 1 FROM ${from} >= ? AND ${column} < ? LIMIT 1`);
  return query.get(...beginning(text)) !== undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  patch: 'm.has_diff = 1 AND m.is_reply = 0',
  cover: 'm.n = 0 AND m.is_patch = 1 AND m.is_reply = 0',
  reply: 'm.is_reply = 1',
};

function unknownKind(value: string): never {
  throw new UsageError(`search: is:${value}: there is is:${Object.keys(KINDS).join(', is:')}`);
}

function dayOf(text: string): number {
  const at = Date.parse(text);
  if (!/^\d{4}(?:-\d{2}){0,2}$/.test(text) || Number.isNaN(at))
    throw new UsageError(`search: ${text} is no date; write 2024-05-01`);
  return at / 1000;
}
