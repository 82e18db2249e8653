/** What the reference says of this machine's kernel. */
import { type Epoch, UsageError } from '../model/facts/index.ts';
import { writeConformance } from '../model/store/conformance-store.ts';
import { type Conformance, type Explained, explain, verify } from '../reference/conformance/index.ts';
import type { Workspace } from './workspace.ts';

export type { Conformance } from '../reference/conformance/index.ts';

/** @param names ids of rules or groups; empty for all. @throws UsageError if there is none of a name */
export async function verifyReference(names: readonly string[]): Promise<Conformance> {
  const found = await verify(names.length > 0 ? new Set(names) : null);
  const unknown = names.find((name) => !found.rules.some(({ id, group }) => id === name || group === name));
  if (unknown !== undefined) throw noRule(unknown);
  return found;
}

/** A complete run becomes a fact, which reports show beside the features that name its rules. */
export function recordConformance({ store }: Workspace, { kernel, rules }: Conformance, ranAt: Epoch): void {
  const outcomes = rules.map(({ id, group, model, real, why }) => ({ id, group, model, real, why }));
  writeConformance(store, { kernel, ranAt, rules: outcomes });
}

/** A rule with its program and both outcomes. @throws UsageError if there is none of that id */
export async function explainRule(id: string): Promise<Explained> {
  const found = await explain(id);
  if (!found) throw noRule(id);
  return found;
}

/** What the model says, without asking the kernel of this machine: for pages. */
export const modelConformance = (): Promise<Conformance> => verify(null, false);

/** One rule on the model; null if there is none of that id. */
export const ruleOnModel = (id: string): Promise<Explained | null> => explain(id, false);

const noRule = (name: string): UsageError =>
  new UsageError(`rule ${name}: there is none; 'mergeready reference verify' lists them`);

/** `126 rules: 126 pass on the model, 126 of 126 asked agree with Linux 6.18.44`. */
export function conformanceLine({ kernel, rules }: Conformance): string {
  const count = (test: (one: Conformance['rules'][number]) => boolean): number => rules.filter(test).length;
  const asked = count((one) => one.real !== 'not-runnable');
  const real =
    asked === 0
      ? `the kernel was not asked (${rules[0]?.why.replace(/^kernel: /, '') ?? ''})`
      : `${count((one) => one.real === 'agree')} of ${asked} asked agree with ${kernel}`;
  return `${rules.length} rules: ${count((one) => one.model === 'pass')} pass on the model, ${real}`;
}
