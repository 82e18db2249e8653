/** Runs the rules on the model and on the real kernel, and says where they agree. */
import { release } from 'node:os';
import { type Machine, NotHere } from '../interface.ts';
import { modelMachine } from './model-machine.ts';
import { realMachine, whyNotRunnable } from './real/machine.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

export interface RuleResult {
  readonly id: string;
  readonly group: string;
  readonly cites: string;
  readonly says: string;
  readonly model: 'pass' | 'fail';
  readonly real: 'agree' | 'differ' | 'not-runnable';
  /** What went otherwise, or why it was not run; empty if all is well. */
  readonly why: string;
}

export interface Conformance {
  /** `Linux 6.18.44`, as the machine says. */
  readonly kernel: string;
  readonly rules: readonly RuleResult[];
}

/** A rule that takes longer hangs; milliseconds. */
const PATIENCE = 20_000;

/**
 * @param only ids of rules or groups; null for all
 * @param asksKernel false: the model alone, which runs nothing outside of this process
 */
export async function verify(
  only: ReadonlySet<string> | null = null,
  asksKernel = true,
): Promise<Conformance> {
  const nowhere = asksKernel ? whyNotRunnable() : 'it was not asked';
  const rules: RuleResult[] = [];
  for (const one of RULES.filter(({ id, group }) => only === null || only.has(id) || only.has(group))) {
    const { id, group, cites, says } = one;
    const model = (await outcome(one, async () => modelMachine())).why;
    const { why: real, isHere } = await askKernel(one, nowhere ?? one.unaskable);
    rules.push({
      id,
      group,
      cites,
      says,
      model: model === null ? 'pass' : 'fail',
      real: !isHere ? 'not-runnable' : real === null ? 'agree' : 'differ',
      why: [model && `model: ${model}`, real && `kernel: ${real}`].filter(Boolean).join('; '),
    });
  }
  return { kernel: `Linux ${release()}`, rules };
}

interface Outcome {
  /** What was seen instead, or why it was not run; null if the rule holds. */
  readonly why: string | null;
  readonly isHere: boolean;
}

const askKernel = async (rule: Rule, hindrance: string | null): Promise<Outcome> =>
  hindrance === null ? outcome(rule, realMachine) : { why: hindrance, isHere: false };

async function outcome(rule: Rule, make: () => Promise<Machine>): Promise<Outcome> {
  const machine = await make();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not end')), PATIENCE);
  });
  try {
    await Promise.race([rule.run(machine.task, machine), late]);
    return { why: null, isHere: true };
  } catch (error) {
    return { why: (error as Error).message, isHere: !(error instanceof NotHere) };
  } finally {
    clearTimeout(timer);
    await machine.close();
  }
}
