/** User namespaces and credentials (user_namespaces(7), capabilities(7)). */
import type { USER_CALLS } from '../interface/user.ts';
import type { PidFiles, Table } from './call.ts';
import { check, Failure } from './errors.ts';
import type { Gid, Kgid, Kuid, Uid } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';

/** One line of a map: `count` ids from `inside` are those from `outside` of the parent. */
interface Extent {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** What an id that is not mapped shows as (/proc/sys/kernel/overflowuid). */
const OVERFLOW_ID = 65534;
/** user_namespaces(7): the 33rd level fails. */
const MAX_LEVEL = 32;

export class UserNs extends Namespace {
  readonly type = 'user';
  readonly parent: UserNs | null;
  readonly level: number;
  readonly creator: Kuid;
  readonly maps: { uid: readonly Extent[]; gid: readonly Extent[] };
  setgroups: 'allow' | 'deny';

  constructor(kernel: Kernel, parent: UserNs | null, creator: Kuid) {
    check(parent === null || parent.level < MAX_LEVEL, 'ENOSPC');
    super(kernel, parent);
    this.parent = parent;
    this.level = parent === null ? 0 : parent.level + 1;
    this.creator = creator;
    const all = [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }];
    this.maps = parent === null ? { uid: all, gid: all } : { uid: [], gid: [] };
    this.setgroups = parent?.setgroups ?? 'allow';
  }

  /** The global id of one that is used inside; null if it is not mapped. */
  toGlobal(kind: 'uid' | 'gid', id: number): number | null {
    const extent = this.maps[kind].find((one) => id >= one.inside && id < one.inside + one.count);
    if (!extent) return null;
    const above = extent.outside + (id - extent.inside);
    return this.parent === null ? above : this.parent.toGlobal(kind, above);
  }

  /** How a global id shows inside. */
  toLocal(kind: 'uid' | 'gid', global: number): number {
    const above = this.parent === null ? global : this.parent.toLocal(kind, global);
    const extent = this.maps[kind].find((one) => above >= one.outside && above < one.outside + one.count);
    return extent ? extent.inside + (above - extent.outside) : OVERFLOW_ID;
  }

  toKuid(uid: number): Kuid | null {
    return this.toGlobal('uid', uid) as Kuid | null;
  }

  toUid(kuid: Kuid): Uid {
    return this.toLocal('uid', kuid) as Uid;
  }

  toGid(kgid: Kgid): Gid {
    return this.toLocal('gid', kgid) as Gid;
  }

  isWithin(ancestor: UserNs): boolean {
    for (let at: UserNs | null = this; at !== null; at = at.parent) if (at === ancestor) return true;
    return false;
  }

  /** "Defining user and group ID mappings": once, by whoever has power in it, in lines of three numbers. */
  writeMap(kind: 'uid' | 'gid', text: string, writer: Credentials): void {
    check(this.maps[kind].length === 0, 'EPERM');
    check(writer.isCapable(this), 'EPERM');
    const extents = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseExtent);
    check(extents.length > 0, 'EINVAL');
    extents.forEach((one, at) => {
      for (const other of extents.slice(0, at)) check(!overlap(one, other), 'EINVAL');
    });
    const parent = this.parent;
    check(parent !== null, 'EPERM');
    for (const { outside } of extents) check(parent!.toGlobal(kind, outside) !== null, 'EPERM');
    this.maps[kind] = extents;
  }

  /** "The /proc/pid/setgroups file". */
  writeSetgroups(text: string, writer: Credentials): void {
    check(writer.isCapable(this), 'EPERM');
    const word = text.trim();
    if (word !== 'allow' && word !== 'deny') throw new Failure('EINVAL');
    if (word === 'deny') check(this.maps.gid.length === 0 || this.setgroups === 'deny', 'EPERM');
    else check(this.setgroups === 'allow', 'EPERM');
    this.setgroups = word;
  }
}

function parseExtent(line: string): Extent {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line);
  check(match !== null && Number(match[3]) > 0, 'EINVAL');
  const [inside, outside, count] = match!.slice(1).map(Number) as [number, number, number];
  return { inside, outside, count };
}

const overlap = (a: Extent, b: Extent): boolean =>
  (a.inside < b.inside + b.count && b.inside < a.inside + a.count) ||
  (a.outside < b.outside + b.count && b.outside < a.outside + a.count);

/** Who a task is: global ids, its user namespace, and whether it has all capabilities there or none. */
export class Credentials {
  readonly uid: Kuid;
  readonly gid: Kgid;
  readonly ns: UserNs;
  readonly hasCapabilities: boolean;

  constructor(uid: Kuid, gid: Kgid, ns: UserNs, hasCapabilities: boolean) {
    this.uid = uid;
    this.gid = gid;
    this.ns = ns;
    this.hasCapabilities = hasCapabilities;
  }

  /** user_namespaces(7), "Capabilities": in its own, in those below, and in those whose creator it is. */
  isCapable(over: UserNs): boolean {
    for (let at: UserNs | null = over; at !== null; at = at.parent) {
      if (at === this.ns) return this.hasCapabilities;
      if (at.parent === this.ns && at.creator === this.uid) return true;
    }
    return false;
  }

  /** A new user namespace with this one as its root: it has all capabilities in it. */
  inNewUserNs({ kernel }: Task): Credentials {
    const isMapped = (['uid', 'gid'] as const).every(
      (kind) => this.ns.toGlobal(kind, this.ns.toLocal(kind, this[kind])) === this[kind],
    );
    check(isMapped, 'EPERM');
    return new Credentials(this.uid, this.gid, new UserNs(kernel, this.ns, this.uid), true);
  }

  joining(ns: UserNs): Credentials {
    check(ns !== this.ns, 'EINVAL');
    check(this.isCapable(ns), 'EPERM');
    return new Credentials(this.uid, this.gid, ns, true);
  }

  /** setuid(2): who gives up being root gives up its capabilities. */
  withUid(id: number): Credentials {
    const global = this.ns.toKuid(id);
    if (global === null) throw new Failure('EINVAL');
    check(this.hasCapabilities || global === this.uid, 'EPERM');
    const isRoot = global === this.ns.toKuid(0);
    return new Credentials(global, this.gid, this.ns, this.hasCapabilities && isRoot);
  }
}

export const USER = {
  getuid: ({ credentials }) => credentials.ns.toUid(credentials.uid),
  getgid: ({ credentials }) => credentials.ns.toGid(credentials.gid),
  setuid: (task, args) => task.become(task.credentials.withUid(args.number(0)), task.nsproxy),
} satisfies Table<keyof typeof USER_CALLS>;

export const USER_FILES: PidFiles = {
  uid_map: { write: (of, text, writer) => of.credentials.ns.writeMap('uid', text, writer.credentials) },
  gid_map: { write: (of, text, writer) => of.credentials.ns.writeMap('gid', text, writer.credentials) },
  setgroups: { write: (of, text, writer) => of.credentials.ns.writeSetgroups(text, writer.credentials) },
};
