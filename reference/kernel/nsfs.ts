/** Files of namespaces: /proc/PID/ns (namespaces(7)), and the ioctls of ioctl_nsfs(2). */

import type { NSFS_CALLS } from '../interface/nsfs.ts';
import { NS_TYPES, type NsLink } from '../interface.ts';
import type { Args, Table } from './call.ts';
import { check, Failure } from './errors.ts';
import { NsFile } from './file.ts';
import { FileSystem } from './filesystem.ts';
import { ROOT_GID, ROOT_UID } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { MntNs } from './mnt.ts';
import { Mount, type Place } from './mount.ts';
import type { Namespace } from './namespace.ts';
import { Directory, NsNode } from './node.ts';
import { FLAG_OF } from './nsproxy.ts';
import { walk } from './path.ts';
import { PidNs } from './pid.ts';
import { pidfdOf } from './pidfd.ts';
import type { Task } from './task.ts';
import { UserNs } from './user.ts';

const READ_ONLY = { uid: ROOT_UID, gid: ROOT_GID, mode: 0o444 };

/** Where the files of namespaces are: mounted nowhere, so that only links and bind mounts lead there. */
export class NsFs extends FileSystem {
  readonly root: Directory;
  readonly mount: Mount;

  constructor(kernel: Kernel, owner: UserNs) {
    super('nsfs', kernel, owner);
    this.root = new Directory(this, null, '/', READ_ONLY);
    this.mount = new Mount(kernel, this.root, 'nsfs', 0);
  }

  placeOf(ns: Namespace): Place {
    return { mount: this.mount, node: new NsNode(this, ns, READ_ONLY) };
  }
}

export const NS_LINKS: readonly NsLink[] = [...NS_TYPES, 'pid_for_children', 'time_for_children'];

/** What a link of /proc/PID/ns stands for. @throws Failure ENOENT where there is nothing (any more) */
export function linked(task: Task, link: string): Namespace {
  if (link === 'user') return task.credentials.ns;
  if (link === 'pid') return task.pidNs;
  check(task.isAlive, 'ENOENT');
  const { slots } = task.nsproxy;
  switch (link as Exclude<NsLink, 'user' | 'pid'>) {
    case 'pid_for_children':
      // pid-18: nothing before the first child; the manual says "an empty buffer".
      check(slots.pidForChildren.init !== null, 'ENOENT');
      return slots.pidForChildren;
    case 'time_for_children':
      return slots.timeForChildren;
    default:
      return slots[link as 'uts' | 'ipc' | 'mnt' | 'net' | 'cgroup' | 'time'];
  }
}

const pathOfLink = (args: Args): string => `/proc/${args.has(1) ? args.text(1) : 'self'}/ns/${args.text(0)}`;

function nsOf(task: Task, args: Args): Namespace {
  const file = task.files.get(args.number(0));
  // ioc-06 "ENOTTY: fd does not refer to a /proc/pid/ns/* file".
  if (!(file instanceof NsFile)) throw new Failure('ENOTTY');
  return file.ns;
}

function pidNsOf(task: Task, args: Args): PidNs {
  const ns = nsOf(task, args);
  // ioc-08 "EINVAL: fd does not refer to a PID namespace".
  check(ns instanceof PidNs, 'EINVAL');
  return ns;
}

/** ioctl_nsfs(2), "Discovering namespace relationships": ioc-01, ioc-02. */
function ownerOf(task: Task, ns: Namespace): UserNs {
  const owner = ns instanceof UserNs ? ns.parent : ns.owner;
  // "EPERM: the requested namespace is outside of the caller's namespace scope".
  check(owner?.isWithin(task.credentials.ns) ?? false, 'EPERM');
  return owner!;
}

/** ioc-03: only of what has parents, and only up to where the caller stands. */
function parentOf(task: Task, ns: Namespace): Namespace {
  if (ns instanceof PidNs) {
    check(ns.parent?.isWithin(task.pidNs) ?? false, 'EPERM');
    return ns.parent!;
  }
  // "EINVAL: … the type of namespace is nonhierarchical".
  check(ns instanceof UserNs, 'EINVAL');
  check(ns.parent?.isWithin(task.credentials.ns) ?? false, 'EPERM');
  return ns.parent!;
}

/** ioc-10: mount namespaces in the order of their ids, those that the caller has power over. */
function neighbour(task: Task, args: Args, direction: 1 | -1): string {
  const ns = nsOf(task, args);
  // Since 6.18 only for whoever may see all namespaces: root of the machine, in its first pid namespace.
  check(task.pidNs === task.kernel.init.pidNs && task.credentials.isCapable(task.kernel.userNs), 'EPERM');
  check(ns instanceof MntNs, 'EINVAL');
  const all = task.kernel.mountNamespaces().sort((a, b) => (a.inode - b.inode) * direction);
  const found = all.find(
    (one) => (one.inode - ns.inode) * direction > 0 && task.credentials.isCapable(one.owner!),
  );
  check(found !== undefined, 'ENOENT');
  return found.name;
}

export const NSFS = {
  openns: (task, args) => {
    const { node } = walk(task, pathOfLink(args));
    if (!(node instanceof NsNode)) throw new Failure('ENOENT');
    return task.files.open(new NsFile(node.ns));
  },
  nsid: (task, args) => {
    const { node } = walk(task, pathOfLink(args));
    return (node as NsNode).ns.name;
  },
  nsuser: (task, args) => ownerOf(task, nsOf(task, args)).name,
  nsparent: (task, args) => parentOf(task, nsOf(task, args)).name,
  nstype: (task, args) => FLAG_OF[nsOf(task, args).type],
  nsowner: (task, args) => {
    const ns = nsOf(task, args);
    check(ns instanceof UserNs, 'EINVAL');
    // ioc-05: as the caller's user namespace numbers it.
    return task.credentials.ns.toUid(ns.creator);
  },
  nsfd: (task, args) => {
    const ns = nsOf(task, args);
    const other = args.text(1) === 'parent' ? parentOf(task, ns) : ownerOf(task, ns);
    return task.files.open(new NsFile(other));
  },
  pidfrom: (task, args) => {
    const target = pidNsOf(task, args).find(args.number(1));
    const number = target?.pidIn(task.pidNs) ?? 0;
    check(number !== 0, 'ESRCH');
    return number;
  },
  pidin: (task, args) => {
    const number = task.pidNs.find(args.number(1))?.pidIn(pidNsOf(task, args)) ?? 0;
    check(number !== 0, 'ESRCH');
    return number;
  },
  mntinfo: (task, args) => {
    const ns = nsOf(task, args);
    check(ns instanceof MntNs, 'EINVAL');
    // The rootfs below all does not count.
    return [...ns.mounts()].length;
  },
  mntnext: (task, args) => neighbour(task, args, 1),
  mntprev: (task, args) => neighbour(task, args, -1),
  nsnumber: (task, args) => nsOf(task, args).inode,
  pidfdns: (task, args) => {
    const { target } = pidfdOf(task, args.number(0));
    check(target.isAlive, 'ESRCH');
    return linked(target, args.text(1)).name;
  },
  fdflags: (task, args) => {
    check(task.files.get(args.number(0)) instanceof NsFile, 'EBADF');
    return 'cloexec rdonly';
  },
} satisfies Table<keyof typeof NSFS_CALLS>;
