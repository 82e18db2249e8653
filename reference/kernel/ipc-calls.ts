/** The system calls of interprocess communication together, and its files in /proc. */
import type { IPC_CALLS } from '../interface/ipc.ts';
import type { Table } from './call.ts';
import { MSG } from './ipc-msg.ts';
import { SEM } from './ipc-sem.ts';
import { SHM } from './ipc-shm.ts';
import { MQUEUE } from './mqueue.ts';

export const IPC = { ...MSG, ...SEM, ...SHM, ...MQUEUE } satisfies Table<keyof typeof IPC_CALLS>;
