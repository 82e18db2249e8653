/** Pid namespaces (pid_namespaces(7)): numbers on every level, an init for each. */
import { check, Failure } from './errors.ts';
import { Namespace } from './namespace.ts';
import type { Process } from './process.ts';
import type { Credentials, UserNs } from './user.ts';

/** pid_namespaces(7), "Nesting PID namespaces". */
const MAX_LEVEL = 32;
const PID_MAX = 4_194_304;

export class PidNs extends Namespace {
  readonly type = 'pid';
  readonly parent: PidNs | null;
  readonly level: number;
  readonly processes = new Map<number, Process>();
  /** Its first process; null before there is one. */
  init: Process | null = null;
  #last = 0;

  constructor(owner: UserNs, parent: PidNs | null) {
    super(owner);
    this.parent = parent;
    this.level = parent === null ? 0 : parent.level + 1;
    check(this.level <= MAX_LEVEL, 'ENOSPC');
  }

  /** From this one up to the first. */
  *upwards(): Iterable<PidNs> {
    for (let at: PidNs | null = this; at !== null; at = at.parent) yield at;
  }

  isWithin(ancestor: PidNs): boolean {
    for (const at of this.upwards()) if (at === ancestor) return true;
    return false;
  }

  /**
   * A number on every level for a process to be; nothing is taken if one of them cannot be had.
   * @param wanted innermost first (clone(2), "The set_tid array")
   */
  allocate(process: Process, wanted: readonly number[], by: Credentials): void {
    check(wanted.length <= this.level + 1, 'EINVAL');
    if (this.init !== null && !this.init.isAlive) throw new Failure('ENOMEM');
    const numbers: (readonly [PidNs, number])[] = [];
    let at = 0;
    for (const ns of this.upwards()) numbers.push([ns, ns.#number(wanted[at++], by)]);
    for (const [ns, number] of numbers) {
      ns.processes.set(number, process);
      process.pids.set(ns, number);
      if (!wanted.length) ns.#last = number;
    }
    this.init ??= process;
  }

  #number(wanted: number | undefined, by: Credentials): number {
    if (wanted === undefined) {
      let next = this.#last + 1;
      while (this.processes.has(next)) next++;
      return next;
    }
    check(wanted >= 1 && wanted < PID_MAX, 'EINVAL');
    check(wanted === 1 || this.init !== null, 'EINVAL');
    check(by.isCapable(this.owner!), 'EPERM');
    check(!this.processes.has(wanted), 'EEXIST');
    return wanted;
  }

  release(process: Process): void {
    for (const [ns, number] of process.pids) ns.processes.delete(number);
    process.pids.clear();
  }
}
