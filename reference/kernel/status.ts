/** /proc/PID/status (proc(5)), as far as it tells of namespaces and rights. */
import type { PidFiles } from './call.ts';
import { hex } from './capabilities.ts';
import type { Task } from './task.ts';

/** pid-02: from the reader's namespace inwards; Linux shows it from that of the file system. */
function levels(of: Task, reader: Task): readonly number[] {
  const visible = [...of.pids].filter(([ns]) => ns.isWithin(reader.pidNs));
  return visible.map(([, number]) => number as number).reverse();
}

function status(of: Task, reader: Task): string {
  const { uid, euid, suid, gid, egid, sgid } = of.credentials;
  const eye = reader.credentials.ns;
  const { effective, permitted, inheritable, bounding, ambient } = of.credentials;
  const caps = {
    CapInh: inheritable,
    CapPrm: permitted,
    CapEff: effective,
    CapBnd: bounding,
    CapAmb: ambient,
  };
  return [
    `Name:\thelper`,
    `State:\t${of.group.fate ? 'Z (zombie)' : of.group.stoppedBy ? 'T (stopped)' : 'S (sleeping)'}`,
    `Tgid:\t${of.group.leader.pidIn(reader.pidNs)}`,
    `Pid:\t${of.pidIn(reader.pidNs)}`,
    `PPid:\t${of.group.parent?.leader.pidIn(reader.pidNs) ?? 0}`,
    `Uid:\t${[uid, euid, suid, euid].map((id) => eye.toUid(id)).join('\t')}`,
    `Gid:\t${[gid, egid, sgid, egid].map((id) => eye.toGid(id)).join('\t')}`,
    `NSpid:\t${levels(of, reader).join('\t')}`,
    ...Object.entries(caps).map(([name, set]) => `${name}:\t${hex(set).padStart(16, '0')}`),
    `NoNewPrivs:\t${of.hasNoNewPrivs ? 1 : 0}`,
  ].join('\n');
}

export const STATUS_FILES: PidFiles = { status: { read: status } };
