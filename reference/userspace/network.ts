/**
 * How a guest reaches the real network: the questions of the thread of 2006 (at which level, and how connected), as
 * programs. Each takes what the kernel has: see kernel/variants.ts.
 */
import type { Task } from '../interface.ts';
import type { NetVariant } from '../kernel/variants.ts';
import { must, type Process } from './calls.ts';

/** The machine's own card, and how its network is numbered. */
export const CARD = 'eth0';
const LENGTH = 24;
const FORWARD = '/proc/sys/net/ipv4/ip_forward';

export interface Attachment {
  /** Of the guest, without its length. */
  readonly address: string;
  /** Short: device names have at most fifteen bytes. */
  readonly name: string;
}

/**
 * Connects a guest whose network is its own.
 * @param host root of the machine, in the first network
 */
export async function attach(host: Task, guest: Process, at: Attachment, variant: NetVariant): Promise<void> {
  const { level, connection } = variant;
  if (connection === 'direct' && level !== 'ethernet') return;
  if (level === 'socket' || (level === 'ip' && connection === 'split')) await grant(host, guest, at);
  else if (level === 'ip') await routed(host, guest, at);
  else if (connection === 'bridge') await bridged(host, guest, at);
  else if (connection === 'split') await split(host, guest, at);
  else await direct(host, guest, at);
}

/** A veth pair, whose outer end is a port of the machine's bridge. */
async function bridged(host: Task, guest: Process, { address, name }: Attachment): Promise<void> {
  const bridge = await theBridge(host);
  await must(host, 'linkadd', 'veth', name, `${name}g`);
  await must(host, 'linkmaster', name, bridge);
  await must(host, 'linkup', name);
  await must(host, 'linkpid', `${name}g`, guest.pid, CARD);
  await configure(guest.task, address);
}

/** The bridge that has the card as a port, and the card's address; made for the first guest. */
async function theBridge(host: Task): Promise<string> {
  const bridge = 'br0';
  if ((await must(host, 'links')).split(' ').includes(bridge)) return bridge;
  await must(host, 'linkadd', 'bridge', bridge, '');
  await must(host, 'linkup', bridge);
  const address = await must(host, 'addrs', CARD);
  await must(host, 'addrdel', CARD, address);
  await must(host, 'addradd', bridge, address);
  await must(host, 'linkmaster', CARD, bridge);
  return bridge;
}

/** A second personality of the card. */
async function split(host: Task, guest: Process, { address, name }: Attachment): Promise<void> {
  await must(host, 'linkadd', 'macvlan', `${name}m`, CARD);
  await must(host, 'linkpid', `${name}m`, guest.pid, CARD);
  await configure(guest.task, address);
}

/** The card itself: the machine is then without. */
async function direct(host: Task, guest: Process, { address }: Attachment): Promise<void> {
  await must(host, 'linkpid', CARD, guest.pid);
  await configure(guest.task, address);
}

/** A line of IP packets to the machine, which passes them on. */
async function routed(host: Task, guest: Process, { address, name }: Attachment): Promise<void> {
  await must(host, 'linkadd', 'point-to-point', name, `${name}g`);
  await must(host, 'linkup', name);
  await must(host, 'linkpid', `${name}g`, guest.pid, CARD);
  await must(host, 'routeadd', `${address}/32`, '', name);
  await must(host, 'write', FORWARD, '1');
  await must(guest.task, 'linkup', 'lo');
  await must(guest.task, 'addradd', CARD, `${address}/32`);
  await must(guest.task, 'linkup', CARD);
  await must(guest.task, 'routeadd', '0.0.0.0/0', '', CARD);
}

/** One of the machine's addresses, of which the guest has nothing else. */
async function grant(host: Task, guest: Process, { address }: Attachment): Promise<void> {
  await must(host, 'addradd', CARD, `${address}/${LENGTH}`);
  await must(host, 'netgrant', guest.pid, address);
}

async function configure(guest: Task, address: string): Promise<void> {
  await must(guest, 'linkup', 'lo');
  await must(guest, 'addradd', CARD, `${address}/${LENGTH}`);
  await must(guest, 'linkup', CARD);
}

/** A machine's own network: its card, up, with an address. */
export async function configureHost(host: Task, address: string): Promise<void> {
  await must(host, 'linkup', 'lo');
  await must(host, 'addradd', CARD, `${address}/${LENGTH}`);
  await must(host, 'linkup', CARD);
}
