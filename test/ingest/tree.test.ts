/** Git trees of which only the newer part is read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addSource, rebuild, syncSources } from '../../app/sources.ts';
import { openWorkspace, type Workspace } from '../../app/workspace.ts';
import { git as runGit } from '../../ingest/source/git.ts';
import { epoch } from '../../model/facts/index.ts';
import { allCommitRows } from '../../model/store/landing-store.ts';
import { commitFiles, git, inboxV2, repository } from '../support/archives.ts';
import { END, mail, workspaceOf } from '../support/mails.ts';

const root = mkdtempSync(join(tmpdir(), 'mergeready-tree-'));
afterAll(() => rmSync(root, { recursive: true }));

const DAY = 86_400;
const START = 1_772_445_600;

/** Two commits, a branch from the first, and a third commit that merges it; one a day. */
function history(name: string): string {
  const tree = repository(join(root, name));
  const known = { '.mailmap': 'Ann Author <ann@example.org> <ann@old.example.org>\n' };
  commitFiles(tree, known, 'one', START);
  git(tree, ['branch', 'topic']);
  commitFiles(tree, { ...known, a: '2\n' }, 'two', START + DAY);
  git(tree, ['checkout', '--quiet', 'topic']);
  commitFiles(tree, { ...known, b: '1\n' }, 'on the branch', START + DAY / 2);
  git(tree, ['checkout', '--quiet', 'master']);
  git(tree, ['merge', '--quiet', '--no-ff', '-m', 'merge it', 'topic'], START + 2 * DAY);
  return tree;
}

const titlesOf = ({ store }: Workspace): readonly string[] =>
  store.sqlite
    .prepare<[], string>('SELECT subject FROM git_commit ORDER BY landed_at, subject')
    .pluck()
    .all();

const add = (workspace: Workspace, tree: string, since?: number) =>
  addSource(workspace, tree, {
    now: END,
    role: 'mainline',
    since: since === undefined ? undefined : epoch(since),
  });

test('of a long history only what landed since a day is read: a branch by when it was merged', async () => {
  const tree = history('since');
  const workspace = await workspaceOf();
  await add(workspace, tree, START + 2 * DAY);
  expect(titlesOf(workspace)).toEqual(['merge it', 'on the branch']);
  commitFiles(tree, { a: '3\n' }, 'three', START + 3 * DAY);
  await syncSources(workspace, { now: END });
  expect(titlesOf(workspace)).toEqual(['merge it', 'on the branch', 'three']);
});

test('an earlier day reads the rest, and naming none changes nothing', async () => {
  const tree = history('earlier');
  const workspace = await workspaceOf();
  await add(workspace, tree, START + 2 * DAY);
  await add(workspace, tree);
  expect(titlesOf(workspace)).toHaveLength(2);
  await add(workspace, tree, START + DAY);
  expect(titlesOf(workspace)).toEqual(['two', 'merge it', 'on the branch']);
});

test('what .mailmap said on that day is known', async () => {
  const workspace = await workspaceOf();
  await add(workspace, history('mailmap'), START + 2 * DAY);
  const dates = workspace.store.sqlite.prepare('SELECT since FROM mailmap').pluck().all();
  expect(dates).toEqual([START]);
});

test('a rebuild and a rewritten history begin at the same day', async () => {
  const tree = history('rebuilt');
  const workspace = openWorkspace(join(root, 'db.sqlite'), true);
  await add(workspace, tree, START + 2 * DAY);
  git(tree, ['reset', '--quiet', '--hard', 'HEAD~1']);
  commitFiles(tree, { c: '1\n' }, 'instead', START + 3 * DAY);
  await syncSources(workspace, { now: END });
  expect(titlesOf(workspace)).toEqual(['instead']);
  await rebuild(workspace, { now: END });
  expect(titlesOf(workspace)).toEqual(['instead']);
  await workspace.store.close();
});

test('a history that was rewritten, and of which git kept nothing, is not kept here either', async () => {
  const tree = repository(join(root, 'thrown-away'));
  commitFiles(tree, { a: '1\n' }, 'one', START);
  commitFiles(tree, { a: '2\n' }, 'two', START + DAY);
  const workspace = await workspaceOf();
  await addSource(workspace, tree, { now: END, role: 'mainline' });
  git(tree, ['reset', '--quiet', '--hard', 'HEAD~1']);
  commitFiles(tree, { a: '3\n' }, 'instead', START + DAY);
  git(tree, ['reflog', 'expire', '--expire=now', '--all']);
  git(tree, ['gc', '--quiet', '--prune=now']);
  await syncSources(workspace, { now: END });
  expect(titlesOf(workspace).toSorted()).toEqual(['instead', 'one']);
});

test('a day after the last commit reads what comes later', async () => {
  const tree = history('later');
  const workspace = await workspaceOf();
  await add(workspace, tree, START + 9 * DAY);
  expect(allCommitRows(workspace.store)).toEqual([]);
});

test('a list has no day to begin at', async () => {
  const workspace = await workspaceOf();
  const inbox = inboxV2(join(root, 'inbox'), [mail({ id: 'a', subject: '[PATCH] a' })]);
  const since = epoch(START);
  await expect(addSource(workspace, inbox, { now: END, since })).rejects.toThrow(/--since is for git trees/);
});

test('the import of a whole tree is a commit like another', async () => {
  const tree = repository(join(root, 'import'));
  const whole = { 'a.c': `${'int a;'.repeat(200)}\n`.repeat(32_000), 'b.c': 'int b;\n' };
  commitFiles(tree, whole, 'all of it', START);
  commitFiles(tree, { ...whole, 'b.c': 'int b;\nint c;\n' }, 'one line', START + DAY);
  const workspace = await workspaceOf();
  await add(workspace, tree);
  expect(titlesOf(workspace)).toEqual(['all of it', 'one line']);
  const patchId = workspace.store.sqlite
    .prepare<[], string>("SELECT patch_id FROM git_commit WHERE subject = 'one line'")
    .pluck()
    .get()!;
  const [theirs] = git(tree, ['patch-id', '--stable'], START, git(tree, ['show', 'HEAD'])).split(' ');
  expect(patchId).toBe(theirs);
});

test('of what git complains the cause is told', async () => {
  const complains = 'alias.fail=!printf "fatal: no space left\\nfatal: remote failed\\n" >&2; exit 1';
  await expect(runGit(['-c', complains, 'fail'])).rejects.toThrow('failed: fatal: no space left');
  await expect(runGit(['-C', root, 'fetch', '--quiet'])).rejects.toThrow(
    'git fetch failed: fatal: not a git',
  );
});
