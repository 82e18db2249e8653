/** Descriptors of processes (pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2)). */
import { mayAccess } from './access.ts';
import type { Args } from './call.ts';
import { check, Failure } from './errors.ts';
import { OpenFile } from './file.ts';
import { signalFrom } from './signal.ts';
import type { Task } from './task.ts';

export class PidFd extends OpenFile {
  readonly target: Task;

  constructor(target: Task) {
    super();
    this.target = target;
  }

  /** "ESRCH: the process was waited on". */
  get isReaped(): boolean {
    return this.target.pidNs.find(this.target.pidIn(this.target.pidNs)) !== this.target;
  }
}

/** PIDFD_NONBLOCK. */
const NONBLOCK = 0o4000;

/** pid-26: by the number of the caller's namespace. */
export function pidfdOpen(task: Task, args: Args): number {
  const [number, flags] = [args.number(0), args.number(1)];
  check(number > 0 && (flags & ~NONBLOCK) === 0, 'EINVAL');
  const target = task.pidNs.find(number);
  check(target !== undefined, 'ESRCH');
  // "EINVAL: pid … refers to a thread"; Linux answers ENOENT since 6.16.
  check(target === target.group.leader, 'ENOENT');
  return task.files.open(new PidFd(target));
}

export function pidfdOf(task: Task, fd: number): PidFd {
  const file = task.files.get(fd);
  if (!(file instanceof PidFd)) throw new Failure('EBADF');
  return file;
}

export function pidfdSendSignal(task: Task, args: Args): void {
  const file = pidfdOf(task, args.number(0));
  // pid-26 "EINVAL": the process is not in the caller's namespace or below.
  check(file.target.pidNs.isWithin(task.pidNs), 'EINVAL');
  check(!file.isReaped, 'ESRCH');
  signalFrom(task, file.target, args.number(1));
}

export function pidfdGetfd(task: Task, args: Args): number {
  const { target } = pidfdOf(task, args.number(0));
  check(target.isAlive, 'ESRCH');
  // "EPERM: the calling process did not have PTRACE_MODE_ATTACH_REALCREDS permissions".
  check(mayAccess(task, target), 'EPERM');
  return task.files.open(target.files.get(args.number(1)));
}
