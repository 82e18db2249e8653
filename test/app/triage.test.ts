/** The queue, and each way to cut it down. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addSource,
  decide,
  type TriageFilter,
  triageQueue,
  type Workspace,
  weekly,
  weekReport,
} from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { commitFiles, repository } from '../support/archives.ts';
import { dossierOf } from '../support/dossiers.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-triage-'));
const DAY = epoch(Date.UTC(2026, 2, 20) / 1000);
const dossier = dossierOf({
  features: [{ id: 'gates', title: 'gates', selectors: { titles: ['^gate: '] } }],
});

const onList = (list: string, text: string): string =>
  text.replace(/^To: /m, `List-Id: <${list}.example.org>\nTo: `);

let workspace: Workspace;
beforeAll(async () => {
  const bob = 'Bob Builder <bob@example.org>';
  workspace = await workspaceOf([
    onList('ns', mail({ id: 'new', subject: '[PATCH] gate: open', body: `Why.\n${diff('gate/a.c')}` })),
    onList(
      'ns',
      mail({
        id: 'asked',
        subject: '[PATCH] wall: paint',
        at: 10,
        from: bob,
        body: `Why.\n${diff('wall/a.c')}`,
      }),
    ),
    mail({
      id: 'ask',
      subject: 'Re: [PATCH] wall: paint',
      to: 'asked',
      at: 20,
      body: '> +int x;\n\nWhy not static?\n',
    }),
    onList(
      'mm',
      mail({
        id: 'done',
        subject: '[PATCH] gate: close',
        at: 30,
        from: bob,
        body: `Why.\n${diff('gate/b.c')}`,
      }),
    ),
    mail({
      id: 'ok',
      subject: 'Re: [PATCH] gate: close',
      to: 'done',
      at: 40,
      body: 'Reviewed-by: Ann Author <ann@example.org>\n',
    }),
  ]);
  const tree = repository(join(folder, 'linux'));
  const keepers =
    'GATES\nM:\tGina Gate <gina@example.org>\nF:\tgate/\n\nWALLS\nM:\tWill Wall <will@example.org>\nF:\twall/\n';
  commitFiles(tree, { MAINTAINERS: keepers }, 'Begin', Date.UTC(2026, 2, 1) / 1000);
  await addSource(workspace, tree, { now: END, role: 'mainline' });
  decide(workspace, ['new@example.org'], { delegate: 'Cat Keeper' }, { who: 'ann', at: DAY });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the longest waiting comes first, and each says for whom and why', async () => {
  const queue = await triageQueue(workspace, dossier, DAY);
  expect(queue.map(({ series, who, why, features }) => [series.title, who, why, features])).toEqual([
    ['gate: open', 'reviewer', 'nobody has said anything yet', ['gates']],
    ['wall: paint', 'author', '1 open comment of Ann Author', []],
    ['gate: close', 'maintainer', 'every patch is reviewed, no comment is open', ['gates']],
  ]);
});

test.each<[string, TriageFilter, readonly string[]]>([
  ['a feature of the dossier', { feature: 'gates' }, ['gate: open', 'gate: close']],
  ['a subsystem', { subsystem: 'wall' }, ['wall: paint']],
  ['a list', { list: 'mm.example' }, ['gate: close']],
  ['a state', { state: 'reviewed' }, ['gate: close']],
  ['a sender', { person: 'bob@' }, ['wall: paint', 'gate: close']],
  ['whom it is delegated to', { person: 'cat keeper' }, ['gate: open']],
  ['who is to move', { who: 'author' }, ['wall: paint']],
  ['two of them', { feature: 'gates', person: 'bob' }, ['gate: close']],
  ['days', { days: 1 }, []],
])('by %s', async (_, filter, titles) => {
  const queue = await triageQueue(workspace, dossier, DAY, filter);
  expect(queue.map(({ series }) => series.title)).toEqual(titles);
});

test('the week of one list tells what that list saw', async () => {
  const asOf = epoch(Date.UTC(2026, 2, 5) / 1000);
  const week = await weekly(workspace, null, asOf, 'MM.example');
  expect(week.posted.map(({ title }) => title)).toEqual(['gate: close']);
  expect(week.waiting.map(({ series }) => series.title)).toEqual(['gate: close']);
  expect(week.mails).toBe(1);
  expect((await weekly(workspace, null, asOf)).mails).toBe(5);
  expect((await weekReport(workspace, null, asOf, 'mm')).title).toBe(
    'The week on mm.example.org, 2026-02-26 to 2026-03-05',
  );
  await expect(weekly(workspace, null, asOf, 'netdev')).rejects.toThrow(
    'list netdev: there is none; here are mm.example.org, ns.example.org',
  );
});
