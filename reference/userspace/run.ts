/** Runs a composition on a machine with chosen features and variants: what works, and what it costs. */
import {
  type Choices,
  FEATURES,
  type Feature,
  NET_CONNECTIONS,
  NET_LEVELS,
  type NetVariant,
  whyNot,
} from '../kernel/variants.ts';
import type { Composition, Finding } from './composition.ts';
import { CONTAINER } from './container.ts';
import type { Cost } from './cost.ts';
import { GUEST } from './guest.ts';
import { JAIL } from './jail.ts';
import { MIGRATION } from './migration.ts';
import { OCI } from './oci.ts';
import { makeWorld } from './world.ts';

export const COMPOSITIONS: readonly Composition[] = [JAIL, GUEST, CONTAINER, OCI, MIGRATION];

export interface Ran {
  readonly name: string;
  readonly title: string;
  /** Feature ids: what it cannot be had without, and what it only uses. */
  readonly needs: readonly string[];
  readonly uses: readonly string[];
  readonly variant: { readonly pid: string; readonly net: string; readonly without: readonly string[] };
  readonly findings: readonly Finding[];
  /** Of a packet from outside to its socket; null if none came through. */
  readonly cost: Cost | null;
}

export async function runComposition(
  { name, title, needs, uses, run }: Composition,
  choices: Partial<Choices> = {},
): Promise<Ran> {
  const world = await makeWorld(choices);
  const findings = await run(world);
  const { pid, net, without } = world.kernel.choices;
  const variant = { pid, net: showNet(net), without: [...without] };
  return { name, title, needs, uses, variant, findings, cost: world.costs[0] ?? null };
}

const works = ({ findings }: Ran): boolean => findings.every(({ why }) => why === null);

/** `ethernet/bridge`. */
export const showNet = ({ level, connection }: NetVariant): string => `${level}/${connection}`;

/** Every level with every connection, and why some of them cannot be had. */
export const NET_VARIANTS: readonly (NetVariant & { readonly why: string | null })[] = NET_LEVELS.flatMap(
  (level) => NET_CONNECTIONS.map((connection) => ({ level, connection, why: whyNot({ level, connection }) })),
);

/** The features without which it does not work: found by switching each of them off. */
export async function foundNeeds(composition: Composition): Promise<readonly Feature[]> {
  const needed: Feature[] = [];
  for (const feature of FEATURES)
    if (!works(await runComposition(composition, { ...FULL(composition), without: new Set([feature]) })))
      needed.push(feature);
  return needed;
}

/** The variant that it is made for. */
const FULL = ({ name }: Composition): Partial<Choices> => (name === 'guest' ? { pid: 'init-only' } : {});
