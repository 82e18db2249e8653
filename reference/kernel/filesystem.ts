/** File systems: what can be mounted. Subsystems declare theirs; filesystems.ts collects them. */
import { invariant } from './errors.ts';
import { ROOT_GID, ROOT_UID } from './ids.ts';
import type { Kernel } from './kernel.ts';
import type { Namespace } from './namespace.ts';
import type { Node } from './node.ts';
import { Directory } from './node.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

export abstract class FileSystem {
  abstract readonly root: Node;
  readonly type: string;
  readonly kernel: Kernel;
  /** The user namespace whose root may remount it. */
  readonly owner: UserNs;
  /** Minor number of its device. */
  readonly number: number;
  nextInode = 1;
  isReadOnly = false;
  /** How many mounts show it; it goes with the last. */
  mounts = 0;

  constructor(type: string, kernel: Kernel, owner: UserNs) {
    this.type = type;
    this.kernel = kernel;
    this.owner = owner;
    this.number = kernel.nextDevice++;
  }

  /** Namespaces that it holds as long as it is mounted. */
  get pins(): readonly Namespace[] {
    return [];
  }

  take(): void {
    if (this.mounts++ === 0) for (const ns of this.pins) ns.take();
  }

  drop(): void {
    invariant(this.mounts > 0, 'a file system is dropped more often than taken');
    if (--this.mounts === 0) for (const ns of this.pins) ns.drop();
  }
}

/** A small tree in memory: tmpfs(5), ramfs. */
export class MemoryFs extends FileSystem {
  readonly root: Directory;

  constructor(type: string, kernel: Kernel, owner: UserNs, mode = 0o1777) {
    super(type, kernel, owner);
    const { current } = kernel;
    const { euid, egid } = current?.credentials ?? { euid: ROOT_UID, egid: ROOT_GID };
    this.root = new Directory(this, null, '/', { uid: euid, gid: egid, mode });
  }
}

/** How mount(2) makes one of a type. */
export interface FileSystemType {
  /** CAP_SYS_ADMIN in this user namespace is asked for (mnt-23, mnt-24); null: only the machine's root may. */
  readonly owner: (task: Task) => UserNs | null;
  readonly mount: (task: Task, data: string) => FileSystem;
  /** mnt-24: in a user namespace only where one is to be seen already, with nothing hidden below. */
  readonly isRevealing?: boolean;
}
export type FileSystemTypes = Readonly<Record<string, FileSystemType>>;
