/** What travels between sockets, and the record of its way: the cost of each way to connect a guest. */

import type { NetNs } from './net.ts';
import type { Ipv4 } from './net-address.ts';

export interface Endpoint {
  readonly address: Ipv4;
  readonly port: number;
}

/** The layers that a packet can pass: a device or bridge, an IP stack, a socket. */
export type Layer = 'ethernet' | 'ip' | 'socket';

/** One layer passed: where, and in whose network. */
export interface Pass {
  readonly layer: Layer;
  readonly where: string;
  readonly ns: NetNs;
}

export interface Packet {
  readonly protocol: 'tcp' | 'udp';
  readonly kind: 'syn' | 'syn-ack' | 'data' | 'ack' | 'fin' | 'reset' | 'port-unreachable';
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Of TCP: the number of the first byte. */
  readonly sequence: number;
  readonly text: string;
  /** Hops left (ip(7), IP_TTL). */
  ttl: number;
  /** The network that sent it: packets in flight are delivered at once, so it still exists. */
  readonly origin: NetNs;
  readonly passes: Pass[];
}

/** What became of it, as far as the sender's own machine can tell. */
export type Outcome = 'sent' | 'ENETUNREACH' | 'EHOSTUNREACH';

const TTL = 64;

export const packet = (
  origin: NetNs,
  fields: Pick<Packet, 'protocol' | 'kind' | 'from' | 'to'> & {
    readonly sequence?: number;
    readonly text?: string;
  },
): Packet => ({ sequence: 0, text: '', ...fields, ttl: TTL, origin, passes: [] });
