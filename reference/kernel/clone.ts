/** clone(2), clone3(2) and unshare(2): how tasks come to be and leave what they share. One path for all namespaces. */
import { CLONE, type CloneArgs } from '../interface.ts';
import type { Args } from './call.ts';
import { type Cgroup, cgroupOfFile, type Membership } from './cgroup.ts';
import type { Credentials } from './credentials.ts';
import { check } from './errors.ts';
import { SIG } from './handlers.ts';
import { leaveIpc } from './ipc.ts';
import { UndoList } from './ipc-sem.ts';
import { checkBuilt, createNamespaces, NEW_FLAGS } from './nsproxy.ts';
import { allocate } from './pid.ts';
import { PidFd } from './pidfd.ts';
import { type Parts, Task, ThreadGroup } from './task.ts';
import { inNewUserNs } from './user.ts';

/** clone(2): the lowest byte is the signal at the end, CLONE_NEWTIME's bit among it (cln-20). */
const CSIGNAL = 0xff;
/** set_tid cannot be longer than pid namespaces are deep (cln-19). */
const MOST_TIDS = 32;

/** What a clone gives: the child, and with CLONE_PIDFD the parent's descriptor of it. */
export interface Cloned {
  readonly task: Task;
  readonly pidfd: number | null;
}

export const legacyClone = (parent: Task, flags: number): Cloned =>
  clone(parent, flags & ~CSIGNAL, [], (flags & CSIGNAL) | SIG.CHLD);

export function clone3(parent: Task, args: CloneArgs): Cloned {
  const { flags = 0, setTid = [], setTidSize = setTid.length, exitSignal = SIG.CHLD } = args;
  check(setTidSize <= MOST_TIDS, 'EINVAL');
  // cln-19: a length without an array, or an array without a length.
  check(setTid.length > 0 === setTidSize > 0, 'EINVAL');
  check(exitSignal >= 0 && exitSignal <= 64, 'EINVAL');
  check((flags & (CLONE.DETACHED | (CSIGNAL & ~CLONE.NEWTIME))) === 0, 'EINVAL');
  check(!(flags & (CLONE.THREAD | CLONE.PARENT) && exitSignal !== 0), 'EINVAL');
  // Above what bit operations take: 2^33.
  const into = flags >= CLONE.INTO_CGROUP ? cgroupOfFile(parent, args.cgroup ?? 0) : null;
  return clone(parent, flags % CLONE.INTO_CGROUP, setTid, exitSignal, into);
}

function clone(
  parent: Task,
  flags: number,
  setTid: readonly number[],
  exitSignal: number,
  into: Cgroup | null = null,
): Cloned {
  checkBuilt(parent.kernel, flags);
  checkFlags(parent, flags);
  const credentials = flags & CLONE.NEWUSER ? inNewUserNs(parent) : parent.credentials;
  return holding(credentials, () => {
    const cgroups = into === null ? parent.cgroups : { ...parent.cgroups, v2: into };
    const nsproxy = namespacesOfChild(parent, flags, credentials, cgroups);
    const isThread = (flags & CLONE.THREAD) !== 0;
    const group = isThread
      ? parent.group
      : new ThreadGroup(parentOf(parent, flags), parent.group, signalOf(parent, flags, exitSignal));
    const parts: Parts = { ...inherited(parent, flags), credentials, nsproxy, cgroups };
    const task = new Task(parent.kernel, parent, group, nsproxy.slots.pidForChildren, parts);
    if (flags & CLONE.NEWNS) task.fs.moveInto(nsproxy.slots.mnt);
    try {
      allocate(task, setTid, parent.credentials);
    } catch (error) {
      task.leave();
      task.release();
      throw error;
    }
    enter(parent, task, flags);
    return { task, pidfd: flags & CLONE.PIDFD ? parent.files.open(new PidFd(task)) : null };
  });
}

/** A new user namespace lives as long as something holds it: during the call, the call. */
function holding<T>({ ns }: Credentials, run: () => T): T {
  ns.take();
  try {
    return run();
  } finally {
    ns.drop();
  }
}

/** clone(2) ERRORS, in the order of the kernel's copy_process(). */
function checkFlags(parent: Task, flags: number): void {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  // cln-03, cln-04 "EINVAL: both CLONE_FS and CLONE_NEWNS (CLONE_NEWUSER) were specified".
  check(!(has(CLONE.FS) && has(CLONE.NEWNS | CLONE.NEWUSER)), 'EINVAL');
  // cln-08 "EINVAL: CLONE_THREAD … but CLONE_SIGHAND was not", "CLONE_SIGHAND … but CLONE_VM was not".
  check(!has(CLONE.THREAD) || has(CLONE.SIGHAND), 'EINVAL');
  check(!has(CLONE.SIGHAND) || has(CLONE.VM), 'EINVAL');
  // cln-10 "EINVAL: CLONE_PARENT was specified, and the caller is an init process". cln-07: with NEWPID Linux allows it.
  check(!(has(CLONE.PARENT) && parent.isInit), 'EINVAL');
  // cln-06 "EINVAL: CLONE_NEWPID (CLONE_NEWUSER) and … CLONE_THREAD"; cln-09: or children go to another pid namespace.
  const isElsewhere = parent.nsproxy.slots.pidForChildren !== parent.pidNs;
  check(!(has(CLONE.THREAD) && (has(CLONE.NEWUSER | CLONE.NEWPID) || isElsewhere)), 'EINVAL');
  // cln-22 "EINVAL: both CLONE_PIDFD and CLONE_DETACHED"; with CLONE_THREAD Linux allows it since 6.9.
  check(!(has(CLONE.PIDFD) && has(CLONE.DETACHED)), 'EINVAL');
}

function namespacesOfChild(parent: Task, flags: number, credentials: Credentials, cgroups: Membership) {
  const { slots } = parent.nsproxy;
  if (flags & NEW_FLAGS) {
    // nsp-14 "EPERM: CLONE_NEW… was specified by an unprivileged process".
    check(credentials.isCapable(credentials.ns), 'EPERM');
    // cln-05 "EINVAL: both CLONE_NEWIPC and CLONE_SYSVSEM were specified".
    check(!(flags & CLONE.NEWIPC && flags & CLONE.SYSVSEM), 'EINVAL');
  }
  const made = createNamespaces(parent, flags, credentials.ns, cgroups);
  const changed = parent.nsproxy.with(made);
  // time-13: a child is in what its parent had for children. time-15: but not while it has its parent's memory.
  if (flags & CLONE.VM) return changed;
  const time = made.timeForChildren ?? slots.timeForChildren;
  time.isFrozen ||= time !== slots.time;
  return changed.with({ time, timeForChildren: time });
}

/** What is shared, and what is copied. */
function inherited(parent: Task, flags: number): Omit<Parts, 'credentials' | 'nsproxy' | 'cgroups'> {
  const { files, fs, memory, handlers, undo } = parent;
  return {
    files: flags & CLONE.FILES ? files : files.copy(),
    fs: flags & CLONE.FS ? fs : fs.copy(),
    memory: flags & CLONE.VM ? memory : memory.copy(),
    handlers: flags & CLONE.SIGHAND ? handlers : handlers.copy(),
    undo: flags & CLONE.SYSVSEM ? undo : new UndoList(),
  };
}

const parentOf = (parent: Task, flags: number): ThreadGroup | null =>
  flags & CLONE.PARENT ? parent.group.parent : parent.group;

/** clone(2), CLONE_PARENT: the new parent hears of its end as it hears of that of the caller. */
const signalOf = (parent: Task, flags: number, exitSignal: number): number =>
  flags & CLONE.PARENT ? parent.group.exitSignal : exitSignal;

function enter(parent: Task, task: Task, flags: number): void {
  const { group } = task;
  group.threads.add(task);
  if (group.first === null) {
    group.first = task;
    group.session ??= task;
    group.processGroup ??= task;
    group.parent?.children.add(group);
  }
  if (flags & CLONE.VFORK) parent.suspendedBy = task;
}

const FAKED = CLONE.THREAD | CLONE.SIGHAND | CLONE.VM;
const UNSHARABLE = NEW_FLAGS | CLONE.NEWUSER | CLONE.FILES | CLONE.FS | CLONE.SYSVSEM | FAKED;

/** unshare(2). */
export function unshare(task: Task, args: Args): void {
  const flags = implied(args.number(0));
  // cln-02 "EINVAL: an invalid bit was specified in flags".
  check((flags & ~UNSHARABLE) === 0, 'EINVAL');
  checkBuilt(task.kernel, flags);
  // cln-11 "EINVAL: CLONE_THREAD, CLONE_SIGHAND, or CLONE_VM was specified … and the caller is multithreaded".
  if (flags & FAKED) check(task.isSingleThreaded, 'EINVAL');
  if (flags & (CLONE.SIGHAND | CLONE.VM)) check(isAlone(task, 'handlers'), 'EINVAL');
  if (flags & CLONE.VM) check(isAlone(task, 'memory'), 'EINVAL');
  const credentials = flags & CLONE.NEWUSER ? inNewUserNs(task) : task.credentials;
  holding(credentials, () => {
    if (flags & NEW_FLAGS) check(credentials.isCapable(credentials.ns), 'EPERM');
    const made = createNamespaces(task, flags, credentials.ns, task.cgroups);
    // cln-13 "CLONE_NEWNS … also implies CLONE_FS".
    if (flags & CLONE.FS && task.fs.users > 1) {
      const copy = task.fs.copy().take();
      task.fs.drop();
      task.fs = copy;
    }
    if (flags & CLONE.FILES && task.files.users > 1) {
      const copy = task.files.copy().take();
      task.files.drop();
      task.files = copy;
    }
    // cln-14 "CLONE_NEWIPC … CLONE_SYSVSEM": the operations that are to be taken back are.
    if (flags & CLONE.SYSVSEM) leaveIpc(task);
    if (made.mnt) task.fs.moveInto(made.mnt);
    task.become(credentials, task.nsproxy.with(made));
  });
}

/** What a flag of unshare(2) brings with it. cln-12: NEWPID brings nothing on Linux, where the manual names CLONE_THREAD. */
function implied(given: number): number {
  let flags = given;
  if (flags & CLONE.NEWUSER) flags |= CLONE.THREAD | CLONE.FS;
  if (flags & CLONE.VM) flags |= CLONE.SIGHAND;
  if (flags & CLONE.SIGHAND) flags |= CLONE.THREAD;
  if (flags & CLONE.NEWNS) flags |= CLONE.FS;
  return flags;
}

/** Nobody else has the same. */
function isAlone(task: Task, what: 'handlers' | 'memory'): boolean {
  for (const one of task.kernel.init.pidNs.tasks.values())
    if (one !== task && one.isAlive && one[what] === task[what]) return false;
  return true;
}
