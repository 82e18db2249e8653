/** Random programs of several tasks over all subsystems, on the model and on the real kernel. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realMachine, whyNotRunnable } from '../../reference/conformance/real/machine.ts';
import type { Kernel } from '../../reference/kernel/kernel.ts';
import type { Namespace } from '../../reference/kernel/namespace.ts';
import { Socket } from '../../reference/kernel/net-file.ts';
import { contentOf, snapshot } from '../../reference/kernel/snapshot.ts';
import type { Task } from '../../reference/kernel/task.ts';
import { countsOf } from '../support/books.ts';
import { type Done, Lockstep } from '../support/programs.ts';
import { type Step, steps } from '../support/steps.ts';

const hindrance = whyNotRunnable();
/** `PROGRAMS_SEED=7 npm run unit -- test/reference/programs` tries others. */
const SEED = Number(process.env.PROGRAMS_SEED ?? 20_060_518);

/** Runs a program to its end; what is looked at before and after each step is the test's business. */
async function run(
  program: readonly Step[],
  lockstep: Lockstep,
  look: { before?: () => void; after?: (done: Done) => void } = {},
): Promise<void> {
  await lockstep.begin();
  try {
    for (const step of program) {
      look.before?.();
      const done = await lockstep.step(step);
      if (done) look.after?.(done);
    }
  } finally {
    await lockstep.close();
  }
}

describe.skipIf(hindrance !== null)(`the real kernel (${hindrance ?? 'root, cc'})`, () => {
  test('answers random programs as the model does', { timeout: 300_000 }, async () => {
    const property = fc.asyncProperty(steps, async (program) => {
      const said: [string[], string[]] = [[], []];
      await run(program, new Lockstep(await realMachine()), {
        after: ({ model, real }) => {
          said[0].push(model);
          said[1].push(real);
          expect(said[0]).toEqual(said[1]);
        },
      });
    });
    // The kernel is mostly waited for: several programs at once.
    await Promise.all(
      Array.from({ length: 4 }, (_, at) => fc.assert(property, { numRuns: 75, seed: SEED + at })),
    );
  });
});

describe('the model, whatever is asked of it', () => {
  test('counts what holds each namespace, and lets go of everything', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const lockstep = new Lockstep();
        const { kernel } = lockstep.machine;
        await run(program, lockstep, {
          after: () => {
            for (const [name, counted, recounted] of countsOf(kernel))
              expect([name, counted]).toEqual([name, recounted]);
          },
        });
        expect([...kernel.init.pidNs.tasks.keys()]).toEqual([1]);
        expect(kernel.namespaces.size).toBe(8);
        expect(kernel.mountNamespaces()).toHaveLength(1);
        expect(new Set(kernel.userNs.counts.values())).toEqual(new Set([1]));
      }),
      { numRuns: 400, seed: SEED },
    );
  });

  test('changes nothing where a call fails', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const lockstep = new Lockstep();
        const { kernel } = lockstep.machine;
        let before = '';
        await run(program, lockstep, {
          before: () => {
            before = snapshot(kernel);
          },
          after: ({ model }) => {
            if (/ E[A-Z]+$/.test(model)) expect(snapshot(kernel), model).toBe(before);
          },
        });
      }),
      { numRuns: 100, seed: SEED },
    );
  });

  test('shows a change in one namespace to nobody in another', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const lockstep = new Lockstep();
        const { kernel } = lockstep.machine;
        let before = new Map<string, string>();
        let reach = new Map<Task, ReadonlySet<string>>();
        await run(program, lockstep, {
          before: () => {
            before = new Map(isolated(kernel).map((ns) => [ns.name, contentOf(ns)]));
            reach = new Map([...kernel.init.pidNs.tasks.values()].map((one) => [one, reachOf(one)]));
          },
          after: ({ by, model }) => {
            // Who ends in this step lets go of what it had.
            const acting = [...reach.keys()].filter((one) => one === by.model || !one.isAlive);
            const own = new Set([...acting.flatMap((one) => [...reach.get(one)!]), ...reachOf(by.model)]);
            for (const ns of isolated(kernel))
              if (before.has(ns.name) && !own.has(ns.name))
                expect(contentOf(ns), model).toBe(before.get(ns.name));
          },
        });
      }),
      { numRuns: 100, seed: SEED },
    );
  });
});

const isolated = ({ namespaces }: Kernel): readonly Namespace[] =>
  [...namespaces].filter(({ type }) => ['uts', 'ipc', 'net', 'time'].includes(type));

/** The namespaces that a task is in, those that its open sockets are in (net-04), and those of what it has attached. */
function reachOf(task: Task): ReadonlySet<string> {
  if (!task.isAlive) return new Set();
  const files = [...task.files.files.values()].flatMap((file) =>
    file instanceof Socket ? file.ns.name : [],
  );
  const attached = [...task.memory.attachments.values()].map(({ ns }) => ns.name);
  return new Set([...task.nsproxy.namespaces.map(({ name }) => name), ...files, ...attached]);
}
