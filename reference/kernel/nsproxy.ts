/**
 * The nsproxy of the 2006 series: tasks that share all namespaces share one. A namespace's count is the number of
 * nsproxies that point to it, plus what pins it; never the number of tasks.
 */
import { CLONE, NS_TYPES, type NsType } from '../interface.ts';
import { CgroupNs, type Membership } from './cgroup.ts';
import { check, invariant } from './errors.ts';
import { IpcNs } from './ipc.ts';
import type { Kernel } from './kernel.ts';
import { MntNs } from './mnt.ts';
import type { Namespace } from './namespace.ts';
import { NetNs } from './net.ts';
import { PidNs } from './pid.ts';
import type { Task } from './task.ts';
import { TimeNs } from './time.ts';
import type { UserNs } from './user.ts';
import { UtsNs } from './uts.ts';

export interface Slots {
  readonly uts: UtsNs;
  readonly ipc: IpcNs;
  readonly mnt: MntNs;
  readonly net: NetNs;
  readonly cgroup: CgroupNs;
  readonly pidForChildren: PidNs;
  readonly time: TimeNs;
  readonly timeForChildren: TimeNs;
}

export const FLAG_OF: Readonly<Record<NsType, number>> = {
  uts: CLONE.NEWUTS,
  ipc: CLONE.NEWIPC,
  mnt: CLONE.NEWNS,
  net: CLONE.NEWNET,
  pid: CLONE.NEWPID,
  user: CLONE.NEWUSER,
  cgroup: CLONE.NEWCGROUP,
  time: CLONE.NEWTIME,
};

/** Flags that ask for a new namespace in an nsproxy. */
export const NEW_FLAGS =
  CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNS | CLONE.NEWNET | CLONE.NEWPID | CLONE.NEWCGROUP | CLONE.NEWTIME;

export class NsProxy {
  /** Never changed: a task that changes a slot gets another nsproxy. */
  readonly slots: Slots;
  /** Tasks that have it. */
  count = 0;

  constructor(slots: Slots) {
    this.slots = slots;
  }

  get namespaces(): readonly Namespace[] {
    return Object.values(this.slots);
  }

  /** One more task has it: with the first its namespaces are held. */
  take(): this {
    if (this.count++ === 0) for (const ns of this.namespaces) ns.take();
    return this;
  }

  /** One task fewer: with the last its namespaces are let go. */
  drop(): void {
    invariant(this.count > 0, 'an nsproxy is dropped more often than taken');
    if (--this.count === 0) for (const ns of this.namespaces) ns.drop();
  }

  /** The same one if nothing changes, else a fresh one (nsp-04). */
  with(changes: Partial<Slots>): NsProxy {
    const slots = { ...this.slots, ...changes };
    const isSame = (Object.keys(slots) as (keyof Slots)[]).every((key) => slots[key] === this.slots[key]);
    return isSame ? this : new NsProxy(slots);
  }
}

/** How each flag makes its namespace, in the order of the kernel's create_new_namespaces(). */
const MAKERS: readonly (readonly [
  number,
  (task: Task, owner: UserNs, cgroups: Membership) => Partial<Slots>,
])[] = [
  [CLONE.NEWNS, ({ kernel, nsproxy }, owner) => ({ mnt: new MntNs(kernel, owner, nsproxy.slots.mnt) })],
  [CLONE.NEWUTS, ({ kernel, nsproxy }, owner) => ({ uts: new UtsNs(kernel, owner, nsproxy.slots.uts) })],
  [CLONE.NEWIPC, ({ kernel }, owner) => ({ ipc: new IpcNs(kernel, owner) })],
  [CLONE.NEWPID, (task, owner) => ({ pidForChildren: newPidNs(task, owner) })],
  [CLONE.NEWCGROUP, ({ kernel }, owner, cgroups) => ({ cgroup: new CgroupNs(kernel, owner, cgroups) })],
  [CLONE.NEWNET, ({ kernel, nsproxy }, owner) => ({ net: new NetNs(kernel, owner, nsproxy.slots.net) })],
  [
    CLONE.NEWTIME,
    ({ kernel, nsproxy }, owner) => ({ timeForChildren: new TimeNs(kernel, owner, nsproxy.slots.time) }),
  ],
];

function newPidNs(task: Task, owner: UserNs): PidNs {
  // pid-06 "EINVAL: … the caller has already unshared or joined another PID namespace for its children".
  check(task.nsproxy.slots.pidForChildren === task.pidNs, 'EINVAL');
  return new PidNs(task.kernel, owner, task.pidNs);
}

/** What the kernel was built without cannot be had: clone(2), "EINVAL". */
export function checkBuilt({ choices: { without } }: Kernel, flags: number): void {
  for (const type of NS_TYPES) if (flags & FLAG_OF[type]) check(!without.has(type), 'EINVAL');
  // Without nsproxy only mounts, which were there before it, and users, which are not in it.
  if (without.has('nsproxy')) check((flags & NEW_FLAGS & ~CLONE.NEWNS) === 0, 'EINVAL');
}

/**
 * The namespaces that these flags ask for: all of them, or none (nsp-16). They are held by whoever takes them.
 * @param cgroups where the task will be: the roots of a new cgroup namespace (cgrp-10)
 */
export function createNamespaces(
  task: Task,
  flags: number,
  owner: UserNs,
  cgroups: Membership,
): Partial<Slots> {
  const made: Partial<Slots> = {};
  try {
    for (const [flag, make] of MAKERS) if (flags & flag) Object.assign(made, make(task, owner, cgroups));
    return made;
  } catch (error) {
    for (const ns of Object.values(made)) ns.take().drop();
    throw error;
  }
}
