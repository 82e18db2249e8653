/**
 * The machine: what there is of everything, and its first task. All state of the model is in plain fields (never
 * `#private`), so that a snapshot sees it.
 */
import { CgroupNs, rootMembership } from './cgroup.ts';
import { Clock } from './clock.ts';
import { rootCredentials } from './credentials.ts';
import { FileTable } from './file.ts';
import { MemoryFs } from './filesystem.ts';
import { FsStruct } from './fs.ts';
import { Handlers, SIG } from './handlers.ts';
import { ROOT_GID, ROOT_UID } from './ids.ts';
import { IpcNs } from './ipc.ts';
import { UndoList } from './ipc-sem.ts';
import { MntNs } from './mnt.ts';
import { Mount, MS } from './mount.ts';
import type { Namespace } from './namespace.ts';
import { NetNs } from './net.ts';
import { Physical } from './net-devices.ts';
import type { Packet } from './net-packet.ts';
import type { Node } from './node.ts';
import { NsFs } from './nsfs.ts';
import { NsProxy } from './nsproxy.ts';
import { allocate, PidNs } from './pid.ts';
import { Memory, Task, ThreadGroup } from './task.ts';
import { TimeNs } from './time.ts';
import { UserNs } from './user.ts';
import { UtsNs } from './uts.ts';
import { type Choices, LINUX } from './variants.ts';

/** PROC_DYNAMIC_FIRST: the first inode number that Linux gives to a namespace's file. */
const FIRST_INODE = 4_026_531_840;

export class Kernel {
  /** All that exist; a namespace enters when it is made and goes when nothing holds it. */
  readonly namespaces = new Set<Namespace>();
  nextInode = FIRST_INODE;
  nextMount = 1;
  nextPeerGroup = 1;
  nextDevice = 20;
  /** Where the files of namespaces are. */
  readonly nsfs: NsFs;
  /** The first user namespace, whose capabilities are over the machine itself. */
  readonly userNs: UserNs;
  /** The init of the machine. It ignores SIGCHLD, so that what is orphaned is reaped. */
  readonly init: Task;
  /** Whose call is being served; null while the machine starts. */
  current: Task | null = null;
  /** What it was built with. */
  readonly choices: Choices;
  readonly clock: Clock;
  /** The top of each hierarchy of control groups. */
  readonly cgroups = rootMembership();
  /** Sees each packet that reaches a socket, with the way that it took. */
  tap: ((packet: Packet) => void) | null = null;

  constructor(choices: Partial<Choices> = {}) {
    this.choices = { ...LINUX, ...choices };
    this.clock = new Clock(this.choices.uptime);
    const user = new UserNs(this, null, ROOT_UID, true);
    const pid = new PidNs(this, user, null);
    const time = new TimeNs(this, user, null);
    this.userNs = user;
    this.nsfs = new NsFs(this, user);
    const mnt = new MntNs(this, user, null);
    const root = new Mount(this, firstRoot(this, user), 'tmpfs', MS.RELATIME);
    root.attach(mnt.root, mnt.root.root);
    const nsproxy = new NsProxy({
      uts: new UtsNs(this, user, null),
      ipc: new IpcNs(this, user),
      mnt,
      net: new NetNs(this, user, null),
      cgroup: new CgroupNs(this, user, this.cgroups),
      pidForChildren: pid,
      time,
      timeForChildren: time,
    });
    const { wire } = this.choices;
    if (wire) new Physical(nsproxy.slots.net, 'eth0', wire);
    const group = new ThreadGroup(null, null, 0);
    this.init = new Task(this, null, group, pid, {
      credentials: rootCredentials(user),
      nsproxy,
      files: new FileTable(),
      fs: new FsStruct(root.place),
      memory: new Memory(user),
      undo: new UndoList(),
      cgroups: this.cgroups,
      handlers: new Handlers(),
    });
    this.init.handlers.actions.set(SIG.CHLD, 'ignore');
    allocate(this.init, [], this.init.credentials);
    group.threads.add(this.init);
    [group.first, group.session, group.processGroup] = [this.init, this.init, this.init];
  }

  mountNamespaces(): MntNs[] {
    return [...this.namespaces].filter((ns) => ns instanceof MntNs);
  }
}

/** The file tree as it begins: a few directories. */
function firstRoot(kernel: Kernel, owner: UserNs): Node {
  const { root } = new MemoryFs('tmpfs', kernel, owner, 0o755);
  const own = { uid: ROOT_UID, gid: ROOT_GID, mode: 0o755 };
  for (const name of ['proc', 'sys', 'dev', 'tmp', 'mnt'])
    root.entries.set(name, root.makeDirectory(name, own));
  return root;
}
