/** Sockets in repair (tcp(7), TCP_REPAIR), and the configuration of devices read back: for checkpoint and restore. */
import type { REPAIR_CALLS } from '../interface/repair.ts';
import type { Args, Table } from './call.ts';
import { CAP } from './capabilities.ts';
import { check } from './errors.ts';
import type { NetNs } from './net.ts';
import { showIpv4 } from './net-address.ts';
import { InetSocket } from './net-inet.ts';
import { deviceOf } from './net-link.ts';
import type { Task } from './task.ts';

const own = (task: Task): NetNs => task.nsproxy.slots.net.stack;

function socketOf(task: Task, args: Args): InetSocket {
  const socket = task.files.get(args.number(0));
  check(socket instanceof InetSocket && socket.protocol === 'tcp', 'ENOPROTOOPT');
  return socket;
}

/** Its queues can be seen and changed while it is in repair only. */
function inRepair(task: Task, args: Args): InetSocket {
  const socket = socketOf(task, args);
  check(socket.isInRepair, 'EPERM');
  return socket;
}

const isSend = (args: Args): boolean => args.text(1) === 'send';

export const REPAIR = {
  repair: (task, args) => {
    const socket = socketOf(task, args);
    check(!task.kernel.choices.without.has('checkpoint-restart'), 'ENOPROTOOPT');
    // "EPERM": it takes CAP_NET_ADMIN in the owner of the socket's network, and a socket that does not listen.
    check(task.credentials.isCapable(socket.ns.owner!, CAP.NET_ADMIN), 'EPERM');
    check(socket.state !== 'listening', 'EPERM');
    socket.isInRepair = args.number(1) === 1;
    if (!socket.isInRepair) socket.transmit();
  },
  tcpstate: (task, args) => socketOf(task, args).state,
  tcpseq: (task, args) => {
    const { sent, received, unacknowledged } = inRepair(task, args);
    return isSend(args) ? sent + unacknowledged.join('').length : received;
  },
  setseq: (task, args) => {
    const socket = inRepair(task, args);
    if (isSend(args)) socket.sent = args.number(2);
    else socket.received = args.number(2);
  },
  tcpqueue: (task, args) => {
    const { unacknowledged, inbox } = inRepair(task, args);
    return isSend(args) ? unacknowledged.join('') : inbox.map(({ text }) => text).join('');
  },
  /** What is put into the send queue counts as sent and not acknowledged. */
  fillqueue: (task, args) => {
    const socket = inRepair(task, args);
    const text = args.text(2);
    if (isSend(args)) socket.unacknowledged.push(text);
    else socket.inbox.push({ text, from: socket.peer });
  },
  addrs: (task, args) =>
    deviceOf(own(task), args.text(0))
      .addresses.map(({ address, length }) => `${showIpv4(address)}/${length}`)
      .join(' '),
  routes: (task) =>
    own(task)
      .routes.map(
        ({ to, via, device }) =>
          `${showIpv4(to.address)}/${to.length} ${via === null ? '-' : showIpv4(via)} ${device.name}`,
      )
      .join(', '),
  linkblock: (task, args) => {
    const ns = own(task);
    check(task.credentials.isCapable(ns.owner!, CAP.NET_ADMIN), 'EPERM');
    const port = deviceOf(ns, args.text(0));
    check(port.master !== null, 'EOPNOTSUPP');
    port.isBlocked = args.number(1) === 1;
  },
} satisfies Table<keyof typeof REPAIR_CALLS>;
