/**
 * How right and how fast the matching of commits with patches is:
 *
 *     npm run bench:landing -- [LIST TREE]      default: ../shared/corpus/ltp-list-2024.bundle and ltp.git.tar
 *
 * Right: with Link: trailers hidden, against those trailers that name an archived patch, as they stand; each miss and
 * each other answer is listed, to be read. Fast: all commits anew, at 1, 4 and 16 times the mails and commits (copies
 * with names, titles, files and threads of their own); and a sync that finds ten new mails.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { addSource, listLandings, openWorkspace } from '../app/index.ts';
import { matchCommits } from '../model/derive/index.ts';
import { epoch } from '../model/facts/index.ts';
import type { Store } from '../model/store/database.ts';
import { allCommitRows } from '../model/store/landing-store.ts';

const root = resolve(import.meta.dirname, '..');
const corpus = join(root, '../shared/corpus');
const folder = mkdtempSync(join(tmpdir(), 'mergeready-bench-'));
const NOW = epoch(Date.UTC(2035, 0, 1) / 1000);
const [list = join(corpus, 'ltp-list-2024.bundle'), given] = process.argv.slice(2);

function tree(): string {
  if (given) return resolve(given);
  execFileSync('tar', ['xf', join(corpus, 'ltp.git.tar'), '-C', folder]);
  return join(folder, 'ltp.git');
}

/** The patches that the Link: trailers of each commit name. */
function truthOf({ sqlite }: Store): ReadonlyMap<string, ReadonlySet<string>> {
  const rows = sqlite
    .prepare<[], { commit: string; target: string }>(
      `SELECT c.commit_id AS "commit", l.target FROM commit_link l JOIN git_commit c ON c.id = l.commit_row
         JOIN message m ON m.message_id = l.target WHERE m.has_diff = 1 AND m.is_reply = 0`,
    )
    .all();
  const groups = Map.groupBy(rows, ({ commit }) => commit);
  return new Map([...groups].map(([commit, all]) => [commit, new Set(all.map(({ target }) => target))]));
}

async function accuracy(workspace: ReturnType<typeof openWorkspace>): Promise<void> {
  const truth = truthOf(workspace.store);
  const said = (await listLandings(workspace, NOW, true)).filter(({ commit }) => truth.has(commit ?? ''));
  const right = said.filter(({ commit, messageId }) => truth.get(commit!)!.has(messageId));
  const agrees = agreement(workspace.store);
  let mistaken = 0;
  for (const one of said) {
    if (right.includes(one)) continue;
    const named = [...truth.get(one.commit!)!];
    const isMistaken = agrees(one.commit!, one.messageId) && !named.some((id) => agrees(one.commit!, id));
    if (isMistaken) mistaken++;
    const doubt = isMistaken
      ? ' (of another title and date; those of the commit are of the patch found)'
      : '';
    console.log(`other: ${one.commit} ${one.messageId}; its Link: ${named}${doubt}`);
  }
  const found = new Set(said.map(({ commit }) => commit as string));
  for (const [commit, ids] of truth) if (!found.has(commit)) console.log(`missed: ${commit} ${[...ids]}`);
  const share = (of: number): string => (right.length / of).toFixed(4);
  console.log(
    `${truth.size} commits name a patch: precision ${share(said.length)}, recall ${share(truth.size)}; without ${mistaken} whose Link names another patch ${share(said.length - mistaken)}, ${share(truth.size - mistaken)}`,
  );
}

/** Has the mail the commit's title and its author date, which git am takes from the mail? */
function agreement({ sqlite }: Store): (commit: string, mail: string) => boolean {
  const same = sqlite.prepare<[string, string], number>(
    `SELECT 1 FROM git_commit c JOIN message m ON m.title_key = c.title_key AND m.date = c.author_date
      WHERE c.commit_id = ? AND m.message_id = ?`,
  );
  return (commit, mail) => same.get(commit, mail) !== undefined;
}

/** One more copy of every mail and commit, with ids from `by` on. */
function copy({ sqlite }: Store, n: number, by: number): void {
  const columns = (table: string): readonly string[] =>
    sqlite.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const changed: Readonly<Record<string, string>> = {
    'message.id': `id + ${by}`,
    'message.message_id': `message_id || '.${n}'`,
    'message.thread': `thread + ${by}`,
    'message.title_key': `title_key || ' ${n}'`,
    'message.patch_id': `patch_id || '${n}'`,
    'git_commit.id': `id + ${by}`,
    'git_commit.commit_id': `commit_id || '${n}'`,
    'git_commit.title_key': `title_key || ' ${n}'`,
    'git_commit.patch_id': `patch_id || '${n}'`,
    'patch_file.message': `message + ${by}`,
    'patch_file.path': `'${n}/' || path`,
    'commit_file.commit_row': `commit_row + ${by}`,
    'commit_file.path': `'${n}/' || path`,
    'series.id': `id || '${n}'`,
    'series.change_id': `change_id || '${n}'`,
    'series_member.series': `series || '${n}'`,
    'series_member.message': `message + ${by}`,
  };
  const own: Readonly<Record<string, string>> = {
    message: 'id',
    git_commit: 'id',
    patch_file: 'message',
    commit_file: 'commit_row',
    series_member: 'message',
  };
  for (const table of ['message', 'git_commit', 'patch_file', 'commit_file', 'series', 'series_member']) {
    const names = columns(table);
    const values = names.map((name) => changed[`${table}.${name}`] ?? name);
    const where = own[table] ? `${own[table]} < ${FIRST_COPY}` : 'length(id) = 12';
    sqlite.exec(`INSERT INTO ${table} (${names}) SELECT ${values} FROM ${table} WHERE ${where}`);
  }
}

const FIRST_COPY = 1_000_000;

async function speed(store: Store): Promise<void> {
  let copies = 1;
  for (const times of [1, 4, 16]) {
    for (; copies < times; copies++) copy(store, copies, copies * FIRST_COPY);
    const rows = allCommitRows(store);
    const mails = store.sqlite.prepare('SELECT count(*) FROM message').pluck().get();
    const start = performance.now();
    await matchCommits(store, rows);
    const seconds = ((performance.now() - start) / 1000).toFixed(2);
    console.log(`${times}x: ${rows.length} commits against ${mails} mails in ${seconds} s`);
  }
}

/** The list without its last ten mails, read; then with them. */
function sync(): void {
  const inbox = join(folder, 'inbox.git');
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', inbox, ...args], { encoding: 'utf8' }).trim();
  execFileSync('git', ['clone', '--quiet', '--bare', resolve(list), inbox]);
  const head = git('rev-parse', 'HEAD');
  const branch = git('symbolic-ref', 'HEAD');
  git('update-ref', branch, `${head}~10`);
  const database = join(folder, 'sync.sqlite');
  const run = (...args: string[]): number => {
    const start = performance.now();
    const done = spawnSync(join(root, 'bin/mergeready'), ['--db', database, ...args], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr);
    return (performance.now() - start) / 1000;
  };
  run('add', inbox);
  run('add', '--role', 'mainline', tree());
  const nothing = run('sync');
  git('update-ref', branch, head);
  console.log(
    `sync with nothing new ${nothing.toFixed(2)} s, with ten new mails ${run('sync').toFixed(2)} s`,
  );
}

try {
  const workspace = openWorkspace(join(folder, 'db.sqlite'), true);
  await addSource(workspace, resolve(list), { now: NOW });
  await addSource(workspace, tree(), { now: NOW, role: 'mainline' });
  await accuracy(workspace);
  await speed(workspace.store);
  await workspace.store.close();
  sync();
} finally {
  rmSync(folder, { recursive: true });
}
