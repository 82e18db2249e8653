/** What the examples of a deployment run has to be what the program takes. */
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

test('the image runs the file that the package runs', () => {
  const { bin } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    bin: { mergeready: string };
  };
  expect(read('Dockerfile')).toContain(`"${bin.mergeready}"`);
});
