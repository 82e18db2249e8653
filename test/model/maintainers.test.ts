/** MAINTAINERS: a file of our own with every shape of pattern, and who follows from it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSource, openWorkspace, showSeries, triageQueue, type Workspace } from '../../app/index.ts';
import { keepersOfFiles, keepersOfSeries } from '../../app/maintainers.ts';
import { epoch } from '../../model/facts/index.ts';
import { fitsPattern, keepersOf, parseMaintainers } from '../../model/maintainers/index.ts';
import { commitFiles, repository } from '../support/archives.ts';
import { diff, END, mail } from '../support/mails.ts';

const FILE = `List of maintainers
===================

Descriptions of section entries and preferred order
	   M: *Mail* patches to: FullName <address@domain>

Maintainers List
----------------

FENCES
M:	Olaf Owner <olaf@example.org>
M:	"Quinn Q. Quoted" <quinn@example.org>
R:	Rita Reader <rita@example.org>
L:	fences@lists.example.org (moderated for non-subscribers)
S:	Maintained
T:	git git://git.example.org/fences.git
F:	fence/
F:	include/fence*.h
X:	fence/attic/
K:	\\bfence_lock\\b

GATES
M:	Gina Gate <gina@example.org>
S:	Odd Fixes
F:	fence/gate.c
N:	gate_v\\d+

NAMESPACES
M:	nameless@example.org
L:	ns@lists.example.org
S:	Supported
F:	kernel/nsproxy.c

THE REST
M:	Chief Penguin <chief@example.org>
L:	list@example.org
S:	Buried alive in reporters
F:	*
F:	*/
`;

const sections = parseMaintainers(FILE);
const names = (files: readonly string[], changed: readonly string[] = []): readonly string[] =>
  keepersOf(sections, files, changed).people.map(({ name, email }) => name || email);

test('sections, fields, quoted names and notes are read; the explanations above are not', () => {
  expect(sections.map(({ name }) => name)).toEqual(['FENCES', 'GATES', 'NAMESPACES', 'THE REST']);
  expect(sections[0]).toMatchObject({
    status: 'Maintained',
    maintainers: [
      { name: 'Olaf Owner', email: 'olaf@example.org' },
      { name: 'Quinn Q. Quoted', email: 'quinn@example.org' },
    ],
    lists: [{ address: 'fences@lists.example.org', note: 'moderated for non-subscribers' }],
    trees: ['git git://git.example.org/fences.git'],
  });
});

test.each<[string, string, boolean]>([
  ['fence/', 'fence/deep/post.c', true],
  ['fence', 'fence/deep/post.c', true],
  ['fence/*', 'fence/post.c', true],
  ['fence/*', 'fence/deep/post.c', false],
  ['fence/*/', 'fence/deep/post.c', true],
  ['include/fence*.h', 'include/fence_post.h', true],
  ['include/fence*.h', 'include/deep/fence.h', false],
  ['fence/**/post.c', 'fence/a/b/post.c', true],
  ['fence.c', 'fencexc', false],
  ['fence/', 'other/fence/post.c', false],
  ['*', 'Makefile', true],
  ['*', 'fence/post.c', false],
  ['*/', 'fence/post.c', true],
])('F: %s and %s: %s', (pattern, file, fits) => {
  expect(fitsPattern(pattern, file)).toBe(fits);
});

test('the closest section comes first, and each says why', () => {
  const { people, lists, subsystems } = keepersOf(sections, ['fence/gate.c']);
  expect(subsystems).toEqual(['GATES', 'FENCES']);
  expect(people.map(({ name, role }) => [name, role])).toEqual([
    ['Gina Gate', 'maintainer'],
    ['Olaf Owner', 'maintainer'],
    ['Quinn Q. Quoted', 'maintainer'],
    ['Rita Reader', 'reviewer'],
  ]);
  expect(people[0]!.why).toEqual([
    { section: 'GATES', status: 'Odd Fixes', pattern: 'F: fence/gate.c', matched: 'fence/gate.c' },
  ]);
  expect(lists.map(({ address }) => address)).toEqual(['fences@lists.example.org', 'list@example.org']);
});

test('X: takes out, N: looks at the path, K: at what is changed', () => {
  expect(names(['fence/attic/old.c'])).toEqual([]);
  expect(names(['drivers/gate_v2.c'])).toEqual(['Gina Gate']);
  expect(names(['mm/slab.c'], ['+\tfence_lock(post);'])).toContain('Olaf Owner');
});

test('THE REST has no maintainer for what nobody looks after, only its list', () => {
  const { people, lists, subsystems } = keepersOf(sections, ['mm/slab.c']);
  expect([people, lists.map(({ address }) => address), subsystems]).toEqual([
    [],
    ['list@example.org'],
    ['THE REST'],
  ]);
  expect(names(['kernel/nsproxy.c'])).toEqual(['nameless@example.org']);
});

test('a section with N: that fits is as far as one without F:, and its name for a person comes later', () => {
  const two = parseMaintainers(
    'BOARD\nM:\tAnn Author <ann@boards.example.org>\nF:\tboards/deep/\nN:\tdeep\n\nBOARDS\nM:\tAnn Author <ann@example.org>\nF:\tboards/\n',
  );
  const { people } = keepersOf(two, ['boards/deep/a.dts']);
  expect(people.map(({ email }) => email)).toEqual(['ann@example.org']);
});

test('a list that a section names as its maintainer is there once', () => {
  const odd = parseMaintainers('ODD\nM:\tdevel@example.org\nL:\tdevel@example.org\nF:\todd/\n');
  const { people, lists } = keepersOf(odd, ['odd/a.c']);
  expect([people.length, lists.length]).toEqual([1, 0]);
});

test('K: with (?i) in front does not ask for the case', () => {
  const odd = parseMaintainers('ODD\nM:\tAnn <ann@example.org>\nK:\t(?i)pidfd\n');
  expect(keepersOf(odd, ['a.c'], ['A flag for PidFD']).people).toHaveLength(1);
});

test('an expression that JavaScript does not know counts for nothing', () => {
  const odd = parseMaintainers('ODD\nM:\tAnn <ann@example.org>\nK:\t(?<!x*)(*SKIP\n');
  expect(keepersOf(odd, ['a.c'], ['+x']).people).toEqual([]);
});

describe('a tree with the file, and a list', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-maintainers-'));
  const START = Date.UTC(2026, 2, 2) / 1000;
  let workspace: Workspace;
  beforeAll(async () => {
    const tree = repository(join(folder, 'linux'));
    commitFiles(tree, { MAINTAINERS: FILE.replaceAll('Olaf Owner', 'Oscar Old') }, 'begin', START - 1000);
    commitFiles(tree, { MAINTAINERS: FILE }, 'change hands', START);
    const from = 'From x@example.org Mon Mar  2 10:00:00 2026\n';
    const patch = mail({ id: 'p', subject: '[PATCH] fence: paint', body: `Why.\n${diff('fence/post.c')}` });
    const cc = patch.replace(
      'To: list@example.org',
      'To: list@example.org\nCc: Rita Reader <rita@example.org>',
    );
    const quinn = '"Quinn Q. Quoted" <quinn@example.org>';
    const answer = mail({
      id: 'a',
      to: 'p',
      from: quinn,
      at: 60,
      subject: 'Re: [PATCH] fence: paint',
      body: 'Why green?\n',
    });
    const other = mail({ id: 'o', subject: '[PATCH] mm: other', body: `Why.\n${diff('mm/slab.c')}` });
    writeFileSync(join(folder, 'list.mbox'), [cc, answer, other].map((one) => `${from}${one}\n`).join(''));
    workspace = openWorkspace(join(folder, 'db.sqlite'), true);
    await addSource(workspace, tree, { now: END, role: 'mainline' });
    await addSource(workspace, join(folder, 'list.mbox'), { now: END });
  });
  afterAll(async () => {
    await workspace.store.close();
    rmSync(folder, { recursive: true });
  });

  test('each day has its own file, and before the first there is none', () => {
    const first = (at: number) => keepersOfFiles(workspace, ['fence/post.c'], epoch(at))?.people[0]?.name;
    expect([START - 2000, START - 500, START + 500].map(first)).toEqual([
      undefined,
      'Oscar Old',
      'Olaf Owner',
    ]);
  });

  test('who spoke, who did not, who was not even asked', async () => {
    const series = await showSeries(workspace, 'p@example.org', END);
    const keepers = await keepersOfSeries(workspace, series, END);
    expect(keepers?.people.map(({ name, spokeIn, wasAddressed }) => [name, spokeIn, wasAddressed])).toEqual([
      ['Olaf Owner', null, false],
      ['Quinn Q. Quoted', 'a@example.org', false],
      ['Rita Reader', null, true],
    ]);
  });

  test('the queue of one subsystem', async () => {
    const queue = await triageQueue(workspace, null, END, { days: 4000, subsystem: 'fence', all: true });
    expect(queue.map(({ series }) => series.title)).toEqual(['fence: paint']);
  });
});
