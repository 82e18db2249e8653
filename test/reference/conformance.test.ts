/** The rules on the model and on this machine's kernel; random programs on both. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelMachine } from '../../reference/conformance/model-machine.ts';
import { realMachine, whyNotRunnable } from '../../reference/conformance/real/machine.ts';
import { RULES } from '../../reference/conformance/rules/index.ts';
import { verify } from '../../reference/conformance/verify.ts';
import { CLONE, type Machine } from '../../reference/interface.ts';
import { countsOf, run, type Step, steps } from '../support/programs.ts';

const hindrance = whyNotRunnable();
const onReal = describe.skipIf(hindrance !== null);
const named = (name: string): string => (hindrance ? `${name} (skipped: ${hindrance})` : name);

test('every rule holds on the model, and has an id and a citation of its own', async () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  for (const rule of RULES) {
    expect(rule.cites).not.toBe('');
    const machine = modelMachine();
    await rule.run(machine.task, machine);
  }
});

onReal(named('the real kernel'), () => {
  test('agrees with every rule', async () => {
    const { rules } = await verify();
    expect(rules.filter(({ model }) => model !== 'pass')).toEqual([]);
    const unaskable = new Set(RULES.filter((rule) => rule.unaskable !== null).map(({ id }) => id));
    expect(rules.filter(({ id, real }) => real !== (unaskable.has(id) ? 'not-runnable' : 'agree'))).toEqual(
      [],
    );
  });

  test('answers random programs as the model does', async () => {
    const outcome = async (machine: Machine, program: readonly Step[]) => {
      const seen = await run(machine.task, program);
      await machine.close();
      return seen;
    };
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        expect(await outcome(await realMachine(), program)).toEqual(await outcome(modelMachine(), program));
      }),
      { numRuns: 150 },
    );
  });
});

describe('the model, whatever is asked of it', () => {
  test('counts what points to each namespace, and lets go of everything', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const machine = modelMachine();
        await run(machine.task, program, () => {
          for (const [name, counted, recounted] of countsOf(machine.kernel))
            expect([name, counted]).toEqual([name, recounted]);
        });
        await machine.close();
        expect([...machine.kernel.init.pidNs.tasks.keys()]).toEqual([1]);
        expect(machine.kernel.namespaces.size).toBe(8);
      }),
      { numRuns: 500 },
    );
  });

  test('changes nothing where a call fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom(1, CLONE.NEWUTS | 1, CLONE.NEWIPC | 2),
        async (program, flags) => {
          const machine = modelMachine();
          await run(machine.task, program);
          const links = async () =>
            Promise.all(
              (['uts', 'ipc', 'net', 'mnt', 'user'] as const).map((link) => machine.task.call('nsid', link)),
            );
          const before = await links();
          expect(await machine.task.call('unshare', flags)).toHaveProperty('errno');
          expect(await links()).toEqual(before);
        },
      ),
      { numRuns: 200 },
    );
  });
});
