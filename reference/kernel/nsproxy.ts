/**
 * The nsproxy of the 2006 series: tasks that share all namespaces share one. A namespace's count is the number of
 * nsproxies that point to it, plus the files that pin it; never the number of tasks.
 */
import type { Namespace, PlainNs } from './namespace.ts';
import type { PidNs } from './pid.ts';
import type { IpcNs, NetNs, TimeNs, UtsNs } from './simple.ts';

export interface Slots {
  readonly uts: UtsNs;
  readonly ipc: IpcNs;
  readonly mnt: PlainNs;
  readonly net: NetNs;
  readonly cgroup: PlainNs;
  readonly pidForChildren: PidNs;
  readonly time: TimeNs;
  readonly timeForChildren: TimeNs;
}

export class NsProxy {
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
    if (this.count++ === 0) for (const ns of this.namespaces) ns.count++;
    return this;
  }

  /** One task fewer: with the last its namespaces are let go. */
  drop(): void {
    if (--this.count === 0) for (const ns of this.namespaces) ns.count--;
  }

  /** The same one if nothing changes, else a fresh one: nsproxies are never changed. */
  with(changes: Partial<Slots>): NsProxy {
    const slots = { ...this.slots, ...changes };
    const isSame = (Object.keys(slots) as (keyof Slots)[]).every((key) => slots[key] === this.slots[key]);
    return isSame ? this : new NsProxy(slots);
  }
}
