/** The proc file system (proc(5)): the processes of one pid namespace, and files from the tables of the subsystems. */
import { mayAccess } from './access.ts';
import type { PidFile, PidFiles, Sysctl, Sysctls } from './call.ts';
import { check, Failure } from './errors.ts';
import { FileSystem } from './filesystem.ts';
import { type Kgid, type Kuid, ROOT_GID, ROOT_UID } from './ids.ts';
import { IPC_SYSCTLS } from './ipc-limits.ts';
import { showMessages } from './ipc-msg.ts';
import { showSemaphores } from './ipc-sem.ts';
import { showSegments } from './ipc-shm.ts';
import type { Kernel } from './kernel.ts';
import { LIMIT_SYSCTLS } from './limits.ts';
import type { Place } from './mount.ts';
import { mountinfo } from './mountinfo.ts';
import { NET_SYSCTLS } from './net-sysctl.ts';
import { Directory, FileNode, MAY, type Node, Symlink } from './node.ts';
import { linked, NS_LINKS } from './nsfs.ts';
import { pathOf } from './path.ts';
import { PID_SYSCTLS, type PidNs } from './pid.ts';
import { STATUS_FILES } from './status.ts';
import type { Task } from './task.ts';
import { showUptime, TIME_FILES } from './time.ts';
import { USER_FILES } from './user.ts';
import { UTS_SYSCTLS } from './uts.ts';

const SYSCTLS: Sysctls = {
  ...UTS_SYSCTLS,
  ...IPC_SYSCTLS,
  ...PID_SYSCTLS,
  ...NET_SYSCTLS,
  ...LIMIT_SYSCTLS,
};
const PID_FILES: PidFiles = {
  ...USER_FILES,
  ...TIME_FILES,
  ...STATUS_FILES,
  mountinfo: { read: (of) => mountinfo(of) },
};
/** Files by their path below /proc that show the namespaces of whoever reads (ipc-05, time-10). */
const ROOT_FILES: Sysctls = {
  'sysvipc/msg': { read: showMessages },
  'sysvipc/sem': { read: showSemaphores },
  'sysvipc/shm': { read: showSegments },
  uptime: { read: showUptime },
};

const READ_ONLY = 0o444;
const WRITABLE = 0o644;
const ALL_MAY = { uid: ROOT_UID, gid: ROOT_GID, mode: 0o555 };

/** Of a process that may not be looked at, root's; else that user's who runs it. */
function ownerOf(task: Task): { uid: Kuid; gid: Kgid } {
  const { isDumpable, owner } = task.memory;
  if (isDumpable && task.isAlive) return { uid: task.credentials.euid, gid: task.credentials.egid };
  return { uid: owner.toKuid(0) ?? ROOT_UID, gid: owner.toKgid(0) ?? ROOT_GID };
}

class ProcFs extends FileSystem {
  readonly root: ProcRoot;
  /** pid-15: whose processes it shows, whoever looks; nsp-12: pinned by it. */
  readonly pidNs: PidNs;

  constructor(kernel: Kernel, pidNs: PidNs) {
    super('proc', kernel, pidNs.owner!);
    this.pidNs = pidNs;
    this.root = new ProcRoot(this);
  }

  override get pins() {
    return [this.pidNs];
  }
}

/** A directory that nobody makes files in. */
class FixedDirectory extends Directory {
  override checkChangeable(): void {
    throw new Failure('EPERM');
  }

  add(node: Node): void {
    this.entries.set(node.name, node);
  }
}

class ProcRoot extends FixedDirectory {
  readonly proc: ProcFs;
  /** A directory for each process that was looked for. */
  readonly seen = new Map<Task, ProcessDirectory>();

  constructor(fs: ProcFs) {
    super(fs, null, '/', ALL_MAY);
    this.proc = fs;
    this.add(new SelfLink(fs, this, 'self', ALL_MAY, ''));
    this.add(new Symlink(fs, this, 'mounts', ALL_MAY, 'self/mounts'));
    this.add(new Symlink(fs, this, 'net', ALL_MAY, 'self/net'));
    const sys = new FixedDirectory(fs, this, 'sys', ALL_MAY);
    this.add(sys);
    for (const [path, sysctl] of Object.entries(SYSCTLS)) addSysctl(sys, path.split('/'), sysctl);
    for (const [path, sysctl] of Object.entries(ROOT_FILES)) addSysctl(this, path.split('/'), sysctl);
  }

  override find(name: string, task: Task): Node | undefined {
    if (!/^\d+$/.test(name)) return super.find(name, task);
    const of = this.proc.pidNs.find(Number(name));
    if (!of) return undefined;
    let directory = this.seen.get(of);
    if (!directory) {
      directory = new ProcessDirectory(this.fs, this, name, of);
      this.seen.set(of, directory);
    }
    return directory;
  }

  override names(task: Task): readonly string[] {
    const leaders = [...this.proc.pidNs.tasks].filter(([, one]) => one === one.group.leader);
    return [...super.names(task), ...leaders.map(([pid]) => String(pid))];
  }
}

/** pid-15: the one who looks, by the number of this file system's namespace; ENOENT if it has none. */
class SelfLink extends Symlink {
  override read(task: Task): string {
    const pid = task.group.leader.pidIn((this.fs as ProcFs).pidNs);
    check(pid !== 0, 'ENOENT');
    return String(pid);
  }
}

class ProcessDirectory extends FixedDirectory {
  readonly of: Task;

  constructor(fs: FileSystem, parent: Directory, name: string, of: Task) {
    super(fs, parent, name, ALL_MAY);
    this.of = of;
    for (const [one, file] of Object.entries(PID_FILES)) this.add(new PidNode(fs, this, one, file));
    for (const link of ['root', 'cwd'] as const) this.add(new PlaceLink(fs, this, link, of));
    const ns = new FixedDirectory(fs, this, 'ns', ALL_MAY);
    for (const link of NS_LINKS) ns.add(new NsLinkNode(fs, ns, link, of));
    this.add(ns);
  }

  override get owner() {
    return ownerOf(this.of);
  }
}

class PidNode extends FileNode {
  readonly file: PidFile;
  readonly of: Task;

  constructor(fs: FileSystem, parent: ProcessDirectory, name: string, file: PidFile) {
    super(fs, parent, name, { ...ALL_MAY, mode: file.write ? WRITABLE : READ_ONLY });
    this.file = file;
    this.of = parent.of;
  }

  override get owner() {
    return ownerOf(this.of);
  }

  read(reader: Task): string {
    return this.file.read?.(this.of, reader) ?? '';
  }

  write(writer: Task, text: string, offset: number): void {
    check(this.file.write !== undefined, 'EIO');
    this.file.write(this.of, text, writer, offset);
  }
}

/** /proc/PID/ns/X: nsp-13, it reads and leads only for whoever may look at the process. */
class NsLinkNode extends Symlink {
  readonly of: Task;

  constructor(fs: FileSystem, parent: Directory, name: string, of: Task) {
    super(fs, parent, name, { ...ALL_MAY, mode: 0o777 }, '');
    this.of = of;
  }

  override read(task: Task): string {
    check(mayAccess(task, this.of), 'EACCES');
    return linked(this.of, this.name).name;
  }

  override jump(task: Task): Place {
    check(mayAccess(task, this.of), 'EACCES');
    return task.kernel.nsfs.placeOf(linked(this.of, this.name));
  }
}

/** /proc/PID/root and cwd: where a process stands, also if that is in another mount namespace. */
class PlaceLink extends Symlink {
  readonly of: Task;
  readonly which: 'root' | 'cwd';

  constructor(fs: FileSystem, parent: Directory, which: 'root' | 'cwd', of: Task) {
    super(fs, parent, which, { ...ALL_MAY, mode: 0o777 }, '');
    this.of = of;
    this.which = which;
  }

  override read(task: Task): string {
    return pathOf(task, this.jump(task)) ?? '/';
  }

  override jump(task: Task): Place {
    check(mayAccess(task, this.of), 'EACCES');
    check(this.of.isAlive, 'ENOENT');
    return this.of.fs[this.which];
  }
}

class SysctlNode extends FileNode {
  readonly sysctl: Sysctl;

  constructor(fs: FileSystem, parent: Directory, name: string, sysctl: Sysctl) {
    super(fs, parent, name, { ...ALL_MAY, mode: sysctl.write ? WRITABLE : READ_ONLY });
    this.sysctl = sysctl;
  }

  read(reader: Task): string {
    return this.sysctl.read(reader);
  }

  /** For writing: the machine's root (mode 0644, without regard to capabilities), or whom the file says. */
  override allows(task: Task, mask: number): boolean {
    if (!(mask & MAY.WRITE)) return true;
    const { write, mayWrite } = this.sysctl;
    return write !== undefined && (mayWrite?.(task) ?? task.credentials.euid === ROOT_UID);
  }

  write(writer: Task, text: string): void {
    this.sysctl.write!(writer, text);
  }
}

function addSysctl(top: FixedDirectory, path: readonly string[], sysctl: Sysctl): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    top.add(new SysctlNode(top.fs, top, name, sysctl));
    return;
  }
  let below = top.entries.get(name);
  if (!(below instanceof FixedDirectory)) {
    below = new FixedDirectory(top.fs, top, name, ALL_MAY);
    top.add(below);
  }
  addSysctl(below as FixedDirectory, rest, sysctl);
}

export const PROC = {
  owner: (task: Task) => task.pidNs.owner!,
  mount: (task: Task) => new ProcFs(task.kernel, task.pidNs),
  isRevealing: true,
};
