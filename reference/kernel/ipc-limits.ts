/** /proc/sys/kernel and /proc/sys/fs/mqueue: limits of each ipc namespace (ipc-06, ipc-07; proc(5), mq_overview(7)). */
import type { Sysctl, Sysctls } from './call.ts';
import { CAP } from './capabilities.ts';
import { check } from './errors.ts';
import { dropOrphans } from './ipc-shm.ts';
import type { Task } from './task.ts';

/** Where the file is, what a new namespace begins with, and the least and most that Linux takes. */
export const LIMITS = {
  msgmax: { path: 'kernel/msgmax', builtIn: 8192, least: 0, most: 2 ** 31 - 1 },
  msgmnb: { path: 'kernel/msgmnb', builtIn: 16_384, least: 0, most: 2 ** 31 - 1 },
  msgmni: { path: 'kernel/msgmni', builtIn: 32_000, least: 0, most: 32_768 },
  shmmni: { path: 'kernel/shmmni', builtIn: 4096, least: 0, most: 32_768 },
  shmRmidForced: { path: 'kernel/shm_rmid_forced', builtIn: 0, least: 0, most: 1 },
  queuesMax: { path: 'fs/mqueue/queues_max', builtIn: 256, least: 0, most: 2 ** 31 - 1 },
  mqMsgMax: { path: 'fs/mqueue/msg_max', builtIn: 10, least: 1, most: 65_536 },
  mqMsgsizeMax: { path: 'fs/mqueue/msgsize_max', builtIn: 8192, least: 128, most: 16_777_216 },
} as const;
export type Limit = keyof typeof LIMITS;

const own = (task: Task) => task.nsproxy.slots.ipc;

/** ipc-06: its files belong to root of the user namespace that owns it. */
const isRootOfOwner = (writer: Task): boolean => writer.credentials.euid === own(writer).owner!.toKuid(0);

const limit = (name: Limit): Sysctl => ({
  read: (reader) => String(own(reader).limits[name]),
  mayWrite: isRootOfOwner,
  write: (writer, text) => {
    const value = Number(text);
    check(Number.isInteger(value) && value >= LIMITS[name].least && value <= LIMITS[name].most, 'EINVAL');
    own(writer).limits[name] = value;
    if (name === 'shmRmidForced' && value === 1) dropOrphans(own(writer));
  },
});

/** ipc-14, CONFIG_CHECKPOINT_RESTORE: the id of the next object. */
const nextId = (kind: 'messages' | 'semaphores' | 'segments'): Sysctl => ({
  read: (reader) => String(own(reader)[kind].nextId),
  // ipc-14: CAP_CHECKPOINT_RESTORE in the owner of the namespace.
  mayWrite: (writer) =>
    isRootOfOwner(writer) || writer.credentials.isCapable(own(writer).owner!, CAP.CHECKPOINT_RESTORE),
  write: (writer, text) => {
    check(!writer.kernel.choices.without.has('checkpoint-restart'), 'ENOENT');
    const value = Number(text);
    check(Number.isInteger(value) && value >= 0, 'EINVAL');
    own(writer)[kind].nextId = value;
  },
});

export const IPC_SYSCTLS: Sysctls = {
  ...Object.fromEntries((Object.keys(LIMITS) as Limit[]).map((name) => [LIMITS[name].path, limit(name)])),
  'kernel/msg_next_id': nextId('messages'),
  'kernel/sem_next_id': nextId('semaphores'),
  'kernel/shm_next_id': nextId('segments'),
};
