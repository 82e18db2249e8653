/** The bash script, asked by a real bash. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const bin = resolve(import.meta.dirname, '../../bin/mergeready');
const script = execFileSync(bin, ['completion', 'bash'], { encoding: 'utf8' });

test.each([
  ['', 'seri', 'series'],
  ['series', 'm', 'mbox'],
  ['series show', '--as', '--as-of'],
  ['--db x.sqlite report', 'wee', 'weekly'],
  ['report weekly --format', 'm', 'mail md'],
  ['completion', 'z', 'zsh'],
])('after "mergeready %s", "%s" is completed to "%s"', (before, word, expected) => {
  const line = ['mergeready', ...before.split(' ').filter(Boolean), word];
  const asked = `COMP_WORDS=(${line.join(' ')}); COMP_CWORD=${line.length - 1}; _mergeready; echo "\${COMPREPLY[*]}"`;
  const answer = execFileSync('bash', ['-c', `${script}\n${asked}`], { encoding: 'utf8' });
  expect(answer.trim()).toBe(expected);
});
