/** Who may look at whom (ptrace(2), "Ptrace access mode checking"). */
import { CAP, isSubset } from './capabilities.ts';
import type { Task } from './task.ts';

/** PTRACE_MODE_READ: what reading /proc/PID/ns takes, and setns(2) and pidfd_getfd(2) by pidfd. */
export function mayAccess(task: Task, target: Task): boolean {
  if (task.group === target.group) return true;
  const { credentials } = task;
  const other = target.credentials;
  const isSameUser =
    [other.uid, other.euid, other.suid].every((id) => id === credentials.euid) &&
    [other.gid, other.egid, other.sgid].every((id) => id === credentials.egid);
  if (!isSameUser && !credentials.isCapable(other.ns, CAP.SYS_PTRACE)) return false;
  const { isDumpable, owner } = target.memory;
  if (target.isAlive && !isDumpable && !credentials.isCapable(owner, CAP.SYS_PTRACE)) return false;
  const hasNoMore = credentials.ns === other.ns && isSubset(other.permitted, credentials.effective);
  return hasNoMore || credentials.isCapable(other.ns, CAP.SYS_PTRACE);
}
