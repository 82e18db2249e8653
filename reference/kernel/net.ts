/**
 * Network namespaces (network_namespaces(7)): devices, addresses, routes, ports, abstract names and sysctls of one's
 * own. This file has the state and the way of a packet; net-devices.ts the devices, net-link.ts what is done to them,
 * net-inet.ts and net-unix.ts the sockets, netlink.ts the news, net-calls.ts the system calls.
 */

import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import { ANY, type Ipv4, isLoopback, isWithin, type Prefix } from './net-address.ts';
import { type Device, Loopback } from './net-devices.ts';
import type { Socket } from './net-file.ts';
import { type InetSocket, receive } from './net-inet.ts';
import { evict } from './net-link.ts';
import type { Outcome, Packet } from './net-packet.ts';
import { NET_DEFAULTS, type NetSysctl } from './net-sysctl.ts';
import type { UnixSocket } from './net-unix.ts';
import type { LinkWatch } from './netlink.ts';
import type { UserNs } from './user.ts';

/** A route that somebody added; those of a device's own addresses follow from the addresses. */
export interface Route {
  readonly to: Prefix;
  /** The next hop; null if the destination is on the link. */
  readonly via: Ipv4 | null;
  readonly device: Device;
}

export class NetNs extends Namespace {
  readonly type = 'net';
  /**
   * Whose devices, addresses and routes it has: its own, as Linux does it. At the levels `ip` and `socket`
   * (variants.ts) those of the network that it was made in, of which it is given some addresses.
   */
  readonly stack: NetNs;
  /** Whose ports: its own, at the level `socket` those of `stack`. */
  readonly ports: NetNs;
  /** The addresses that it was given where the stack is not its own; only netgrant() adds some. */
  readonly granted = new Set<Ipv4>();
  /** It has all addresses of the stack instead (variants.ts, `direct`). */
  readonly isDirect: boolean;
  /** Networks that use this one's stack. */
  readonly guests = new Set<NetNs>();

  /** By index: loopback is 1. CAP_NET_ADMIN in the owner is needed to change anything about them (net-11). */
  readonly devices = new Set<Device>();
  nextIndex = 1;
  /** Table `main` without what follows from addresses, in the order in which they were added. */
  routes: readonly Route[] = [];
  /**
   * Linux makes the table of local addresses with the first of them. Before that it takes any address for one that can
   * be bound (net-17).
   */
  hasLocalTable = false;

  /** All sockets that are open or wait to be accepted: each holds the network. */
  readonly open = new Set<Socket>();
  /** Those of IPv4 among them. */
  readonly sockets = new Set<InetSocket>();
  /** Bound names of the abstract space (net-03). */
  readonly names = new Map<string, UnixSocket>();
  /** Who listens for news of links. */
  readonly watches = new Set<LinkWatch>();
  /** /proc/sys/net of whoever is in it (net-10). */
  readonly sysctls: Record<NetSysctl, number> = { ...NET_DEFAULTS };

  /** net-01: it begins with loopback alone, down, without addresses and routes. */
  constructor(kernel: Kernel, owner: UserNs, maker: NetNs | null) {
    super('net', kernel, owner);
    const { level, connection } = kernel.choices.net;
    const isShared = level === 'socket' || (level === 'ip' && connection !== 'bridge');
    this.stack = maker !== null && isShared ? maker.stack : this;
    this.ports = level === 'socket' ? this.stack : this;
    this.isDirect = connection === 'direct' && this.stack !== this;
    if (this.stack === this) this.devices.add(new Loopback(this, 'lo'));
    else this.stack.guests.add(this);
  }

  /** net-07, net-08: what is hardware goes back to the first network; the rest is destroyed, and a veth with its peer. */
  protected override destroy(): void {
    this.stack.guests.delete(this);
    for (const device of [...this.devices]) evict(device);
  }

  device(name: string): Device | undefined {
    return [...this.devices].find((one) => one.name === name);
  }

  get loopback(): Device {
    return this.stack.device('lo')!;
  }

  /** All addresses that are its own. */
  *addresses(): Iterable<Ipv4> {
    if (this.stack !== this && !this.isDirect) yield* this.granted;
    else for (const { addresses } of this.stack.devices) for (const { address } of addresses) yield address;
  }

  isLocal(address: Ipv4): boolean {
    if (isLoopback(address)) return this.stack.hasLocalTable;
    for (const own of this.addresses()) if (own === address) return true;
    return false;
  }

  /** Whether bind(2) takes it (ip(7), ip_nonlocal_bind). */
  isBindable(address: Ipv4): boolean {
    const isAnything = !this.stack.hasLocalTable || this.sysctls.ip_nonlocal_bind !== 0;
    return address === ANY || isAnything || this.isLocal(address);
  }

  /** The longest prefix that holds it, among what is up. */
  route(to: Ipv4): Route | null {
    const candidates = [...this.connected(), ...this.routes].filter(
      (one) => one.device.isUp && isWithin(to, one.to),
    );
    return candidates.reduce<Route | null>(
      (best, one) => (best === null || one.to.length > best.to.length ? one : best),
      null,
    );
  }

  /** What the devices' own addresses make reachable. */
  *connected(): Iterable<Route> {
    for (const device of this.devices)
      for (const to of device.addresses) if (to.length < 32) yield { to, via: null, device };
  }

  /** The address that a packet to there comes from: one of the device that it leaves by. */
  sourceFor(to: Ipv4): Ipv4 | null {
    if (this.isLocal(to)) return to;
    const route = this.stack.route(to);
    if (route === null) return null;
    if (this.stack !== this && !this.isDirect) return firstOf(this.granted);
    const near = route.device.addresses.find((one) => isWithin(route.via ?? to, one));
    return (
      (near ?? route.device.addresses[0])?.address ??
      [...this.addresses()].find((one) => !isLoopback(one)) ??
      null
    );
  }

  /**
   * The address that a socket gets which asks for this one. At the level `socket` there is no loopback and no "any":
   * both are its first address, as a jail has it.
   */
  admitted(address: Ipv4): Ipv4 {
    const isOpen = this.ports === this || this.isDirect;
    if (isOpen || !(address === ANY || isLoopback(address))) return address;
    return firstOf(this.granted) ?? address;
  }

  /** Sends a packet that a socket of this network made. */
  output(packet: Packet): Outcome {
    const { stack } = this;
    packet.passes.push({ layer: 'socket', where: packet.protocol, ns: this });
    packet.passes.push({ layer: 'ip', where: 'output', ns: stack });
    if (isLoopback(packet.to.address) && !stack.hasLocalTable) return 'ENETUNREACH';
    const target = this.isLocal(packet.to.address) ? this : stack.holder(packet.to.address);
    // What is for this machine itself goes through loopback, whatever device has the address.
    if (target !== null) {
      if (this.loopback.isUp) target.deliver(packet);
      return 'sent';
    }
    return stack.forward(packet);
  }

  /** By whom the address is held: this one, or a guest on its stack that was given it. */
  holder(address: Ipv4): NetNs | null {
    const guest = [...this.guests].find((one) => one.granted.has(address));
    if (guest) return guest;
    return this.isLocal(address) && !isLoopback(address) ? this : null;
  }

  /** Out by the route, to whoever on the link answers for the next hop (arp(7)). */
  forward(packet: Packet): Outcome {
    const route = this.route(packet.to.address);
    if (route === null) return 'ENETUNREACH';
    const hop = route.via ?? packet.to.address;
    const reached = [...route.device.reaches()].find(
      ({ device }) => device.kind === 'point-to-point' || device.ns.holder(hop) !== null,
    );
    if (!reached) return 'EHOSTUNREACH';
    packet.passes.push(...reached.passes);
    reached.device.ns.input(packet);
    return 'sent';
  }

  /** A packet that came in by a device: for this machine, or to be passed on (ip(7), ip_forward). */
  input(packet: Packet): void {
    const target = this.holder(packet.to.address);
    packet.passes.push({ layer: 'ip', where: target ? 'input' : 'forward', ns: this });
    if (target) target.deliver(packet);
    else if (this.sysctls.ip_forward !== 0 && --packet.ttl > 0) this.forward(packet);
  }

  deliver(packet: Packet): void {
    packet.passes.push({ layer: 'socket', where: packet.protocol, ns: this });
    this.kernel.tap?.(packet);
    receive(this, packet);
  }
}

const firstOf = <T>(all: Iterable<T>): T | null => [...all][0] ?? null;
