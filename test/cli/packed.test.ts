/** What bin/mergeready hands out for dependencies of many modules. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { PACKED, packedFile } from '../../bin/packed/files.ts';

const hook = resolve(import.meta.dirname, '../../bin/packed/resolve.ts');

/** What an import of `name` loads in a program of ours, and the names it exports. */
function loaded(
  name: string,
  options: readonly string[],
): { readonly url: string; readonly names: string[] } {
  const program = `console.log(JSON.stringify({ url: import.meta.resolve('${name}'), names: Object.keys(await import('${name}')).filter((one) => one !== 'module.exports').sort() }))`;
  const { stdout } = spawnSync('node', [...options, '--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return JSON.parse(stdout);
}

test.each(PACKED)('%s comes from one file, made for its version, with all that it exports', (name) => {
  const plain = loaded(name, []);
  const packed = loaded(name, ['--import', hook]);
  if (existsSync(packedFile(name))) expect(packed.url).toBe(`file://${packedFile(name)}`);
  else expect(packed.url).toBe(plain.url);
  expect(packed.names).toEqual(plain.names);
});

test('the published command is run by Node, not by a shell', () => {
  const root = resolve(import.meta.dirname, '../..');
  const { bin } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
    bin: { mergeready: string };
  };
  const source = resolve(root, bin.mergeready.replace(/^dist\/(.*)\.js$/, '$1.ts'));
  expect(readFileSync(source, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
});

test.each([
  ['22.11.0', 3, 'install Node 22.12 or newer'],
  ['22.12.0', 0, ''],
])('Node %s is told to be too old, or is not', (version, status, message) => {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  const start = resolve(import.meta.dirname, '../../cli/start.ts');
  const options = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, start, '--version'];
  const run = spawnSync('node', options, { encoding: 'utf8' });
  expect(run).toMatchObject({ status, stderr: expect.stringContaining(message) });
});
