/**
 * Inter-process communication (ipc_namespaces(7)). ipc-object.ts has what the kinds of System V objects have in common;
 * ipc-msg.ts, ipc-sem.ts and ipc-shm.ts their calls, mqueue.ts those of POSIX, ipc-limits.ts the limits.
 */
import { LIMITS, type Limit } from './ipc-limits.ts';
import type { MessageQueue } from './ipc-msg.ts';
import { Objects } from './ipc-object.ts';
import { type SemaphoreSet, UndoList } from './ipc-sem.ts';
import { abandon, type Segment } from './ipc-shm.ts';
import type { Kernel } from './kernel.ts';
import { MqueueFs } from './mqueue-fs.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

export class IpcNs extends Namespace {
  readonly type = 'ipc';
  /** ipc-01: a new one is empty. Whoever is in it finds its objects by key or id. */
  readonly messages = new Objects<MessageQueue>();
  readonly semaphores = new Objects<SemaphoreSet>();
  readonly segments = new Objects<Segment>();
  readonly mqueues: MqueueFs;
  /** ipc-06: a new one begins with the built-in limits, whatever its creator's are. */
  readonly limits: Record<Limit, number> = Object.fromEntries(
    Object.entries(LIMITS).map(([name, { builtIn }]) => [name, builtIn]),
  ) as Record<Limit, number>;

  constructor(kernel: Kernel, owner: UserNs) {
    super('ipc', kernel, owner);
    this.mqueues = new MqueueFs(kernel, owner);
  }

  /** ipc-08: with the namespace all objects go; what is mapped stays mapped. */
  protected override destroy(): void {
    this.mqueues.isOver = true;
  }
}

/** When a task ends, or goes into another ipc namespace: ipc-10, ipc-15. */
export function leaveIpc(task: Task): void {
  task.undo.drop();
  task.undo = new UndoList().take();
  abandon(task);
}
