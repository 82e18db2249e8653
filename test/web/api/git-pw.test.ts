/** git-pw as Debian ships it, against the demo as `serve` shows it. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addAccount,
  addSource,
  addToken,
  openWorkspace,
  readJournal,
  type Workspace,
} from '../../../app/index.ts';
import { ARCHIVE, makeTrees } from '../../../examples/demo/trees.ts';
import { epoch } from '../../../model/facts/index.ts';
import { type Server, serve } from '../../../web/serve.ts';
import { DEMO_END } from '../../support/demo.ts';
import { END } from '../../support/mails.ts';

const run = promisify(execFile);

function hasGitPw(): boolean {
  try {
    execFileSync('git-pw', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasGitPw())('git-pw (apt install git-pw)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-pw-'));
  let workspace: Workspace;
  let server: Server;
  let mainline: string;
  let token: string;
  beforeAll(async () => {
    const demo = makeTrees(join(folder, 'demo'));
    mainline = demo.mainline;
    workspace = openWorkspace(join(folder, 'db.sqlite'), true);
    await addSource(workspace, ARCHIVE, { now: END });
    await addSource(workspace, demo.mainline, { now: END, role: 'mainline' });
    await addAccount(
      workspace,
      { name: 'mara', email: 'mara@example.org', role: 'triager', password: null },
      END,
    );
    token = addToken(workspace, 'mara', 'git-pw', END);
    const site = { workspace, dossier: null, base: '', today: () => DEMO_END, isLocal: true };
    server = await serve(site, { hostname: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await server.close();
    await workspace.store.close();
    rmSync(folder, { recursive: true });
  });

  /** Rows of its CSV. */
  async function pw(...args: readonly string[]): Promise<readonly (readonly string[])[]> {
    const text = await pwText(folder, ...args);
    return text
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.replace(/^"|"$/g, '').split('","'));
  }

  async function pwText(cwd: string, ...args: readonly string[]): Promise<string> {
    const fixed = ['--server', `${server.url}api/1.2`, '--project', '*', '--token', token];
    const env = { PATH: process.env['PATH'], HOME: folder, PAGER: 'cat', LC_ALL: 'C.UTF-8' };
    return (await run('git-pw', [...fixed, ...args], { cwd, env })).stdout;
  }

  const firstSeries = async (title: string): Promise<string> =>
    (await pw('series', 'list', title, '-f', 'csv'))[0]![0]!;

  test('lists, shows and downloads series', async () => {
    const listed = await pw('series', 'list', '-f', 'csv', '--limit', '100');
    expect(listed.length).toBeGreaterThan(10);
    const id = await firstSeries('Quotas for groups');
    const shown = new Map(
      (await pw('series', 'show', id, '-f', 'csv')).map(([name, value]) => [name, value]),
    );
    expect(shown.get('Complete')).toBe('True');
    expect(shown.get('URL')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/series\/[0-9a-f]{12}$/);
    const file = join(folder, 'series.mbox');
    await pw('series', 'download', id, file);
    expect(readFileSync(file, 'utf8')).toMatch(/^From git@z /);
  });

  test('applies a series to the tree it was made for', async () => {
    const clone = join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', mainline, clone]);
    const git = (...args: readonly string[]) =>
      execFileSync(
        'git',
        ['-C', clone, '-c', 'user.name=Mara', '-c', 'user.email=mara@example.org', ...args],
        {
          encoding: 'utf8',
        },
      );
    git('config', 'user.name', 'Mara');
    git('config', 'user.email', 'mara@example.org');
    const landed = await pw('patch', 'list', '--state', 'accepted', '-f', 'csv', '--limit', '100');
    const [id] = landed.at(-1)!;
    const [ref] = (await pw('patch', 'show', id!, '-f', 'csv'))
      .find(([name]) => name === 'Commit Ref')!
      .slice(1);
    git('checkout', '--quiet', `${ref}^`);
    await pwText(clone, 'patch', 'apply', '--no-deps', id!);
    expect(git('diff', '--stat', 'HEAD', ref!)).toBe('');
  });

  test('lists, shows and updates patches', async () => {
    const [id] = (await pw('patch', 'list', '-f', 'csv'))[0]!;
    await pw(
      'patch',
      'update',
      id!,
      '--state',
      'changes-requested',
      '--delegate',
      'mara',
      '--archived',
      'true',
    );
    const shown = new Map(
      (await pw('patch', 'show', id!, '-f', 'csv')).map(([name, value]) => [name, value]),
    );
    expect([shown.get('State'), shown.get('Delegate'), shown.get('Archived')]).toEqual([
      'changes-requested',
      'mara',
      'True',
    ]);
    expect(readJournal(workspace, epoch(Number.MAX_SAFE_INTEGER)).map(({ who }) => who)).toContain(
      'mara@example.org',
    );
    const found = await pw('patch', 'list', '--state', 'changes-requested', '--archived', '-f', 'csv');
    expect(found.map(([number]) => number)).toContain(id);
  });

  test('makes, lists, shows, changes, downloads and deletes a bundle', async () => {
    const [first, second, third] = (await pw('patch', 'list', '-f', 'csv')).map(([id]) => id!);
    await pw('bundle', 'create', '--public', 'for-next', first!, second!);
    expect(await pw('bundle', 'list', '-f', 'csv')).toEqual([['1', 'for-next', 'mara', 'yes']]);
    await pw('bundle', 'add', '1', third!);
    await pw('bundle', 'remove', '1', first!);
    const shown = await pw('bundle', 'show', 'for-next', '-f', 'csv');
    expect(shown.slice(-2).map(([, patch]) => patch!.split(' ')[0])).toEqual([third, second]);
    const file = join(folder, 'bundle.mbox');
    await pw('bundle', 'download', '1', file);
    expect(readFileSync(file, 'utf8').match(/^From git@z /gm)).toHaveLength(2);
    await pw('bundle', 'delete', '1');
    expect(await pw('bundle', 'list', '-f', 'csv')).toEqual([]);
  });
});
