/** How mounting and unmounting reach peers and slaves (mount_namespaces(7), "Propagation type transitions"). */
import { Failure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { Mount, PeerGroup } from './mount.ts';
import { type Node, NsNode } from './node.ts';

/** Whether a copy is a peer of what it was copied from, or a slave of it. */
type Relation = 'peer' | 'slave';

/** mnt-12: a copy of a shared mount is its peer, a copy of a slave a slave of the same. */
function cloneMount(kernel: Kernel, old: Mount, root: Node, relation: Relation): Mount {
  const copy = new Mount(kernel, root, old.source, old.flags);
  copy.lockedFlags = old.lockedFlags;
  if (relation === 'slave' && old.group) copy.follow(old.group);
  else {
    if (old.group) copy.join(old.group);
    copy.follow(old.master);
  }
  return copy;
}

export interface CopyOptions {
  readonly relation: Relation;
  /** Namespaces take all; a bind leaves out what is unbindable (mnt-06). */
  readonly withUnbindable: boolean;
  readonly withNsFiles: boolean;
  /** Told of each copy. */
  readonly onCopy?: (old: Mount, copy: Mount) => void;
}

/** A copy of a mount from `root` on with all that is mounted below; it is attached nowhere. */
export function copyTree(kernel: Kernel, old: Mount, root: Node, options: CopyOptions): Mount {
  const copy = cloneMount(kernel, old, root, options.relation);
  options.onCopy?.(old, copy);
  for (const child of old.children) {
    if (!child.mountpoint!.isBelow(root)) continue;
    if (child.isUnbindable && !options.withUnbindable) {
      if (!child.isLocked) continue;
      // "EPERM": it may neither be copied nor left out, for that would show what it hides.
      for (const one of copy.tree()) one.release();
      throw new Failure('EPERM');
    }
    if (child.root instanceof NsNode && child.root.ns.type === 'mnt' && !options.withNsFiles) continue;
    const below = copyTree(kernel, child, child.root, options);
    below.isLocked = child.isLocked;
    below.attach(copy, child.mountpoint!);
  }
  return copy;
}

/** Attaches a tree, and copies of it wherever the parent's events go. mnt-03, mnt-04, mnt-07, mnt-08. */
export function attachTree(kernel: Kernel, tree: Mount, parent: Mount, node: Node): void {
  if (parent.group) {
    for (const one of tree.tree()) if (!one.group) one.join(new PeerGroup(kernel));
    const origin = parent;
    for (const peer of parent.group.members)
      if (peer !== parent) place(kernel, tree, peer, node, 'peer', origin);
    toSlaves(kernel, tree, parent.group, node, origin);
  }
  tree.attach(parent, node);
}

function toSlaves(kernel: Kernel, tree: Mount, group: PeerGroup, node: Node, origin: Mount): void {
  const seen = new Set<PeerGroup>();
  for (const slave of [...group.slaves]) {
    if (slave.group === null) place(kernel, tree, slave, node, 'slave', origin);
    else if (!seen.has(slave.group)) {
      seen.add(slave.group);
      toSharedSlaves(kernel, tree, slave.group, node, origin);
    }
  }
}

/** Slaves that are peers among themselves: the first copy is a slave of the origin, the others are its peers. */
function toSharedSlaves(kernel: Kernel, tree: Mount, group: PeerGroup, node: Node, origin: Mount): void {
  let first: Mount | null = null;
  for (const member of group.members) {
    const copy = place(kernel, first ?? tree, member, node, first ? 'peer' : 'slave', origin);
    if (copy && !first) {
      first = copy;
      for (const one of copy.tree()) if (!one.group) one.join(new PeerGroup(kernel));
    }
  }
  if (first) toSlaves(kernel, first, group, node, origin);
}

/** A copy onto one receiver, if the place is to be seen there. What is mounted there already comes to lie on top. */
function place(
  kernel: Kernel,
  tree: Mount,
  receiver: Mount,
  node: Node,
  relation: Relation,
  origin: Mount,
): Mount | null {
  if (receiver.ns === null || !node.isBelow(receiver.root)) return null;
  const copy = copyTree(kernel, tree, tree.root, { relation, withUnbindable: true, withNsFiles: true });
  const above = receiver.childAt(node);
  copy.attach(receiver, node);
  // mnt-17: what comes from a more privileged namespace is locked as a unit.
  if (receiver.ns.owner !== origin.ns?.owner) lockTree(copy);
  if (above) {
    above.detach();
    above.attach(copy, copy.root);
  }
  return copy;
}

/** mnt-18, mnt-19: flags are locked on all, and all but the top stay where they are. */
export function lockTree(top: Mount): void {
  for (const one of top.tree()) {
    one.lockedFlags = one.flags | ATIME_LOCK;
    if (one !== top) one.isLocked = true;
  }
}

/** Among lockedFlags: the access-time flags have to stay as they are, set or not. */
export const ATIME_LOCK = 1 << 30;

/** All mounts that hear of what happens on this one. */
function* receivers(mount: Mount): Iterable<Mount> {
  const seen = new Set<PeerGroup>();
  const queue = mount.group ? [mount.group] : [];
  for (const group of queue) {
    if (seen.has(group)) continue;
    seen.add(group);
    for (const member of group.members) if (member !== mount) yield member;
    for (const slave of group.slaves) {
      if (slave.group) queue.push(slave.group);
      else yield slave;
    }
  }
}

/** What goes with these mounts where their parents' events are heard: unless it is locked or something else is on it. */
function replicas(going: ReadonlySet<Mount>): Set<Mount> {
  const found = new Set<Mount>();
  for (const one of going) {
    if (!one.parent) continue;
    for (const receiver of receivers(one.parent)) {
      const replica = receiver.childAt(one.mountpoint!);
      if (replica && !going.has(replica)) found.add(replica);
    }
  }
  const stays = (one: Mount): boolean =>
    [...one.children].some((child) => !found.has(child)) || (one.isLocked && !found.has(one.parent!));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const one of found) if (stays(one)) found.delete(one);
  }
  return found;
}

/** umount(2) of a tree, heard of by peers and slaves. @returns what was unmounted */
export function unmountTree(top: Mount): readonly Mount[] {
  const going = new Set(top.tree());
  for (const one of replicas(going)) going.add(one);
  return releaseAll(going);
}

function releaseAll(going: ReadonlySet<Mount>): readonly Mount[] {
  // What is not locked to its parent comes apart: who still stands in one does not see the others.
  for (const one of going) if (one.parent && !(one.isLocked && going.has(one.parent))) one.detach();
  for (const one of going) one.release();
  return [...going];
}

/** With its namespace a tree goes without anybody hearing of it. */
export const dropTree = (top: Mount): readonly Mount[] => releaseAll(new Set(top.tree()));

/** Replicas that are alone on their place count as users of one mount. */
export function replicasOf(mount: Mount): readonly Mount[] {
  return [...replicas(new Set([mount]))];
}
