/** Pid namespaces (pid_namespaces(7)): numbers on every level, an init for each. */
import type { Sysctls } from './call.ts';
import { CAP } from './capabilities.ts';
import type { Credentials } from './credentials.ts';
import { check } from './errors.ts';
import type { Pid } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

/** pid-14: pid_namespaces(7), "Nesting PID namespaces". */
const MAX_LEVEL = 32;
/** pid-17: what each new one begins with. */
const PID_MAX = 4_194_304;
/** Numbers below are not given again after the count began anew. */
const RESERVED_PIDS = 300;

export class PidNs extends Namespace {
  readonly type = 'pid';
  /** Held by this one (nsp-10). */
  readonly parent: PidNs | null;
  readonly level: number;
  /** All that have a number here, members of descendants too; threads have numbers as well. */
  readonly tasks = new Map<Pid, Task>();
  /** Its first process; null before there is one. It stays, also when it is dead. */
  init: Task | null = null;
  /** init is dead or dying: no more members (pid-08). */
  isClosed = false;
  /** The number given last (pid-16). */
  last = 0;
  /** One above the greatest number. */
  pidMax = PID_MAX;

  constructor(kernel: Kernel, owner: UserNs, parent: PidNs | null) {
    // pid-27: "EINVAL", where the manual says nothing: the one above has to be owned by a user namespace above.
    check(parent === null || owner.isWithin(parent.owner!), 'EINVAL');
    // pid-14 "ENOSPC: … would have caused the limit on the nesting depth of PID namespaces to be exceeded".
    check(parent === null || parent.level < MAX_LEVEL, 'ENOSPC');
    super('pid', kernel, owner);
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
}

/**
 * Gives a task to be a number on every level; nothing is taken if one of them cannot be had.
 * @param wanted innermost first (clone(2), "The set_tid array")
 */
export function allocate(task: Task, wanted: readonly number[], by: Credentials): void {
  const { pidNs } = task;
  // cln-15 "EINVAL: set_tid_size … specifies more than the number of nested PID namespaces".
  check(wanted.length <= pidNs.level + 1, 'EINVAL');
  const levels = [...pidNs.upwards()];
  const machines = wanted[levels.length - 1] ?? next(levels.at(-1)!);
  const numbers = levels.map((ns, at): readonly [PidNs, Pid] => {
    const number = wanted[at];
    if (number === undefined) return [ns, numberIn(ns, machines as Pid)];
    checkWanted(ns, number, by);
    return [ns, number as Pid];
  });
  // pid-08 "ENOMEM: … the init process of the PID namespace has already terminated".
  check(!pidNs.isClosed, 'ENOMEM');
  numbers.forEach(([ns, number], level) => {
    ns.tasks.set(number, task);
    task.pids.set(ns, number);
    if (wanted[level] === undefined) ns.last = number;
  });
  pidNs.init ??= task;
}

function checkWanted(ns: PidNs, number: number, by: Credentials): void {
  // cln-17 "EINVAL: … a PID specified in set_tid was … less than 1 or greater than …", "and no init: must be 1".
  check(number >= 1 && number < ns.pidMax, 'EINVAL');
  check(number === 1 || ns.init !== null, 'EINVAL');
  check(!ns.kernel.choices.without.has('checkpoint-restart'), 'EINVAL');
  // cln-18 "EPERM: … the caller does not have CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE in the user namespaces that own …".
  check(mayChoose(ns, by), 'EPERM');
  // cln-16 "EEXIST: one (or more) of the PIDs specified in set_tid already exists".
  check(!ns.find(number), 'EEXIST');
}

const mayChoose = (ns: PidNs, by: Credentials): boolean =>
  by.isCapable(ns.owner!, CAP.CHECKPOINT_RESTORE) || by.isCapable(ns.owner!, CAP.SYS_ADMIN);

/** The number on one level, by the variant of 2006 (variants.ts). @param machines its number in the first namespace */
function numberIn(ns: PidNs, machines: Pid): Pid {
  const variant = ns.kernel.choices.pid;
  if (ns.parent === null || variant === 'isolation') return machines;
  if (variant === 'full') return next(ns);
  return ns.init === null ? (1 as Pid) : machines;
}

/** pid-17: upwards, and from 300 again when the end is reached. */
function next(ns: PidNs): Pid {
  const lowest = ns.last >= RESERVED_PIDS ? RESERVED_PIDS : 1;
  for (let number = ns.last + 1; number < ns.pidMax; number++) if (!ns.find(number)) return number as Pid;
  for (let number = lowest; number <= ns.last; number++) if (!ns.find(number)) return number as Pid;
  check(false, 'EAGAIN');
}

/** Another task, by its number in the namespace of the one who asks, as a path in /proc would name it. */
export function visible(task: Task, number: number): Task {
  const found = task.pidNs.find(number);
  check(found !== undefined, 'ENOENT');
  return found;
}

export const PID_SYSCTLS: Sysctls = {
  'kernel/ns_last_pid': {
    read: (reader) => String(reader.pidNs.last),
    mayWrite: () => true,
    write: (writer, text) => {
      // pid-16: "requires CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE in the owning user namespace", when it is written.
      check(mayChoose(writer.pidNs, writer.credentials), 'EPERM');
      check(/^\d+\s*$/.test(text) && Number(text) < writer.pidNs.pidMax, 'EINVAL');
      writer.pidNs.last = Number(text);
    },
  },
  'kernel/pid_max': {
    read: (reader) => String(reader.pidNs.pidMax),
    write: (writer, text) => {
      check(/^\d+\s*$/.test(text) && Number(text) > RESERVED_PIDS && Number(text) <= PID_MAX, 'EINVAL');
      writer.pidNs.pidMax = Number(text);
    },
  },
};
