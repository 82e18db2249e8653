/** One rule as a person reads it: what it says, who says so, its program, and what came of it. */
import { RULES } from './rules/index.ts';
import { type RuleResult, verify } from './verify.ts';

export interface Explained extends RuleResult {
  readonly kernel: string;
  /** The rule's program, as it stands in the source. */
  readonly program: string;
}

/** @param asksKernel false: the model alone */
export async function explain(id: string, asksKernel = true): Promise<Explained | null> {
  const rule = RULES.find((one) => one.id === id);
  if (!rule) return null;
  const { kernel, rules } = await verify(new Set([id]), asksKernel);
  return { ...rules[0]!, kernel, program: rule.run.toString().replace(/^ {2,4}/gm, '') };
}
