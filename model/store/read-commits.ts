/** Commits as pages list and show them, with the patches that they carry. */
import { commitId, type Epoch, epoch, type Mailbox, type MessageId, messageId } from '../facts/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import type { SeriesName } from './find-series.ts';
import { containing, containsSql } from './operands.ts';
import type { TreeCommitRow } from './read-tree.ts';

export interface TreeEntry extends TreeCommitRow {
  readonly landedAt: Epoch;
  /** The series that the patch came from, as the commit's best pick says; null where none is known. */
  readonly series: SeriesName | null;
  /** The patch mail, and the cover of its series. */
  readonly patch: MessageId | null;
  readonly cover: MessageId | null;
  readonly method: string | null;
}

/** What commits of a tree can be ordered by: whatever it is, the newest of equals first. */
export const COMMIT_ORDERS = {
  landed: 'c.landed_at',
  subject: 'c.subject COLLATE NOCASE',
  author: 'c.author_name COLLATE NOCASE',
} as const;

/** Commits of a tree, merges left out; those whose subject or author holds a text. */
export function treeEntries(
  { sqlite }: Store,
  name: string,
  asOf: Epoch,
  {
    text,
    limit,
    offset,
    order = 'landed',
    isDescending = true,
  }: {
    /** A part of subject or author; empty for all. */
    readonly text: string;
    readonly limit: number;
    readonly offset: number;
    readonly order?: keyof typeof COMMIT_ORDERS;
    readonly isDescending?: boolean;
  },
): { readonly total: number; readonly entries: readonly TreeEntry[] } {
  const like = containing(text);
  const named = ['c.subject', 'c.author_name', 'c.author_email'].map((one) => containsSql(one, '@like'));
  const where = `t.name = @name AND t.role IS NOT NULL AND c.landed_at <= @asOf AND json_array_length(c.parents) < 2
     AND (@text = '' OR ${named.join(' OR ')})`;
  const given = { name, asOf, text, like };
  const total = sqlite
    .prepare<unknown[], number>(
      `SELECT count(*) FROM git_commit c JOIN source t ON t.id = c.source WHERE ${where}`,
    )
    .pluck()
    .get(given)!;
  const rows = sqlite
    .prepare<unknown[], EntryRow>(
      `SELECT c.commit_id, c.subject, c.author_name, c.author_email, c.landed_at, l.method, m.message_id, s.cover,
              s.id AS series, s.version, s.title
         FROM git_commit c JOIN source t ON t.id = c.source
         LEFT JOIN landing l ON l.commit_row = c.id
         LEFT JOIN message m ON m.id = l.message
         LEFT JOIN series_member sm ON sm.message = l.message
         LEFT JOIN series s ON s.id = sm.series AND s.date <= @asOf
        WHERE ${where}
        ORDER BY ${COMMIT_ORDERS[order]} ${isDescending ? 'DESC' : 'ASC'}, c.landed_at DESC, c.id DESC LIMIT @limit OFFSET @offset`,
    )
    .all({ ...given, limit, offset });
  return {
    total,
    entries: rows.map((row) => ({
      id: commitId(row.commit_id),
      subject: row.subject,
      author: { name: row.author_name, email: row.author_email },
      landedAt: epoch(row.landed_at),
      series: row.series === null ? null : { id: row.series, version: row.version!, title: row.title! },
      patch: row.series === null || row.message_id === null ? null : messageId(row.message_id),
      cover: row.cover === null ? null : messageId(row.cover),
      method: row.series === null ? null : row.method,
    })),
  };
}

interface EntryRow {
  readonly commit_id: string;
  readonly subject: string;
  readonly author_name: string;
  readonly author_email: string;
  readonly landed_at: number;
  readonly method: string | null;
  readonly message_id: string | null;
  readonly cover: string | null;
  readonly series: string | null;
  readonly version: number | null;
  readonly title: string | null;
}

export interface CommitInTree {
  readonly tree: string;
  readonly role: string;
  readonly landedAt: Epoch;
}

export interface ShownCommit extends TreeCommitRow {
  readonly authorDate: Epoch;
  readonly committer: Mailbox;
  readonly body: string;
  readonly parents: readonly string[];
  readonly files: readonly string[];
  readonly trees: readonly CommitInTree[];
  /** The patch that it carries; null where none is known. */
  readonly patch: {
    readonly messageId: MessageId;
    readonly series: string | null;
    readonly n: number | null;
    readonly method: string;
    readonly score: number;
  } | null;
}

/** A commit by its name or the beginning of it; null if no tree has it by then. */
export function showCommit({ sqlite }: Store, id: string, asOf: Epoch): ShownCommit | null {
  if (!/^[0-9a-f]{7,64}$/.test(id)) return null;
  const rows = sqlite
    .prepare<[string, string, number], CommitRow>(
      `SELECT c.*, t.name AS tree, t.role FROM git_commit c JOIN source t ON t.id = c.source
        WHERE c.commit_id >= ? AND c.commit_id < ? AND c.landed_at <= ? ORDER BY c.landed_at LIMIT 20`,
    )
    .all(id, `${id}g`, asOf);
  const [row] = rows;
  if (!row) return null;
  const files = sqlite
    .prepare<[number], string>('SELECT path FROM commit_file WHERE commit_row = ? ORDER BY path')
    .pluck()
    .all(row.id);
  const patch = sqlite
    .prepare<
      [string, number],
      { message_id: string; series: string | null; n: number | null; method: string; score: number }
    >(
      `SELECT m.message_id, sm.series, sm.n, l.method, l.score FROM git_commit c JOIN landing l ON l.commit_row = c.id
         JOIN message m ON m.id = l.message LEFT JOIN series_member sm ON sm.message = m.id
        WHERE c.commit_id = ? AND m.archived_at <= ? LIMIT 1`,
    )
    .get(row.commit_id, asOf);
  return {
    id: commitId(row.commit_id),
    subject: row.subject,
    author: { name: row.author_name, email: row.author_email },
    authorDate: epoch(row.author_date),
    committer: { name: row.committer_name, email: row.committer_email },
    body: row.body,
    parents: stringList(row.parents),
    files,
    trees: rows
      .filter((one) => one.commit_id === row.commit_id)
      .map(({ tree, role, landed_at }) => ({ tree, role, landedAt: epoch(landed_at) })),
    patch: patch
      ? {
          messageId: messageId(patch.message_id),
          series: patch.series,
          n: patch.n,
          method: patch.method,
          score: patch.score,
        }
      : null,
  };
}

interface CommitRow {
  readonly id: number;
  readonly commit_id: string;
  readonly subject: string;
  readonly body: string;
  readonly author_name: string;
  readonly author_email: string;
  readonly author_date: number;
  readonly committer_name: string;
  readonly committer_email: string;
  readonly parents: string;
  readonly landed_at: number;
  readonly tree: string;
  readonly role: string;
}
