import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addSource,
  addToken,
  countAll,
  openWorkspace,
  type SyncRun,
  syncEvery,
  type Workspace,
} from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import type { LogEntry } from '../../web/ops/observe.ts';
import { siteOf } from '../../web/site.ts';
import { account } from '../support/accounts.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const NOW = epoch(1_800_000_000);

describe('a site is watched', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await workspaceOf([mail({ id: 'a', subject: '[PATCH] ns: a', body: diff() })]);
  });
  const site = () => ({ workspace, dossier: null, base: '/mr', today: () => END, now: () => NOW });

  test('by its health, which asks the database', async () => {
    const run: SyncRun = { startedAt: NOW, endedAt: NOW, results: [], problem: 'no network' };
    const well = await siteOf({ ...site(), sync: { last: () => run } }).request('/mr/healthz');
    expect([well.status, await well.json()]).toEqual([200, { status: 'ok', database: 'ok', sync: 'failed' }]);
    const gone = openWorkspace(':memory:', true);
    const app = siteOf({ ...site(), workspace: gone });
    await gone.store.close();
    expect((await app.request('/mr/healthz')).status).toBe(503);
  });

  test('by its numbers: requests by route, not by address; mails and series; the last sync', async () => {
    const run: SyncRun = { startedAt: epoch(10), endedAt: epoch(12), results: [], problem: null };
    const app = siteOf({ ...site(), sync: { last: () => run } });
    for (const path of ['/series', '/series', '/m/a@example.org', '/m/b@example.org', '/nothing'])
      await app.request(`/mr${path}`);
    const response = await app.request('/mr/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    for (const line of [
      'mergeready_http_requests_total{method="GET",route="/series",status="200"} 2',
      'mergeready_http_requests_total{method="GET",route="/m/:id",status="404"} 1',
      'mergeready_http_requests_total{method="GET",route="none",status="404"} 1',
      'mergeready_http_request_duration_seconds_count{method="GET",route="/series"} 2',
      'mergeready_mails 1',
      'mergeready_series 1',
      'mergeready_sync_last_end_timestamp_seconds 12',
      'mergeready_sync_last_success 1',
      'mergeready_sync_last_duration_seconds 2',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  test('by nobody without an account, where others reach it', async () => {
    account(workspace, 'prometheus', 'reader');
    const app = siteOf({ ...site(), isLocal: false });
    expect((await app.request('/mr/metrics')).status).toBe(303);
    const Authorization = `Bearer ${addToken(workspace, 'prometheus', '', NOW)}`;
    expect((await app.request('/mr/metrics', { headers: { Authorization } })).status).toBe(200);
  });

  test('by its log, which keeps no secrets', async () => {
    const entries: LogEntry[] = [];
    const app = siteOf({ ...site(), trustProxy: true, log: (entry) => entries.push(entry) });
    const headers = { 'X-Forwarded-For': '203.0.113.9, 198.51.100.7', 'X-Forwarded-Host': 'x/y' };
    await app.request('/mr/series?q=ns', { headers });
    await app.request('/mr/welcome/0123456789abcdef');
    expect(entries).toMatchObject([
      {
        kind: 'request',
        method: 'GET',
        path: '/mr/series?q=ns',
        route: '/series',
        status: 200,
        client: '198.51.100.7',
        account: '',
      },
      { path: '/mr/welcome/…', status: 404 },
    ]);
  });
});

describe('a sync in the background', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-background-'));
  const archive = join(folder, 'list.mbox');
  afterAll(() => rmSync(folder, { recursive: true }));
  const patches = (from: number, count: number): string =>
    Array.from({ length: count }, (_, n) => {
      const id = `p${from + n}`;
      const text = mail({
        id,
        at: from + n,
        subject: `[PATCH] ns: ${id}`,
        body: `Why.\n${diff(`${id}.c`, `int ${id};`)}`,
      });
      return `From x@example.org Mon Mar  2 10:00:00 2026\n${text}\n`;
    }).join('');

  test('reads what is new while pages are answered, each from whole facts', async () => {
    writeFileSync(archive, patches(0, 5));
    const workspace = openWorkspace(join(folder, 'db.sqlite'), true);
    await addSource(workspace, archive, { now: END });
    appendFileSync(archive, patches(5, 800));
    const app = siteOf({ workspace, dossier: null, base: '', today: () => END });
    const ended = Promise.withResolvers<SyncRun>();
    const background = syncEvery(workspace.store.path, 3600, { now: () => END, onRun: ended.resolve });
    let run: SyncRun | null = null;
    void ended.promise.then((one) => {
      run = one;
    });
    let answered = 0;
    while (run === null) {
      for (const path of ['/series', `/search?q=${answered}`, '/healthz'])
        expect((await app.request(path)).status).toBe(200);
      answered += 3;
      // Pages of one process are made one after the other; the thread's message comes between them.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await background.stop();
    expect(background.last()).toMatchObject({ problem: null, results: [{ stored: 800 }] });
    expect(answered).toBeGreaterThan(3);
    expect(countAll(workspace.store).series).toBe(805);
    await workspace.store.close();
  });

  test('that fails is said to have failed, and does not end the others', async () => {
    const runs: SyncRun[] = [];
    const second = Promise.withResolvers<void>();
    const background = syncEvery(join(folder, 'nothing.sqlite'), 0.01, {
      now: () => END,
      onRun: (run) => {
        runs.push(run);
        if (runs.length === 2) second.resolve();
      },
    });
    await second.promise;
    await background.stop();
    expect(runs[0]!.problem).toContain('no database at');
  });
});

describe('the server as a program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-serve-'));
  const bin = resolve(import.meta.dirname, '../../bin/mergeready');
  const env = { PATH: process.env['PATH'] };
  afterAll(() => rmSync(folder, { recursive: true }));
  const start = (...args: readonly string[]) =>
    spawn(bin, ['serve', '--listen', '127.0.0.1:0', ...args], { cwd: folder, env });

  beforeAll(async () => {
    writeFileSync(
      join(folder, 'list.mbox'),
      `From x@example.org Mon Mar  2 10:00:00 2026\n${mail({ id: 'a', subject: '[PATCH] ns: a', body: diff() })}\n`,
    );
    await once(spawn(bin, ['add', 'list.mbox'], { cwd: folder, env }), 'exit');
  });

  test('prints the link of the first start, logs JSON, syncs, and stops on SIGTERM with 0', async () => {
    const server = start('--sync-every', '1h', '--log', 'json');
    const said = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const logged: string[] = [];
    createInterface({ input: server.stderr }).on('line', (line) => logged.push(line));
    const url = /^(http:\S+) until/.exec((await said.next()).value!)![1]!;
    const link = /^(http:\S+\/welcome\/[0-9a-f]{40}) makes the first account/.exec(
      (await said.next()).value!,
    )![1]!;
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(`${url}series`)).status).toBe(200);
    await expect.poll(() => logged.some((line) => line.includes('"what":"sync"'))).toBe(true);
    server.kill('SIGTERM');
    expect((await once(server, 'close'))[0]).toBe(0);
    const entries = logged.map((line) => JSON.parse(line) as { what: string; path?: string });
    expect(entries.map(({ what, path }) => path ?? what).toSorted()).toEqual([
      '/series',
      '/welcome/…',
      'sync',
    ]);
  });

  test('shows a dossier as its file now says, and one that cannot be read as it was, with the place of the fault', async () => {
    const file = join(folder, 'dossier.yaml');
    const dossier = (title: string): string =>
      `mergeready: 1\nid: d\ngoal: {title: ${title}, evidence: {message: a@example.org}}\nstakeholders: []\nusers: []\nfeatures:\n  - {id: one, title: one}\npositions: []\nblockers: []\n`;
    writeFileSync(file, dossier('as it began'));
    const server = start('--dossier', 'dossier.yaml', '--log', 'off');
    const said = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const url = /^(http:\S+) until/.exec((await said.next()).value!)![1]!;
    const board = async (): Promise<string> => (await fetch(url)).text();
    expect(await board()).toContain('as it began');
    writeFileSync(file, dossier('as it went on'));
    await expect.poll(board).toContain('as it went on');
    writeFileSync(file, dossier('broken').replace('id: one,', 'id: [],'));
    await expect.poll(board).toMatch(/dossier\.yaml:7: features\.0\.id/);
    expect(await board()).toContain('as it went on');
    writeFileSync(file, dossier('mended'));
    await expect.poll(board).toContain('mended');
    expect(await board()).not.toContain('cannot be read');
    server.kill('SIGTERM');
    expect((await once(server, 'close'))[0]).toBe(0);
  });

  test.each([
    [['--listen', '0.0.0.0:0'], 'nobody has an account'],
    [['--base-url', 'https://example.org/mr'], 'nobody has an account'],
    [['--trust-proxy'], 'nobody has an account'],
    [['--base-url', 'example.org/mr'], 'a URL is written'],
    [['--sync-every', 'often'], 'a time is written'],
  ])('%j is refused: %s', async (args, message) => {
    const server = start(...args);
    let text = '';
    server.stderr.on('data', (data) => {
      text += data;
    });
    expect((await once(server, 'close'))[0]).toBe(2);
    expect(text).toContain(message);
  });
});
