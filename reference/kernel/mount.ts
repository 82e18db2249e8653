/** A mount, and the peer groups by which mounts hear of one another (mount_namespaces(7), "Shared subtrees"). */
import type { FileSystem } from './filesystem.ts';
import type { Kernel } from './kernel.ts';
import type { MntNs } from './mnt.ts';
import { type Node, NsNode } from './node.ts';

/** Flags of mount(2) that stay with a mount. */
export const MS = {
  RDONLY: 1,
  NOSUID: 2,
  NODEV: 4,
  NOEXEC: 8,
  REMOUNT: 32,
  NOATIME: 1024,
  NODIRATIME: 2048,
  BIND: 4096,
  MOVE: 8192,
  REC: 16384,
  UNBINDABLE: 1 << 17,
  PRIVATE: 1 << 18,
  SLAVE: 1 << 19,
  SHARED: 1 << 20,
  RELATIME: 1 << 21,
  STRICTATIME: 1 << 24,
} as const;

export const ATIME_FLAGS = MS.NOATIME | MS.NODIRATIME | MS.RELATIME;
export const MOUNT_FLAGS = MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC | ATIME_FLAGS;

/** Where somebody stands: a node, as it is to be seen through a mount. */
export interface Place {
  readonly mount: Mount;
  readonly node: Node;
}

export const isSamePlace = (a: Place, b: Place): boolean => a.mount === b.mount && a.node === b.node;

/** Mounts that are shared with one another; slaves hear of what happens among them, but not the other way round. */
export class PeerGroup {
  readonly id: number;
  readonly members = new Set<Mount>();
  readonly slaves = new Set<Mount>();

  constructor(kernel: Kernel) {
    this.id = kernel.nextPeerGroup++;
  }
}

export class Mount {
  readonly id: number;
  /** What it shows, and from where on. */
  readonly fs: FileSystem;
  readonly root: Node;
  readonly source: string;
  /** Whose list it is on; null once it is detached. */
  ns: MntNs | null = null;
  parent: Mount | null = null;
  /** Where on the parent; only attach() and detach() change parent, mountpoint and children. */
  mountpoint: Node | null = null;
  readonly children = new Set<Mount>();
  /** MOUNT_FLAGS that are set. */
  flags: number;
  /** mnt-19: those that a less privileged namespace must not clear. */
  lockedFlags = 0;
  /** mnt-18: it came together with its parent from a more privileged namespace, and hides what is below. */
  isLocked = false;
  /** Shared with these. */
  group: PeerGroup | null = null;
  /** Slave of these. */
  master: PeerGroup | null = null;
  isUnbindable = false;
  /** MNT_EXPIRE asked once. */
  isMarked = false;

  constructor(kernel: Kernel, root: Node, source: string, flags: number) {
    this.id = kernel.nextMount++;
    this.root = root;
    this.fs = root.fs;
    this.fs.take();
    this.source = source;
    this.flags = flags;
    // nsp-09: a bind mount of its file pins a namespace.
    if (root instanceof NsNode) root.ns.take();
  }

  get place(): Place {
    return { mount: this, node: this.root };
  }

  /** This one and all below, parents before children. */
  *tree(): Iterable<Mount> {
    yield this;
    for (const child of this.children) yield* child.tree();
  }

  childAt(node: Node): Mount | undefined {
    for (const child of this.children) if (child.mountpoint === node) return child;
    return undefined;
  }

  attach(parent: Mount, node: Node): void {
    this.parent = parent;
    this.mountpoint = node;
    parent.children.add(this);
    for (const one of this.tree()) one.ns = parent.ns;
  }

  detach(): void {
    this.parent?.children.delete(this);
    this.parent = null;
    this.mountpoint = null;
  }

  join(group: PeerGroup): void {
    this.group = group;
    group.members.add(this);
  }

  follow(master: PeerGroup | null): void {
    this.master?.slaves.delete(this);
    this.master = master;
    master?.slaves.add(this);
  }

  /** Its peers go on without it; if there are none, their slaves follow whom it followed itself. */
  leaveGroup(): void {
    const { group } = this;
    if (!group) return;
    this.group = null;
    group.members.delete(this);
    if (group.members.size === 0) for (const slave of [...group.slaves]) slave.follow(this.master);
  }

  /** It is on no list any more. */
  release(): void {
    this.leaveGroup();
    this.follow(null);
    this.ns = null;
    if (this.root instanceof NsNode) this.root.ns.drop();
    this.fs.drop();
  }
}

/** What is to be seen at a place: the topmost of what is mounted there. */
export function topmost(place: Place): Place {
  let { mount, node } = place;
  for (let child = mount.childAt(node); child; child = mount.childAt(node))
    [mount, node] = [child, child.root];
  return { mount, node };
}
