/** mount(2), umount(2), pivot_root(2), chroot(2). */
import type { Args } from './call.ts';
import { CAP } from './capabilities.ts';
import { check } from './errors.ts';
import { directoryAt, PathFile } from './files.ts';
import type { FileSystemType } from './filesystem.ts';
import { FILE_SYSTEMS } from './filesystems.ts';
import type { MntNs } from './mnt.ts';
import { ATIME_FLAGS, isSamePlace, MOUNT_FLAGS, Mount, MS, PeerGroup, type Place } from './mount.ts';
import { Directory, NsNode } from './node.ts';
import { walk } from './path.ts';
import { ATIME_LOCK, attachTree, copyTree, replicasOf, unmountTree } from './propagation.ts';
import type { Task } from './task.ts';

const own = (task: Task): MntNs => task.nsproxy.slots.mnt;

/** mnt-22, pvt-01 "EPERM: the caller does not have the required privileges": CAP_SYS_ADMIN in the owner of the namespace. */
function checkPrivilege(task: Task): void {
  check(task.credentials.isCapable(own(task).owner!), 'EPERM');
}

const isMounted = ({ mount, node }: Place): boolean => mount.root === node;
const isOurs = (task: Task, mount: Mount): boolean => mount.ns === own(task);

const TYPES = MS.SHARED | MS.PRIVATE | MS.SLAVE | MS.UNBINDABLE;

export function mount(task: Task, args: Args): void {
  const [source, flags] = [args.text(0), args.number(3)];
  const target = walk(task, args.text(1));
  checkPrivilege(task);
  if (flags & MS.REMOUNT) remount(task, target, flags);
  else if (flags & MS.BIND) bind(task, source, target, (flags & MS.REC) !== 0);
  else if (flags & TYPES) changeType(task, target, flags);
  else if (flags & MS.MOVE) move(task, source, target);
  else mountNew(task, source, target, args.text(2), flags, args.text(4));
}

/** Bits of mount(2) as a mount keeps them: relatime unless another is asked for. */
function mountFlags(flags: number): number {
  const kept = flags & MOUNT_FLAGS;
  return flags & (MS.NOATIME | MS.STRICTATIME) ? kept & ~MS.RELATIME : kept | MS.RELATIME;
}

/** Access times stay as they are where a remount does not say. */
function remount(task: Task, target: Place, flags: number): void {
  const { mount } = target;
  check(isMounted(target) && isOurs(task, mount), 'EINVAL');
  const saysAtime = (flags & (ATIME_FLAGS | MS.STRICTATIME)) !== 0;
  const made = saysAtime
    ? mountFlags(flags)
    : (flags & MOUNT_FLAGS & ~ATIME_FLAGS) | (mount.flags & ATIME_FLAGS);
  // mnt-19 "EPERM": a locked flag is cleared, or the access-time flags are changed.
  check(mayChange(mount, made), 'EPERM');
  if (!(flags & MS.BIND)) {
    check(task.credentials.isCapable(mount.fs.owner), 'EPERM');
    mount.fs.isReadOnly = (flags & MS.RDONLY) !== 0;
  }
  mount.flags = made;
}

function mayChange({ flags, lockedFlags }: Mount, made: number): boolean {
  const locked = lockedFlags & MOUNT_FLAGS & ~ATIME_FLAGS;
  if ((locked & ~made) !== 0) return false;
  return !(lockedFlags & ATIME_LOCK) || (flags & ATIME_FLAGS) === (made & ATIME_FLAGS);
}

/** "ENOENT": somebody who stands in what was lazily unmounted can mount nothing on it. */
function checkStillThere({ mount }: Place): void {
  check(mount.ns !== null, 'ENOENT');
}

/** mnt-12, mnt-06, mnt-25, mnt-18. */
function bind(task: Task, source: string, target: Place, isRecursive: boolean): void {
  check(source !== '', 'EINVAL');
  const from = walk(task, source);
  check(!own(task).wouldLoop(from.node), 'EINVAL');
  checkStillThere(target);
  // mnt-06 "EINVAL: … attempt to bind an unbindable mount".
  check(!from.mount.isUnbindable, 'EINVAL');
  check(from.node instanceof NsNode || isOurs(task, from.mount), 'EINVAL');
  check(isOurs(task, target.mount), 'EINVAL');
  // mnt-18: alone it would show what the locked ones hide.
  const below = [...from.mount.children].filter(({ mountpoint }) => mountpoint!.isBelow(from.node));
  check(isRecursive || !below.some(({ isLocked }) => isLocked), 'EINVAL');
  const { kernel } = task;
  const options = { relation: 'peer', withUnbindable: false, withNsFiles: true } as const;
  const tree = copyTree(kernel, from.mount, from.node, options);
  if (!isRecursive) for (const child of [...tree.children]) unmountTree(child);
  tree.isLocked = false;
  try {
    checkKinds(tree, target);
    attachTree(kernel, tree, target.mount, target.node);
  } catch (error) {
    for (const one of tree.tree()) one.release();
    throw error;
  }
}

/** mnt-27 "ENOTDIR: target, or a prefix of source, is not a directory": a directory on a directory, else not. */
function checkKinds(tree: Mount, { node }: Place): void {
  check(tree.root instanceof Directory === node instanceof Directory, 'ENOTDIR');
}

/** mnt-09, mnt-10, mnt-11: mount_namespaces(7), "Propagation type transitions". */
function changeType(task: Task, target: Place, flags: number): void {
  const type = flags & TYPES;
  check(isMounted(target) && isOurs(task, target.mount), 'EINVAL');
  check((type & (type - 1)) === 0, 'EINVAL');
  check((flags & ~(type | MS.REC | 0x8000)) === 0, 'EINVAL');
  const mounts = flags & MS.REC ? [...target.mount.tree()] : [target.mount];
  for (const one of mounts) setType(task, one, type);
}

function setType({ kernel }: Task, mount: Mount, type: number): void {
  if (type === MS.SHARED) {
    if (!mount.group) mount.join(new PeerGroup(kernel));
    mount.isUnbindable = false;
    return;
  }
  const { group } = mount;
  mount.leaveGroup();
  if (type !== MS.SLAVE) mount.follow(null);
  // Without peers there is nobody to follow: it stays what it was below, or becomes private.
  else if (group && group.members.size > 0) mount.follow(group);
  mount.isUnbindable = type === MS.UNBINDABLE;
}

/** mnt-13, mnt-14. */
function move(task: Task, source: string, target: Place): void {
  check(source !== '', 'EINVAL');
  const from = walk(task, source);
  const { mount } = from;
  check(isMounted(from) && isOurs(task, mount) && isOurs(task, target.mount), 'EINVAL');
  check(mount.parent !== null && !mount.isLocked, 'EINVAL');
  check(mount.root instanceof Directory === target.node instanceof Directory, 'EINVAL');
  // mnt-13 "EINVAL: … source is a mount whose parent is shared".
  check(mount.parent.group === null, 'EINVAL');
  // mnt-14 "EINVAL: … source contains unbindable mounts and target is shared".
  if (target.mount.group) check(![...mount.tree()].some(({ isUnbindable }) => isUnbindable), 'EINVAL');
  for (let at: Mount | null = target.mount; at; at = at.parent) check(at !== mount, 'ELOOP');
  mount.detach();
  attachTree(task.kernel, mount, target.mount, target.node);
}

/** mnt-23, mnt-24. */
function mountNew(
  task: Task,
  source: string,
  target: Place,
  name: string,
  flags: number,
  data: string,
): void {
  check(name !== '', 'EINVAL');
  const type = FILE_SYSTEMS[name];
  check(type !== undefined, 'ENODEV');
  const owner = type.owner(task) ?? task.kernel.userNs;
  check(task.credentials.isCapable(owner), 'EPERM');
  check(!isTooRevealing(task, name, type), 'EPERM');
  checkStillThere(target);
  check(isOurs(task, target.mount), 'EINVAL');
  const fs = type.mount(task, data);
  const made = new Mount(task.kernel, fs.root, source || 'none', mountFlags(flags));
  if (flags & MS.RDONLY) fs.isReadOnly = true;
  try {
    checkKinds(made, target);
    attachTree(task.kernel, made, target.mount, target.node);
  } catch (error) {
    made.release();
    throw error;
  }
}

/** mnt-24: a mount that hides nothing has to be there already, so that nothing comes to light. */
function isTooRevealing(task: Task, name: string, { isRevealing }: FileSystemType): boolean {
  const ns = own(task);
  if (!isRevealing || ns.owner === task.kernel.userNs) return false;
  return ![...ns.mounts()].some(
    (one) =>
      one.fs.type === name && one.root === one.fs.root && ![...one.children].some(({ isLocked }) => isLocked),
  );
}

const UMOUNT = { FORCE: 1, DETACH: 2, EXPIRE: 4, NOFOLLOW: 8 } as const;

/** umount2(2): mnt-16, mnt-18, mnt-27. */
export function umount(task: Task, args: Args): void {
  const flags = args.number(1);
  check((flags & ~15) === 0, 'EINVAL');
  const target = walk(task, args.text(0), !(flags & UMOUNT.NOFOLLOW));
  const { mount } = target;
  checkPrivilege(task);
  // "EINVAL: target is not a mount point"; mnt-18 "EINVAL: target is locked".
  check(isMounted(target) && isOurs(task, mount) && !mount.isLocked, 'EINVAL');
  if (flags & UMOUNT.FORCE) check(task.credentials.isCapable(task.kernel.userNs), 'EPERM');
  const isRoot = mount === task.fs.root.mount;
  if (flags & UMOUNT.EXPIRE) expire(task, mount, flags, isRoot);
  if (isRoot && !(flags & UMOUNT.DETACH)) {
    remountRootReadOnly(task, mount);
    return;
  }
  if (!(flags & UMOUNT.DETACH)) check(!isBusy(task, mount), 'EBUSY');
  unmountTree(mount);
}

/** mnt-27: the manual has EINVAL; Linux makes the root read-only, unless it is being written: EBUSY. */
function remountRootReadOnly(task: Task, { fs }: Mount): void {
  check(task.credentials.isCapable(fs.owner), 'EPERM');
  for (const { isAlive, files } of task.kernel.init.pidNs.tasks.values())
    for (const file of isAlive ? files.files.values() : [])
      check(!(file instanceof PathFile && file.isWriting && file.place.node.fs === fs), 'EBUSY');
  fs.isReadOnly = true;
}

/** "EAGAIN: A call … with MNT_EXPIRE successfully marked an unbusy filesystem as expired". */
function expire(task: Task, mount: Mount, flags: number, isRoot: boolean): void {
  check(!isRoot && !(flags & (UMOUNT.FORCE | UMOUNT.DETACH)), 'EINVAL');
  check(!isBusy(task, mount), 'EBUSY');
  const wasMarked = mount.isMarked;
  mount.isMarked = true;
  check(wasMarked, 'EAGAIN');
}

/** "EBUSY: target could not be unmounted because it is busy": something is mounted on it, or somebody is in it. */
function isBusy(task: Task, mount: Mount): boolean {
  if (mount.children.size > 0) return true;
  return [mount, ...replicasOf(mount)].some((one) => isUsed(task, one));
}

function isUsed({ kernel }: Task, mount: Mount): boolean {
  for (const { isAlive, fs, files } of kernel.init.pidNs.tasks.values()) {
    if (!isAlive) continue;
    if (fs.root.mount === mount || fs.cwd.mount === mount) return true;
    for (const file of files.files.values())
      if (file instanceof PathFile && file.place.mount === mount) return true;
  }
  return false;
}

/** pivot_root(2): its ERRORS in the order in which Linux asks. */
export function pivotRoot(task: Task, args: Args): void {
  checkPrivilege(task);
  // pvt-02, pvt-03 "ENOTDIR: new_root or put_old is not a directory".
  const [made, put] = [directoryAt(task, args.text(0)), directoryAt(task, args.text(1))];
  const { root } = task.fs;
  const [parent, rootParent] = [made.mount.parent, root.mount.parent];
  // pvt-08, pvt-09 "EINVAL: either the mount point at new_root, or the parent mount … has propagation type MS_SHARED".
  check(!put.mount.group && !parent?.group && !rootParent?.group, 'EINVAL');
  check(isOurs(task, root.mount) && isOurs(task, made.mount), 'EINVAL');
  // pvt-14.
  check(!made.mount.isLocked, 'EINVAL');
  // pvt-04 "EBUSY: new_root or put_old is on the current root mount".
  check(made.mount !== root.mount && put.mount !== root.mount, 'EBUSY');
  // pvt-07 "EINVAL: the current root directory is not a mount point"; pvt-12: rootfs lies on nothing.
  check(isMounted(root) && rootParent !== null, 'EINVAL');
  // pvt-05 "EINVAL: new_root is not a mount point".
  check(isMounted(made) && parent !== null, 'EINVAL');
  // pvt-06 "EINVAL: put_old is not at or underneath new_root".
  check(isReachable(put, made) && isReachable(made, root), 'EINVAL');
  exchange(task, root, made, put);
}

function isReachable(place: Place, from: Place): boolean {
  let { mount, node } = place;
  while (mount !== from.mount) {
    if (mount.parent === null) return false;
    [node, mount] = [mount.mountpoint!, mount.parent];
  }
  return node.isBelow(from.node);
}

/** pvt-10: the old root goes to put_old, and whoever stood at it stands at the new one. */
function exchange({ kernel }: Task, root: Place, made: Place, put: Place): void {
  const [below, at] = [root.mount.parent!, root.mount.mountpoint!];
  made.mount.detach();
  root.mount.detach();
  [made.mount.isLocked, root.mount.isLocked] = [root.mount.isLocked, false];
  root.mount.attach(put.mount, put.node);
  made.mount.attach(below, at);
  for (const { isAlive, fs } of kernel.init.pidNs.tasks.values()) {
    if (!isAlive) continue;
    if (isSamePlace(fs.root, root)) fs.root = made;
    if (isSamePlace(fs.cwd, root)) fs.cwd = made;
  }
}

/** chroot(2). */
export function chroot(task: Task, args: Args): void {
  const place = directoryAt(task, args.text(0));
  check(task.credentials.isCapable(task.credentials.ns, CAP.SYS_CHROOT), 'EPERM');
  task.fs.root = place;
}
