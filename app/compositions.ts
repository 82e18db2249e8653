/** Compositions of the reference, tried with features switched off and with the variants of 2006. */
import { UsageError } from '../model/facts/index.ts';
import {
  COMPOSITIONS,
  FEATURES,
  type Feature,
  NET_VARIANTS,
  PID_VARIANTS,
  type PidVariant,
  type Ran,
  runComposition,
  showNet,
} from '../reference/userspace/index.ts';

export type { Ran } from '../reference/userspace/index.ts';

export interface Variant {
  readonly without: readonly string[];
  readonly pid?: string;
  /** `level/connection`, or `all`. */
  readonly net?: string;
}

export const isComposition = (name: string): boolean => COMPOSITIONS.some((one) => one.name === name);

/** One run, or one of each network variant that can be had. @throws UsageError */
export async function runReference(name: string, variant: Variant): Promise<readonly Ran[]> {
  const composition = COMPOSITIONS.find((one) => one.name === name);
  if (!composition)
    throw new UsageError(`composition ${name}: there is none; there are ${names(COMPOSITIONS)}`);
  const without = new Set(variant.without.map(featureOf));
  const pid = pidOf(variant.pid ?? (name === 'guest' ? 'init-only' : 'full'));
  const runs: Ran[] = [];
  for (const net of netsOf(variant.net ?? 'ethernet/bridge'))
    runs.push(await runComposition(composition, { without, pid, net }));
  return runs;
}

const names = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(', ');

function featureOf(name: string): Feature {
  const found = FEATURES.find((one) => one === name);
  if (!found) throw new UsageError(`feature ${name}: a kernel of the reference has ${FEATURES.join(', ')}`);
  return found;
}

function pidOf(name: string): PidVariant {
  const found = PID_VARIANTS.find((one) => one === name);
  if (!found) throw new UsageError(`pid variant ${name}: there are ${PID_VARIANTS.join(', ')}`);
  return found;
}

function netsOf(name: string): typeof NET_VARIANTS {
  const possible = NET_VARIANTS.filter(({ why }) => why === null);
  if (name === 'all') return possible;
  const found = NET_VARIANTS.find((one) => showNet(one) === name);
  if (!found)
    throw new UsageError(`network variant ${name}: there are all, ${possible.map(showNet).join(', ')}`);
  if (found.why !== null) throw new UsageError(`network variant ${name}: cannot be had: ${found.why}`);
  return [found];
}
