/**
 * The nsproxy of the 2006 series: tasks that share all namespaces share one. A namespace's count is the number of
 * nsproxies that point to it, plus what pins it; never the number of tasks.
 */
import { CLONE, type NsType } from '../interface.ts';
import type { CgroupNs } from './cgroup.ts';
import { invariant } from './errors.ts';
import type { IpcNs } from './ipc.ts';
import type { MntNs } from './mnt.ts';
import type { Namespace } from './namespace.ts';
import type { NetNs } from './net.ts';
import type { PidNs } from './pid.ts';
import type { TimeNs } from './time.ts';
import type { UtsNs } from './uts.ts';

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

  /** The same one if nothing changes, else a fresh one. */
  with(changes: Partial<Slots>): NsProxy {
    const slots = { ...this.slots, ...changes };
    const isSame = (Object.keys(slots) as (keyof Slots)[]).every((key) => slots[key] === this.slots[key]);
    return isSame ? this : new NsProxy(slots);
  }
}
