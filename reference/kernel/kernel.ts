/**
 * The machine: what there is of everything, and its first task. All state of the model is in plain fields (never
 * `#private`), so that a snapshot sees it.
 */
import { CgroupNs } from './cgroup.ts';
import { ROOT_GID, ROOT_UID } from './ids.ts';
import { IpcNs } from './ipc.ts';
import { MntNs } from './mnt.ts';
import type { Namespace } from './namespace.ts';
import { NetNs } from './net.ts';
import { NsProxy } from './nsproxy.ts';
import { PidNs } from './pid.ts';
import { Task } from './task.ts';
import { TimeNs } from './time.ts';
import { Credentials, UserNs } from './user.ts';
import { UtsNs } from './uts.ts';

/** PROC_DYNAMIC_FIRST: the first inode number that Linux gives to a namespace's file. */
const FIRST_INODE = 4_026_531_840;

export class Kernel {
  /** All that exist; a namespace enters when it is made and goes when nothing holds it. */
  readonly namespaces = new Set<Namespace>();
  nextInode = FIRST_INODE;
  /** The init of the machine, which reaps what is orphaned. */
  readonly init: Task;

  constructor() {
    const user = new UserNs(this, null, ROOT_UID);
    const pid = new PidNs(this, user, null);
    const time = new TimeNs(this, user, null);
    const nsproxy = new NsProxy({
      uts: new UtsNs(this, user, null),
      ipc: new IpcNs(this, user),
      mnt: new MntNs(this, user),
      net: new NetNs(this, user),
      cgroup: new CgroupNs(this, user),
      pidForChildren: pid,
      time,
      timeForChildren: time,
    });
    const root = new Credentials(ROOT_UID, ROOT_GID, user, true);
    this.init = new Task(this, null, root, nsproxy, pid);
    pid.allocate(this.init, [], root);
  }
}
