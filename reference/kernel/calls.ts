/** All system calls, from the tables of the subsystems. */
import type { CallName } from '../interface.ts';
import type { Table } from './call.ts';
import { CGROUP } from './cgroup.ts';
import { IPC } from './ipc-calls.ts';
import { MNT } from './mnt-calls.ts';
import { NET } from './net-calls.ts';
import { REPAIR } from './net-repair.ts';
import { NSFS } from './nsfs.ts';
import { PROCESS } from './process.ts';
import { USER } from './setid.ts';
import { TIME } from './time.ts';
import { UTS } from './uts.ts';

export const MODEL_CALLS: Table<CallName> = {
  ...PROCESS,
  ...NSFS,
  ...UTS,
  ...USER,
  ...MNT,
  ...IPC,
  ...NET,
  ...REPAIR,
  ...CGROUP,
  ...TIME,
};
