/** What is outside of the program fails: one line that says what to do, and no success. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSource } from '../../app/sources.ts';
import { openStore } from '../../model/store/database.ts';
import { diff, END, mail } from '../support/mails.ts';

const bin = resolve(import.meta.dirname, '../../bin/mergeready');
const folder = mkdtempSync(join(tmpdir(), 'mergeready-surroundings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const archive = join(folder, 'list.mbox');
const database = join(folder, 'db.sqlite');

/** As a shell runs it. */
function shell(script: string) {
  const env = { PATH: process.env['PATH'], MERGEREADY_DB: database };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

beforeAll(() => {
  const text = mail({ id: 'a', subject: '[PATCH] ns: a', body: `Why.\n\n${diff('a.c')}` });
  writeFileSync(archive, `From x@example.org Mon Mar  2 10:00:00 2026\n${text}\n`);
  expect(shell(`${bin} add ${archive}`)).toMatchObject({ status: 0, stderr: '' });
});

test('a reader of the pipe who has seen enough is no error', () => {
  expect(shell(`${bin} export | head -1`)).toMatchObject({ status: 0, stderr: '' });
});

test.runIf(existsSync('/dev/full'))('what could not be printed is no success', () => {
  const { status, stderr } = shell(`${bin} series list > /dev/full`);
  expect(stderr).toBe('mergeready: standard output: the disk is full; make room and run this again\n');
  expect(status).toBe(3);
});

test('a directory that is gone is said to be', () => {
  mkdirSync(join(folder, 'gone'));
  const { status, stderr } = shell(`cd gone && rmdir ../gone && ${bin} status`);
  expect(stderr).toContain('the directory that you are in is gone; change to another');
  expect(status).toBe(3);
});

test('a database that may only be read says so before anything is fetched', async () => {
  const store = openStore(database, { readonly: true });
  const workspace = { store, repositories: join(folder, 'repos') };
  await expect(addSource(workspace, 'file:///nowhere.git', { now: END })).rejects.toThrow(
    'you may not write it',
  );
  await store.close();
});
