/** Counts, search and what could not be read. */
import { type Epoch, epoch, isoDate } from '../facts/index.ts';
import type { Store } from './database.ts';
import { readOnce } from './version.ts';

export interface Counts {
  readonly messages: number;
  readonly series: number;
  readonly changes: number;
  readonly commits: number;
  readonly landings: number;
  readonly unreadable: number;
}

export function countAll({ sqlite }: Store): Counts {
  const count = (from: string): number =>
    sqlite.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get()!;
  return {
    messages: count('message'),
    series: count('series'),
    changes: count('(SELECT DISTINCT change_id FROM series)'),
    commits: count('git_commit'),
    landings: count('landing'),
    unreadable: count('unreadable'),
  };
}

export interface SourceCount {
  readonly kind: string;
  readonly role: string | null;
  readonly name: string;
  readonly location: string;
  /** Mails or commits that it holds. */
  readonly items: number;
  /** Of a tree of which what landed before is not read; ISO 8601. */
  readonly since: string | null;
}

export function countSources({ sqlite }: Store): readonly SourceCount[] {
  return sqlite
    .prepare<[], Omit<SourceCount, 'since'> & { readonly since: number | null }>(
      `SELECT kind, role, name, location, since,
              (SELECT count(DISTINCT message) FROM copy WHERE source = s.id)
                + (SELECT count(*) FROM git_commit WHERE source = s.id) AS items
         FROM source s ORDER BY location`,
    )
    .all()
    .map((row) => ({ ...row, since: row.since === null ? null : isoDate(row.since) }));
}

/** When the archive got its newest mail or the trees their newest commit; null if there is nothing. */
export function newestDate({ sqlite }: Store): Epoch | null {
  const newest = sqlite
    .prepare<[], number | null>(
      'SELECT max(at) FROM (SELECT max(archived_at) AS at FROM message UNION ALL SELECT max(landed_at) FROM git_commit)',
    )
    .pluck()
    .get();
  return newest === null || newest === undefined ? null : epoch(newest);
}

/** When the newest mail came; null before the first. */
export function newestMail({ sqlite }: Store): Epoch | null {
  const newest = sqlite.prepare<[], number | null>('SELECT max(archived_at) FROM message').pluck().get();
  return newest === null || newest === undefined ? null : epoch(newest);
}

export interface Finding {
  readonly kind: 'unreadable' | 'problem' | 'missing reference' | 'incomplete series';
  readonly where: string;
  readonly what: string;
}

/** There may be thousands, and they are looked at in pages. */
export const findings = ({ sqlite }: Store): readonly Finding[] =>
  readOnce(sqlite, 'findings', () => findingsIn(sqlite));

function findingsIn(sqlite: Store['sqlite']): readonly Finding[] {
  const all = <T>(sql: string): readonly T[] => sqlite.prepare<[], T>(sql).all();
  const unreadable = all<{ name: string; position: string; problem: string }>(
    'SELECT s.name, u.position, u.problem FROM unreadable u JOIN source s ON s.id = u.source ORDER BY 1, 2',
  );
  const problems = all<{ message_id: string; problems: string }>(
    'SELECT message_id, problems FROM message WHERE problems IS NOT NULL ORDER BY archived_at, message_id',
  );
  const missing = all<{ message_id: string; target: string }>(
    `SELECT m.message_id, json_extract(m.refs, '$[0]') AS target FROM message m
      WHERE m.refs <> '[]' AND NOT EXISTS (SELECT 1 FROM message t WHERE t.message_id = json_extract(m.refs, '$[0]'))
      ORDER BY m.archived_at, m.message_id`,
  );
  const incomplete = all<{ id: string; title: string; expected: number; received: number }>(
    `SELECT s.id, s.title, s.expected,
            (SELECT count(DISTINCT n) FROM series_member sm WHERE sm.series = s.id AND n BETWEEN 1 AND s.expected) AS received
       FROM series s WHERE received < s.expected ORDER BY s.date, s.id`,
  );
  return [
    ...unreadable.map(
      (row): Finding => ({ kind: 'unreadable', where: `${row.name}:${row.position}`, what: row.problem }),
    ),
    ...problems.map(
      (row): Finding => ({
        kind: 'problem',
        where: row.message_id,
        what: (JSON.parse(row.problems) as string[]).join('; '),
      }),
    ),
    ...missing.map(
      (row): Finding => ({
        kind: 'missing reference',
        where: row.message_id,
        what: `answers ${row.target}, which no archive here holds`,
      }),
    ),
    ...incomplete.map(
      (row): Finding => ({
        kind: 'incomplete series',
        where: row.id,
        what: `${row.received} of ${row.expected} patches: ${row.title}`,
      }),
    ),
  ];
}

/** All facts as JSON lines in an order of their own: two databases with the same facts print the same. */
export function* exportFacts({ sqlite }: Store): Iterable<string> {
  const queries = [
    `SELECT 'message' AS fact, message_id, archived_at, from_name, from_email, author_name, author_email, subject, version,
            n, total, patch_id, refs, change_id, notice FROM message ORDER BY message_id`,
    `SELECT DISTINCT 'copy' AS fact, m.message_id, c.list, s.name AS source FROM copy c JOIN message m ON m.id = c.message
       JOIN source s ON s.id = c.source ORDER BY m.message_id, c.list, s.name`,
    `SELECT 'trailer' AS fact, m.message_id, t.seq, t.kind, t.value FROM trailer t JOIN message m ON m.id = t.message
      ORDER BY m.message_id, t.seq`,
    `SELECT 'attachment' AS fact, m.message_id, a.n, a.name, a.type, a.size, a.bytes IS NOT NULL AS is_kept
       FROM attachment a JOIN message m ON m.id = a.message ORDER BY m.message_id, a.n`,
    `SELECT 'series' AS fact, * FROM series ORDER BY id`,
    `SELECT 'member' AS fact, sm.series, sm.n, m.message_id FROM series_member sm JOIN message m ON m.id = sm.message
      ORDER BY sm.series, sm.n, m.message_id`,
    `SELECT 'commit' AS fact, s.name AS tree, c.commit_id, c.landed_at, c.subject, c.patch_id FROM git_commit c
       JOIN source s ON s.id = c.source ORDER BY s.name, c.commit_id`,
    `SELECT 'landing' AS fact, c.commit_id, m.message_id, l.method, l.score FROM landing l
       JOIN git_commit c ON c.id = l.commit_row JOIN message m ON m.id = l.message ORDER BY c.commit_id, m.message_id`,
  ];
  for (const query of queries) for (const row of sqlite.prepare(query).iterate()) yield JSON.stringify(row);
}
