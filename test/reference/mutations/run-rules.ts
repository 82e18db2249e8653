/**
 * All rules on the model of some copy of reference/: exit 1, and why, at the first that does not hold.
 * `node run-rules.ts COPY GROUP`, the group first.
 */
import { pathToFileURL } from 'node:url';

/** A rule of the model takes milliseconds; one that waits for what never comes does not hold. */
const PATIENCE = 1500;

const [, , copy, group] = process.argv;
const load = (path: string) => import(pathToFileURL(`${copy}/conformance/${path}`).href);
const { RULES }: typeof import('../../../reference/conformance/rules/index.ts') =
  await load('rules/index.ts');
const { modelMachine }: typeof import('../../../reference/conformance/model-machine.ts') =
  await load('model-machine.ts');

const late = (): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('it does not end')), PATIENCE));

/** What the runner itself leaves is what a kernel holds before anybody was on it. */
async function leftOver(): Promise<number> {
  const machine = modelMachine();
  await machine.close();
  return machine.kernel.namespaces.size;
}

try {
  const before = await leftOver();
  for (const { id, run } of [...RULES].sort(
    (a, b) => Number(b.group === group) - Number(a.group === group),
  )) {
    const machine = modelMachine();
    try {
      await Promise.race([run(machine.task, machine), late()]);
      await machine.close();
      const after = machine.kernel.namespaces.size;
      if (after > before) throw new Error(`${after - before} namespaces stay behind`);
    } catch (error) {
      throw new Error(`${id}: ${(error as Error).message}`);
    }
  }
  process.exit(0);
} catch (error) {
  console.log((error as Error).message);
  process.exit(1);
}
