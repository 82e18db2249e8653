/** What is done to devices (rtnetlink(7), ip-link(8)): made, changed, moved, destroyed. */
import { check, Failure } from './errors.ts';
import type { NetNs } from './net.ts';
import { isWithin, parseIpv4, parsePrefix } from './net-address.ts';
import { Bridge, type Device, Loopback, Macvlan, Physical, PointToPoint, Veth, Wire } from './net-devices.ts';
import { announce } from './netlink.ts';

/** IFNAMSIZ, with the end of the string. */
const NAME_SIZE = 16;

function checkName(ns: NetNs, name: string): void {
  check(name.length > 0 && name.length < NAME_SIZE, 'EINVAL');
  // net-09, rtnetlink: "EEXIST".
  check(ns.device(name) === undefined, 'EEXIST');
}

export function deviceOf(ns: NetNs, name: string): Device {
  const device = ns.device(name);
  if (device === undefined) throw new Failure('ENODEV');
  return device;
}

/** RTM_NEWLINK. @param other a veth's peer, a macvlan's lower device */
export function makeDevice(ns: NetNs, kind: string, name: string, other: string): void {
  checkName(ns, name);
  switch (kind) {
    case 'veth':
    case 'point-to-point':
      check(other !== name, 'EEXIST');
      checkName(ns, other);
      makePair(ns, kind, other, name);
      return;
    case 'bridge':
      add(new Bridge(ns, name));
      return;
    case 'macvlan': {
      const lower = deviceOf(ns, other);
      check(lower instanceof Physical, 'EINVAL');
      add(new Macvlan(ns, name, lower));
      return;
    }
    // Hardware is plugged in, not asked for: of the model only, for net-08.
    case 'physical':
      announce(ns, 'new', new Physical(ns, name, new Wire()).name);
      return;
    default:
      throw new Failure('EOPNOTSUPP');
  }
}

/** veth(4): Linux registers the peer first. */
function makePair(ns: NetNs, kind: 'veth' | 'point-to-point', peerName: string, name: string): void {
  const Kind = kind === 'veth' ? Veth : PointToPoint;
  const [peer, device] = [new Kind(ns, peerName), new Kind(ns, name)];
  device.peer = peer as never;
  peer.peer = device as never;
  add(peer);
  add(device);
}

function add(device: Device): void {
  device.ns.devices.add(device);
  announce(device.ns, 'new', device.name);
}

/** RTM_DELLINK. */
export function deleteDevice(device: Device): void {
  // Loopback and hardware cannot be deleted: rtnetlink answers EOPNOTSUPP where a device has no rtnl_link_ops.
  check(!(device instanceof Loopback || device instanceof Physical), 'EOPNOTSUPP');
  destroyDevice(device);
}

/** Takes it out of its network, and what cannot be without it. */
function destroyDevice(device: Device): void {
  if (!device.ns.devices.delete(device)) return;
  detach(device);
  if (device instanceof Bridge) for (const port of device.ports) port.master = null;
  if (device instanceof Macvlan) device.lower.macvlans.delete(device);
  announce(device.ns, 'del', device.name);
  for (const other of device.dependents()) destroyDevice(other);
}

/** Its network goes: net-07 destroys it, net-08 sends hardware back to the first network. */
export function evict(device: Device): void {
  if (!(device instanceof Physical)) {
    destroyDevice(device);
    return;
  }
  const home = device.ns.kernel.init.nsproxy.slots.net;
  let name = device.name;
  for (let at = 0; home !== device.ns && home.device(name); at++) name = `dev${at}`;
  if (home !== device.ns) transfer(device, home, name);
}

/** IFLA_NET_NS_FD, IFLA_NET_NS_PID. */
export function moveDevice(device: Device, to: NetNs, name: string): void {
  // net-06, network_namespaces(7): loopback stays where it is; bridges do, too.
  check(!(device instanceof Loopback || device instanceof Bridge), 'EINVAL');
  if (to !== device.ns) checkName(to, name);
  if (to !== device.ns) transfer(device, to, name);
}

/** It comes without addresses and down, as new. */
function transfer(device: Device, to: NetNs, name: string): void {
  const from = device.ns;
  detach(device);
  from.devices.delete(device);
  announce(from, 'del', device.name);
  device.addresses = [];
  device.isUp = false;
  device.ns = to;
  device.name = name;
  if ([...to.devices].some((one) => one.index === device.index)) device.index = to.nextIndex++;
  add(device);
}

/** From its bridge, and its routes from the table. */
function detach(device: Device): void {
  (device.master as Bridge | null)?.ports.delete(device);
  device.master = null;
  dropRoutes(device);
}

function dropRoutes(device: Device): void {
  device.ns.routes = device.ns.routes.filter((one) => one.device !== device);
}

export function setUp(device: Device, isUp: boolean): void {
  if (device.isUp === isUp) return;
  device.isUp = isUp;
  if (!isUp) dropRoutes(device);
  // Linux gives loopback its address when it comes up.
  if (isUp && device instanceof Loopback && device.addresses.length === 0) addAddress(device, '127.0.0.1/8');
  announce(device.ns, 'new', device.name);
}

export function rename(device: Device, name: string): void {
  if (name === device.name) return;
  checkName(device.ns, name);
  device.name = name;
  announce(device.ns, 'new', name);
}

/** IFLA_MASTER: a bridge's port; an empty name takes it out. */
export function setMaster(device: Device, name: string): void {
  const bridge = name === '' ? null : deviceOf(device.ns, name);
  check(bridge === null || bridge instanceof Bridge, 'EOPNOTSUPP');
  check(!(device instanceof Loopback), 'EINVAL');
  check(!(device instanceof Bridge && bridge !== null), 'ELOOP');
  device.master?.ports.delete(device);
  device.master = bridge;
  device.isBlocked = false;
  bridge?.ports.add(device);
}

/** RTM_NEWADDR. */
export function addAddress(device: Device, text: string): void {
  const prefix = parsePrefix(text);
  check(prefix.length >= 0 && prefix.length <= 32, 'EINVAL');
  const isThere = device.addresses.some(
    (one) => one.address === prefix.address && one.length === prefix.length,
  );
  check(!isThere, 'EEXIST');
  device.addresses = [...device.addresses, prefix];
  device.ns.hasLocalTable = true;
}

/** RTM_DELADDR: "EADDRNOTAVAIL" where the device has no such address. */
export function deleteAddress(device: Device, text: string): void {
  const { address, length } = parsePrefix(text);
  const rest = device.addresses.filter((one) => one.address !== address || one.length !== length);
  check(rest.length < device.addresses.length, 'EADDRNOTAVAIL');
  device.addresses = rest;
}

/** RTM_NEWROUTE. @param via the next hop; empty for what is on the link */
export function addRoute(ns: NetNs, to: string, via: string, name: string): void {
  const prefix = parsePrefix(to);
  const hop = via === '' ? null : parseIpv4(via);
  const device = name === '' ? null : deviceOf(ns, name);
  check(device === null || device.isUp, 'ENETDOWN');
  // A next hop has to be on a link: "ENETUNREACH".
  const near =
    hop === null
      ? null
      : ([...ns.connected()].find((one) => one.device.isUp && isWithin(hop, one.to)) ?? null);
  check(hop === null || near !== null, 'ENETUNREACH');
  const out = device ?? near?.device;
  check(out !== undefined, 'ENODEV');
  const isThere = ns.routes.some(
    (one) => one.to.address === prefix.address && one.to.length === prefix.length,
  );
  check(!isThere, 'EEXIST');
  ns.routes = [...ns.routes, { to: prefix, via: hop, device: out }];
}
