/** Commits of a tree into the store. */
import type { Commit } from '../facts/index.ts';
import { titleKey } from '../facts/index.ts';
import type { Store } from './database.ts';
import { packLines } from './mail-row.ts';

const COLUMNS = [
  'source',
  'commit_id',
  'author_name',
  'author_email',
  'author_date',
  'committer_name',
  'committer_email',
  'commit_date',
  'landed_at',
  'subject',
  'title_key',
  'body',
  'patch_id',
  'lines',
  'parents',
] as const;

export interface CommitRow {
  readonly commit: Commit;
  /** Message-IDs named by its Link: and Message-Id: trailers. */
  readonly links: readonly string[];
}

/** Writes one batch in one transaction; a commit that is already there stays as it is. Returns how many were new. */
export function writeCommits({ sqlite }: Store, source: number, rows: readonly CommitRow[]): number {
  const insert = sqlite.prepare(
    `INSERT INTO git_commit (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  );
  const trailer = sqlite.prepare('INSERT INTO commit_trailer VALUES (?, ?, ?, ?, ?, ?)');
  const file = sqlite.prepare('INSERT OR IGNORE INTO commit_file VALUES (?, ?)');
  const link = sqlite.prepare('INSERT OR IGNORE INTO commit_link VALUES (?, ?)');
  const revert = sqlite.prepare('INSERT OR IGNORE INTO commit_revert VALUES (?, ?)');
  const pending = sqlite.prepare("INSERT OR IGNORE INTO pending VALUES ('commit', ?)");
  const reverted = revertFinder(sqlite, source);
  return sqlite.transaction(() => {
    let stored = 0;
    for (const row of rows) {
      const result = insert.run(source, ...values(row));
      if (result.changes === 0) continue;
      stored++;
      const id = Number(result.lastInsertRowid);
      row.commit.trailers.forEach(({ kind, value, name, email }, seq) => {
        trailer.run(id, seq, kind, value, name, email);
      });
      for (const { path } of row.commit.files) file.run(id, path);
      for (const target of row.links) link.run(id, target);
      for (const target of reverted(row.commit, id)) revert.run(id, target);
      pending.run(String(id));
    }
    return stored;
  })();
}

/**
 * What a commit reverts. A revert that was picked to another branch, or rebased, names a commit that this tree has under
 * another name, and some name none: then the newest one before it that has the title. Commits are written in the order
 * of their history, so what is reverted is there.
 */
function revertFinder(
  sqlite: Store['sqlite'],
  source: number,
): (commit: Commit, row: number) => readonly string[] {
  const named = sqlite.prepare<[number, string, string]>(
    'SELECT 1 FROM git_commit WHERE source = ? AND commit_id >= ? AND commit_id < ?',
  );
  const titled = sqlite
    .prepare<[string, number, number], string>(
      `SELECT commit_id FROM git_commit WHERE title_key IN (SELECT value FROM json_each(?)) AND source = ? AND id < ?
        ORDER BY id DESC LIMIT 1`,
    )
    .pluck();
  return ({ reverts, revertsTitles }, row) => {
    const isThere = reverts.some((name) => named.get(source, name, `${name}g`) !== undefined);
    if (isThere || revertsTitles.length === 0) return reverts;
    const found = titled.get(JSON.stringify(revertsTitles), source, row);
    return found === undefined ? reverts : [...reverts, found];
  };
}

/** A commit that is there came from these mails, as was found out later. */
export function linkCommit(
  { sqlite }: Store,
  source: number,
  commit: string,
  links: readonly string[],
): void {
  const id = sqlite
    .prepare<[number, string], number>('SELECT id FROM git_commit WHERE source = ? AND commit_id = ?')
    .pluck()
    .get(source, commit);
  if (id === undefined) return;
  const link = sqlite.prepare('INSERT OR IGNORE INTO commit_link VALUES (?, ?)');
  const pending = sqlite.prepare("INSERT OR IGNORE INTO pending VALUES ('commit', ?)");
  sqlite.transaction(() => {
    for (const target of links) if (link.run(id, target).changes > 0) pending.run(String(id));
  })();
}

/** The tree's history no longer has these commits. */
export function removeCommits({ sqlite }: Store, source: number, commits: readonly string[]): void {
  const remove = sqlite.prepare('DELETE FROM git_commit WHERE source = ? AND commit_id = ?');
  sqlite.transaction(() => {
    for (const commit of commits) remove.run(source, commit);
  })();
}

/** The tree's history has none but these. */
export function keepCommits(store: Store, source: number, commits: readonly string[]): void {
  const kept = new Set(commits);
  const held = store.sqlite.prepare<[number], string>('SELECT commit_id FROM git_commit WHERE source = ?');
  const all = held.pluck().all(source);
  removeCommits(
    store,
    source,
    all.filter((commit) => !kept.has(commit)),
  );
}

function values({ commit }: CommitRow): readonly (string | number | Buffer | null)[] {
  return [
    commit.id,
    commit.author.name,
    commit.author.email,
    commit.authorDate,
    commit.committer.name,
    commit.committer.email,
    commit.commitDate,
    commit.landedAt,
    commit.subject,
    titleKey(commit.subject),
    commit.body,
    commit.patchId,
    packLines(commit.lines),
    JSON.stringify(commit.parents),
  ];
}
