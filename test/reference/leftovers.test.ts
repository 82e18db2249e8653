/** The real runner, killed at any point, leaves no process, mount, namespace or interface behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { whyNotRunnable } from '../../reference/conformance/real/machine.ts';
import { NS_TYPES } from '../../reference/interface.ts';

const hindrance = whyNotRunnable();
const folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pids = (): readonly string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

function quietly<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** Processes of this test's own helper, told by the folder that it was compiled into. */
const helpers = (): readonly string[] =>
  pids().filter((pid) => quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '').includes(folder));

const namespacesOf = (pid: string): readonly string[] =>
  NS_TYPES.flatMap((type) => quietly(() => [readlinkSync(`/proc/${pid}/ns/${type}`)], []));

const machine = () => ({
  mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
  interfaces: quietly(() => readdirSync('/sys/class/net'), []),
});

/** All rules, again and again, in a process of its own. */
function start(): ChildProcess {
  const verify = join(import.meta.dirname, '../../reference/conformance/verify.ts');
  const program = `const { verify } = await import(${JSON.stringify(verify)}); for (;;) await verify();`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TMPDIR: folder },
    stdio: 'ignore',
  });
}

describe.skipIf(hindrance !== null)(`the real runner (${hindrance ?? 'root, cc'})`, () => {
  test('is gone with all that it made, whenever it is killed', async () => {
    const before = machine();
    const own = new Set(namespacesOf('self'));
    for (const delay of [0, 150]) {
      const runner = start();
      await expect.poll(() => helpers().length).toBeGreaterThan(2);
      await new Promise((resolve) => setTimeout(resolve, delay));
      const made = new Set(
        helpers()
          .flatMap(namespacesOf)
          .filter((name) => !own.has(name)),
      );
      runner.kill('SIGKILL');
      await expect.poll(helpers).toEqual([]);
      const left = pids()
        .flatMap(namespacesOf)
        .filter((name) => made.has(name));
      expect(left).toEqual([]);
    }
    expect(machine()).toEqual(before);
  });
});
