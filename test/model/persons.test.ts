/** Who is who: by name, by address, and by what the .mailmap of a tree said on the day. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSource, openWorkspace, showChange, showSeries, type Workspace } from '../../app/index.ts';
import { keepersOfSeries } from '../../app/maintainers.ts';
import { listPeople, showPerson } from '../../app/people.ts';
import { epoch, isSamePerson } from '../../model/facts/index.ts';
import { Mailmap } from '../../model/persons/index.ts';
import { commitFiles, git, repository } from '../support/archives.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const box = (name: string, email: string) => ({ name, email });

describe('the forms of gitmailmap(5)', () => {
  const mailmap = new Mailmap([
    `# people
Ann Author <aa@old.example.org>
<bob@example.org> <bob@old.example.org>
Cecil Clear <cecil@example.org> <cc@old.example.org>   # since the move
Dora Dear <dora@example.org> Build Host <root@build.example.org>
no map at all <
`,
    'Cecil C. Clear <cecil@example.org> <CC@old.example.org>\n',
  ]);

  test.each([
    ['a name for an address', box('aa', 'aa@old.example.org'), box('Ann Author', 'aa@old.example.org')],
    ['an address for an address', box('Bob', 'bob@old.example.org'), box('Bob', 'bob@example.org')],
    ['both, the last file wins', box('cc', 'cc@OLD.example.org'), box('Cecil C. Clear', 'cecil@example.org')],
    ['of one name alone', box('build host', 'root@build.example.org'), box('Dora Dear', 'dora@example.org')],
    ['and of no other', box('Eve', 'root@build.example.org'), box('Eve', 'root@build.example.org')],
    ['who is not in it', box('Eve', 'eve@example.org'), box('Eve', 'eve@example.org')],
  ])('%s', (_, mailbox, proper) => {
    expect(mailmap.properOf(mailbox)).toEqual(proper);
  });

  test('two old addresses are one person', () => {
    const two = new Mailmap(['<f@new.org> <f@one.org>\n<f@new.org> <f@two.org>\n']);
    const [one, other] = [box('F', 'f@one.org'), box('Fay', 'f@two.org')].map((mailbox) =>
      two.marked(mailbox),
    );
    expect(isSamePerson(one!, other!)).toBe(true);
    expect(two.aliasesOf(box('F', 'f@one.org')).toSorted()).toEqual(['f@new.org', 'f@two.org']);
  });
});

const NEW = 'Robert Builder <robert@new.example.org>';
const OLD = 'Bob B <bb@old.example.org>';
const MAILS = [
  mail({ id: 'p', subject: '[PATCH] fence: Paint', body: `Why.\n\n${diff('fence/post.c')}` }),
  mail({
    id: 'r',
    to: 'p',
    at: 5,
    from: OLD,
    subject: 'Re: [PATCH] fence: Paint',
    body: `Fine.\nAcked-by: ${OLD}\n`,
  }),
  mail({
    id: 's',
    to: 'p',
    at: 9,
    from: NEW,
    subject: 'Re: [PATCH] fence: Paint',
    body: `Still.\nAcked-by: ${NEW}\n`,
  }),
];

describe('in a database', () => {
  const [POSTED, MAPPED] = [1_772_445_600, 1_772_445_600 + 86_400];
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-persons-'));
  let workspace: Workspace;
  beforeAll(async () => {
    const tree = repository(join(folder, 'linux'));
    const MAINTAINERS = `FENCES\nM:\t${NEW}\nS:\tMaintained\nF:\tfence/\n`;
    commitFiles(tree, { MAINTAINERS }, 'first', POSTED - 86_400);
    commitFiles(tree, { MAINTAINERS, '.mailmap': `${NEW} <bb@old.example.org>\n` }, 'map', MAPPED);
    writeFileSync(
      join(folder, 'list.mbox'),
      MAILS.map((one) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${one}\n`).join(''),
    );
    workspace = openWorkspace(join(folder, 'db.sqlite'), true);
    await addSource(workspace, join(folder, 'list.mbox'), { now: END });
    await addSource(workspace, tree, { now: END, role: 'mainline' });
  });
  afterAll(async () => {
    await workspace.store.close();
    rmSync(folder, { recursive: true });
  });

  const acks = async (asOf: number) =>
    (await showSeries(workspace, 'p@example.org', epoch(asOf))).trailers.map(({ name }) => name);
  const span = { limit: 10, offset: 0 };

  test('one person acks once, as soon as the .mailmap says so', async () => {
    expect(await acks(MAPPED - 60)).toEqual(['Bob B', 'Robert Builder']);
    expect(await acks(MAPPED)).toEqual(['Bob B']);
  });

  test('a maintainer has spoken under an old address', async () => {
    const spoke = async (asOf: number) => {
      const series = await showSeries(workspace, 'p@example.org', epoch(asOf));
      return (await keepersOfSeries(workspace, series, epoch(asOf)))?.people[0]?.spokeIn;
    };
    expect([await spoke(MAPPED - 60), await spoke(MAPPED)]).toEqual(['s@example.org', 'r@example.org']);
  });

  test('the page of a person has all addresses', async () => {
    const addresses = async (asOf: number) =>
      (await showPerson(workspace, 'robert@new.example.org', epoch(asOf), span))?.identity.addresses.map(
        ({ email }) => email,
      );
    expect(await addresses(MAPPED - 60)).toEqual(['robert@new.example.org']);
    expect(await addresses(MAPPED)).toEqual(['robert@new.example.org', 'bb@old.example.org']);
  });

  test('the list of people has them once', () => {
    const names = (asOf: number) =>
      listPeople(workspace.store, epoch(asOf), {
        ...span,
        name: '',
        order: 'name',
        isDescending: false,
      }).people.map(({ name, mails }) => `${name} ${mails}`);
    expect(names(MAPPED - 60)).toEqual(['Ann Author 1', 'Bob B 1', 'Robert Builder 1']);
    expect(names(MAPPED)).toEqual(['Ann Author 1', 'Robert Builder 2']);
  });
});

describe('who changed name and address at once', () => {
  const [POSTED, AGAIN] = [1_772_445_600, 1_772_445_600 + 2 * 86_400];
  const body = (...lines: readonly string[]): string =>
    `Why.\n---\ndiff --git a/fence/post.c b/fence/post.c\n--- a/fence/post.c\n+++ b/fence/post.c\n@@ -1,1 +1,${lines.length + 1} @@\n a\n${lines.map((line) => `+${line}\n`).join('')}`;
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-renamed-'));
  const tree = repository(join(folder, 'linux'));
  const list = join(folder, 'list.mbox');
  beforeAll(() => {
    const map = { '.mailmap': `${NEW} <bb@old.example.org>\n` };
    commitFiles(tree, { ...map, 'fence/post.c': 'a\n' }, 'map', POSTED + 86_400);
    const post = { ...map, 'fence/post.c': 'a\none\ntwo\nfour\nfive\nsix\n' };
    commitFiles(tree, post, 'fence: Paint the posts green', AGAIN + 86_400);
    git(tree, ['commit', '--amend', '--quiet', '--no-edit', `--author=${OLD}`], AGAIN + 86_400);
    const subject = (tag: string, words: string) => `[${tag}] fence: Paint the posts${words}`;
    const mails = [
      mail({ id: 'v1', from: OLD, subject: subject('PATCH', ''), body: body('one') }),
      mail({
        id: 'v2',
        from: NEW,
        at: 2 * 24 * 60,
        subject: subject('PATCH v2', ' green'),
        body: body('one', 'two', 'three'),
      }),
    ];
    writeFileSync(list, mails.map((one) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${one}\n`).join(''));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['the list first', [list, tree]],
    ['the tree first', [tree, list]],
  ])('has versions and landings under both: %s', async (name, sources) => {
    const workspace = openWorkspace(join(folder, `${name}.sqlite`), true);
    for (const source of sources)
      await addSource(workspace, source, { now: END, ...(source === tree ? { role: 'mainline' } : {}) });
    const { changeId, landings } = await showSeries(workspace, 'v2@example.org', END);
    const versions = await showChange(workspace, changeId, END);
    await workspace.store.close();
    expect(versions.map(({ version, follows }) => [version, follows?.method])).toEqual([
      [1, undefined],
      [2, 'same-patches'],
    ]);
    expect(landings.map(({ method }) => method)).toEqual(['subject-author-diff']);
  });
});

test('two names at one address are one person, many are a list', async () => {
  const from = (id: string, name: string, email: string) =>
    mail({ id, subject: 'words', from: `${name} <${email}>` });
  const names = ['Ann Author', 'Bob Builder', 'Cecil Clear', 'Dora Dear'];
  const workspace = await workspaceOf([
    from('a', 'Bob Builder', 'bob@example.org'),
    from('b', 'Robert T. Builder', 'bob@example.org'),
    ...names.map((name, n) => from(`l${n}`, name, 'list@example.org')),
  ]);
  const page = await showPerson(workspace, 'bob@example.org', END, { limit: 10, offset: 0 });
  expect(page?.identity.persons.toSorted()).toEqual(['bob builder', 'robert t builder']);
});
