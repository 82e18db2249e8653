/** What a file system consists of: directories, files, links, devices (inode(7)). */
import { CAP } from './capabilities.ts';
import { Failure } from './errors.ts';
import type { FileSystem } from './filesystem.ts';
import type { Kgid, Kuid } from './ids.ts';
import type { Place } from './mount.ts';
import type { Namespace } from './namespace.ts';
import type { Task } from './task.ts';

export const MAY = { EXEC: 1, WRITE: 2, READ: 4 } as const;
export const MODE = { SETUID: 0o4000, SETGID: 0o2000, ANY_EXEC: 0o111 } as const;

export interface Attributes {
  readonly uid: Kuid;
  readonly gid: Kgid;
  readonly mode: number;
}

export abstract class Node {
  abstract readonly kind: 'directory' | 'file' | 'link' | 'device';
  readonly fs: FileSystem;
  /** No two of a file system have the same. */
  readonly inode: number;
  name: string;
  /** Null for the root, and for what is in no directory. */
  parent: Directory | null;
  uid: Kuid;
  gid: Kgid;
  mode: number;
  /** rmdir(2) or unlink(2) took it out of its directory. */
  isRemoved = false;

  constructor(fs: FileSystem, parent: Directory | null, name: string, { uid, gid, mode }: Attributes) {
    this.fs = fs;
    this.inode = fs.nextInode++;
    this.parent = parent;
    this.name = name;
    this.uid = uid;
    this.gid = gid;
    this.mode = mode;
  }

  /** Who owns it: where /proc makes that up it depends on the process that it is about. */
  get owner(): { readonly uid: Kuid; readonly gid: Kgid } {
    return this;
  }

  /** Whether a task may use it so (MAY). */
  allows(task: Task, mask: number): boolean {
    return mayUse(task, this, mask);
  }

  isBelow(top: Node): boolean {
    for (let at: Node | null = this; at !== null; at = at.parent) if (at === top) return true;
    return false;
  }

  /** `path`, as mountinfo shows it to a reader. */
  pathFor(_reader: Task): string {
    return this.path;
  }

  /** From the root of its file system. */
  get path(): string {
    if (this.parent === null) return '/';
    const above = this.parent.path;
    return `${above === '/' ? '' : above}/${this.name}`;
  }
}

export class Directory extends Node {
  readonly kind = 'directory';
  readonly entries = new Map<string, Node>();

  find(name: string, _task: Task): Node | undefined {
    return this.entries.get(name);
  }

  names(_task: Task): readonly string[] {
    return [...this.entries.keys()];
  }

  /** @throws Failure EPERM where the file system makes its files itself */
  checkChangeable(): void {}

  /** For file systems whose directories or files mean something (cgroups, queues). */
  makeDirectory(name: string, attributes: Attributes): Directory {
    return new Directory(this.fs, this, name, attributes);
  }

  makeFile(name: string, attributes: Attributes): Node {
    return new Regular(this.fs, this, name, attributes);
  }

  /** Called before rmdir(2) takes a directory out. @throws Failure if it may not go */
  checkRemovable(task: Task): void {
    if (this.names(task).length > 0) throw new Failure('ENOTEMPTY');
  }

  /** It has been taken out, by rmdir(2) or unlink(2). */
  removed(_child: Node): void {}
}

/** A file that is read and written. */
export abstract class FileNode extends Node {
  readonly kind = 'file';
  abstract read(reader: Task): string;
  /** @param offset where the write begins */
  abstract write(writer: Task, text: string, offset: number): void;
}

export class Regular extends FileNode {
  content = '';
  /** installprogram was here: execve(2) takes it. */
  isProgram = false;

  read(): string {
    return this.content;
  }

  write(_writer: Task, text: string, offset: number): void {
    this.content =
      this.content.slice(0, offset).padEnd(offset, '\0') + text + this.content.slice(offset + text.length);
  }
}

export class Device extends Node {
  readonly kind = 'device';
}

export class Symlink extends Node {
  readonly kind = 'link';
  readonly target: string;

  constructor(fs: FileSystem, parent: Directory, name: string, attributes: Attributes, target: string) {
    super(fs, parent, name, attributes);
    this.target = target;
  }

  read(_task: Task): string {
    return this.target;
  }

  /** Where it leads if that is not a path: for the links of /proc that jump. */
  jump(_task: Task): Place | null {
    return null;
  }
}

/** The file of a namespace, in nsfs. */
export class NsNode extends Node {
  readonly kind = 'file';
  readonly ns: Namespace;

  constructor(fs: FileSystem, ns: Namespace, attributes: Attributes) {
    super(fs, null, ns.name, attributes);
    this.ns = ns;
  }
}

/** path_resolution(7), "Permissions"; user-20: capabilities count only over files whose ids the namespace knows. */
function mayUse(task: Task, node: Node, mask: number): boolean {
  const { credentials } = task;
  const { uid, gid } = node.owner;
  const shift = credentials.euid === uid ? 6 : credentials.isInGroup(gid) ? 3 : 0;
  if (((node.mode >> shift) & mask) === mask) return true;
  const needsExec = (mask & MAY.EXEC) !== 0 && node.kind !== 'directory';
  if (!(needsExec && (node.mode & MODE.ANY_EXEC) === 0) && isCapableOver(task, node, CAP.DAC_OVERRIDE))
    return true;
  const isReading = (mask & MAY.WRITE) === 0 && !needsExec;
  return isReading && isCapableOver(task, node, CAP.DAC_READ_SEARCH);
}

/** A capability in the task's own user namespace, over a file whose owner that namespace knows. */
export function isCapableOver(task: Task, node: Node, cap: (typeof CAP)[keyof typeof CAP]): boolean {
  const { ns } = task.credentials;
  const { uid, gid } = node.owner;
  return ns.knows(uid, gid) && task.credentials.isCapable(ns, cap);
}
