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
export const PID_VARIANTS = ['full', 'init-only', 'isolation'] as const;
export type PidVariant = (typeof PID_VARIANTS)[number];

/** At which level a network is virtual: all protocols, all of IP, or the ports of TCP and UDP. */
export const NET_LEVELS = ['ethernet', 'ip', 'socket'] as const;
export type NetLevel = (typeof NET_LEVELS)[number];
/** How it reaches the real network: by routing or bridging, by an interface of several personalities, directly. */
export const NET_CONNECTIONS = ['bridge', 'split', 'direct'] as const;
export type NetConnection = (typeof NET_CONNECTIONS)[number];

export interface NetVariant {
  readonly level: NetLevel;
  readonly connection: NetConnection;
}

/** Why two of them cannot be had together; null if they can. */
export function whyNot({ level, connection }: NetVariant): string | null {
  if (level === 'ip' && connection === 'direct')
    return 'two IP stacks on one address: nobody can tell whose packet it is';
  if (level === 'socket' && connection === 'bridge')
    return 'a network that is only ports has no stack of its own that a bridge could lead to';
  return null;
}

export interface Choices {
  readonly without: ReadonlySet<Feature>;
  readonly pid: PidVariant;
  readonly net: NetVariant;
  /** What its network card is plugged into; null: it has none. */
  readonly wire: Wire | null;
  /** Seconds since it was switched on when the model starts. */
  readonly uptime: number;
}

/** Linux as it became. */
export const LINUX: Choices = {
  without: new Set(),
  pid: 'full',
  net: { level: 'ethernet', connection: 'bridge' },
  wire: null,
  uptime: 1000,
};
