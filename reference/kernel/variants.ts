/**
 * What can be chosen when a machine is made: features that its kernel was built without, and which of the variants
 * that the thread of 2006 discusses it has. A feature that is off answers EINVAL, as an unconfigured kernel does.
 */
import type { Wire } from './net-devices.ts';

/**
 * The namespaces, what they hang on, and what checkpoint and restart needs beside them (chosen pids and ids, frozen
 * tasks, sockets in repair). Named as in the feature list.
 */
export const FEATURES = [
  'nsproxy',
  'mnt',
  'uts',
  'ipc',
  'pid',
  'net',
  'user',
  'cgroup',
  'time',
  'checkpoint-restart',
] as const;
export type Feature = (typeof FEATURES)[number];

/**
 * - `full`: numbers on every level, each namespace with its own pid 1;
 * - `init-only`: only pid 1 is virtual, all others keep the machine's numbers;
 * - `isolation`: the machine's numbers throughout; what is outside is not there.
 */
export type PidVariant = 'full' | 'init-only' | 'isolation';

/** At which level a network is virtual: all protocols, all of IP, or the ports of TCP and UDP. */
export type NetLevel = 'ethernet' | 'ip' | 'socket';
/** How it reaches the real network: by routing or bridging, by an interface of several personalities, directly. */
export type NetConnection = 'bridge' | 'split' | 'direct';

export interface NetVariant {
  readonly level: NetLevel;
  readonly connection: NetConnection;
}

export interface Choices {
  readonly without: ReadonlySet<Feature>;
  readonly pid: PidVariant;
  readonly net: NetVariant;
  /** What its network card is plugged into; null: it has none. */
  readonly wire: Wire | null;
}

/** Linux as it became. */
export const LINUX: Choices = {
  without: new Set(),
  pid: 'full',
  net: { level: 'ethernet', connection: 'bridge' },
  wire: null,
};
