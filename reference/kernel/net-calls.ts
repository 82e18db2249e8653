/** System calls on sockets and devices, in the order of interface/net.ts. */
import type { NET_CALLS } from '../interface/net.ts';
import type { Args, Table } from './call.ts';
import { CAP } from './capabilities.ts';
import { check, Failure } from './errors.ts';
import { NsFile } from './file.ts';
import { NetNs } from './net.ts';
import { parseIpv4, parseName, type SocketName, showEndpoint } from './net-address.ts';
import type { Device } from './net-devices.ts';
import { Socket } from './net-file.ts';
import {
  acceptInet,
  bindInet,
  connectInet,
  InetSocket,
  listenInet,
  receiveInet,
  sendInet,
} from './net-inet.ts';
import * as link from './net-link.ts';
import {
  acceptUnix,
  bindAbstract,
  connectUnix,
  listenUnix,
  peerOf,
  receiveUnix,
  sendUnix,
  UnixSocket,
} from './net-unix.ts';
import { LinkWatch } from './netlink.ts';
import { visible } from './pid.ts';
import type { Task } from './task.ts';

/** Values of <sys/socket.h>. */
const AF = { UNIX: 1, INET: 2, NETLINK: 16, PACKET: 17 } as const;
const SOCK = { STREAM: 1, DGRAM: 2, RAW: 3 } as const;
/** IFF_UP of <net/if.h>. */
const IFF_UP = 1;

/** raw(7), packet(7): it is only told who may have one. */
class RawSocket extends Socket {}

const own = (task: Task): NetNs => task.nsproxy.slots.net;

function socketOf(task: Task, args: Args): Socket {
  const file = task.files.get(args.number(0));
  check(file instanceof Socket, 'ENOTSOCK');
  return file;
}

function makeSocket(task: Task, domain: number, type: number): Socket {
  const ns = own(task);
  if (domain === AF.UNIX && type === SOCK.STREAM) return new UnixSocket(ns);
  if (domain === AF.PACKET || (domain === AF.INET && type === SOCK.RAW)) {
    // net-14, raw(7), packet(7): CAP_NET_RAW "in the user namespace that governs its network namespace".
    check(task.credentials.isCapable(ns.owner!, CAP.NET_RAW), 'EPERM');
    return new RawSocket(ns);
  }
  check(domain === AF.INET, 'EAFNOSUPPORT');
  check(type === SOCK.STREAM || type === SOCK.DGRAM, 'ESOCKTNOSUPPORT');
  return new InetSocket(ns, type === SOCK.STREAM ? 'tcp' : 'udp');
}

/** An address of IPv4, for a socket of IPv4. */
function inetName(args: Args, at: number): Extract<SocketName, { family: 'inet' }> {
  const name = parseName(args.text(at));
  check(name.family === 'inet', 'EINVAL');
  return name;
}

/** A listening socket by its name, as a task finds it. */
function named(socket: UnixSocket, text: string): UnixSocket | undefined {
  const name = parseName(text);
  check(name.family !== 'inet', 'EINVAL');
  if (name.family === 'path') throw new Failure('ENOENT');
  return socket.ns.names.get(name.name);
}

/** net-11: who changes devices needs CAP_NET_ADMIN in the owner of the network. */
function administered(task: Task, ns = own(task)): NetNs {
  check(task.credentials.isCapable(ns.owner!, CAP.NET_ADMIN), 'EPERM');
  // Where the stack is another network's, its devices are not this one's to change (variants.ts).
  check(ns.stack === ns, 'EPERM');
  return ns;
}

const device = (task: Task, args: Args): Device => link.deviceOf(administered(task), args.text(0));

/** Moves a device into a network; `name` empty: it keeps its own. */
function move(task: Task, args: Args, to: NetNs): void {
  const moved = device(task, args);
  administered(task, to);
  link.moveDevice(moved, to, args.text(2) || moved.name);
}

function netOf(task: Task, fd: number): NetNs {
  const file = task.files.get(fd);
  check(file instanceof NsFile && file.ns instanceof NetNs, 'EINVAL');
  return file.ns;
}

export const NET = {
  socket: (task, args) => task.files.open(makeSocket(task, args.number(0), args.number(1))),
  bind: (task, args) => {
    const socket = socketOf(task, args);
    if (socket instanceof UnixSocket) {
      const name = parseName(args.text(1));
      check(name.family === 'abstract', 'EINVAL');
      bindAbstract(socket, name.name);
    } else if (socket instanceof InetSocket) bindInet(socket, inetName(args, 1), task.credentials);
    else throw new Failure('EOPNOTSUPP');
  },
  listen: (task, args) => {
    const socket = socketOf(task, args);
    if (socket instanceof UnixSocket) listenUnix(socket, args.number(1), task);
    else if (socket instanceof InetSocket) listenInet(socket, args.number(1));
    else throw new Failure('EOPNOTSUPP');
  },
  connect: (task, args) => {
    const socket = socketOf(task, args);
    if (socket instanceof UnixSocket) connectUnix(socket, named(socket, args.text(1)), task);
    else if (socket instanceof InetSocket) connectInet(socket, inetName(args, 1));
    else throw new Failure('EOPNOTSUPP');
  },
  accept: (task, args) => {
    const socket = socketOf(task, args);
    if (socket instanceof UnixSocket) return task.files.open(acceptUnix(socket));
    check(socket instanceof InetSocket && socket.protocol === 'tcp', 'EOPNOTSUPP');
    return task.files.open(acceptInet(socket));
  },
  send: (task, args) => {
    const socket = socketOf(task, args);
    if (socket instanceof UnixSocket) sendUnix(socket, args.text(1));
    else if (socket instanceof InetSocket)
      sendInet(socket, args.text(1), args.has(2) ? inetName(args, 2) : null);
    else throw new Failure('EOPNOTSUPP');
    return args.text(1).length;
  },
  recv: (task, args) => {
    const socket = socketOf(task, args);
    if (socket instanceof UnixSocket) return receiveUnix(socket);
    check(socket instanceof InetSocket, 'EAGAIN');
    return receiveInet(socket).text;
  },
  getsockname: (task, args) => {
    const socket = socketOf(task, args);
    if (socket instanceof InetSocket) return showEndpoint(socket.local);
    return socket instanceof UnixSocket ? (socket.name ?? '') : '';
  },
  getpeername: (task, args) => {
    const socket = socketOf(task, args);
    check(socket instanceof InetSocket && socket.peer.port !== 0, 'ENOTCONN');
    return showEndpoint(socket.peer);
  },
  peercred: (task, args) => {
    const socket = socketOf(task, args);
    check(socket instanceof UnixSocket, 'EOPNOTSUPP');
    return peerOf(socket, task);
  },
  sockns: (task, args) => {
    const { ns } = socketOf(task, args);
    // net-15: SIOCGSKNS.
    check(task.credentials.isCapable(ns.owner!, CAP.NET_ADMIN), 'EPERM');
    return task.files.open(new NsFile(ns));
  },
  getifflags: (task, args) => {
    const found = link.deviceOf(socketOf(task, args).ns.stack, args.text(1));
    return found.isUp ? IFF_UP : 0;
  },
  setifflags: (task, args) => {
    const { ns } = socketOf(task, args);
    link.setUp(link.deviceOf(administered(task, ns), args.text(1)), (args.number(2) & IFF_UP) !== 0);
  },
  links: (task) =>
    [...own(task).stack.devices]
      .sort((a, b) => a.index - b.index)
      .map((one) => one.name)
      .join(' '),
  linkadd: (task, args) => link.makeDevice(administered(task), args.text(0), args.text(1), args.text(2)),
  linkdel: (task, args) => link.deleteDevice(device(task, args)),
  linkup: (task, args) => link.setUp(device(task, args), true),
  linkdown: (task, args) => link.setUp(device(task, args), false),
  linkname: (task, args) => link.rename(device(task, args), args.text(1)),
  linkmaster: (task, args) => link.setMaster(device(task, args), args.text(1)),
  linkns: (task, args) => move(task, args, netOf(task, args.number(1))),
  linkpid: (task, args) => move(task, args, own(visible(task, args.number(1)))),
  addradd: (task, args) => link.addAddress(device(task, args), args.text(1)),
  addrdel: (task, args) => link.deleteAddress(device(task, args), args.text(1)),
  routeadd: (task, args) => link.addRoute(administered(task), args.text(0), args.text(1), args.text(2)),
  netgrant: (task, args) => {
    const guest = own(visible(task, args.number(0)));
    check(guest.stack !== guest && guest.stack === administered(task), 'EOPNOTSUPP');
    guest.granted.add(parseIpv4(args.text(1)));
  },
  linkwatch: (task) => task.files.open(new LinkWatch(own(task))),
  linknews: (task, args) => {
    const socket = socketOf(task, args);
    check(socket instanceof LinkWatch, 'EOPNOTSUPP');
    return socket.news.splice(0).join(', ');
  },
} satisfies Table<keyof typeof NET_CALLS>;
