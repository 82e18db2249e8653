/** System V shared memory: shmget(2), shmop(2), shmctl(2). */
import type { Table } from './call.ts';
import { check, Failure } from './errors.ts';
import type { IpcNs } from './ipc.ts';
import {
  columns,
  getObject,
  IPC_PRIVATE,
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

export interface Segment {
  readonly permissions: Permissions;
  /** The namespace that it was made in: destroying it goes on there, wherever the last who has it attached is. */
  readonly ns: IpcNs;
  readonly size: number;
  text: string;
  /** shm_nattch: how often it is attached, by all tasks. */
  attached: number;
  /** IPC_RMID was asked for: it goes with the last who detaches (SHM_DEST). */
  isDoomed: boolean;
  /** Who made it, until that task ends or leaves the namespace (ipc-15). */
  creator: Task | null;
}

/** A task's own view: attachments by the number that shmat gave. */
export type Attachments = Map<number, Segment>;

/** fork(2): the child has attached what its parent has. */
export function copyAttachments(of: Attachments): Attachments {
  for (const segment of of.values()) segment.attached++;
  return new Map(of);
}

function detach(segment: Segment): void {
  if (--segment.attached === 0 && isOver(segment)) segment.ns.segments.remove(segment);
}

/** shm_may_destroy(): nobody has it attached, and it was to go, or its namespace keeps none that nobody has. */
const isOver = ({ isDoomed, attached, ns }: Segment): boolean =>
  attached === 0 && (isDoomed || ns.limits.shmRmidForced === 1);

export function detachAll(attachments: Attachments): void {
  for (const segment of attachments.values()) detach(segment);
  attachments.clear();
}

/** exit_shm(): what the task made has no creator any more. */
export function abandon(task: Task): void {
  for (const segment of task.nsproxy.slots.ipc.segments.bySlot.values())
    if (segment.creator === task) segment.creator = null;
  dropOrphans(task.nsproxy.slots.ipc);
}

/** ipc-15: with shm_rmid_forced, what nobody attached and whose creator is gone. */
export function dropOrphans(ns: IpcNs): void {
  for (const segment of [...ns.segments.bySlot.values()])
    if (segment.creator === null && isOver(segment)) ns.segments.remove(segment);
}

function attachment(task: Task, handle: number): Segment {
  const found = task.memory.attachments.get(handle);
  if (!found) throw new Failure('EINVAL');
  return found;
}

export const SHM = {
  shmget: (task, args) => {
    const ns = ipcOf(task);
    const size = args.number(1);
    return getObject(task, ns.segments, args.number(0), args.number(2), {
      // "EINVAL: a segment for the given key exists, but size is greater than the size of that segment".
      checkFound: (found) => check(size <= found.size, 'EINVAL'),
      checkNew: () => {
        check(size >= 1, 'EINVAL');
        // "ENOSPC: all possible shared memory IDs have been taken (SHMMNI)".
        check(ns.segments.bySlot.size < ns.limits.shmmni, 'ENOSPC');
      },
      make: (permissions) => ({
        permissions,
        ns,
        size,
        text: '',
        attached: 0,
        isDoomed: false,
        creator: task,
      }),
    }).permissions.id;
  },
  shmat: (task, args) => {
    const segment = usable(task, ipcOf(task).segments, args.number(0), READ | WRITE);
    let handle = 0;
    while (task.memory.attachments.has(handle)) handle++;
    segment.attached++;
    task.memory.attachments.set(handle, segment);
    return handle;
  },
  shmdt: (task, args) => {
    const segment = attachment(task, args.number(0));
    task.memory.attachments.delete(args.number(0));
    detach(segment);
  },
  shmread: (task, args) => attachment(task, args.number(0)).text,
  shmwrite: (task, args) => {
    attachment(task, args.number(0)).text = args.text(1);
  },
  shmstat: (task, args) => {
    const { permissions, size, attached } = usable(task, ipcOf(task).segments, args.number(0), READ);
    return `${showPermissions(permissions, task)} ${size} ${attached}`;
  },
  shmrm: (task, args) => {
    const segment = owned(task, ipcOf(task).segments, args.number(0));
    segment.isDoomed = true;
    segment.permissions.key = IPC_PRIVATE;
    if (isOver(segment)) segment.ns.segments.remove(segment);
  },
} satisfies Table<'shmget' | 'shmat' | 'shmdt' | 'shmread' | 'shmwrite' | 'shmstat' | 'shmrm'>;

/** ipc-05, proc(5), /proc/sysvipc/shm; who used a segment last, when, and how much of it is in memory, is not kept. */
export const showSegments = (task: Task): string =>
  showTable(
    'key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime rss swap',
    [...ipcOf(task).segments.bySlot.values()].map(({ permissions, size, attached }) => {
      const { key, mode, owners } = columns(permissions, task);
      return `${key} ${mode} ${size} 0 0 ${attached} ${owners} 0 0 0 0 0`;
    }),
  );
