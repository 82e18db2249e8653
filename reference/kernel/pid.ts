/** Pid namespaces (pid_namespaces(7)): numbers on every level, an init for each. */
import { check, Failure } from './errors.ts';
import type { Pid } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';
import type { Credentials, UserNs } from './user.ts';

/** pid_namespaces(7), "Nesting PID namespaces". */
const MAX_LEVEL = 32;
const PID_MAX = 4_194_304;

export class PidNs extends Namespace {
  readonly type = 'pid';
  readonly parent: PidNs | null;
  readonly level: number;
  readonly tasks = new Map<Pid, Task>();
  /** Its first process; null before there is one. */
  init: Task | null = null;
  /** The number that was given last, of itself. */
  last = 0;

  constructor(kernel: Kernel, owner: UserNs, parent: PidNs | null) {
    // pid-14 "ENOSPC: the limit on the nesting depth of PID namespaces".
    check(parent === null || parent.level < MAX_LEVEL, 'ENOSPC');
    super(kernel, owner);
    this.parent = parent?.take() ?? null;
    this.level = parent === null ? 0 : parent.level + 1;
  }

  protected override destroy(): void {
    this.parent?.drop();
  }

  /** The task that has this number here. */
  find(number: number): Task | undefined {
    return this.tasks.get(number as Pid);
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
  allocate(task: Task, wanted: readonly number[], by: Credentials): void {
    check(wanted.length <= this.level + 1, 'EINVAL');
    if (this.init !== null && !this.init.isAlive) throw new Failure('ENOMEM');
    const numbers: (readonly [PidNs, Pid])[] = [];
    let at = 0;
    for (const ns of this.upwards()) numbers.push([ns, ns.number(wanted[at++], by)]);
    for (const [ns, number] of numbers) {
      ns.tasks.set(number, task);
      task.pids.set(ns, number);
      if (!wanted.length) ns.last = number;
    }
    this.init ??= task;
  }

  number(wanted: number | undefined, by: Credentials): Pid {
    if (wanted === undefined) {
      let next = this.last + 1;
      while (this.find(next)) next++;
      return next as Pid;
    }
    check(wanted >= 1 && wanted < PID_MAX, 'EINVAL');
    check(wanted === 1 || this.init !== null, 'EINVAL');
    check(by.isCapable(this.owner!), 'EPERM');
    check(!this.find(wanted), 'EEXIST');
    return wanted as Pid;
  }

  release(task: Task): void {
    for (const [ns, number] of task.pids) ns.tasks.delete(number);
    task.pids.clear();
    this.drop();
  }
}

/** Another task, by its number in the namespace of the one who asks. */
export function visible(task: Task, number: number): Task {
  const found = task.pidNs.find(number);
  check(found !== undefined, 'ENOENT');
  return found;
}
