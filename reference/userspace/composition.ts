/** What a composition is: a program over the system calls, the features that it needs, and what it is tried for. */
import type { ModelHandle } from '../conformance/model-machine.ts';
import type { Task } from '../interface.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { NetVariant } from '../kernel/variants.ts';
import { CallFailed } from './calls.ts';
import type { Cost } from './cost.ts';
import { CheckpointError } from './image.ts';

/** A machine with a card on a wire, and another machine on the same wire. */
export interface World {
  readonly kernel: Kernel;
  /** Root of the machine, in the first namespaces. */
  readonly host: ModelHandle;
  /** On the other machine, with an address of the same network: 10.0.0.9. */
  readonly client: Task;
  readonly net: NetVariant;
  /** The address that a guest gets, by how it is connected. */
  readonly guestAddress: string;
  /** What talking to a guest cost, each time (cost.ts). */
  readonly costs: Cost[];
}

/** One thing that a user of the composition wants. */
export interface Finding {
  readonly what: string;
  /** Null if it works; else the call that failed, or what was seen instead. */
  readonly why: string | null;
}

export interface Composition {
  readonly name: string;
  readonly title: string;
  /** Feature ids, as in the list of features: without one of them it cannot be had. */
  readonly needs: readonly string[];
  /** Those that it only uses where they are there. */
  readonly uses: readonly string[];
  /** @returns what works of it on this machine, in order */
  readonly run: (world: World) => Promise<readonly Finding[]>;
}

/** What was seen is not what is wanted. */
export class Unmet extends Error {}

export function expected(got: string, wanted: string, what: string): void {
  if (got !== wanted) throw new Unmet(`${what} is ${got}, not ${wanted}`);
}

/** One step of trying a composition out; it may use what `made` holds. */
export type Step<Made> = readonly [what: string, run: (made: Made) => Promise<void>];

/** Makes it, then tries each step; if it cannot be made the steps are not tried. */
export async function tryOut<Made>(
  what: string,
  make: () => Promise<Made>,
  steps: readonly Step<Made>[],
): Promise<readonly Finding[]> {
  let made: Made;
  try {
    made = await make();
  } catch (error) {
    return [{ what, why: reason(error) }, ...steps.map(([step]) => ({ what: step, why: 'it was not made' }))];
  }
  const findings: Finding[] = [{ what, why: null }];
  for (const [step, run] of steps) findings.push({ what: step, why: await whyNot(() => run(made)) });
  return findings;
}

async function whyNot(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return reason(error);
  }
}

/** @throws what is no answer of a kernel: a fault of the program */
function reason(error: unknown): string {
  if (error instanceof CallFailed || error instanceof Unmet || error instanceof CheckpointError)
    return error.message;
  throw error;
}
