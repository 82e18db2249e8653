/** What is taken for a quilt stack. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { detect } from '../../ingest/source/index.ts';
import { commitFiles, repository } from '../support/archives.ts';

const root = mkdtempSync(join(tmpdir(), 'mergeready-stack-'));
afterAll(() => rmSync(root, { recursive: true }));

/** @param states what the tree holds, one commit after another */
async function kindOf(name: string, ...states: readonly Readonly<Record<string, string>>[]): Promise<string> {
  const path = repository(join(root, name));
  for (const files of states) commitFiles(path, files);
  return (await detect(path, join(root, 'clones'))).kind;
}

const patch = 'Subject: one\n\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n';

test.each([
  ['beside the series', { series: 'a.patch\n', 'a.patch': patch }],
  ['in broken-out', { series: 'a.patch\n', 'broken-out/a.patch': patch }],
  ['in patches', { 'patches/series': 'a.patch\n', 'patches/a.patch': patch }],
  ['in folders by topic', { series: '# fixes\nbugfix/all/a.patch\n', 'bugfix/all/a.patch': patch }],
  ['without an ending', { series: 'a-fix\n', 'a-fix': patch }],
])('a stack whose patches are %s', async (where, files) => {
  expect(await kindOf(where, files)).toBe('quilt');
});

test('a stack from which all patches have left', async () => {
  const full = { series: 'a.patch\n', 'broken-out/a.patch': patch };
  expect(await kindOf('emptied', full, { series: '#\n' })).toBe('quilt');
});

test('a tree that has a series of something else', async () => {
  expect(await kindOf('other', { series: 'one\ntwo\n', 'a.c': 'int a;\n' })).toBe('git');
  const sources = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.c`, 'int a;\n']));
  expect(
    await kindOf('sources', { ...sources, 'patches/series': 'a.patch\n', 'patches/a.patch': patch }),
  ).toBe('git');
  expect(await kindOf('folder', { 'series/one.c': 'int a;\n', 'fix.patch': patch })).toBe('git');
});

test('a tree without files is no list', async () => {
  expect(await kindOf('nothing', {})).toBe('git');
});
