/** System V semaphores: semget(2), semop(2), semctl(2). Nobody waits: IPC_NOWAIT throughout. */
import type { Table } from './call.ts';
import { check } from './errors.ts';
import type { IpcNs } from './ipc.ts';
import {
  columns,
  getObject,
  ipcOf,
  owned,
  type Permissions,
  READ,
  showPermissions,
  showTable,
  usable,
  WRITE,
} from './ipc-object.ts';
import type { Task } from './task.ts';

const SEM_UNDO = 0x1000;
/** semop(2), "Limits": SEMVMX. */
const MOST = 32_767;
/** semget(2), "Limits": SEMMSL of the built-in `sem`. */
const MOST_IN_A_SET = 32_000;

export interface SemaphoreSet {
  readonly permissions: Permissions;
  readonly values: number[];
}

/** What a task did with SEM_UNDO and has still to be taken back: struct sem_undo. */
interface Undo {
  readonly ns: IpcNs;
  readonly set: SemaphoreSet;
  readonly at: number;
  adjustment: number;
}

/** Of one task, or of those that were cloned with CLONE_SYSVSEM. */
export class UndoList {
  users = 0;
  readonly entries: Undo[] = [];

  take(): this {
    this.users++;
    return this;
  }

  /** exit_sem(): the last one ends or leaves the namespace (ipc-10). */
  drop(): void {
    if (--this.users === 0) apply(this.entries);
  }
}

function apply(entries: readonly Undo[]): void {
  for (const { ns, set, at, adjustment } of entries) {
    const isThere = [...ns.semaphores.bySlot.values()].includes(set);
    if (isThere) set.values[at] = Math.min(MOST, Math.max(0, set.values[at]! + adjustment));
  }
}

function operate(task: Task, id: number, at: number, change: number, flags: number): void {
  const ns = ipcOf(task);
  const set = usable(task, ns.semaphores, id, change === 0 ? READ : WRITE);
  // "EFBIG: for some operation the value of sem_num is less than 0 or greater than or equal to the number of semaphores".
  check(at >= 0 && at < set.values.length, 'EFBIG');
  const value = set.values[at]!;
  // "EAGAIN: an operation could not proceed immediately and … IPC_NOWAIT was specified".
  check(change === 0 ? value === 0 : value + change >= 0, 'EAGAIN');
  // "ERANGE: for some operation sem_op+semval is greater than SEMVMX".
  check(value + change <= MOST, 'ERANGE');
  set.values[at] = value + change;
  if (!(flags & SEM_UNDO)) return;
  const known = task.undo.entries.find((one) => one.set === set && one.at === at);
  if (known) known.adjustment -= change;
  else task.undo.entries.push({ ns, set, at, adjustment: -change });
}

export const SEM = {
  semget: (task, args) => {
    const { semaphores } = ipcOf(task);
    const count = args.number(1);
    check(count >= 0 && count <= MOST_IN_A_SET, 'EINVAL');
    return getObject(task, semaphores, args.number(0), args.number(2), {
      // "EINVAL: a semaphore set corresponding to key already exists, but nsems is larger".
      checkFound: (found) => check(count <= found.values.length, 'EINVAL'),
      checkNew: () => check(count > 0, 'EINVAL'),
      make: (permissions) => ({ permissions, values: Array.from({ length: count }, () => 0) }),
    }).permissions.id;
  },
  semop: (task, args) => operate(task, args.number(0), args.number(1), args.number(2), args.number(3)),
  semgetval: (task, args) => {
    const { values } = usable(task, ipcOf(task).semaphores, args.number(0), READ);
    const value = values[args.number(1)];
    check(value !== undefined, 'EINVAL');
    return value;
  },
  semsetval: (task, args) => {
    const { values } = usable(task, ipcOf(task).semaphores, args.number(0), WRITE);
    const [at, value] = [args.number(1), args.number(2)];
    check(value >= 0 && value <= MOST, 'ERANGE');
    check(at >= 0 && at < values.length, 'EINVAL');
    values[at] = value;
  },
  semstat: (task, args) => {
    const { permissions, values } = usable(task, ipcOf(task).semaphores, args.number(0), READ);
    return `${showPermissions(permissions, task)} ${values.length}`;
  },
  semrm: (task, args) => {
    const { semaphores } = ipcOf(task);
    semaphores.remove(owned(task, semaphores, args.number(0)));
  },
} satisfies Table<'semget' | 'semop' | 'semgetval' | 'semsetval' | 'semstat' | 'semrm'>;

/** ipc-05, proc(5), /proc/sysvipc/sem; times are not kept. */
export const showSemaphores = (task: Task): string =>
  showTable(
    'key semid perms nsems uid gid cuid cgid otime ctime',
    [...ipcOf(task).semaphores.bySlot.values()].map(({ permissions, values }) => {
      const { key, mode, owners } = columns(permissions, task);
      return `${key} ${mode} ${values.length} ${owners} 0 0`;
    }),
  );
