/** How many namespaces a user may have (namespaces(7), "The /proc/sys/user directory"). */
import type { NsType } from '../interface.ts';
import type { Sysctls } from './call.ts';
import { CAP } from './capabilities.ts';
import { check, invariant } from './errors.ts';
import type { Kuid } from './ids.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

/** lim-06: what a new user namespace begins with. */
export const NO_LIMIT = 2_147_483_647;

/** Who is charged, on each level: the creator in `ns`, then the creator of `ns` in its parent, and so on up. */
function* charged(ns: UserNs, uid: Kuid): Iterable<readonly [UserNs, Kuid]> {
  let who = uid;
  for (let at: UserNs | null = ns; at !== null; at = at.parent) {
    yield [at, who];
    who = at.creator;
  }
}

const keyOf = (type: NsType, uid: Kuid): string => `${type} ${uid}`;

/** lim-01, lim-03: "ENOSPC: … would cause the limit … to be exceeded", here or in any ancestor. */
export function checkLimit(ns: UserNs, uid: Kuid, type: NsType): void {
  for (const [at, who] of charged(ns, uid)) {
    const count = at.counts.get(keyOf(type, who)) ?? 0;
    check(count < (at.limits.get(type) ?? NO_LIMIT), 'ENOSPC');
  }
}

export function charge(ns: UserNs, uid: Kuid, type: NsType): void {
  checkLimit(ns, uid, type);
  for (const [at, who] of charged(ns, uid)) {
    const key = keyOf(type, who);
    at.counts.set(key, (at.counts.get(key) ?? 0) + 1);
  }
}

/** lim-04: the namespace is gone. */
export function uncharge(ns: UserNs, uid: Kuid, type: NsType): void {
  for (const [at, who] of charged(ns, uid)) {
    const key = keyOf(type, who);
    const count = at.counts.get(key) ?? 0;
    invariant(count > 0, `${key} is given back more often than charged`);
    if (count === 1) at.counts.delete(key);
    else at.counts.set(key, count - 1);
  }
}

const NAMES: Readonly<Record<string, NsType>> = {
  'user/max_uts_namespaces': 'uts',
  'user/max_ipc_namespaces': 'ipc',
  'user/max_mnt_namespaces': 'mnt',
  'user/max_net_namespaces': 'net',
  'user/max_pid_namespaces': 'pid',
  'user/max_user_namespaces': 'user',
  'user/max_cgroup_namespaces': 'cgroup',
  'user/max_time_namespaces': 'time',
};

const ofOpener = (task: Task): UserNs => task.credentials.ns;

export const LIMIT_SYSCTLS: Sysctls = Object.fromEntries(
  Object.entries(NAMES).map(([path, type]) => [
    path,
    {
      read: (reader) => String(ofOpener(reader).limits.get(type) ?? NO_LIMIT),
      // lim-05: the file is that of whoever opens it.
      mayWrite: (writer) => writer.credentials.isCapable(ofOpener(writer), CAP.SYS_RESOURCE),
      write: (writer, text) => {
        check(/^\d+\s*$/.test(text) && Number(text) <= NO_LIMIT, 'EINVAL');
        ofOpener(writer).limits.set(type, Number(text));
      },
    },
  ]),
);
