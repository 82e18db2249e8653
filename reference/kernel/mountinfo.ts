/** /proc/PID/mountinfo (proc(5)): what is mounted where, as a process sees it. */
import { type Mount, MS, type PeerGroup } from './mount.ts';
import { pathOf } from './path.ts';
import type { Task } from './task.ts';

export function mountinfo(of: Task): string {
  const mounts = [...of.nsproxy.slots.mnt.mounts()].sort((a, b) => a.id - b.id);
  return mounts.flatMap((mount) => line(of, mount) ?? []).join('\n');
}

function line(of: Task, mount: Mount): string | null {
  const path = pathOf(of, mount.place);
  if (path === null) return null;
  const { fs, root, source, flags } = mount;
  const head = `${mount.id} ${mount.parent?.id ?? mount.id} 0:${fs.number} ${root.pathFor(of)} ${path} ${options(flags)}`;
  return [head, ...optional(of, mount), '-', fs.type, source, fs.isReadOnly ? 'ro' : 'rw'].join(' ');
}

function options(flags: number): string {
  const names = [flags & MS.RDONLY ? 'ro' : 'rw'];
  if (flags & MS.NOSUID) names.push('nosuid');
  if (flags & MS.NODEV) names.push('nodev');
  if (flags & MS.NOEXEC) names.push('noexec');
  if (flags & MS.NOATIME) names.push('noatime');
  if (flags & MS.NODIRATIME) names.push('nodiratime');
  if (flags & MS.RELATIME) names.push('relatime');
  return names.join(',');
}

/** mnt-15: shared:N, master:N, propagate_from:N, unbindable. */
function optional(of: Task, { group, master, isUnbindable }: Mount): readonly string[] {
  const fields: string[] = [];
  if (group) fields.push(`shared:${group.id}`);
  if (master) {
    fields.push(`master:${master.id}`);
    const from = dominating(of, master);
    if (from && from !== master) fields.push(`propagate_from:${from.id}`);
  }
  if (isUnbindable) fields.push('unbindable');
  return fields;
}

/** The nearest group above of which the process sees a member. */
function dominating(of: Task, master: PeerGroup): PeerGroup | null {
  for (let at: PeerGroup | null = master; at; ) {
    const [member]: Iterable<Mount> = at.members;
    for (const one of at.members)
      if (one.ns === of.nsproxy.slots.mnt && pathOf(of, one.place) !== null) return at;
    at = member?.master ?? null;
  }
  return null;
}
