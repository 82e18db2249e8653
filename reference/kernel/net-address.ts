/** IPv4 addresses and the names of sockets, as text and as values (ip(7), unix(7)). */
import { Failure } from './errors.ts';

declare const kind: unique symbol;
/** An IPv4 address in host byte order. */
export type Ipv4 = number & { readonly [kind]: 'ipv4' };

export const ANY = 0 as Ipv4;
export const LOOPBACK = 0x7f00_0001 as Ipv4;

/** A network: the first `length` bits of `address`. */
export interface Prefix {
  readonly address: Ipv4;
  readonly length: number;
}

/** struct sockaddr, as text: `10.0.0.1:80`, `@name` in the abstract space, `/path`. */
export type SocketName =
  | { readonly family: 'inet'; readonly address: Ipv4; readonly port: number }
  | { readonly family: 'abstract'; readonly name: string }
  | { readonly family: 'path'; readonly path: string };

/** @throws Failure EINVAL for what is no address */
export function parseIpv4(text: string): Ipv4 {
  const bytes = text.split('.').map(Number);
  const isFine = bytes.length === 4 && bytes.every((one) => Number.isInteger(one) && one >= 0 && one < 256);
  if (!isFine) throw new Failure('EINVAL');
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0) as Ipv4;
}

export const showIpv4 = (address: Ipv4): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

/** `10.0.0.0/8`. */
export function parsePrefix(text: string): Prefix {
  const [address = '', length = '32'] = text.split('/');
  return { address: parseIpv4(address), length: Number(length) };
}

export function parseName(text: string): SocketName {
  if (text.startsWith('@')) return { family: 'abstract', name: text.slice(1) };
  if (text.startsWith('/')) return { family: 'path', path: text };
  const [address = '', port = '0'] = text.split(':');
  return { family: 'inet', address: parseIpv4(address), port: Number(port) };
}

export const showEndpoint = (one: { readonly address: Ipv4; readonly port: number }): string =>
  `${showIpv4(one.address)}:${one.port}`;

export function isWithin(address: Ipv4, { address: network, length }: Prefix): boolean {
  const mask = length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
  return (address & mask) >>> 0 === (network & mask) >>> 0;
}

const LOOPBACK_NET: Prefix = { address: LOOPBACK, length: 8 };
export const isLoopback = (address: Ipv4): boolean => isWithin(address, LOOPBACK_NET);
