/**
 * How fast the model of the reference runs:
 *
 *     npm run bench:reference -- [PROGRAMS]      default: 10,000 random programs of up to 60 calls
 *
 * Each program must leave the model as it was: the first process, and one namespace of each type.
 */
import fc from 'fast-check';
import { Lockstep } from '../test/support/programs.ts';
import { steps } from '../test/support/steps.ts';

const SEED = 20_060_518;
const programs = fc.sample(steps, { numRuns: Number(process.argv[2] ?? 10_000), seed: SEED });

let calls = 0;
const start = performance.now();
for (const program of programs) {
  const lockstep = new Lockstep();
  await lockstep.begin();
  for (const step of program) if (await lockstep.step(step)) calls++;
  await lockstep.close();
  const { kernel } = lockstep.machine;
  if (kernel.init.pidNs.tasks.size !== 1 || kernel.namespaces.size !== 8)
    throw new Error(`something stayed behind: ${JSON.stringify(program)}`);
}
const seconds = (performance.now() - start) / 1000;
console.log(
  `${programs.length} programs, ${calls} calls: ${seconds.toFixed(1)} s, ${Math.round(programs.length / seconds)} programs/s`,
);
