/** How processes end: signals that reach them, their exit, and who inherits their children (signal(7), _exit(2)). */
import { IGNORED, KERNEL_ONLY, MAX_SIGNAL, type PendingSignal, SIG, STOPPING } from './handlers.ts';
import type { Fate, Task, ThreadGroup } from './task.ts';

/** @param isFromAbove from an ancestor pid namespace, or from the kernel */
export function send(group: ThreadGroup, signal: number, sender: number, isFromAbove: boolean): void {
  if (!group.isRunning) return;
  if (signal === SIG.CONT) resume(group);
  if (STOPPING.has(signal)) group.pending = group.pending.filter(({ signal: one }) => one !== SIG.CONT);
  if (isDropped(group, signal, isFromAbove)) return;
  if (!group.pending.some((one) => one.signal === signal)) group.pending.push({ signal, sender });
  deliver(group);
}

function resume(group: ThreadGroup): void {
  group.pending = group.pending.filter(({ signal }) => !STOPPING.has(signal));
  if (group.stoppedBy === 0) return;
  group.stoppedBy = 0;
  group.news = 'continued';
  if (group.parent) send(group.parent, SIG.CHLD, group.leader.pidIn(group.parent.leader.pidNs), true);
}

/** Blocked signals are kept, whatever is done with them later. */
function isDropped(group: ThreadGroup, signal: number, isFromAbove: boolean): boolean {
  const [thread] = group.threads;
  if (thread!.blocked.has(signal)) return false;
  const action = thread!.handlers.actions.get(signal);
  // pid-09 "only signals for which the init process has established a handler"; pid-10: but SIGKILL and SIGSTOP from above.
  const isProtected = thread!.isInit && action === undefined;
  if (isProtected && !(isFromAbove && KERNEL_ONLY.has(signal))) return true;
  return action === 'ignore' || (action === undefined && IGNORED.has(signal));
}

/** Takes what is pending and not blocked. */
export function deliver(group: ThreadGroup): void {
  for (const one of [...group.pending]) {
    const thread = [...group.threads].find(({ blocked }) => !blocked.has(one.signal));
    if (!thread || (group.stoppedBy !== 0 && one.signal !== SIG.KILL)) continue;
    group.pending = group.pending.filter((other) => other !== one);
    act(group, thread, one);
    if (!group.isRunning) return;
  }
}

function act(group: ThreadGroup, thread: Task, { signal, sender }: PendingSignal): void {
  const action = thread.handlers.actions.get(signal);
  if (action === 'handle') group.taken.push([signal, sender]);
  else if (action === 'ignore' || IGNORED.has(signal)) return;
  // pid-09 also when the signal was blocked for a while.
  else if (thread.isInit && !KERNEL_ONLY.has(signal)) return;
  else if (STOPPING.has(signal)) {
    group.stoppedBy = signal;
    group.news = `stopped ${signal}`;
  } else endGroup(group, { killed: signal });
}

/** exit_group(2), or a signal that kills: all threads end. */
export function endGroup(group: ThreadGroup, fate: Fate): void {
  for (const thread of [...group.threads]) endThread(thread, fate);
}

/** One thread ends; with the last the process. */
export function endThread(task: Task, fate: Fate): void {
  const { group } = task;
  const isLast = group.threads.size === 1;
  group.threads.delete(task);
  // pid-07: the children are handed over, or killed, while init's namespaces still hold.
  if (isLast) closeNamespace(task);
  task.leave();
  resumeVforkParent(task);
  if (task !== group.leader) task.release();
  if (!isLast) return;
  group.fate = fate;
  // One that is reaped may let another be, an init that waited for it.
  for (const orphan of [...group.children]) if (group.children.has(orphan)) adopt(orphan, task);
  if (task.isInit && hasMembers(task)) group.isWaitingForMembers = true;
  else tellParent(group);
}

/** vfork(2): "the calling thread is suspended until the child terminates … or it makes a call to execve(2)". */
export function resumeVforkParent(task: Task): void {
  for (const one of task.kernel.init.pidNs.tasks.values())
    if (one.suspendedBy === task) one.suspendedBy = null;
}

/** pid-07 "If the init process of a PID namespace terminates, the kernel terminates all of the processes … via SIGKILL". */
function closeNamespace(task: Task): void {
  if (!task.isInit) return;
  task.pidNs.isClosed = true;
  for (const one of [...task.pidNs.tasks.values()])
    if (one.group !== task.group && one.isAlive) endGroup(one.group, { killed: SIG.KILL });
}

/** pid-22: what others have still to reap keeps init from being reaped. */
function hasMembers(init: Task): boolean {
  for (const one of init.pidNs.tasks.values()) if (one.group !== init.group) return true;
  return false;
}

/** pid-12: to the nearest subreaper, or to the init of the dead parent's pid namespace. */
function adopt(orphan: ThreadGroup, dead: Task): void {
  dead.group.children.delete(orphan);
  const reaper = reparentTarget(dead);
  const { deathSignal } = orphan.leader;
  if (deathSignal !== 0) send(orphan, deathSignal, 0, true);
  orphan.parent = reaper;
  orphan.exitSignal = SIG.CHLD;
  reaper.children.add(orphan);
  if (orphan.fate !== null && !orphan.isWaitingForMembers) {
    if (reaper.fate !== null || ignoresChildren(reaper)) reap(orphan);
    else send(reaper, SIG.CHLD, orphan.leader.pidIn(reaper.leader.pidNs), true);
  }
}

function reparentTarget(dead: Task): ThreadGroup {
  for (let at = dead.group.parent; at !== null && at.leader.pidNs === dead.pidNs; at = at.parent)
    if (at.isSubreaper && at.isRunning) return at;
  // A dead init's own children are only what was killed with it: it reaps them itself.
  return dead.pidNs.init!.group;
}

/** wait(2), NOTES: "POSIX.1-2001 specifies that if the disposition of SIGCHLD is set to SIG_IGN … do not become zombies". */
function ignoresChildren(group: ThreadGroup): boolean {
  return [...group.threads].every(({ handlers }) => handlers.actions.get(SIG.CHLD) === 'ignore');
}

function tellParent(group: ThreadGroup): void {
  group.isWaitingForMembers = false;
  const { parent } = group;
  const isIgnored = group.exitSignal === SIG.CHLD && parent?.isRunning && ignoresChildren(parent);
  if (parent === null || parent.fate !== null || isIgnored) reap(group);
  else if (group.exitSignal !== 0 && group.exitSignal <= MAX_SIGNAL)
    send(parent, group.exitSignal, group.leader.pidIn(parent.leader.pidNs), true);
}

/** The last of a process goes. */
export function reap(group: ThreadGroup): void {
  group.parent?.children.delete(group);
  const { leader } = group;
  const numbers = [...leader.pids.keys()];
  leader.release();
  for (const ns of numbers) {
    const init = ns.init;
    if (init?.group.isWaitingForMembers && !hasMembers(init)) tellParent(init.group);
  }
}
