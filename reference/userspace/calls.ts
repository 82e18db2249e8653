/** What the compositions are written with: system calls that have to succeed, or end the attempt with their errno. */
import type { CallName, CloneArgs, Task } from '../interface.ts';

/** A system call that a composition needs, and that failed. */
export class CallFailed extends Error {
  readonly errno: string;

  constructor(call: string, errno: string) {
    super(`${call}: ${errno}`);
    this.errno = errno;
  }
}

/** A process, by its task and its number for whoever made it. */
export interface Process {
  readonly task: Task;
  readonly pid: number;
}

/** @throws CallFailed */
export async function must(
  task: Task,
  name: CallName,
  ...args: readonly (string | number)[]
): Promise<string> {
  const answer = await task.call(name, ...args);
  if ('errno' in answer) throw new CallFailed(`${name}(${args.join(', ')})`, answer.errno);
  return answer.ok;
}

/** The errno of a call, or `success`. */
export async function errnoOf(
  task: Task,
  name: CallName,
  ...args: readonly (string | number)[]
): Promise<string> {
  const answer = await task.call(name, ...args);
  return 'errno' in answer ? answer.errno : 'success';
}

/** clone3(2). @throws CallFailed */
export async function spawn(task: Task, args: CloneArgs): Promise<Process> {
  const forked = await task.clone3(args);
  if ('errno' in forked) throw new CallFailed(`clone3(0x${(args.flags ?? 0).toString(16)})`, forked.errno);
  return forked;
}

/** Values of <sys/socket.h>: a socket of TCP. */
export const TCP = [2, 1, 0] as const;
