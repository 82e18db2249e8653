/** What landing matching reads and writes: commits, and the patches that each may carry. */
import {
  changeId,
  commitId,
  type Epoch,
  epoch,
  messageId,
  patchId,
  seriesId,
  titleTail,
} from '../facts/index.ts';
import type { LandingCommit, LandingPatch, Pick } from '../landing/index.ts';
import type { Store } from './database.ts';
import { unpackLines } from './mail-row.ts';
import { type MarkPerson, personMarker } from './mailmap-store.ts';
import { anyOf, pieces } from './operands.ts';
import { filesOf } from './series-store.ts';

/** A patch with its row number. */
export interface StoredPatch extends LandingPatch {
  readonly row: number;
}

/** Of a file that everybody touches only the newest patches are looked at. */
const MAX_PATCHES_A_FILE = 300;

/** Commits that no derivation has seen, or that lost the patch they carried. */
export function pendingCommits({ sqlite }: Store): readonly number[] {
  return sqlite
    .prepare<[], number>("SELECT CAST(key AS INTEGER) FROM pending WHERE kind = 'commit' ORDER BY 1")
    .pluck()
    .all();
}

/** Other commits that a pending mail may have to do with. */
export function touchedCommits({ sqlite }: Store): readonly number[] {
  return sqlite
    .prepare<[], number>(
      `WITH mail AS (SELECT m.* FROM pending p JOIN message m ON m.id = CAST(p.key AS INTEGER)
                      WHERE p.kind = 'message' AND EXISTS (SELECT 1 FROM git_commit))
       SELECT c.id FROM mail JOIN git_commit c ON c.patch_id = mail.patch_id
       UNION SELECT c.id FROM mail JOIN git_commit c ON c.title_key = mail.title_key WHERE mail.has_diff = 1
       UNION SELECT l.commit_row FROM mail JOIN commit_link l ON l.target = mail.message_id
       UNION SELECT l.commit_row FROM mail JOIN message t ON t.thread = mail.thread
                JOIN commit_link l ON l.target = t.message_id
       UNION SELECT f.commit_row FROM mail JOIN patch_file pf ON pf.message = mail.id
                JOIN commit_file f ON f.path = pf.path JOIN git_commit c ON c.id = f.commit_row
              WHERE mail.archived_at <= c.landed_at + 86400
       EXCEPT SELECT CAST(key AS INTEGER) FROM pending WHERE kind = 'commit'`,
    )
    .pluck()
    .all();
}

/** The pending mails, if they are few; else null. */
export function fewPendingMails({ sqlite }: Store, few: number): readonly number[] | null {
  const rows = sqlite
    .prepare<[number], number>("SELECT CAST(key AS INTEGER) FROM pending WHERE kind = 'message' LIMIT ?")
    .pluck()
    .all(few + 1);
  return rows.length > few ? null : rows;
}

/**
 * The commits that carry one of these mails or another patch of its series; and those that carry a patch found by its
 * files alone, of which a new one may push an older one out (MAX_PATCHES_A_FILE).
 */
export function carriersOf({ sqlite }: Store, mails: readonly number[]): ReadonlySet<number> {
  const rows = sqlite
    .prepare<[string], number>(
      `WITH mail AS (SELECT value AS id FROM json_each(?))
       SELECT commit_row FROM landing WHERE message IN (SELECT id FROM mail)
       UNION SELECT l.commit_row FROM mail JOIN series_member a ON a.message = mail.id
         JOIN series_member b ON b.series = a.series JOIN landing l ON l.message = b.message
       UNION SELECT l.commit_row FROM landing l JOIN message m ON m.id = l.message
         JOIN git_commit c ON c.id = l.commit_row
        WHERE l.method NOT IN ('link', 'patch-id') AND m.title_key <> c.title_key`,
    )
    .pluck()
    .all(JSON.stringify(mails));
  return new Set(rows);
}

/** People as each commit's own tree knew them when it got the commit: no other tree's .mailmap, which may come later. */
function peopleOfTrees(store: Store): (source: number) => MarkPerson {
  const markers = new Map<number, MarkPerson>();
  return (source) => {
    const known = markers.get(source) ?? personMarker(store, source);
    markers.set(source, known);
    return known;
  };
}

export async function loadCommits(store: Store, rows: readonly number[]): Promise<readonly LandingCommit[]> {
  const commits: LandingCommit[] = [];
  const marker = peopleOfTrees(store);
  for (const piece of pieces(rows)) {
    const found = await store.db
      .selectFrom('git_commit')
      .selectAll()
      .where('id', 'in', anyOf(piece))
      .execute();
    const files = await filesOfCommits(store, piece);
    const links = await linksOfCommits(store, piece);
    for (const row of found) {
      const mark = marker(row.source);
      const linked = links.get(row.id) ?? [];
      commits.push({
        row: row.id,
        id: commitId(row.commit_id),
        titleKey: row.title_key,
        tail: titleTail(row.subject),
        author: mark({ name: row.author_name, email: row.author_email }, epoch(row.landed_at)),
        committer: mark({ name: row.committer_name, email: row.committer_email }, epoch(row.landed_at)),
        authorDate: epoch(row.author_date),
        landedAt: epoch(row.landed_at),
        patchId: row.patch_id === null ? null : patchId(row.patch_id),
        lines: unpackLines(row.lines),
        files: files.get(row.id) ?? [],
        links: new Set(linked.map((link) => messageId(link.target))),
        linkedThreads: new Set(linked.flatMap((link) => (link.thread === null ? [] : [link.thread]))),
      });
    }
  }
  return commits;
}

async function filesOfCommits(
  { db }: Store,
  rows: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = await db
    .selectFrom('commit_file')
    .selectAll()
    .where('commit_row', 'in', anyOf(rows))
    .execute();
  const groups = Map.groupBy(found, (row) => row.commit_row);
  return new Map([...groups].map(([row, files]) => [row, files.map((file) => file.path).sort()]));
}

async function linksOfCommits({ db }: Store, rows: readonly number[]) {
  const found = await db
    .selectFrom('commit_link')
    .leftJoin('thread_node', 'thread_node.message_id', 'commit_link.target')
    .select(['commit_link.commit_row', 'commit_link.target', 'thread_node.thread'])
    .where('commit_link.commit_row', 'in', anyOf(rows))
    .execute();
  return Map.groupBy(found, (row) => row.commit_row);
}

/** All commits of all trees. */
export function allCommitRows({ sqlite }: Store): readonly number[] {
  return sqlite.prepare<[], number>('SELECT id FROM git_commit ORDER BY id').pluck().all();
}

/** Finds the patches that a commit may carry, by every index there is. `latest`: none posted after it. */
export class PatchFinder {
  readonly #queries;

  constructor({ sqlite }: Store) {
    const find = (where: string) =>
      sqlite.prepare<(string | number)[], number>(`SELECT m.id FROM message m ${where}`).pluck();
    this.#queries = {
      patchId: find('WHERE m.patch_id = ? AND m.archived_at <= ?'),
      title: find('WHERE m.title_key = ? AND m.archived_at <= ? AND m.has_diff = 1'),
      link: find('WHERE m.message_id = ? AND m.archived_at <= ?'),
      thread: find('WHERE m.thread = ? AND m.archived_at <= ? AND m.has_diff = 1'),
      file: find(
        `JOIN patch_file f ON f.message = m.id WHERE f.path = ? AND m.archived_at <= ?
         ORDER BY m.archived_at DESC LIMIT ${MAX_PATCHES_A_FILE}`,
      ),
    };
  }

  find(commit: LandingCommit, latest: Epoch): ReadonlySet<number> {
    const { patchId, title, link, thread, file } = this.#queries;
    const rows = new Set<number>();
    const add = (found: readonly number[]): void => {
      for (const row of found) rows.add(row);
    };
    if (commit.patchId !== null) add(patchId.all(commit.patchId, latest));
    add(title.all(commit.titleKey, latest));
    for (const target of commit.links) add(link.all(target, latest));
    for (const target of commit.linkedThreads) add(thread.all(target, latest));
    for (const path of commit.files.slice(0, MAX_FILES)) add(file.all(path, latest));
    return rows;
  }
}

/** A commit of more files is found by these, its title or its patch-id. */
const MAX_FILES = 20;

/** The patches among these mails: only members of a series. */
export async function loadPatches(store: Store, rows: readonly number[]): Promise<readonly StoredPatch[]> {
  const patches: StoredPatch[] = [];
  for (const piece of pieces(rows)) {
    const found = await store.db
      .selectFrom('message as m')
      .innerJoin('series_member as sm', 'sm.message', 'm.id')
      .innerJoin('series as s', 's.id', 'sm.series')
      .select([
        'm.id',
        'm.message_id',
        'm.title',
        'm.title_key',
        'm.author_name',
        'm.author_email',
        'm.from_email',
        'm.archived_at',
        'm.date',
      ])
      .select([
        'm.patch_id',
        'm.lines',
        'm.thread',
        's.id as series',
        's.change_id',
        's.version_order',
        'sm.n',
      ])
      .where('m.id', 'in', anyOf(piece))
      .where('m.has_diff', '=', 1)
      .execute();
    const files = await filesOf(store, piece);
    for (const row of found) {
      patches.push({
        row: row.id,
        messageId: messageId(row.message_id),
        series: seriesId(row.series),
        change: changeId(row.change_id),
        version: row.version_order,
        n: row.n,
        titleKey: row.title_key,
        tail: titleTail(row.title),
        author: { name: row.author_name, email: row.author_email },
        sentBy: row.from_email,
        archivedAt: epoch(row.archived_at),
        date: row.date === null ? null : epoch(row.date),
        patchId: row.patch_id === null ? null : patchId(row.patch_id),
        lines: unpackLines(row.lines),
        files: files.get(row.id) ?? [],
        thread: row.thread,
      });
    }
  }
  return patches;
}

export interface StoredPicks {
  readonly commit: LandingCommit;
  /** None where the commit carries no patch. */
  readonly picks: readonly Pick[];
}

/** Puts the picks of these commits in place of what was there. Patches that gain or lose one are pending. */
export function writePicks({ sqlite }: Store, found: readonly StoredPicks[]): void {
  const put = sqlite.prepare('INSERT INTO landing (commit_row, message, method, score) VALUES (?, ?, ?, ?)');
  const drop = sqlite.prepare('DELETE FROM landing WHERE commit_row = ?');
  const mark = sqlite.prepare(
    "INSERT OR IGNORE INTO pending SELECT 'message', message FROM landing WHERE commit_row = ?",
  );
  sqlite.transaction(() => {
    for (const { commit, picks } of found) {
      mark.run(commit.row);
      drop.run(commit.row);
      for (const { patch, method, score } of picks)
        put.run(commit.row, (patch as StoredPatch).row, method, score);
      mark.run(commit.row);
    }
  })();
}

/** The mails of these series are looked at again by landing matching: their version or series may be another. */
export function markMembersPending({ sqlite }: Store, series: Iterable<string>): void {
  const mark = sqlite.prepare(
    "INSERT OR IGNORE INTO pending SELECT 'message', message FROM series_member WHERE series = ?",
  );
  sqlite.transaction(() => {
    for (const id of series) mark.run(id);
  })();
}

/** Everything pending has been derived; what the REST API lists of it has not. */
export function clearPending({ sqlite }: Store): void {
  sqlite.transaction(() => {
    sqlite.exec("INSERT OR IGNORE INTO pending SELECT 'listing', key FROM pending WHERE kind = 'message'");
    sqlite.exec("DELETE FROM pending WHERE kind <> 'listing'");
  })();
}

export function hasPending({ sqlite }: Store): boolean {
  return sqlite.prepare("SELECT 1 FROM pending WHERE kind <> 'listing' LIMIT 1").get() !== undefined;
}
