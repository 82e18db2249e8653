/** TCP and UDP sockets (ip(7), tcp(7), udp(7)). */
import { CAP } from './capabilities.ts';
import type { Credentials } from './credentials.ts';
import { check, Failure } from './errors.ts';
import type { NetNs } from './net.ts';
import { ANY, type Ipv4, LOOPBACK } from './net-address.ts';
import { Socket } from './net-file.ts';
import { type Endpoint, type Packet, packet } from './net-packet.ts';

/** ip(7), ip_local_port_range: where numbers for bind(2) with port 0 begin. */
const FIRST_FREE_PORT = 32_768;
const NOBODY: Endpoint = { address: ANY, port: 0 };
/** Seconds until data that was not acknowledged is sent again (tcp(7); Linux begins with one and doubles it). */
const RETRANSMIT_AFTER = 1;

export class InetSocket extends Socket {
  readonly protocol: 'tcp' | 'udp';
  state: 'closed' | 'listening' | 'connecting' | 'connected' = 'closed';
  /** Where it is bound; port 0: nowhere yet. */
  local: Endpoint = NOBODY;
  peer: Endpoint = NOBODY;
  /** Of a listener: connections that nobody accepted yet, at most `room`. */
  readonly backlog: InetSocket[] = [];
  room = 0;
  /** What came and was not read yet. */
  readonly inbox: { readonly text: string; readonly from: Endpoint }[] = [];
  /** Of TCP: what was sent and never acknowledged, in order. */
  readonly unacknowledged: string[] = [];
  /** Of TCP: the numbers of the next byte to send (after what is unacknowledged) and to receive. */
  sent = 0;
  received = 0;
  /** What the next call answers, once (an ICMP message, a reset). */
  error: string | null = null;
  hasPeerClosed = false;
  /** TCP_REPAIR: it is being saved or restored; it sends nothing and its timers stand still (cr-02). */
  isInRepair = false;
  hasTimer = false;

  constructor(ns: NetNs, protocol: 'tcp' | 'udp') {
    super(ns);
    this.protocol = protocol;
    ns.sockets.add(this);
  }

  override release(): void {
    if (this.state === 'connected' && this.protocol === 'tcp' && !this.isInRepair) this.send('fin');
    this.state = 'closed';
    for (const one of this.backlog.splice(0)) one.release();
    this.ns.sockets.delete(this);
    super.release();
  }

  takeError(): void {
    const { error } = this;
    this.error = null;
    if (error !== null) throw new Failure(error);
  }

  /** A packet to its peer, or to `to`. */
  send(kind: Packet['kind'], text = '', to = this.peer): ReturnType<NetNs['output']> {
    const { protocol, local, ns } = this;
    const from = local.address === ANY ? { ...local, address: ns.sourceFor(to.address) ?? ANY } : local;
    return ns.output(packet(ns, { protocol, kind, from, to, sequence: this.sent, text }));
  }

  /** Data that is not acknowledged is sent again until it is. */
  transmit(): void {
    while (this.unacknowledged.length > 0 && !this.isInRepair) {
      const [text] = this.unacknowledged;
      const before = this.sent;
      this.send('data', text);
      if (this.sent === before) break;
    }
    if (this.unacknowledged.length === 0 || this.hasTimer) return;
    this.hasTimer = true;
    this.ns.kernel.clock.after(RETRANSMIT_AFTER, () => {
      this.hasTimer = false;
      if (this.state === 'connected') this.transmit();
    });
  }
}

/** bind(2) of an address and a port. */
export function bindInet(socket: InetSocket, wanted: Endpoint, by: Credentials): void {
  const { ns } = socket;
  const address = ns.admitted(wanted.address);
  // net-17, ip(7): "EADDRNOTAVAIL: the requested address was not local".
  check(ns.isBindable(address), 'EADDRNOTAVAIL');
  // net-12, ip(7): "EACCES"; the owner of the network is asked, not that of the task.
  const isPrivileged = wanted.port > 0 && wanted.port < ns.sysctls.ip_unprivileged_port_start;
  check(!isPrivileged || by.isCapable(ns.owner!, CAP.NET_BIND_SERVICE), 'EACCES');
  // bind(2): "EINVAL: the socket is already bound to an address".
  check(socket.local.port === 0, 'EINVAL');
  const port = wanted.port || freePort(socket, address);
  // net-02, bind(2): "EADDRINUSE: the given address is already in use".
  // A socket in repair takes back what it had beside its listener (SK_FORCE_REUSE).
  check(socket.isInRepair || !isTaken(socket, { address, port }), 'EADDRINUSE');
  socket.local = { address, port };
}

/** Another one of the protocol has the port, there or at any address. */
function isTaken({ ns, protocol }: InetSocket, { address, port }: Endpoint): boolean {
  for (const one of socketsOf(ns.ports)) {
    const isSame = one.protocol === protocol && one.local.port === port;
    const meets = one.local.address === address || one.local.address === ANY || address === ANY;
    if (isSame && meets) return true;
  }
  return false;
}

/** All sockets whose ports are those of this network. */
function* socketsOf(ports: NetNs): Iterable<InetSocket> {
  yield* ports.sockets;
  for (const guest of ports.guests) if (guest.ports === ports) yield* guest.sockets;
}

function freePort(socket: InetSocket, address: Ipv4): number {
  let port = FIRST_FREE_PORT;
  while (isTaken(socket, { address, port })) port++;
  return port;
}

export function listenInet(socket: InetSocket, room: number): void {
  // listen(2): "EOPNOTSUPP: the socket is not of a type that supports the listen() operation".
  check(socket.protocol === 'tcp', 'EOPNOTSUPP');
  check(socket.state === 'closed' || socket.state === 'listening', 'EINVAL');
  if (socket.local.port === 0)
    socket.local = { ...socket.local, port: freePort(socket, socket.local.address) };
  socket.state = 'listening';
  socket.room = Math.max(room, 0) + 1;
}

/** connect(2). */
export function connectInet(socket: InetSocket, wanted: Endpoint): void {
  const { ns, protocol } = socket;
  // connect(2): "EISCONN: the socket is already connected".
  check(socket.state === 'closed' || protocol === 'udp', 'EISCONN');
  const address = ns.admitted(wanted.address === ANY ? LOOPBACK : wanted.address);
  const to = { address, port: wanted.port };
  const from = socket.local.address === ANY ? ns.sourceFor(address) : socket.local.address;
  // net-01, connect(2): "ENETUNREACH: network is unreachable".
  check(from !== null, 'ENETUNREACH');
  socket.local = { address: from, port: socket.local.port || freePort(socket, from) };
  socket.peer = to;
  if (protocol === 'udp' || socket.isInRepair) {
    socket.state = 'connected';
    return;
  }
  socket.state = 'connecting';
  const outcome = socket.send('syn');
  if (isConnected(socket)) return;
  socket.state = 'closed';
  socket.peer = NOBODY;
  if (outcome !== 'sent') throw new Failure(outcome);
  socket.takeError();
  throw new Failure('ETIMEDOUT');
}

/** Asked anew: the answer to a packet is there when output() returns. */
const isConnected = (socket: InetSocket): boolean => socket.state === 'connected';

/** A connection that came to a listener. */
export function acceptInet(socket: InetSocket): InetSocket {
  check(socket.state === 'listening', 'EINVAL');
  const first = socket.backlog.shift();
  // accept(2): "EAGAIN: the socket is marked nonblocking and no connections are present".
  check(first !== undefined, 'EAGAIN');
  return first;
}

/** send(2) and sendto(2). */
export function sendInet(socket: InetSocket, text: string, to: Endpoint | null): void {
  socket.takeError();
  if (socket.protocol === 'udp') {
    check(to !== null || socket.state === 'connected', 'EDESTADDRREQ');
    sendDatagram(socket, text, to ?? socket.peer);
    return;
  }
  check(socket.state === 'connected' && !socket.hasPeerClosed, 'EPIPE');
  socket.unacknowledged.push(text);
  socket.transmit();
}

function sendDatagram(socket: InetSocket, text: string, wanted: Endpoint): void {
  const to = { ...wanted, address: socket.ns.admitted(wanted.address) };
  const from = socket.local.address === ANY ? socket.ns.sourceFor(to.address) : socket.local.address;
  check(from !== null, 'ENETUNREACH');
  if (socket.local.port === 0) socket.local = { address: socket.local.address, port: freePort(socket, from) };
  // Whether somebody is there, nobody knows when the call returns (udp(7)).
  if (socket.send('data', text, to) === 'ENETUNREACH') throw new Failure('ENETUNREACH');
}

/** recv(2) with MSG_DONTWAIT. */
export function receiveInet(socket: InetSocket): { readonly text: string; readonly from: Endpoint } {
  socket.takeError();
  if (socket.protocol === 'tcp') check(socket.state === 'connected', 'ENOTCONN');
  const first = socket.inbox.shift();
  if (first) return first;
  // recv(2): "When a stream socket peer has performed an orderly shutdown, the return value will be 0".
  check(socket.hasPeerClosed, 'EAGAIN');
  return { text: '', from: socket.peer };
}

/** What a network does with a packet that is for it. */
export function receive(ns: NetNs, from: Packet): void {
  const target = lookup(ns, from);
  if (target === null) refuse(ns, from);
  else if (target.isInRepair) return;
  else if (from.protocol === 'udp') receiveDatagram(target, from);
  else receiveSegment(target, from);
}

/** The connection that it belongs to, else who is bound to where it goes. */
function lookup(ns: NetNs, { protocol, from, to }: Packet): InetSocket | null {
  let bound: InetSocket | null = null;
  for (const one of socketsOf(ns.ports)) {
    if (one.protocol !== protocol || one.local.port !== to.port) continue;
    if (one.local.address !== to.address && one.local.address !== ANY) continue;
    const isPeer = one.peer.address === from.address && one.peer.port === from.port;
    if (one.peer.port !== 0 && isPeer) return one;
    if (one.peer.port === 0 && (bound === null || bound.local.address === ANY)) bound = one;
  }
  return bound;
}

/** Nobody is there: a reset, or an ICMP message. */
function refuse(ns: NetNs, { protocol, kind, from, to }: Packet): void {
  if (kind === 'reset' || kind === 'port-unreachable') return;
  const answer = protocol === 'tcp' ? 'reset' : 'port-unreachable';
  ns.output(packet(ns, { protocol, kind: answer, from: to, to: from }));
}

function receiveDatagram(socket: InetSocket, { kind, text, from }: Packet): void {
  if (kind === 'port-unreachable') socket.error = socket.state === 'connected' ? 'ECONNREFUSED' : null;
  else socket.inbox.push({ text, from });
}

function receiveSegment(socket: InetSocket, from: Packet): void {
  switch (from.kind) {
    case 'syn':
      welcome(socket, from);
      break;
    case 'syn-ack':
      socket.state = 'connected';
      break;
    case 'reset':
      socket.error = socket.state === 'connecting' ? 'ECONNREFUSED' : 'ECONNRESET';
      socket.hasPeerClosed = true;
      break;
    case 'fin':
      socket.hasPeerClosed = true;
      break;
    case 'ack':
      takeAcknowledgement(socket, from);
      break;
    default:
      takeData(socket, from);
  }
}

function welcome(listener: InetSocket, { from, to }: Packet): void {
  const { ns } = listener;
  if (listener.state !== 'listening') {
    refuse(ns, packet(ns, { protocol: 'tcp', kind: 'syn', from, to }));
    return;
  }
  if (listener.backlog.length >= listener.room) return;
  const fresh = new InetSocket(ns, 'tcp');
  fresh.state = 'connected';
  fresh.local = to;
  fresh.peer = from;
  listener.backlog.push(fresh);
  fresh.send('syn-ack');
}

/** In order and once; who sent it is told how far it came. */
function takeData(socket: InetSocket, { sequence, text, from, to }: Packet): void {
  if (sequence === socket.received) {
    socket.inbox.push({ text, from });
    socket.received += text.length;
  }
  const { ns, received } = socket;
  ns.output(packet(ns, { protocol: 'tcp', kind: 'ack', from: to, to: from, sequence: received }));
}

function takeAcknowledgement(socket: InetSocket, { sequence }: Packet): void {
  for (let [first] = socket.unacknowledged; first !== undefined; [first] = socket.unacknowledged) {
    if (socket.sent + first.length > sequence) break;
    socket.sent += first.length;
    socket.unacknowledged.shift();
  }
}
