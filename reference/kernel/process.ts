/** Calls that make, name, signal and end processes, and move them between namespaces. */
import type { PROCESS_CALLS } from '../interface/process.ts';
import type { Args, Table } from './call.ts';
import { CAP } from './capabilities.ts';
import { unshare } from './clone.ts';
import { check } from './errors.ts';
import { execve } from './exec.ts';
import { endGroup, endThread } from './fate.ts';
import { pidfdGetfd, pidfdOpen, pidfdSendSignal } from './pidfd.ts';
import { setns } from './setns.ts';
import { kill, sigaction, sigpending, sigprocmask, sigtaken } from './signal.ts';
import { recvcreds, sendbyte, socketpair } from './socketpair.ts';
import type { Task } from './task.ts';
import { wait } from './wait.ts';

export const PROCESS = {
  unshare,
  setns,
  execve,
  exit: (task, args) => endGroup(task.group, { exited: args.number(0) }),
  exit_thread: (task) => endThread(task, { exited: 0 }),
  wait,
  kill,
  getpid: (task) => task.group.leader.pidIn(task.pidNs),
  gettid: (task) => task.pidIn(task.pidNs),
  // pid-01, pid-13: 0 if the parent is in another pid namespace.
  getppid: (task) => task.group.parent?.leader.pidIn(task.pidNs) ?? 0,
  setsid,
  getsid: (task, args) => {
    const of = args.has(0) ? task.pidNs.find(args.number(0)) : task;
    check(of !== undefined, 'ESRCH');
    return of.group.session!.pidIn(task.pidNs);
  },
  getpgrp: (task) => task.group.processGroup!.pidIn(task.pidNs),
  reboot,
  sigaction,
  sigprocmask,
  sigpending,
  sigtaken,
  pidfd_open: pidfdOpen,
  pidfd_send_signal: pidfdSendSignal,
  pidfd_getfd: pidfdGetfd,
  socketpair,
  sendbyte,
  recvcreds,
  // user-22: what belongs to the machine needs capabilities in the first user namespace.
  sched_setscheduler: (task) => {
    check(task.credentials.isCapable(task.kernel.userNs, CAP.SYS_NICE), 'EPERM');
  },
  settimeofday: (task) => {
    check(task.credentials.isCapable(task.kernel.userNs, CAP.SYS_TIME), 'EPERM');
  },
} satisfies Table<keyof typeof PROCESS_CALLS>;

/** setsid(2): "EPERM: the process group ID of any process equals the PID of the calling process". */
function setsid(task: Task): number {
  const { leader } = task.group;
  for (const one of task.kernel.init.pidNs.tasks.values()) check(one.group.processGroup !== leader, 'EPERM');
  task.group.session = leader;
  task.group.processGroup = leader;
  return leader.pidIn(task.pidNs);
}

const SIGHUP = 1;
const SIGINT = 2;

/** reboot(2), "Behavior inside PID namespaces": pid-24, its init is told so by a signal. */
function reboot(task: Task, args: Args): void {
  check(task.credentials.isCapable(task.pidNs.owner!, CAP.SYS_BOOT), 'EPERM');
  const { init } = task.pidNs;
  endGroup(init!.group, { killed: args.text(0) === 'restart' ? SIGHUP : SIGINT });
}
