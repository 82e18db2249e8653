import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addSource,
  assessDossier,
  checkDossier,
  countAll,
  listLandings,
  listSeries,
  loadDossier,
  openWorkspace,
  type Workspace,
} from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { corpus, describeCorpus } from '../support/corpus.ts';
import { END } from '../support/mails.ts';

describeCorpus('the thread of 2006', () => {
  test('is one series of nine patches, of which the archive holds none', async () => {
    const workspace = openWorkspace(':memory:', true);
    const { result } = await addSource(workspace, corpus('2006-05-namespaces.mbox'), { now: END });
    expect(result.stored).toBe(11);
    const series = await listSeries(workspace, END);
    expect(
      series.map(({ version, expected, received, complete }) => ({ version, expected, received, complete })),
    ).toEqual([{ version: 1, expected: 9, received: 0, complete: false }]);
  });
});

describeCorpus('the LTP list and tree', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-corpus-'));
  let workspace: Workspace;
  let taken: Awaited<ReturnType<typeof addSource>>['result'];
  beforeAll(async () => {
    execFileSync('tar', ['xf', corpus('ltp.git.tar'), '-C', folder]);
    workspace = openWorkspace(join(folder, 'db.sqlite'), true);
    taken = (await addSource(workspace, corpus('ltp-list-2024.bundle'), { now: END })).result;
    await addSource(workspace, join(folder, 'ltp.git'), { now: END, role: 'mainline' });
  });
  afterAll(async () => {
    await workspace?.store.close();
    rmSync(folder, { recursive: true });
  });

  test('every mail and commit is taken in', () => {
    expect(taken.stored + taken.duplicates).toBe(5464);
    expect(countAll(workspace.store)).toMatchObject({ messages: 5462, commits: 2221, unreadable: 0 });
  });

  test('adding them again changes nothing', async () => {
    const before = countAll(workspace.store);
    await addSource(workspace, corpus('ltp-list-2024.bundle'), { now: END });
    expect(countAll(workspace.store)).toEqual(before);
  });

  test('landings without Link: trailers agree with those that the trailers tell', async () => {
    const stated = new Map(
      (await listLandings(workspace, END, false))
        .filter((one) => one.method === 'link')
        .map((one) => [one.commit, one.messageId]),
    );
    const blind = (await listLandings(workspace, END, true)).filter((one) => stated.has(one.commit));
    const right = blind.filter((one) => stated.get(one.commit) === one.messageId).length;
    expect(stated.size).toBeGreaterThan(300);
    expect(right / blind.length).toBeGreaterThan(0.99);
    expect(right / stated.size).toBeGreaterThan(0.985);
  });

  test('ltp-new-syscalls: every claim stands where it says, and the list reads as its readers saw it', async () => {
    const dossier = loadDossier(example('ltp-new-syscalls'));
    const checks = await checkDossier(workspace, dossier);
    expect(checks.filter((one) => one.result !== 'verified')).toEqual([]);
    const stages = async (date: string) => {
      const { features } = await assessDossier(workspace, dossier, epoch(Date.parse(date) / 1000));
      return Object.fromEntries(features.map(({ id, stage }) => [id, stage]));
    };
    expect(await stages('2024-07-13')).toEqual({
      statmount: 'in review',
      cachestat: 'in review',
      fchmodat2: 'in review',
      mseal: 'in review',
      'process-mrelease': 'proposed',
      landlock: 'in review',
    });
    expect(await stages('2024-12-31')).toEqual({
      statmount: 'merged',
      cachestat: 'merged',
      fchmodat2: 'merged',
      mseal: 'used',
      'process-mrelease': 'in review',
      landlock: 'used',
      'landlock-houdini': 'merged',
      'landlock-net': 'merged',
      'landlock-scoping': 'in review',
    });
  });
});

const example = (name: string): string => join(import.meta.dirname, '../../examples', name, 'dossier.yaml');

describeCorpus('the dossiers over real mail', () => {
  test.each([
    ['namespaces-2006', '2006-05-namespaces.mbox'],
    ['namespaces-modern', 'linux-api-namespaces.bundle'],
  ])('%s: every claim stands where it says', async (name, archive) => {
    const folder = mkdtempSync(join(tmpdir(), 'mergeready-dossier-'));
    const workspace = openWorkspace(join(folder, 'db.sqlite'), true);
    await addSource(workspace, corpus(archive), { now: END });
    const dossier = loadDossier(example(name));
    const checks = await checkDossier(workspace, dossier);
    rmSync(folder, { recursive: true });
    expect(checks.filter((one) => one.result !== 'verified')).toEqual([]);
    expect(checks.length).toBeGreaterThan(40);
  });
});
