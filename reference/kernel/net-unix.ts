/** Unix stream sockets (unix(7)): names in the abstract space belong to a network, names of files to the file tree. */
import { check, Failure } from './errors.ts';
import { Socket } from './net-file.ts';
import type { Task } from './task.ts';

export class UnixSocket extends Socket {
  state: 'closed' | 'listening' | 'connected' = 'closed';
  /** `@name` or `/path`; null if it is not bound. */
  name: string | null = null;
  peer: UnixSocket | null = null;
  readonly backlog: UnixSocket[] = [];
  room = 0;
  readonly inbox: string[] = [];
  hasPeerClosed = false;
  /** Who called listen(2) or connect(2), and who did at the other end (SO_PEERCRED). */
  owner: Task | null = null;
  peerOwner: Task | null = null;

  override release(): void {
    if (this.name?.startsWith('@')) this.ns.names.delete(this.name.slice(1));
    if (this.peer) {
      this.peer.hasPeerClosed = true;
      this.peer.peer = null;
    }
    for (const one of this.backlog.splice(0)) one.release();
    super.release();
  }
}

/** net-03, network_namespaces(7): "isolates the UNIX domain abstract socket namespace". */
export function bindAbstract(socket: UnixSocket, name: string): void {
  check(socket.name === null, 'EINVAL');
  check(!socket.ns.names.has(name), 'EADDRINUSE');
  socket.ns.names.set(name, socket);
  socket.name = `@${name}`;
}

export function listenUnix(socket: UnixSocket, room: number, by: Task): void {
  check(socket.name !== null, 'EINVAL');
  check(socket.state !== 'connected', 'EINVAL');
  socket.state = 'listening';
  socket.room = Math.max(room, 0) + 1;
  socket.owner = by;
}

/** @param target who has the name, as the caller found it; undefined if nobody has */
export function connectUnix(socket: UnixSocket, target: UnixSocket | undefined, by: Task): void {
  check(socket.state !== 'connected', 'EISCONN');
  check(socket.state === 'closed', 'EINVAL');
  // unix(7): "ECONNREFUSED: the remote address … was not a listening socket".
  check(target?.state === 'listening', 'ECONNREFUSED');
  check(target.backlog.length < target.room, 'EAGAIN');
  const fresh = new UnixSocket(target.ns);
  fresh.name = target.name?.startsWith('/') ? target.name : null;
  fresh.owner = target.owner;
  socket.owner = by;
  join(socket, fresh);
  target.backlog.push(fresh);
}

export function join(a: UnixSocket, b: UnixSocket): void {
  [a.peer, b.peer] = [b, a];
  [a.peerOwner, b.peerOwner] = [b.owner, a.owner];
  a.state = 'connected';
  b.state = 'connected';
}

export function acceptUnix(socket: UnixSocket): UnixSocket {
  check(socket.state === 'listening', 'EINVAL');
  const first = socket.backlog.shift();
  check(first !== undefined, 'EAGAIN');
  return first;
}

export function sendUnix(socket: UnixSocket, text: string): void {
  if (socket.state !== 'connected') throw new Failure('ENOTCONN');
  check(socket.peer !== null, 'EPIPE');
  socket.peer.inbox.push(text);
}

export function receiveUnix(socket: UnixSocket): string {
  check(socket.state === 'connected', 'EINVAL');
  const first = socket.inbox.shift();
  if (first !== undefined) return first;
  check(socket.hasPeerClosed, 'EAGAIN');
  return '';
}

/** What SO_PEERCRED gives where nobody is at the other end. */
const NOBODY = '0 4294967295 4294967295';

/** pid-23, user-27, unix(7): who is at the other end, in the numbers of whoever asks. */
export function peerOf({ peerOwner }: UnixSocket, asker: Task): string {
  if (peerOwner === null) return NOBODY;
  const { ns } = asker.credentials;
  const { uid, gid } = peerOwner.credentials;
  return `${peerOwner.pidIn(asker.pidNs)} ${ns.toUid(uid)} ${ns.toGid(gid)}`;
}
