/** A rule: a small program and what it must see, on the model as on the real kernel. */
import { type Answer, type CallName, CLONE, type Machine, type NsLink, type Task } from '../interface.ts';

export interface Rule {
  /** `uts-06`; a letter behind it where one line of the manual holds several rules. */
  readonly id: string;
  readonly group: string;
  /** Man page and section, or what else says so. */
  readonly cites: string;
  readonly says: string;
  readonly run: (task: Task, machine: Machine) => Promise<void>;
  /** Why no real kernel can be asked; null if it can. */
  readonly unaskable: string | null;
}

export const rule = (
  id: string,
  cites: string,
  says: string,
  run: Rule['run'],
  unaskable: string | null = null,
): Rule => ({
  id,
  group: id.split('-')[0]!,
  cites,
  says,
  run,
  unaskable,
});

/** The kernel answered otherwise. */
export class Disagreement extends Error {}

const shown = (answer: Answer): string => ('ok' in answer ? answer.ok || 'success' : answer.errno);

/** The value of a call that has to succeed. */
export async function ok(task: Task, name: CallName, ...args: readonly (string | number)[]): Promise<string> {
  const answer = await task.call(name, ...args);
  if ('errno' in answer)
    throw new Disagreement(`${name}(${args.join(', ')}): ${answer.errno}, should succeed`);
  return answer.ok;
}

/** The call has to fail with this errno. */
export async function fails(
  errno: string,
  task: Task,
  name: CallName,
  ...args: readonly (string | number)[]
): Promise<void> {
  const answer = await task.call(name, ...args);
  if (!('errno' in answer) || answer.errno !== errno)
    throw new Disagreement(`${name}(${args.join(', ')}): ${shown(answer)}, should be ${errno}`);
}

export function same(got: string | number, expected: string | number, what: string): void {
  if (String(got) !== String(expected)) throw new Disagreement(`${what}: ${got}, should be ${expected}`);
}

export function differ(a: string, b: string, what: string): void {
  if (a === b) throw new Disagreement(`${what}: both ${a}, should differ`);
}

/** How long to wait for what the kernel does in its own time; milliseconds. */
const PATIENCE = 8000;

/** Asked again until it succeeds, and as expected: packets and devices of the real kernel take their time. */
export async function eventually(
  task: Task,
  name: CallName,
  args: string | number | readonly (string | number)[],
  isIt: (got: string) => boolean = () => true,
): Promise<string> {
  const given = typeof args === 'object' ? args : [args];
  for (let waited = 0; waited < PATIENCE; waited += PAUSE) {
    const answer = await task.call(name, ...given);
    if ('ok' in answer && isIt(answer.ok)) return answer.ok;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return ok(task, name, ...given);
}
const PAUSE = 10;

/** A child that has to come to be. */
export async function child(task: Task, flags = 0): Promise<{ readonly task: Task; readonly pid: number }> {
  const forked = await task.clone(flags);
  if ('errno' in forked)
    throw new Disagreement(`clone(0x${flags.toString(16)}): ${forked.errno}, should succeed`);
  return forked;
}

export async function cloneFails(errno: string, task: Task, flags: number): Promise<void> {
  const forked = await task.clone(flags);
  const got = 'errno' in forked ? forked.errno : 'success';
  if (got !== errno) throw new Disagreement(`clone(0x${flags.toString(16)}): ${got}, should be ${errno}`);
}

/** The name of a namespace of the task's own, or of another by its pid. */
export const nsid = (task: Task, link: NsLink, ...pid: readonly number[]): Promise<string> =>
  ok(task, 'nsid', link, ...pid);

/** Ends a child and reaps it. */
export async function end(parent: Task, one: { readonly task: Task; readonly pid: number }): Promise<string> {
  await one.task.call('exit', 0);
  return ok(parent, 'wait', one.pid);
}

/** A child in a user namespace of its own, root inside: its ids are mapped by the parent. */
export async function userChild(
  parent: Task,
  flags = 0,
): Promise<{ readonly task: Task; readonly pid: number }> {
  const one = await child(parent, CLONE.NEWUSER | flags);
  await ok(parent, 'write', `/proc/${one.pid}/uid_map`, '0 0 1');
  await ok(parent, 'write', `/proc/${one.pid}/gid_map`, '0 0 1');
  return one;
}

/** A thread of the caller's process, or with other flags a task that shares as much as they say. */
export const THREAD = CLONE.VM | CLONE.FS | CLONE.FILES | CLONE.SIGHAND | CLONE.THREAD;

/** Gives up being root, but stays a process that its own user may look at (PR_SET_DUMPABLE). */
export async function becomeUser(task: Task, uid = 1000): Promise<void> {
  await ok(task, 'setresgid', uid, uid, uid);
  await ok(task, 'setresuid', uid, uid, uid);
  await ok(task, 'prctl', 4, 1);
}

/** A line of /proc/PID/status, its numbers with single blanks between. */
export async function status(task: Task, name: string, pid: number | string = 'self'): Promise<string> {
  const text = await ok(task, 'read', `/proc/${pid}/status`);
  const found = new RegExp(`(?:^| )${name}:\\s+([0-9a-f]+(?:\\s+[0-9a-f]+(?!\\S*:))*)`).exec(text);
  if (!found) throw new Disagreement(`no ${name} in /proc/${pid}/status`);
  return found[1]!.replace(/\s+/g, ' ');
}
