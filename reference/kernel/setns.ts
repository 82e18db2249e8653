/** setns(2): with a file of a namespace, or with a pidfd and several flags at once. */
import { CLONE } from '../interface.ts';
import { mayAccess } from './access.ts';
import type { Args } from './call.ts';
import { CAP } from './capabilities.ts';
import type { Credentials } from './credentials.ts';
import { check, Failure } from './errors.ts';
import { NsFile } from './file.ts';
import { MntNs } from './mnt.ts';
import type { Namespace } from './namespace.ts';
import { FLAG_OF, NEW_FLAGS, type Slots } from './nsproxy.ts';
import { PidNs } from './pid.ts';
import { PidFd } from './pidfd.ts';
import type { Task } from './task.ts';
import { TimeNs } from './time.ts';
import { UserNs } from './user.ts';

export function setns(task: Task, args: Args): void {
  const [file, flags] = [task.files.get(args.number(0)), args.number(1)];
  if (file instanceof NsFile) {
    // set-03 "EINVAL: fd refers to a namespace whose type does not match that specified in nstype".
    check(flags === 0 || flags === FLAG_OF[file.ns.type], 'EINVAL');
    join(task, [file.ns]);
  } else if (file instanceof PidFd) {
    // set-05 "EINVAL: fd is a PID file descriptor and nstype is invalid (e.g., it is 0)".
    check(flags !== 0 && (flags & ~(NEW_FLAGS | CLONE.NEWUSER)) === 0, 'EINVAL');
    join(task, namespacesOf(task, file.target, flags));
    // set-02 "EINVAL: fd does not refer to a namespace".
  } else throw new Failure('EINVAL');
}

/** In the order in which the kernel installs them: the user namespace first, so that its capabilities count. */
function namespacesOf(task: Task, target: Task, flags: number): readonly Namespace[] {
  // set-07 "ESRCH: … the process it refers to no longer exists"; on Linux also if it is a zombie.
  check(target.isAlive, 'ESRCH');
  check(mayAccess(task, target), 'EPERM');
  const { mnt, uts, ipc, cgroup, net, time } = target.nsproxy.slots;
  const all = [target.credentials.ns, mnt, uts, ipc, target.pidNs, cgroup, net, time];
  return all.filter((ns) => flags & FLAG_OF[ns.type]);
}

/** set-06: all or none. */
function join(task: Task, namespaces: readonly Namespace[]): void {
  let credentials = task.credentials;
  let slots: Partial<Slots> = {};
  for (const ns of namespaces) {
    if (ns instanceof UserNs) credentials = joinUser(task, ns);
    else slots = { ...slots, ...joined(task, ns, credentials) };
  }
  const { mnt } = slots;
  if (mnt) task.fs.enter(mnt);
  if (slots.time) slots.time.isFrozen = true;
  task.become(credentials, task.nsproxy.with(slots));
}

/** "User namespaces" of setns(2). */
function joinUser(task: Task, ns: UserNs): Credentials {
  // set-12 "EINVAL: … reenter the caller's own user namespace".
  check(ns !== task.credentials.ns, 'EINVAL');
  // set-13 "a multithreaded process may not change user namespace"; nor one that shares its file system state.
  check(task.isSingleThreaded, 'EINVAL');
  check(task.fs.users === 1, 'EINVAL');
  // set-14 "the calling process must have the CAP_SYS_ADMIN capability in the target user namespace".
  check(task.credentials.isCapable(ns), 'EPERM');
  // set-15, user-23.
  return task.credentials.inUserNs(ns);
}

/** The slot that a joined namespace takes. @param credentials what the task will have */
function joined(task: Task, ns: Namespace, credentials: Credentials): Partial<Slots> {
  // set-18: "EUSERS", which the manual does not know.
  if (ns instanceof TimeNs) check(task.isSingleThreaded, 'EUSERS');
  // set-08 "CAP_SYS_ADMIN both in its own user namespace and in the user namespace that owns the target namespace".
  check(task.credentials.isCapable(ns.owner!) && task.credentials.isCapable(credentials.ns), 'EPERM');
  if (ns instanceof PidNs) {
    // set-16 "EINVAL: … an ancestor (parent, grandparent, …)", or no relative at all.
    check(ns.isWithin(task.pidNs), 'EINVAL');
    return { pidForChildren: ns };
  }
  // set-18, time-11: at once, itself and its children.
  if (ns instanceof TimeNs) return { time: ns, timeForChildren: ns };
  if (ns instanceof MntNs) {
    // set-09 "CAP_SYS_CHROOT … in its own user namespace".
    check(task.credentials.isCapable(credentials.ns, CAP.SYS_CHROOT), 'EPERM');
    // set-10 "EINVAL: … shares filesystem-related attributes … with another task".
    check(task.fs.users === 1, 'EINVAL');
  }
  return { [ns.type]: ns };
}
