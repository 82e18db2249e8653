/** execve(2): the same task goes on with another program. */
import type { Args } from './call.ts';
import { ALL_CAPS, type CapSet, NO_CAPS } from './capabilities.ts';
import { type Credentials, SECBIT } from './credentials.ts';
import { check } from './errors.ts';
import { endThread, resumeVforkParent } from './fate.ts';
import { MS } from './mount.ts';
import { MAY, MODE, Regular } from './node.ts';
import { walk } from './path.ts';
import { Memory, type Task } from './task.ts';

export function execve(task: Task, args: Args): void {
  const started = args.has(0) ? program(task, args.text(0)) : task.credentials;
  endOtherThreads(task);
  resumeVforkParent(task);
  task.memory.drop();
  task.memory = new Memory(task.credentials.ns).take();
  task.handlers = task.handlers.afterExec();
  task.group.taken = [];
  const made = afterExec(started);
  task.commit(made);
  if (made.uid !== made.euid || made.gid !== made.egid) task.memory.isDumpable = false;
  enterTimeNs(task);
}

/** What the program's file makes of the caller. */
function program(task: Task, path: string): Credentials {
  const { mount, node } = walk(task, path);
  const { credentials } = task;
  // "EACCES: execute permission is denied", "the filesystem is mounted noexec".
  check(node instanceof Regular && !(mount.flags & MS.NOEXEC) && node.allows(task, MAY.EXEC), 'EACCES');
  check(node.isProgram, 'ENOEXEC');
  const mayGain =
    !(mount.flags & MS.NOSUID) &&
    !task.hasNoNewPrivs &&
    credentials.ns.isWithin(mount.ns?.owner ?? credentials.ns);
  // user-21: set-user-ID is ignored where the namespace does not know the file's owner.
  if (!(node.mode & MODE.SETUID) || !mayGain || !credentials.ns.knows(node.uid, node.gid)) return credentials;
  return credentials.with({ euid: node.uid });
}

/** "All threads other than the calling thread are destroyed", and the caller takes the number of the process. */
function endOtherThreads(task: Task): void {
  const { group } = task;
  if (group.threads.size === 1 && group.leader === task) return;
  const { leader } = group;
  for (const one of [...group.threads]) if (one !== task) endThread(one, { exited: 0 });
  if (leader === task) return;
  const numbers = [...leader.pids];
  leader.release();
  for (const [ns, number] of task.pids) ns.tasks.delete(number);
  for (const [ns, number] of numbers) {
    ns.tasks.set(number, task);
    task.pids.set(ns, number);
  }
  group.first = task;
}

/** capabilities(7), "Transformation of capabilities during execve()": user-18. */
function afterExec(old: Credentials): Credentials {
  const root = old.ns.toKuid(0);
  const isPrivileged = (old.securebits & SECBIT.NOROOT) === 0;
  const isRoot = isPrivileged && (old.uid === root || old.euid === root);
  const permitted: CapSet = isRoot ? (old.bounding | old.inheritable) & ALL_CAPS : old.ambient;
  const effective = isPrivileged && old.euid === root ? permitted : old.ambient;
  const ambient = isRoot ? NO_CAPS : old.ambient;
  return old.with({
    permitted,
    effective: effective & permitted,
    ambient,
    suid: old.euid,
    sgid: old.egid,
    securebits: old.securebits & ~SECBIT.KEEP_CAPS,
  });
}

/** time-16: "execve" moves into what unshare(2) made, which the manual does not say. */
function enterTimeNs(task: Task): void {
  const { time, timeForChildren } = task.nsproxy.slots;
  if (time === timeForChildren) return;
  timeForChildren.isFrozen = true;
  task.become(task.credentials, task.nsproxy.with({ time: timeForChildren }));
}
