/** How tasks come to be, change their namespaces, and end. One path for clone, unshare and setns. */

import type { PROCESS_CALLS } from '../interface/process.ts';
import { CLONE, NS_TYPES } from '../interface.ts';
import type { Args, Table } from './call.ts';
import { CgroupNs } from './cgroup.ts';
import { check, Failure } from './errors.ts';
import { NsFile } from './file.ts';
import { IpcNs } from './ipc.ts';
import type { Kernel } from './kernel.ts';
import { MntNs } from './mnt.ts';
import type { Namespace } from './namespace.ts';
import { NetNs } from './net.ts';
import { FLAG_OF, type Slots } from './nsproxy.ts';
import { PidNs } from './pid.ts';
import { type Fate, Task } from './task.ts';
import { TimeNs } from './time.ts';
import { type Credentials, UserNs } from './user.ts';
import { UtsNs } from './uts.ts';

export const PROCESS = {
  unshare: (task, args) => unshare(task, args.number(0)),
  setns: (task, args) => setns(task, args),
  exit: (task, args) => exit(task, { exited: args.number(0) }),
  wait: (task, args) => {
    const { pid, fate } = wait(task, args.number(0));
    return 'exited' in fate ? `${pid} exited ${fate.exited}` : `${pid} killed ${fate.killed}`;
  },
  kill: (task, args) => kill(task, args.number(0), args.number(1)),
  getpid: (task) => task.pidIn(task.pidNs),
  getppid: (task) => task.parent?.pidIn(task.pidNs) ?? 0,
} satisfies Table<keyof typeof PROCESS_CALLS>;

const NEW =
  CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNS | CLONE.NEWNET | CLONE.NEWPID | CLONE.NEWCGROUP | CLONE.NEWTIME;
/** What unshare(2) takes without doing anything in a process of one thread. */
const HARMLESS = CLONE.FILES | CLONE.FS | CLONE.SYSVSEM | CLONE.THREAD | CLONE.SIGHAND | CLONE.VM;

const SIGKILL = 9;
const SIGSTOP = 19;
/** SIGCHLD, SIGCONT, SIGURG, SIGWINCH: ignored unless handled. */
const IGNORED = new Set([17, 18, 23, 28]);

/** clone(2) and clone3(2). */
export function clone(parent: Task, flags: number, setTid: readonly number[] = []): Task {
  checkBuilt(parent.kernel, flags);
  checkClone(parent, flags, setTid);
  const credentials = flags & CLONE.NEWUSER ? parent.credentials.inNewUserNs(parent) : parent.credentials;
  if (flags & NEW) check(credentials.isCapable(credentials.ns), 'EPERM');
  check(!(flags & CLONE.NEWIPC && flags & CLONE.SYSVSEM), 'EINVAL');
  const { slots } = parent.nsproxy;
  const changed = changes(flags, slots, credentials, parent);
  // A child is in what its parent had for children: pid and time alike.
  const time = changed.timeForChildren ?? slots.timeForChildren;
  const nsproxy = parent.nsproxy.with({ ...changed, time, timeForChildren: time });
  const pidNs = nsproxy.slots.pidForChildren;
  const task = new Task(parent.kernel, parent, credentials, nsproxy, pidNs);
  try {
    pidNs.allocate(task, setTid, parent.credentials);
  } catch (error) {
    task.leave({ exited: 0 });
    pidNs.drop();
    throw error;
  }
  time.isFrozen = true;
  parent.children.add(task);
  return task;
}

function unshare(task: Task, flags: number): void {
  check((flags & ~(NEW | CLONE.NEWUSER | HARMLESS)) === 0, 'EINVAL');
  checkBuilt(task.kernel, flags);
  const credentials = flags & CLONE.NEWUSER ? task.credentials.inNewUserNs(task) : task.credentials;
  if (flags & NEW) check(credentials.isCapable(credentials.ns), 'EPERM');
  const changed = changes(flags, task.nsproxy.slots, credentials, task);
  task.become(credentials, task.nsproxy.with(changed));
}

/** setns(2) with a file of a namespace. */
function setns(task: Task, args: Args): void {
  const [file, type] = [task.files.get(args.number(0)), args.number(1)];
  if (!(file instanceof NsFile)) throw new Failure('EINVAL');
  const { ns } = file;
  check(type === 0 || type === FLAG_OF[ns.type], 'EINVAL');
  const { credentials, nsproxy } = task;
  if (ns instanceof UserNs) {
    task.become(credentials.joining(ns), nsproxy);
    return;
  }
  check(credentials.isCapable(ns.owner!) && credentials.isCapable(credentials.ns), 'EPERM');
  task.become(credentials, nsproxy.with(joined(task, ns)));
}

export function exit(task: Task, fate: Fate): void {
  if (!task.isAlive) return;
  task.leave(fate);
  if (task.isInit) {
    const members = [...task.pidNs.tasks.values()].filter((one) => one !== task);
    for (const one of members) exit(one, { killed: SIGKILL });
  }
  for (const orphan of task.children) adopt(orphan, task);
  task.children.clear();
  if (task.parent === null || task.parent === task.kernel.init || !task.parent.isAlive) reap(task);
}

/** To the init of the parent's pid namespace; where that is gone, to whoever is init above. */
function adopt(orphan: Task, dead: Task): void {
  const inits = [...dead.pidNs.upwards()].map((ns) => ns.init);
  const init = inits.find((one) => one?.isAlive && one !== dead) ?? dead.kernel.init;
  orphan.parent = init;
  init.children.add(orphan);
  if (!orphan.isAlive && init === init.kernel.init) reap(orphan);
}

function reap(task: Task): void {
  task.parent?.children.delete(task);
  task.pidNs.release(task);
}

/** wait(2). @throws Error where it would block: a program of the model has to know its children's ends */
function wait(task: Task, pid: number): { readonly pid: number; readonly fate: Fate } {
  const matching = [...task.children].filter((one) => pid === -1 || one.pidIn(task.pidNs) === pid);
  check(matching.length > 0, 'ECHILD');
  const dead = matching.find((one) => !one.isAlive);
  if (!dead) throw new Error('wait would block');
  const result = { pid: dead.pidIn(task.pidNs), fate: dead.fate! };
  reap(dead);
  return result;
}

/** kill(2) of one process; nobody handles a signal in the model. */
function kill(sender: Task, pid: number, signal: number): void {
  const target = sender.pidNs.find(pid);
  if (!target || pid <= 0) throw new Failure('ESRCH');
  const { credentials } = sender;
  check(credentials.uid === target.credentials.uid || credentials.isCapable(target.credentials.ns), 'EPERM');
  if (signal === 0 || !target.isAlive || IGNORED.has(signal)) return;
  const isFromAbove = !sender.pidNs.isWithin(target.pidNs);
  if (target.isInit && !(isFromAbove && (signal === SIGKILL || signal === SIGSTOP))) return;
  if (signal !== SIGSTOP) exit(target, { killed: signal });
}

function checkClone(parent: Task, flags: number, setTid: readonly number[]): void {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  check(setTid.length <= 32, 'EINVAL');
  check(!(has(CLONE.FS) && has(CLONE.NEWNS | CLONE.NEWUSER)), 'EINVAL');
  check(!has(CLONE.THREAD) || has(CLONE.SIGHAND), 'EINVAL');
  check(!has(CLONE.SIGHAND) || has(CLONE.VM), 'EINVAL');
  check(!(has(CLONE.PARENT) && parent.isInit), 'EINVAL');
  const isElsewhere = parent.nsproxy.slots.pidForChildren !== parent.pidNs;
  check(!(has(CLONE.THREAD) && (has(CLONE.NEWUSER | CLONE.NEWPID) || isElsewhere)), 'EINVAL');
  // Threads and shared memory would need a model of memory; a program that asks for them is told so.
  if (has(CLONE.VM | CLONE.THREAD)) throw new Error('the model has no shared memory');
}

/** What the kernel was built without cannot be had: clone(2), "EINVAL". */
function checkBuilt({ choices: { without } }: Kernel, flags: number): void {
  for (const type of NS_TYPES) if (flags & FLAG_OF[type]) check(!without.has(type), 'EINVAL');
  // Without nsproxy only mounts, which were there before it, and users, which are not in it.
  if (without.has('nsproxy')) check((flags & NEW & ~CLONE.NEWNS) === 0, 'EINVAL');
}

/** The namespaces that these flags make. */
function changes(flags: number, slots: Slots, { ns }: Credentials, task: Task): Partial<Slots> {
  const { kernel } = task;
  if (flags & CLONE.NEWPID) check(slots.pidForChildren === task.pidNs, 'EINVAL');
  return {
    ...(flags & CLONE.NEWUTS ? { uts: new UtsNs(kernel, ns, slots.uts) } : {}),
    ...(flags & CLONE.NEWIPC ? { ipc: new IpcNs(kernel, ns) } : {}),
    ...(flags & CLONE.NEWNS ? { mnt: new MntNs(kernel, ns) } : {}),
    ...(flags & CLONE.NEWNET ? { net: new NetNs(kernel, ns, slots.net) } : {}),
    ...(flags & CLONE.NEWCGROUP ? { cgroup: new CgroupNs(kernel, ns) } : {}),
    ...(flags & CLONE.NEWPID ? { pidForChildren: new PidNs(kernel, ns, task.pidNs) } : {}),
    ...(flags & CLONE.NEWTIME ? { timeForChildren: new TimeNs(kernel, ns, slots.time) } : {}),
  };
}

/** The slot that a joined namespace takes. */
function joined(task: Task, ns: Namespace): Partial<Slots> {
  if (ns instanceof PidNs) {
    check(ns.isWithin(task.pidNs), 'EINVAL');
    return { pidForChildren: ns };
  }
  if (ns instanceof TimeNs) {
    ns.isFrozen = true;
    return { time: ns, timeForChildren: ns };
  }
  return { [ns.type]: ns };
}
