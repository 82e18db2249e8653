/** What the examples of a deployment run has to be what the program takes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { allCommands } from '../../cli/commands.ts';

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../examples/deploy', name), 'utf8');

let commands: readonly Command[];
beforeAll(async () => {
  commands = await allCommands();
});

function check(words: readonly string[]): void {
  const top = commands.find((one) => one.name() === words[0]);
  const sub = top?.commands.find((one) => one.name() === words[1]);
  const command = sub ?? top;
  expect([words.join(' '), command?.name()]).toEqual([words.join(' '), sub ? words[1] : words[0]]);
  for (const word of words.filter((one) => one.startsWith('--')))
    expect([word, command!.options.some((one) => one.long === word)]).toEqual([word, true]);
}

const lines = (text: string, pattern: RegExp): readonly (readonly string[])[] =>
  [...text.matchAll(pattern)].map((match) => match[1]!.trim().split(/\s+/));

test('the unit starts the program with options that it has', () => {
  const unit = read('mergeready.service');
  const starts = lines(unit, /^(?:ExecStart=\S*\/|#.*sudo -u mergeready )mergeready (.*)$/gm);
  expect(starts).toHaveLength(3);
  for (const words of starts) check(words);
});

test('the image starts the program with options that it has, and so do the commands told above it', () => {
  const file = read('Dockerfile');
  const [, cmd] = /^CMD (\[.*\])$/m.exec(file)!;
  check(JSON.parse(cmd!) as string[]);
  const told = lines(file, /^#.*mergeready:\/data.* mergeready (\w.*?)(?: <.*)?$/gm);
  expect(told).toHaveLength(2);
  for (const words of told) check(words);
});

const root = join(import.meta.dirname, '../..');
const published = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly bin: { readonly mergeready: string };
};

test('the image runs the file that the package runs', () => {
  expect(read('Dockerfile')).toContain(`"${published.bin.mergeready}"`);
});

test('what the package runs names its interpreter, since npm links to it as it is, and tells its version', () => {
  const source = join(root, published.bin.mergeready.replace('dist/', '').replace(/js$/, 'ts'));
  expect(readFileSync(source, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const { stdout } = spawnSync('node', [source, '--version'], { encoding: 'utf8' });
  expect(stdout.trim()).toBe(published.version);
});
