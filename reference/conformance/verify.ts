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
  const chosen = RULES.filter(({ id, group }) => only === null || only.has(id) || only.has(group));
  const rules = await inParallel(chosen, (rule) => judge(rule, nowhere));
  return { kernel: `Linux ${release()}`, rules };
}

/** Mostly the kernel is waited for: it takes its time to make and destroy networks. */
const AT_ONCE = 6;

async function inParallel<T, R>(all: readonly T[], run: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = all.entries();
  const worker = async (): Promise<void> => {
    for (const [at, one] of rest) results[at] = await run(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

async function judge(rule: Rule, nowhere: string | null): Promise<RuleResult> {
  const { id, group, cites, says } = rule;
  const model = (await outcome(rule, async () => modelMachine())).why;
  const { why: real, isHere } = await askKernel(rule, nowhere ?? rule.unaskable);
  return {
    id,
    group,
    cites,
    says,
    model: model === null ? 'pass' : 'fail',
    real: !isHere ? 'not-runnable' : real === null ? 'agree' : 'differ',
    why: [model && `model: ${model}`, real && `kernel: ${real}`].filter(Boolean).join('; '),
  };
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
