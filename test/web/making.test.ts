/** Pages that a thread of its own makes, and that are kept: never halfway, never behind what somebody decided. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSeries, newestMail, openWorkspace, type Workspace } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { KeptPages, type State } from '../../web/making/kept.ts';
import type { Made, PageRequest } from '../../web/making/make.ts';
import { pagesFor } from '../../web/making/pages.ts';
import { Snapshots } from '../../web/making/snapshots.ts';
import { type PageThread, pageThread } from '../../web/making/thread.ts';
import { siteOf } from '../../web/site.ts';
import type { Site } from '../../web/visit.ts';
import { account, letIn } from '../support/accounts.ts';
import { diff, END, mail, receive } from '../support/mails.ts';
import { Visitor } from '../support/visitor.ts';

const NOW = epoch(1_800_000_000);
const patch = (id: string, at = 0) =>
  mail({ id, at, subject: `[PATCH] ns: ${id}`, body: `Why.\n${diff(`${id}.c`)}` });

test('where the next state could not be opened once, it is opened when somebody asks again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-states-'));
  const path = join(folder, 'db.sqlite');
  const workspace = openWorkspace(path, true);
  await receive(workspace.store, [patch('first')]);
  const snapshots = new Snapshots(workspace, (one) => ({
    workspace: one,
    dossier: null,
    base: '',
    today: () => END,
  }));
  const page = async (): Promise<string> => {
    const { body } = await snapshots.make({ url: 'http://local/series', account: null, today: END });
    return Buffer.from(body).toString();
  };
  await receive(workspace.store, [patch('second')]);
  const version = workspace.store.sqlite.pragma('user_version', { simple: true });
  workspace.store.sqlite.pragma('user_version = 9999');
  await expect(page()).rejects.toThrow('newer mergeready');
  workspace.store.sqlite.pragma(`user_version = ${version}`);
  expect(await page()).toContain('ns: second');
  await workspace.store.close();
  rmSync(folder, { recursive: true });
});

describe('a site with a thread for its pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-making-'));
  const path = join(folder, 'db.sqlite');
  let workspace: Workspace;
  /** As another program sees the same file. */
  let syncing: Workspace;
  let thread: PageThread;
  let app: ReturnType<typeof siteOf>;
  beforeAll(async () => {
    workspace = openWorkspace(path, true);
    await receive(workspace.store, [patch('first')]);
    syncing = openWorkspace(path, false);
    const site: Site = {
      workspace,
      dossier: null,
      base: '',
      today: () => newestMail(workspace.store)!,
      now: () => NOW,
    };
    thread = pageThread(site);
    app = siteOf(site, pagesFor(site, thread.make));
  });
  afterAll(async () => {
    await thread.close();
    await workspace.store.close();
    await syncing.store.close();
    rmSync(folder, { recursive: true });
  });
  const text = async (url: string): Promise<string> => (await app.request(url)).text();

  test('shows what a sync brought, and before it ended nothing of it', async () => {
    expect(await text('/series')).toContain('ns: first');
    const { sqlite } = syncing.store;
    sqlite.exec("INSERT INTO pending VALUES ('message', 'half')");
    sqlite.exec("UPDATE series SET title = 'half done'");
    for (const url of ['/series', '/series?sort=title', '/triage']) {
      expect(await text(url)).toContain('ns: first');
      expect(await text(url)).not.toContain('half done');
    }
    sqlite.exec("UPDATE series SET title = 'ns: first'");
    sqlite.exec('DELETE FROM pending');
    await receive(syncing.store, [patch('second', 1)]);
    for (const url of ['/series', '/series?sort=title', '/triage'])
      await expect.poll(() => text(url)).toContain('ns: second');
    expect(await text('/series?asOf=2026-03-01')).not.toContain('ns: first');
  });

  test('shows a decision in the next page, to whoever asks', async () => {
    const mara = letIn(new Visitor(app), workspace, account(workspace, 'mara', 'triager'), NOW);
    const [one] = await listSeries(workspace, END);
    for (const state of ['accepted', 'deferred', 'rejected']) {
      await mara.get('/journal');
      await text('/journal');
      const { status } = await mara.post('/triage', '/triage', { series: one!.id, state });
      expect(status).toBe(303);
      expect((await mara.get('/journal')).text).toContain(`state ${state}`);
      expect(await text('/journal')).toContain(`state ${state}`);
      expect(await text(`/series/${one!.id}`)).toContain(`>${state}<`);
    }
  });

  test('says which series is not there, and what failed', async () => {
    expect((await app.request('/series/0123456789ab')).status).toBe(404);
    expect((await app.request('/m/nothing@example.org')).status).toBe(404);
  });
});

describe('a page that is kept', () => {
  const request = { url: 'http://localhost/', account: null };
  const set = () => {
    let state: State = { facts: '1', decisions: '1', today: epoch(0) };
    const waiting: { request: PageRequest; done: (words: string) => void }[] = [];
    const make = (asked: PageRequest): Promise<Made> =>
      new Promise((resolve) => {
        const done = (words: string): void =>
          resolve({
            status: 200,
            headers: [['Content-Type', 'text/html']],
            body: Buffer.from(words),
            hasForms: false,
          });
        waiting.push({ request: asked, done });
      });
    const kept = new KeptPages(make, () => state);
    const page = async (): Promise<string> => Buffer.from((await kept.page('/', request)).body).toString();
    const change = (to: Partial<State>): void => {
      state = { ...state, ...to };
    };
    return { page, change, waiting };
  };

  test('is made once for all who ask at the same time, and then not again', async () => {
    const { page, waiting } = set();
    const asked = [page(), page()];
    waiting[0]!.done('one');
    expect(await Promise.all(asked)).toEqual(['one', 'one']);
    expect(await page()).toBe('one');
    expect(waiting.length).toBe(1);
  });

  test('stands in for the next one while that is long in the making after a sync', async () => {
    const { page, change, waiting } = set();
    const first = page();
    waiting[0]!.done('before');
    await first;
    change({ facts: '2', today: epoch(9) });
    expect(await page()).toBe('before');
    expect(waiting[1]!.request.today).toBe(9);
    waiting[1]!.done('after');
    await expect.poll(page).toBe('after');
    expect(waiting.length).toBe(2);
  });

  test('does not stand in for what somebody decided', async () => {
    const { page, change, waiting } = set();
    const first = page();
    waiting[0]!.done('before');
    await first;
    change({ decisions: '2' });
    const next = page();
    waiting[1]!.done('decided');
    expect(await next).toBe('decided');
  });

  test('begun before a decision and ended after it, does not take the place of the later one', async () => {
    const { page, change, waiting } = set();
    const early = page();
    change({ decisions: '2' });
    const late = page();
    waiting[1]!.done('decided');
    expect(await late).toBe('decided');
    waiting[0]!.done('before');
    await early;
    expect(await page()).toBe('decided');
  });
});
