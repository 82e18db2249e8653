/** Mount namespaces (mount_namespaces(7)): whose list of mounts somebody sees. */
import { invariant } from './errors.ts';
import { MemoryFs } from './filesystem.ts';
import type { Kernel } from './kernel.ts';
import { Mount, type Place, topmost } from './mount.ts';
import { Namespace } from './namespace.ts';
import { NsNode } from './node.ts';
import { copyTree, dropTree, lockTree } from './propagation.ts';
import type { UserNs } from './user.ts';

export class MntNs extends Namespace {
  readonly type = 'mnt';
  /** The rootfs that lies below all; what is seen at `/` is mounted on it. */
  readonly root: Mount;
  /** For each mount that was copied, its copy: for those who move in with it (mnt-26). */
  copies: ReadonlyMap<Mount, Mount>;

  /** mnt-01: a copy of its creator's list. mnt-17, mnt-18: locked, and slaves of what was shared, if the owner is another. */
  constructor(kernel: Kernel, owner: UserNs, from: MntNs | null) {
    super('mnt', kernel, owner);
    const copies = new Map<Mount, Mount>();
    if (from === null)
      this.root = new Mount(kernel, new MemoryFs('rootfs', kernel, owner, 0o755).root, 'rootfs', 0);
    else {
      const isLess = owner !== from.owner;
      this.root = copyTree(kernel, from.root, from.root.root, {
        relation: isLess ? 'slave' : 'peer',
        withUnbindable: true,
        withNsFiles: false,
        onCopy: (old, copy) => copies.set(old, copy),
      });
      if (isLess) lockTree(this.root);
    }
    for (const one of this.root.tree()) one.ns = this;
    this.copies = copies;
  }

  /** What is seen at its root. */
  get top(): Place {
    return topmost(this.root.place);
  }

  *mounts(): Iterable<Mount> {
    yield* this.root.tree();
  }

  /** A place in what this one was copied from, here. */
  translate(place: Place): Place {
    const mount = this.copies.get(place.mount);
    return mount ? { mount, node: place.node } : place;
  }

  protected override destroy(): void {
    invariant(this.root.parent === null, 'the root of a mount namespace is mounted on something');
    dropTree(this.root);
  }

  /** mnt-25: a file of a namespace that is, or was made after, this one would make a loop of pins. */
  wouldLoop(node: unknown): boolean {
    return node instanceof NsNode && node.ns instanceof MntNs && node.ns.inode <= this.inode;
  }
}
