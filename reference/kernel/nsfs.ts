/** Files of namespaces: /proc/PID/ns, and the ioctls of ioctl_nsfs(2). */

import type { NSFS_CALLS } from '../interface/nsfs.ts';
import type { NsLink } from '../interface.ts';
import type { Args, Table } from './call.ts';
import { check, Failure } from './errors.ts';
import { NsFile } from './file.ts';
import type { Namespace } from './namespace.ts';
import { FLAG_OF } from './nsproxy.ts';
import { PidNs, visible } from './pid.ts';
import type { Task } from './task.ts';
import { UserNs } from './user.ts';

export const NSFS = {
  openns: (task, args) => {
    const of = args.has(1) ? visible(task, args.number(1)) : task;
    return task.files.open(new NsFile(linked(of, args.text(0) as NsLink)));
  },
  nsid: (task, args) => linked(task, args.text(0) as NsLink).name,
  nsuser: (task, args) => {
    const ns = nsOf(task, args);
    const owner = ns instanceof UserNs ? ns.parent : ns.owner;
    check(owner?.isWithin(task.credentials.ns) ?? false, 'EPERM');
    return owner!.name;
  },
  nsparent: (task, args) => parentOf(task, nsOf(task, args)).name,
  nstype: (task, args) => FLAG_OF[nsOf(task, args).type],
  nsowner: (task, args) => {
    const ns = nsOf(task, args);
    check(ns instanceof UserNs, 'EINVAL');
    return task.credentials.ns.toUid(ns.creator);
  },
} satisfies Table<keyof typeof NSFS_CALLS>;

/** What the link stands for (namespaces(7), "The /proc/pid/ns/ directory"). */
function linked(task: Task, link: NsLink): Namespace {
  const { slots } = task.nsproxy;
  switch (link) {
    case 'user':
      return task.credentials.ns;
    case 'pid':
      return task.pidNs;
    case 'pid_for_children':
      check(slots.pidForChildren.init !== null, 'ENOENT');
      return slots.pidForChildren;
    case 'time_for_children':
      return slots.timeForChildren;
    default:
      return slots[link];
  }
}

function nsOf(task: Task, args: Args): Namespace {
  const file = task.files.get(args.number(0));
  if (!(file instanceof NsFile)) throw new Failure('ENOTTY');
  return file.ns;
}

/** ioctl_nsfs(2): only of what has parents, and only up to where the caller stands. */
function parentOf(task: Task, ns: Namespace): Namespace {
  if (ns instanceof PidNs) {
    check(ns.parent?.isWithin(task.pidNs) ?? false, 'EPERM');
    return ns.parent!;
  }
  check(ns instanceof UserNs, 'EINVAL');
  check(ns.parent?.isWithin(task.credentials.ns) ?? false, 'EPERM');
  return ns.parent!;
}
