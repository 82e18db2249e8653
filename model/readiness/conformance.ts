/** What the reference says of a feature: the outcomes of the rules that the dossier names for it. */
import type { Feature } from '../dossier/index.ts';
import type { Epoch, RuleOutcome } from '../facts/index.ts';
import type { Facts } from './context.ts';

export interface FeatureConformance {
  readonly kernel: string;
  readonly ranAt: Epoch;
  readonly rules: number;
  /** On the model. */
  readonly pass: number;
  /** On the kernel. */
  readonly agree: number;
  readonly differ: readonly string[];
  readonly notRunnable: readonly string[];
}

/** Null where the dossier names no rules, or none of them had run by then. */
export function conformanceOf({ rules }: Feature, { conformance }: Facts): FeatureConformance | null {
  if (conformance === null || rules.length === 0) return null;
  const names = new Set(rules);
  const found = conformance.rules.filter(({ id, group }) => names.has(id) || names.has(group));
  if (found.length === 0) return null;
  const ids = (is: (one: RuleOutcome) => boolean): readonly string[] => found.filter(is).map(({ id }) => id);
  return {
    kernel: conformance.kernel,
    ranAt: conformance.ranAt,
    rules: found.length,
    pass: ids(({ model }) => model === 'pass').length,
    agree: ids(({ real }) => real === 'agree').length,
    differ: ids(({ real }) => real === 'differ'),
    notRunnable: ids(({ real }) => real === 'not-runnable'),
  };
}
