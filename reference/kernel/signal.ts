/** Calls about signals (kill(2), sigaction(2), sigprocmask(2)). */
import type { Args } from './call.ts';
import { CAP } from './capabilities.ts';
import { check, Failure } from './errors.ts';
import { deliver, send } from './fate.ts';
import { IGNORED, KERNEL_ONLY, MAX_SIGNAL } from './handlers.ts';
import type { Task } from './task.ts';

/** kill(2). */
export function kill(task: Task, args: Args): void {
  const [number, signal] = [args.number(0), args.number(1)];
  if (number > 0) {
    const target = task.pidNs.find(number);
    // pid-03, pid-25 "ESRCH: the target process or process group does not exist", here.
    check(target !== undefined, 'ESRCH');
    signalFrom(task, target, signal);
    return;
  }
  // pid-20 "If pid equals -1, then sig is sent to every process … except for process 1 (init)", and, on Linux, the caller.
  const targets = [...task.pidNs.tasks].filter(
    ([pid, one]) =>
      one === one.group.leader && pid !== 1 && one.group !== task.group && isMeant(task, one, number),
  );
  check(targets.length > 0, 'ESRCH');
  const errors = targets.map(([, one]) => attempt(() => signalFrom(task, one, signal)));
  if (errors.every((error) => error !== null)) throw errors[0]!;
}

/** 0: those of the caller's process group; less than -1: those of that group. */
function isMeant(task: Task, one: Task, number: number): boolean {
  if (number === -1) return true;
  const group = number === 0 ? task.group.processGroup : task.pidNs.find(-number);
  return group !== undefined && one.group.processGroup === group;
}

function attempt(run: () => void): Failure | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

export function signalFrom(sender: Task, target: Task, signal: number): void {
  check(signal >= 0 && signal <= MAX_SIGNAL, 'EINVAL');
  check(sender.group === target.group || maySignal(sender, target), 'EPERM');
  if (signal === 0 || !target.group.isRunning) return;
  const number = sender.group.leader.pidIn(target.pidNs);
  send(target.group, signal, number, number === 0);
}

/** kill(2): the real or effective uid of the sender is the real or saved one of the target; or CAP_KILL over it. */
function maySignal({ credentials }: Task, target: Task): boolean {
  const { euid, uid } = credentials;
  const other = target.credentials;
  if ([other.uid, other.suid].some((id) => id === euid || id === uid)) return true;
  return credentials.isCapable(other.ns, CAP.KILL);
}

const ACTIONS = ['default', 'ignore', 'handle'] as const;

/** sigaction(2). */
export function sigaction(task: Task, args: Args): void {
  const [signal, what] = [args.number(0), args.text(1)];
  // "EINVAL: … or is SIGKILL or SIGSTOP".
  check(signal >= 1 && signal <= MAX_SIGNAL && !KERNEL_ONLY.has(signal), 'EINVAL');
  const action = ACTIONS.find((one) => one === what);
  check(action !== undefined, 'EINVAL');
  if (action === 'default') task.handlers.actions.delete(signal);
  else task.handlers.actions.set(signal, action);
  if (action === 'ignore' || (action === 'default' && IGNORED.has(signal)))
    task.group.pending = task.group.pending.filter((one) => one.signal !== signal);
}

/** sigprocmask(2). */
export function sigprocmask(task: Task, args: Args): void {
  const signal = args.number(1);
  check(['block', 'unblock'].includes(args.text(0)), 'EINVAL');
  if (args.text(0) === 'unblock') task.blocked.delete(signal);
  else if (!KERNEL_ONLY.has(signal)) task.blocked.add(signal);
  deliver(task.group);
}

export function sigpending(task: Task): string {
  return task.group.pending
    .map(({ signal }) => signal)
    .sort((a, b) => a - b)
    .join(' ');
}

export function sigtaken(task: Task): string {
  const { taken } = task.group;
  task.group.taken = [];
  return taken.map(([signal, sender]) => `${signal} from ${sender}`).join(', ');
}
