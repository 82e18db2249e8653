/**
 * The system calls that a rule may make: what the model and the real kernel both answer. Arguments and results are
 * Linux's; a text result stands for what the call would have put into a buffer.
 */
import { CGROUP_CALLS } from './interface/cgroup.ts';
import { IPC_CALLS } from './interface/ipc.ts';
import { MNT_CALLS } from './interface/mnt.ts';
import { NET_CALLS } from './interface/net.ts';
import { NSFS_CALLS } from './interface/nsfs.ts';
import { PROCESS_CALLS } from './interface/process.ts';
import { REPAIR_CALLS } from './interface/repair.ts';
import { TIME_CALLS } from './interface/time.ts';
import { USER_CALLS } from './interface/user.ts';
import { UTS_CALLS } from './interface/uts.ts';

/** Values of <linux/sched.h>; the same everywhere. */
export const CLONE = {
  NEWTIME: 0x80,
  VM: 0x100,
  FS: 0x200,
  FILES: 0x400,
  SIGHAND: 0x800,
  PIDFD: 0x1000,
  VFORK: 0x4000,
  PARENT: 0x8000,
  THREAD: 0x10000,
  NEWNS: 0x20000,
  SYSVSEM: 0x40000,
  DETACHED: 0x400000,
  NEWCGROUP: 0x2000000,
  NEWUTS: 0x4000000,
  NEWIPC: 0x8000000,
  NEWUSER: 0x10000000,
  NEWPID: 0x20000000,
  NEWNET: 0x40000000,
  /** clone3(2) only: above what clone(2) can take. */
  INTO_CGROUP: 0x200000000,
} as const;

export const NS_TYPES = ['uts', 'ipc', 'mnt', 'net', 'pid', 'user', 'cgroup', 'time'] as const;
export type NsType = (typeof NS_TYPES)[number];
/** Names in /proc/PID/ns. */
export type NsLink = NsType | 'pid_for_children' | 'time_for_children';

export type Answer = { readonly ok: string } | { readonly errno: string };
/** `pidfd` where CLONE_PIDFD asked for one. */
export type Forked =
  | { readonly task: Task; readonly pid: number; readonly pidfd?: number }
  | { readonly errno: string };

/** struct clone_args of clone3(2), as far as a rule sets it. */
export interface CloneArgs {
  readonly flags?: number;
  /** SIGCHLD unless given. */
  readonly exitSignal?: number;
  /** Innermost first. */
  readonly setTid?: readonly number[];
  /** Where it shall not be the length of setTid. */
  readonly setTidSize?: number;
  /** Descriptor of a cgroup's directory, for CLONE_INTO_CGROUP. */
  readonly cgroup?: number;
}

export interface Task {
  /** clone(2) with these flags and SIGCHLD. With CLONE_VFORK the answer is there at once, and the parent stands still. */
  clone(flags: number): Promise<Forked>;
  clone3(args: CloneArgs): Promise<Forked>;
  /** Any other call of CALLS. */
  call(name: CallName, ...args: readonly (string | number)[]): Promise<Answer>;
}

/** What each call takes and gives, subsystem by subsystem. */
export const CALLS = {
  ...PROCESS_CALLS,
  ...NSFS_CALLS,
  ...UTS_CALLS,
  ...USER_CALLS,
  ...MNT_CALLS,
  ...IPC_CALLS,
  ...NET_CALLS,
  ...REPAIR_CALLS,
  ...CGROUP_CALLS,
  ...TIME_CALLS,
} as const;
export type CallName = keyof typeof CALLS;

/** A machine in its first state: one task, root, in namespaces of its own of every type but user. */
export interface Machine {
  readonly task: Task;
  /** The first task of the whole machine; no real one lends its own. */
  readonly host?: Task;
  close(): Promise<void>;
}

/** What a rule asks for is not on this machine, so that it cannot be run here: the message says what. */
export class NotHere extends Error {}
