/** /proc/sys/net: values of each network namespace (net-10; ip(7), "/proc interfaces"). */
import type { Sysctl, Sysctls } from './call.ts';
import { CAP } from './capabilities.ts';
import { check } from './errors.ts';

export const NET_DEFAULTS = {
  ip_forward: 0,
  ip_nonlocal_bind: 0,
  ip_unprivileged_port_start: 1024,
} as const;
export type NetSysctl = keyof typeof NET_DEFAULTS;

/** The most that Linux takes. */
const LARGEST: Readonly<Record<NetSysctl, number>> = {
  ip_forward: 2 ** 31 - 1,
  ip_nonlocal_bind: 255,
  ip_unprivileged_port_start: 65_535,
};

const sysctl = (name: NetSysctl): Sysctl => ({
  read: (reader) => String(reader.nsproxy.slots.net.sysctls[name]),
  // net-10: whoever has CAP_NET_ADMIN in the owner of the network, or is root there.
  mayWrite: ({ credentials, nsproxy: { slots } }) => {
    const owner = slots.net.owner!;
    return credentials.euid === owner.toKuid(0) || credentials.isCapable(owner, CAP.NET_ADMIN);
  },
  write: (writer, text) => {
    const value = Number(text);
    check(Number.isInteger(value) && value >= 0 && value <= LARGEST[name], 'EINVAL');
    writer.nsproxy.slots.net.sysctls[name] = value;
  },
});

export const NET_SYSCTLS: Sysctls = Object.fromEntries(
  (Object.keys(NET_DEFAULTS) as NetSysctl[]).map((name) => [`net/ipv4/${name}`, sysctl(name)]),
);
