/** A test of the tests: faults put into copies of the model, each of which the rules have to notice. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MUTATIONS, type Mutation } from './mutations/list.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));
const RUN_RULES = fileURLToPath(new URL('./mutations/run-rules.ts', import.meta.url));

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'mutations-'));
  await writeFile(join(room, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(room, { recursive: true }));

async function copyOf(name: string): Promise<string> {
  const copy = join(room, name);
  await cp(REFERENCE, copy, { recursive: true });
  return copy;
}

/** @returns the first rule that does not hold, and why; empty if all hold */
function firstBroken(copy: string, group: string): Promise<string> {
  return new Promise((resolve, reject) =>
    execFile(process.execPath, [RUN_RULES, copy, group], (error, said) => {
      if (error && error.code !== 1) reject(error);
      else resolve(said.trim());
    }),
  );
}

async function withFault({ file, find, replace, group }: Mutation, name: string): Promise<string> {
  const source = await readFile(join(REFERENCE, 'kernel', file), 'utf8');
  expect(source.split(find), `${file}: ${find}`).toHaveLength(2);
  const copy = await copyOf(name);
  await writeFile(
    join(copy, 'kernel', file),
    source.replace(find, () => replace),
  );
  const broken = await firstBroken(copy, group);
  await rm(copy, { recursive: true });
  return broken;
}

describe('the rules', () => {
  it('hold on a copy without a fault', async () => {
    expect(await firstBroken(await copyOf('sound'), 'uts')).toBe('');
  });

  it.concurrent.each(MUTATIONS.map((one, at) => [`${one.file}: ${one.why}`, one, at] as const))(
    'notice %s',
    async (_, one, at) => {
      // A rule or a count that disagrees, not a program that does not start.
      expect(await withFault(one, `fault-${at}`)).toMatch(/^[a-z]+-\d+\w*:/);
    },
  );
});
