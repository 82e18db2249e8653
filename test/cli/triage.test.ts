import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diff, mail } from '../support/mails.ts';

const bin = resolve(import.meta.dirname, '../../bin/mergeready');
const folder = mkdtempSync(join(tmpdir(), 'mergeready-triage-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], EMAIL: 'mara@example.org' };
  const { status, stdout, stderr } = spawnSync(bin, args, { cwd: folder, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const queue = (...args: readonly string[]): readonly Record<string, unknown>[] =>
  JSON.parse(run('triage', 'list', '--json', '--as-of', '2026-03-10', ...args).stdout);

beforeAll(() => {
  const patch = (id: string, at: number) =>
    mail({ id, at, subject: `[PATCH] ns: ${id}`, body: `Why.\n${diff(`${id}.c`)}` });
  const mails = [
    patch('a', 0),
    patch('b', 5),
    mail({
      id: 'c',
      at: 9,
      to: 'b',
      subject: 'Re: [PATCH] ns: b',
      from: 'Bob Builder <bob@example.org>',
      body: 'No.\n\nNacked-by: Bob Builder <bob@example.org>\n',
    }),
  ];
  const from = (at: number) => `From x@example.org Mon Mar  2 10:0${at}:00 2026\n`;
  writeFileSync(join(folder, 'list.mbox'), mails.map((text, at) => `${from(at)}${text}\n`).join(''));
  run('add', 'list.mbox');
});

test('the queue says who waits for whom, and why', () => {
  expect(queue().map(({ title, who, state }) => [title, who, state])).toEqual([
    ['ns: a', 'reviewer', 'new'],
    ['ns: b', 'author', 'objected'],
  ]);
  expect(queue('--who', 'author').map(({ title }) => title)).toEqual(['ns: b']);
});

test('an empty queue says in which days it looked', () => {
  const { status, stdout, stderr } = run('triage', 'list', '--days', '1', '--as-of', '2026-03-10');
  expect([status, stdout]).toEqual([0, '']);
  expect(stderr).toContain('nothing waits among series of the 1 days before 2026-03-10');
});

test('a decision counts from its day on, survives a rebuild, and is taken back by an empty one', () => {
  expect(run('triage', 'set', 'a@example.org', '--state', 'rejected', '--note', 'not\nours').status).toBe(0);
  expect(run('triage', 'log').stdout).toMatch(/\tmara@example\.org\t[0-9a-f]{12}\tstate\trejected\n/);
  run('rebuild');
  const today = ['--days', '90000', '--as-of', '2100-01-01'];
  const titles = () =>
    JSON.parse(run('triage', 'list', '--json', ...today).stdout).map(({ title }: { title: string }) => title);
  expect(titles()).toEqual(['ns: b']);
  expect(queue()).toHaveLength(2);
  run('triage', 'set', 'a@example.org', '--state', '');
  expect(titles()).toEqual(['ns: a', 'ns: b']);
});

test('the journal goes out as text and comes in once', () => {
  const { stdout } = run('triage', 'export');
  writeFileSync(join(folder, 'journal.txt'), stdout);
  expect(run('triage', 'import', 'journal.txt').stdout).toBe('0 new entries\n');
  expect(run('triage', 'import', 'journal.txt', '--db', 'other.sqlite').stdout).toBe('3 new entries\n');
});

test.each([
  [['triage', 'set', 'a@example.org', '--state', 'good'], 'there is new, under-review'],
  [['triage', 'set', 'a@example.org'], 'nothing to set'],
  [['triage', 'set', 'zzz', '--state', 'new'], 'zzz'],
])('%j is refused in one line', (args, message) => {
  const { status, stderr } = run(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

test.each([
  ['triage', 'list'],
  ['triage', 'losses'],
  ['report', 'triage'],
  ['series', 'list'],
])('%s %s names the lists that are here where none is called so', (...command) => {
  const { status, stdout, stderr } = run(...command, '--list', 'netdev');
  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    'mergeready: list netdev: there is none; here are list\n',
  ]);
});

test('a state is taken as people write it, a decision of nobody is not', () => {
  const set = (...args: readonly string[]) => run('triage', 'set', 'b@example.org', ...args);
  expect(set('--state', 'Under Review').stdout).toContain('\tstate\tunder-review\n');
  expect(set('--state', '').status).toBe(0);
  expect(set('--by', ' ', '--state', 'new')).toMatchObject({
    status: 2,
    stderr: 'mergeready: --by is empty: name who decides\n',
  });
});
