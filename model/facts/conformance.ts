/** What a run of the reference's rules found, on the model and on a machine's kernel. */
import type { Epoch } from './time.ts';

export interface RuleOutcome {
  /** Such as `uts-06`, of the group `uts`. */
  readonly id: string;
  readonly group: string;
  readonly model: 'pass' | 'fail';
  readonly real: 'agree' | 'differ' | 'not-runnable';
  /** What differed, or why it could not be asked; empty if neither. */
  readonly why: string;
}

export interface ConformanceRun {
  /** `Linux 6.18.44`. */
  readonly kernel: string;
  readonly ranAt: Epoch;
  readonly rules: readonly RuleOutcome[];
}
