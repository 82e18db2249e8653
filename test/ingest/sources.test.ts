/** Each kind of source end to end, made on the fly: what is new is read, what is there is not read again. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addLocation,
  addSource,
  countAll,
  exportFacts,
  listSeries,
  openWorkspace,
  rebuild,
  searchMails,
  syncSources,
  type Workspace,
} from '../../app/index.ts';
import { listsCalled } from '../../app/lists.ts';
import type { AddOptions } from '../../app/sources.ts';
import { commitFiles, git, inboxV2, repository, v1Path } from '../support/archives.ts';
import { diff, END, mail } from '../support/mails.ts';

const root = mkdtempSync(join(tmpdir(), 'mergeready-sources-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let workspace: Workspace;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'));
  workspace = openWorkspace(join(folder, 'db.sqlite'), true);
});

const patch = (id: string, at = 0): string =>
  mail({ id, at, subject: `[PATCH] ns: ${id}`, body: `Why.\n\n${diff(`${id}.c`)}` });
const add = async (location: string) => (await addSource(workspace, location, { now: END })).result;
const sync = async () => (await syncSources(workspace, { now: END }))[0];
const facts = ({ store }: Workspace): readonly string[] => [...exportFacts(store)];
const messages = (): number => countAll(workspace.store).messages;
const from = (at: number): string => `From x@example.org Mon Mar  2 10:0${at}:00 2026\n`;

describe('a maildir', () => {
  test('gives each mail once, in new or in cur, with whatever flags', async () => {
    for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(folder, 'list', name), { recursive: true });
    writeFileSync(join(folder, 'list/new/1772445600.M1P1.host'), patch('a'));
    writeFileSync(join(folder, 'list/cur/1772445601.M2P1.host:2,S'), patch('b'));
    writeFileSync(join(folder, 'list/tmp/1772445602.M3P1.host'), patch('half-written'));
    expect(await add(join(folder, 'list'))).toMatchObject({ kind: 'maildir', stored: 2 });
    renameSync(
      join(folder, 'list/new/1772445600.M1P1.host'),
      join(folder, 'list/cur/1772445600.M1P1.host:2,RS'),
    );
    writeFileSync(join(folder, 'list/new/1772445700.M4P1.host'), patch('c'));
    expect(await sync()).toMatchObject({ stored: 1, duplicates: 0 });
  });
});

describe('a directory of mails', () => {
  test('files that are no mails of it are passed over', async () => {
    for (const name of ['md/cur', 'md/new', 'mh']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'md/cur/1.a'), patch('a'));
    writeFileSync(join(folder, 'md/cur/.nfs000'), 'x');
    writeFileSync(join(folder, 'mh/1'), patch('b'));
    writeFileSync(join(folder, 'mh/,2'), patch('c'));
    expect(await add(join(folder, 'md'))).toMatchObject({ stored: 1, unreadable: 0 });
    expect(await add(join(folder, 'mh'))).toMatchObject({ stored: 1, unreadable: 0 });
  });

  test('as MH keeps them, or git format-patch wrote them, is one source', async () => {
    mkdirSync(join(folder, 'inbox'));
    writeFileSync(join(folder, 'inbox/1'), patch('a'));
    writeFileSync(
      join(folder, 'inbox/0001-b.patch'),
      `From ${'1'.repeat(40)} Mon Sep 17 00:00:00 2001\n${patch('b')}`,
    );
    writeFileSync(join(folder, 'inbox/.mh_sequences'), 'cur: 1\n');
    const added = await addLocation(workspace, join(folder, 'inbox'), { now: END });
    expect(added).toMatchObject([{ result: { stored: 2, unreadable: 0 } }]);
    writeFileSync(join(folder, 'inbox/2'), patch('c'));
    expect(await sync()).toMatchObject({ stored: 1 });
  });
});

describe('a source that is not there', () => {
  test('is told, and holds up no other; a rebuild may leave it out', async () => {
    const [gone, list] = [join(folder, 'gone.mbox'), join(folder, 'list.mbox')];
    writeFileSync(gone, `${from(1)}${patch('a')}\n`);
    writeFileSync(list, `${from(2)}${patch('b')}\n`);
    await add(gone);
    await add(list);
    rmSync(gone);
    writeFileSync(list, `${from(2)}${patch('b')}\n${from(3)}${patch('c')}\n`);
    const results = await syncSources(workspace, { now: END });
    expect(results).toMatchObject([
      { source: 'gone', problem: expect.stringContaining('rebuild --without gone') },
      { source: 'list', stored: 1, problem: null },
    ]);
    await expect(rebuild(workspace, { now: END })).rejects.toThrow('nothing was changed');
    expect(messages()).toBe(3);
    await rebuild(workspace, { now: END, without: 'gone' });
    expect(messages()).toBe(2);
  });

  test('or is a pipe now, is not waited for', async () => {
    const list = join(folder, 'list.mbox');
    writeFileSync(list, `${from(1)}${patch('a')}\n`);
    await add(list);
    rmSync(list);
    execFileSync('mkfifo', [list]);
    expect(await sync()).toMatchObject({ problem: expect.stringContaining('it is no file any more') });
    expect(messages()).toBe(1);
  });

  test('no name at all is no directory of mboxes', async () => {
    await expect(addLocation(workspace, '', { now: END })).rejects.toThrow('no source was named');
  });

  test.each([
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 'compressed with xz: unpack it'],
    ['zip', [0x50, 0x4b, 3, 4], 'a zip archive: unpack it'],
    ['tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar')]), 'a tar archive: unpack it'],
  ])('what is packed with %s is to be unpacked first', async (ending, head, message) => {
    const path = join(folder, `list.mbox.${ending}`);
    writeFileSync(path, Buffer.from(head));
    await expect(add(path)).rejects.toThrow(`${path}: ${message}`);
  });

  test('what it cannot be read as is said', async () => {
    const path = join(folder, 'list.mbox');
    writeFileSync(path, `${from(0)}${patch('a')}\n`);
    const message = (options: Pick<AddOptions, 'kind' | 'role'>) =>
      addSource(workspace, path, { now: END, ...options }).catch((error: Error) => error.message);
    expect(await message({ kind: 'maildir' })).toBe(`${path}: an mbox, which cannot be read as maildir`);
    expect(await message({ role: 'mainline' })).toBe(`${path}: an mbox; --role is for trees`);
  });

  test('a gzip that was cut is read again when it is whole, and nothing is left to complain of', async () => {
    const path = join(folder, 'list.mbox.gz');
    const whole = gzipSync(Array.from('abcdefgh', (id) => `${from(1)}${patch(id)}\n`).join(''));
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    expect(await add(path)).toMatchObject({ unreadable: 1 });
    writeFileSync(path, whole);
    await sync();
    expect(countAll(workspace.store)).toMatchObject({ messages: 8, unreadable: 0 });
  });
});

describe('a public-inbox', () => {
  test('v2: its epochs are one source, a removal takes the mail away', async () => {
    inboxV2(join(folder, 'inbox/git/0.git'), [patch('a'), patch('b')]);
    const last = inboxV2(join(folder, 'inbox/git/1.git'), [patch('c')]);
    expect(await add(join(folder, 'inbox'))).toMatchObject({ kind: 'public-inbox-v2', stored: 3 });
    commitFiles(last, { d: patch('a') });
    commitFiles(last, { m: patch('d') });
    expect(await sync()).toMatchObject({ stored: 1, removed: 1 });
    const found = await searchMails(workspace, null, 'subject:a', END, { limit: 9, offset: 0 });
    expect(found.hits).toEqual([]);
  });

  test('v2: epochs that lie side by side without a git folder are one source; one alone has the name of its list', async () => {
    inboxV2(join(folder, 'devel/0.git'), [patch('a')]);
    inboxV2(join(folder, 'devel/1.git'), [patch('b')]);
    expect(await add(join(folder, 'devel'))).toMatchObject({ source: 'devel', stored: 2 });
    inboxV2(join(folder, 'other/git/0.git'), [patch('c')]);
    expect(await add(join(folder, 'other/git/0.git'))).toMatchObject({ source: 'other', stored: 1 });
  });

  test('v2: an epoch that has no mails yet, or that nobody cloned, holds up no other', async () => {
    inboxV2(join(folder, 'devel/git/7.git'), [patch('b')]);
    inboxV2(join(folder, 'devel/git/8.git'), []);
    expect(await add(join(folder, 'devel'))).toMatchObject({ kind: 'public-inbox-v2', stored: 1 });
    inboxV2(join(folder, 'devel/git/6.git'), [patch('a')]);
    commitFiles(join(folder, 'devel/git/8.git'), { m: patch('c') });
    expect(await sync()).toMatchObject({ problem: null, stored: 2, duplicates: 0 });
    rmSync(join(folder, 'devel/git/8.git'), { recursive: true });
    inboxV2(join(folder, 'devel/git/8.git'), []);
    expect(await sync()).toMatchObject({ problem: expect.stringContaining('it had mails') });
    expect(messages()).toBe(3);
  });

  test('v2: the same mail committed twice in a row is counted twice and kept once', async () => {
    const path = inboxV2(join(folder, 'list.git'), [patch('a'), patch('a'), patch('b')]);
    expect(await add(path)).toMatchObject({ stored: 2, duplicates: 1, unreadable: 0 });
  });

  test('v2: a history that was rewritten is read again, and what was purged from it goes', async () => {
    const path = inboxV2(join(folder, 'list.git'), [patch('a'), patch('b')]);
    await add(path);
    git(path, ['reset', '--quiet', '--hard', 'HEAD~1']);
    commitFiles(path, { m: patch('c') });
    expect(await sync()).toMatchObject({ stored: 1, removed: 1 });
    expect(messages()).toBe(2);
    writeFileSync(join(folder, 'other.mbox'), `${from(0)}${patch('a')}\n`);
    await add(join(folder, 'other.mbox'));
    git(path, ['update-ref', 'HEAD', git(path, ['commit-tree', '-m', 'mail', 'HEAD^{tree}']).trim()]);
    expect(await sync()).toMatchObject({ stored: 0, removed: 1 });
    expect(messages(), 'another source still has the first').toBe(2);
  });

  test('v2: the archive dates a mail, whatever its Date claims', async () => {
    const path = repository(join(folder, 'list.git'));
    const future = patch('a').replace(/^Date: .*$/m, 'Date: Thu, 1 Jan 2099 00:00:00 +0000');
    commitFiles(path, { m: future }, 'mail', Date.UTC(2026, 2, 5) / 1000);
    await add(path);
    expect(facts(workspace).join('\n')).toContain(String(Date.UTC(2026, 2, 5) / 1000));
  });

  test('v1: a file a mail; a file that goes is a removal', async () => {
    const path = repository(join(folder, 'list'));
    const files = {
      [v1Path('a@example.org')]: patch('a'),
      [v1Path('b@example.org')]: patch('b'),
    };
    commitFiles(path, files);
    expect(await add(path)).toMatchObject({ kind: 'public-inbox-v1', stored: 2 });
    commitFiles(path, { [v1Path('b@example.org')]: patch('b') });
    expect(await sync()).toMatchObject({ stored: 0, removed: 1 });
  });

  test('v2: the address of an inbox stands for its epochs, of those that follow too', async () => {
    inboxV2(join(folder, 'devel/git/0.git'), [patch('a')]);
    inboxV2(join(folder, 'devel/git/1.git'), [patch('b')]);
    const added = await addSource(workspace, `file://${folder}/devel/git/`, { now: END });
    expect(added).toMatchObject({
      detected: { name: 'devel', description: 'a URL: a public-inbox (v2) with 2 epochs' },
      result: { stored: 2 },
    });
    inboxV2(join(folder, 'devel/git/2.git'), [patch('c')]);
    expect(await sync()).toMatchObject({ stored: 1, duplicates: 0 });
    await expect(add(`file://${folder}/none`)).rejects.toThrow('does not appear to be a git repository');
  });

  test('as a bundle: what a newer bundle of the same name adds is read', async () => {
    const path = inboxV2(join(folder, 'list'), [patch('a')]);
    git(path, ['bundle', 'create', '--quiet', join(folder, 'list.bundle'), 'HEAD', 'master']);
    expect(await add(join(folder, 'list.bundle'))).toMatchObject({ stored: 1 });
    commitFiles(path, { m: patch('b') });
    git(path, ['bundle', 'create', '--quiet', join(folder, 'list.bundle'), 'HEAD', 'master']);
    expect(await sync()).toMatchObject({ stored: 1, duplicates: 0 });
  });

  test('as a bundle of what was new for somebody else: what it lacks is said', async () => {
    const path = inboxV2(join(folder, 'list'), [patch('a'), patch('b')]);
    git(path, ['bundle', 'create', '--quiet', join(folder, 'list.bundle'), 'HEAD~1..master']);
    await expect(add(join(folder, 'list.bundle'))).rejects.toThrow('make one of the whole history');
  });

  test('at an address, whose branch got another name', async () => {
    const path = inboxV2(join(folder, 'list'), [patch('a')]);
    await add(`file://${path}`);
    git(path, ['branch', '--move', 'main']);
    commitFiles(path, { m: patch('b') });
    expect(await sync()).toMatchObject({ problem: null, stored: 1 });
  });
});

describe('mailboxes', () => {
  test.each([8, 20, 150])(
    'a mail that was still being written, %i bytes before its end, is whole the next time',
    async (missing) => {
      const path = join(folder, 'list.mbox');
      const whole = `${from(0)}${patch('a')}\n${from(1)}${patch('b')}\n`;
      writeFileSync(path, whole.slice(0, -missing));
      await add(path);
      writeFileSync(path, `${whole}${from(2)}${patch('c')}\n`);
      await sync();
      expect(countAll(workspace.store)).toMatchObject({ messages: 3, unreadable: 0 });
      const other = openWorkspace(join(folder, 'other.sqlite'), true);
      await addSource(other, path, { now: END });
      expect(facts(workspace)).toEqual(facts(other));
    },
  );

  test('folders of mailboxes are looked through', async () => {
    for (const name of ['all/one/cur', 'all/one/new', 'all/2026'])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'all/one/cur/1.a'), patch('a'));
    writeFileSync(join(folder, 'all/2026/march.mbox'), `${from(0)}${patch('b')}\n`);
    const results = await addLocation(workspace, join(folder, 'all'), { now: END });
    expect(results.map(({ result }) => result.source)).toEqual(['march', 'one']);
    expect(messages()).toBe(2);
  });

  test('a byte order mark belongs to the editor', async () => {
    writeFileSync(join(folder, 'l.mbox'), `\ufeff${from(0)}${patch('a')}\n`);
    expect(await add(join(folder, 'l.mbox'))).toMatchObject({ stored: 1 });
  });

  test('a directory of mboxes is taken in file by file', async () => {
    writeFileSync(join(folder, '2026-March.txt'), `${from(0)}${patch('a')}\n`);
    writeFileSync(join(folder, '2026-April.txt.gz'), gzipSync(`${from(1)}${patch('b')}\n`));
    writeFileSync(join(folder, 'index.html'), '<html></html>');
    const added = await addLocation(workspace, folder, { now: END });
    expect(added.map(({ detected, result }) => [detected.name, result.stored])).toEqual([
      ['2026-April', 1],
      ['2026-March', 1],
    ]);
  });

  const digestHead = `From: devel-request@example.org\nMessage-ID: <d@example.org>\nSubject: Devel Digest, Vol 5, Issue 3\nDate: Mon, 2 Mar 2026 12:00:00 +0000\n`;
  const words = mail({ id: 'b', to: 'a', subject: 'Re: [PATCH] ns: a', body: 'Jörg likes it.\n' });
  test.each([
    [
      'of MIME parts',
      `Content-Type: multipart/mixed; boundary="=o="\n\n--=o=\n\nToday's topics\n--=o=\nContent-Type: multipart/digest; boundary="=i="\n\n--=i=\nContent-Type: message/rfc822\n\n${patch('a')}\n--=i=\n\n${words}\n--=i=--\n--=o=\n\n${'_'.repeat(47)}\n--=o=--\n`,
    ],
    [
      'of plain text',
      `Content-Type: text/plain; charset=utf-8\n\nToday's topics\n\n${'-'.repeat(70)}\n\nMessage: 1\n${patch('a')}\n\n${'-'.repeat(30)}\n\nMessage: 2\n${words.replace('To:', 'Content-Type: text/plain; charset=iso-8859-1\nTo:')}\n\n${'-'.repeat(30)}\n\nEnd of Devel Digest\n`,
    ],
  ])('a digest %s holds mails of the list', async (_, body) => {
    writeFileSync(
      join(folder, 'digests.mbox'),
      `${from(0)}${digestHead}${body}\n${from(1)}${patch('c', 5)}\n`,
    );
    expect(await add(join(folder, 'digests.mbox'))).toMatchObject({ stored: 4, duplicates: 0 });
    writeFileSync(join(folder, 'list.mbox'), `${from(0)}${patch('a')}\n`);
    expect(await add(join(folder, 'list.mbox'))).toMatchObject({ stored: 0, duplicates: 1 });
    const titles = (await listSeries(workspace, END)).map(({ title }) => title);
    expect(titles).toEqual(['ns: a', 'ns: c']);
    const { hits } = await searchMails(workspace, null, 'jörg', END, { limit: 9, offset: 0 });
    expect(hits.map(({ messageId }) => messageId)).toContain('b@example.org');
  });

  test('a digest that is taken out takes the mails along that came with nothing else', async () => {
    const digest = `${digestHead}Content-Type: multipart/digest; boundary="=i="\n\n--=i=\n\n${patch('a')}\n--=i=\n\n${words}\n--=i=--\n`;
    const path = inboxV2(join(folder, 'inbox'), [patch('a'), digest]);
    expect(await add(path)).toMatchObject({ stored: 3 });
    commitFiles(path, { d: digest });
    expect(await sync()).toMatchObject({ removed: 2 });
    expect(messages()).toBe(1);
  });

  test('a mail that names no list is on that of its source, and is found by it', async () => {
    writeFileSync(join(folder, '2006-May.txt'), `${from(0)}${patch('a')}\n`);
    writeFileSync(join(folder, 'two.mbox'), `${from(1)}List-Id: <two.example.org>\n${patch('b')}\n`);
    await add(join(folder, '2006-May.txt'));
    await add(join(folder, 'two.mbox'));
    const on = async (list: string) => (await listSeries(workspace, END, { list })).map(({ title }) => title);
    expect([await on('2006-may'), await on('two')]).toEqual([['ns: a'], ['ns: b']]);
    expect(listsCalled(workspace, 'm')).toEqual(['2006-May', 'two.example.org']);
    const { hits } = await searchMails(workspace, null, 'list:2006', END, { limit: 9, offset: 0 });
    expect(hits.map(({ messageId }) => messageId)).toEqual(['a@example.org']);
  });

  test('a mail seen on two lists is one message', async () => {
    writeFileSync(join(folder, 'one.mbox'), `${from(0)}List-Id: <one.example.org>\n${patch('a')}\n`);
    writeFileSync(join(folder, 'two.mbox'), `${from(0)}List-Id: <two.example.org>\n${patch('a')}\n`);
    await add(join(folder, 'one.mbox'));
    expect(await add(join(folder, 'two.mbox'))).toMatchObject({ stored: 0, duplicates: 1 });
    expect(messages()).toBe(1);
    for (const list of ['one', 'two']) expect(facts(workspace).join('\n')).toContain(`${list}.example.org`);
  });
});

describe('hostile mail loses nothing', () => {
  // Quadratic patterns would take minutes over these.
  const odd: readonly (readonly [string, string])[] = [
    ['a NUL byte', patch('a').replace('Why.', 'Wh\0y.')],
    ['a Message-ID of 2,000 characters', patch('a'.repeat(2000))],
    ['no Message-ID', patch('a').replace(/^Message-ID: .*\n/m, '')],
    ['references in a circle', mail({ id: 'a', to: 'b', subject: 'Re: x' })],
    ['a subject of unclosed brackets', mail({ id: 'a', subject: '['.repeat(20_000) })],
    ['a line of a megabyte', mail({ id: 'a', subject: 'x', body: `${'> '.repeat(500_000)}\n` })],
    ['a header of addresses without end', mail({ id: 'a', subject: 'x', from: '"('.repeat(50_000) })],
  ];
  test.each(odd)('%s', async (_, text) => {
    const other = mail({ id: 'b', to: 'a', subject: 'Re: x' });
    writeFileSync(join(folder, 'l.mbox'), `${from(0)}${text}\n${from(1)}${other}\n`);
    expect(await add(join(folder, 'l.mbox'))).toMatchObject({ stored: 2, unreadable: 0 });
  });

  test('a mail of 50 MB is read, and the one behind it', async () => {
    const path = join(folder, 'l.mbox');
    writeFileSync(path, `${from(0)}${mail({ id: 'a', subject: 'x', body: '' })}`);
    const megabyte = `${'x'.repeat(99)}\n`.repeat(10_000);
    for (let at = 0; at < 50; at++) appendFileSync(path, megabyte);
    appendFileSync(path, `\n${from(1)}${patch('b')}\n`);
    expect(await add(path)).toMatchObject({ stored: 2 });
  });
});

test('a rebuild gives the same facts, without what has gone', async () => {
  const path = inboxV2(join(folder, 'list.git'), [patch('a'), patch('b')]);
  await add(path);
  commitFiles(path, { d: patch('a') });
  await sync();
  const before = facts(workspace);
  await rebuild(workspace, { now: END });
  expect(facts(workspace)).toEqual(before);
});
