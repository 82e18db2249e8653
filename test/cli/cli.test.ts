import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { diff, mail } from '../support/mails.ts';

const bin = resolve(import.meta.dirname, '../../bin/mergeready');
const folder = mkdtempSync(join(tmpdir(), 'mergeready-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(bin, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { status, stdout, stderr };
}

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const mbox = ['a', 'b']
  .map(
    (id, at) =>
      `From x@example.org Mon Mar  2 10:0${at}:00 2026\n${mail({ id, at, subject: `[PATCH] ns: ${id}`, body: `Why.\n\nFrom here on it is easy.\n${diff(`${id}.c`)}` })}\n`,
  )
  .join('');

describe('what is no archive gets one line and exit code 2', () => {
  test.each([
    ['an empty file', () => file('empty.mbox', ''), 'the file is empty'],
    [
      'a picture',
      () => file('a.png', Buffer.from([0x89, 0x50, 0x4e, 0x47])),
      'neither mbox, mail nor git bundle',
    ],
    ['nothing', () => join(folder, 'missing'), 'there is no such file'],
    [
      'a directory of pictures',
      () => {
        mkdirSync(join(folder, 'pics'));
        return join(folder, 'pics');
      },
      'nothing here can be read',
    ],
    ['a transport that runs commands', () => 'ext::sh -c touch% /tmp/x', 'not allowed'],
  ])('%s', (_, make, message) => {
    const { status, stderr } = run('add', make(), '--db', join(folder, 'bad.sqlite'));
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});

test('an mbox is read, gzip or not, and again when it has grown', () => {
  const path = file('list.mbox', mbox);
  expect(run('add', path).stdout).toContain('2 new mails');
  expect(run('add', file('same.mbox.gz', gzipSync(mbox))).stdout).toContain('0 new mails, 2 already here');
  writeFileSync(
    path,
    `${mbox}From x@example.org Mon Mar  2 11:00:00 2026\n${mail({ id: 'c', at: 60, subject: 'Re: [PATCH] ns: a', to: 'a', from: 'Bob Builder <bob@example.org>' })}\n`,
  );
  expect(run('sync').stdout).toContain('list: 1 new mail');
  expect(JSON.parse(run('series', 'list', '--json').stdout)).toMatchObject([
    { title: 'ns: a', state: 'under review' },
    { title: 'ns: b', state: 'new' },
  ]);
});

test('a list of landings without one says how to get some, and has JSON all the same', () => {
  run('add', file('trees.mbox', mbox), '--db', 'trees.sqlite');
  const listed = run('landing', 'list', '--db', 'trees.sqlite');
  expect(listed).toMatchObject({
    status: 0,
    stdout: '',
    stderr: expect.stringContaining('add --role mainline'),
  });
  expect(run('landing', 'list', '--json', '--db', 'trees.sqlite')).toMatchObject({
    stdout: '[]\n',
    stderr: '',
  });
});

test("a damaged database is doctor's no, and its rebuild says what to do", () => {
  run('add', file('sound.mbox', mbox), '--db', 'damaged.sqlite');
  const path = join(folder, 'damaged.sqlite');
  writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(60_000, 7)]));
  const doctor = run('doctor', '--db', 'damaged.sqlite');
  expect(doctor).toMatchObject({ status: 1, stdout: expect.stringContaining('the database is damaged') });
  const rebuilt = run('rebuild', '--db', 'damaged.sqlite');
  expect(rebuilt).toMatchObject({ status: 3, stderr: expect.stringContaining('add its sources again') });
});

test('a truncated gzip gives what can be read, and doctor says so', () => {
  const whole = gzipSync(mbox.repeat(50), { level: 0 });
  const path = file('cut.mbox.gz', whole.subarray(0, whole.length - 500));
  expect(run('add', path, '--db', 'cut.sqlite').stdout).toContain('1 unreadable');
  expect(run('doctor', '--db', 'cut.sqlite').stdout).toMatch(/unreadable: cut:\d+: the file is cut/);
});

test('a series goes out as an mbox that git am takes back', () => {
  run('add', file('series.mbox', mbox), '--db', 'series.sqlite');
  const { stdout } = run('series', 'mbox', 'a@example.org', '--db', 'series.sqlite');
  // git am undoes no mboxrd: what is not the start of a mail stays as it was written.
  expect(stdout).toContain('\nFrom here on it is easy.\n');
  const info = spawnSync('git', ['mailinfo', '/dev/null', '/dev/null'], { input: stdout, encoding: 'utf8' });
  expect(info.stdout).toContain('Subject: ns: a');
});

test('a day that no calendar has is no date', () => {
  const { status, stderr } = run('series', 'list', '--as-of', '2026-02-30');
  expect([status, stderr]).toEqual([2, expect.stringContaining('a date is written 2006-05-19')]);
});

test.each([
  ['series', 'show'],
  ['series', 'diff'],
  ['series', 'mbox'],
  ['change', 'show'],
  ['report', 'series'],
])('%s %s says when a series came of which the day knew nothing', (...command) => {
  const ids = JSON.parse(run('series', 'list', '--json').stdout) as { id: string }[];
  const { status, stderr } = run(...command, ids[0]!.id, '--as-of', '2001-01-01');
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^mergeready: (?:series|change) \w+: posted 20\S+, which is after 2001-01-01T23:59:59Z\n$/,
  );
});
