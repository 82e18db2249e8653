/** Calls about files: open(2), read(2), write(2), mkdir(2), stat(2), chown(2) and their kin. */
import type { Args } from './call.ts';
import { CAP } from './capabilities.ts';
import { check, Failure } from './errors.ts';
import { NsFile, OpenFile } from './file.ts';
import { MS, type Place } from './mount.ts';
import {
  type Attributes,
  Device,
  Directory,
  FileNode,
  isCapableOver,
  MAY,
  MODE,
  type Node,
  NsNode,
  Regular,
  Symlink,
} from './node.ts';
import { checkName, type Parent, pathOf, walk, walkToParent } from './path.ts';
import { dropTree } from './propagation.ts';
import type { Task } from './task.ts';

/** Flags of open(2). */
const O = { WRONLY: 1, RDWR: 2, CREAT: 0o100, EXCL: 0o200, TRUNC: 0o1000, DIRECTORY: 0o200000 } as const;

/** A file or directory that was opened by its path; it keeps its mount busy. */
export class PathFile extends OpenFile {
  readonly place: Place;
  readonly flags: number;
  offset = 0;

  constructor(place: Place, flags: number) {
    super();
    this.place = place;
    this.flags = flags;
  }

  get isWriting(): boolean {
    return (this.flags & (O.WRONLY | O.RDWR)) !== 0;
  }
}

export function open(task: Task, args: Args): number {
  const [path, flags] = [args.text(0), args.number(1)];
  return task.files.open(openAt(task, path, flags, args.has(2) ? args.number(2) : 0o666));
}

function openAt(task: Task, path: string, flags: number, mode: number): OpenFile {
  const place = flags & O.CREAT ? placeToCreate(task, path, flags, mode) : walk(task, path);
  const { node } = place;
  if (node instanceof NsNode) return new NsFile(node.ns);
  if (flags & O.DIRECTORY) check(node instanceof Directory, 'ENOTDIR');
  const writes = (flags & (O.WRONLY | O.RDWR)) !== 0;
  if (writes) check(!(node instanceof Directory), 'EISDIR');
  checkUse(task, place, writes ? (flags & O.RDWR ? MAY.READ | MAY.WRITE : MAY.WRITE) : MAY.READ);
  if (node instanceof Device) check(!(place.mount.flags & MS.NODEV), 'EACCES');
  if (flags & O.TRUNC && node instanceof Regular) node.content = '';
  return new PathFile(place, flags);
}

function checkUse(task: Task, place: Place, mask: number): void {
  if (mask & MAY.WRITE && !(place.node instanceof Device)) checkWritable(place);
  check(place.node.allows(task, mask), 'EACCES');
}

/** "EROFS": the mount, or all of the file system, is read-only. */
function checkWritable({ mount }: Place): void {
  check(!(mount.flags & MS.RDONLY) && !mount.fs.isReadOnly, 'EROFS');
}

function placeToCreate(task: Task, path: string, flags: number, mode: number): Place {
  const parent = walkToParent(task, path);
  checkName(parent, 'EISDIR');
  const known = parent.directory.find(parent.name, task);
  if (known) {
    check(!(flags & O.EXCL), 'EEXIST');
    return walk(task, path);
  }
  checkMayAdd(task, parent);
  const node = parent.directory.makeFile(parent.name, attributes(task, mode));
  parent.directory.entries.set(parent.name, node);
  return { mount: parent.place.mount, node };
}

const attributes = (task: Task, mode: number): Attributes => ({
  uid: task.credentials.euid,
  gid: task.credentials.egid,
  mode: mode & ~task.fs.umask & 0o7777,
});

/** Whether an entry may come into, or go out of, a directory. */
function checkMayAdd(task: Task, { place, directory }: Parent): void {
  check(!directory.isRemoved, 'ENOENT');
  checkWritable(place);
  // "EOVERFLOW": the owner of the file system does not know who would own the file.
  check(directory.fs.owner.knows(task.credentials.euid, task.credentials.egid), 'EOVERFLOW');
  check(directory.allows(task, MAY.WRITE | MAY.EXEC), 'EACCES');
  directory.checkChangeable();
}

/** @throws Failure EEXIST */
function addEntry(task: Task, path: string, make: (parent: Parent) => Node): void {
  const parent = walkToParent(task, path);
  checkName(parent, 'EEXIST');
  check(parent.directory.find(parent.name, task) === undefined, 'EEXIST');
  checkMayAdd(task, parent);
  parent.directory.entries.set(parent.name, make(parent));
}

export function mkdir(task: Task, args: Args): void {
  const mode = args.has(1) ? args.number(1) : 0o777;
  addEntry(task, args.text(0), ({ directory, name }) =>
    directory.makeDirectory(name, attributes(task, mode)),
  );
}

export function symlink(task: Task, args: Args): void {
  addEntry(
    task,
    args.text(1),
    ({ directory, name }) =>
      new Symlink(directory.fs, directory, name, attributes(task, 0o777), args.text(0)),
  );
}

export function mknod(task: Task, args: Args): void {
  const isDevice = args.text(1) === 'null';
  const parent = walkToParent(task, args.text(0));
  checkName(parent, 'EEXIST');
  check(parent.directory.find(parent.name, task) === undefined, 'EEXIST');
  checkMayAdd(task, parent);
  // user-22 "EPERM: … the caller is not privileged (Linux: does not have the CAP_MKNOD capability)", over the machine.
  if (isDevice) check(task.credentials.isCapable(task.kernel.userNs, CAP.MKNOD), 'EPERM');
  const own = attributes(task, 0o666);
  const { directory, name } = parent;
  directory.entries.set(
    name,
    isDevice ? new Device(directory.fs, directory, name, own) : directory.makeFile(name, own),
  );
}

/** Takes an entry out of its directory; what is mounted there in other namespaces goes with it (mnt-21). */
function takeOut(task: Task, parent: Parent, checkNode: (node: Node) => void): void {
  checkWritable(parent.place);
  const node = parent.directory.find(parent.name, task);
  check(node !== undefined, 'ENOENT');
  checkMayAdd(task, parent);
  checkNode(node);
  checkNoMountPoint(task, node);
  if (node instanceof Directory) node.checkRemovable(task);
  parent.directory.entries.delete(parent.name);
  node.isRemoved = true;
  parent.directory.removed(node);
  detachMounts(task, node);
}

/** "EBUSY: … currently in use … Linux: as a mount point", in the caller's own namespace. */
function checkNoMountPoint(task: Task, node: Node): void {
  for (const mount of task.nsproxy.slots.mnt.mounts()) check(mount.mountpoint !== node, 'EBUSY');
}

function detachMounts(task: Task, node: Node): void {
  for (const ns of task.kernel.mountNamespaces())
    for (const mount of [...ns.mounts()]) if (mount.mountpoint === node) dropTree(mount);
}

export function rmdir(task: Task, args: Args): void {
  const parent = walkToParent(task, args.text(0));
  checkName(parent, parent.name === '.' ? 'EINVAL' : parent.name === '..' ? 'ENOTEMPTY' : 'EBUSY');
  takeOut(task, parent, (node) => check(node instanceof Directory, 'ENOTDIR'));
}

export function unlink(task: Task, args: Args): void {
  const parent = walkToParent(task, args.text(0));
  checkName(parent, 'EISDIR');
  takeOut(task, parent, (node) => check(!(node instanceof Directory), 'EISDIR'));
}

export function rename(task: Task, args: Args): void {
  const [from, to] = [walkToParent(task, args.text(0)), walkToParent(task, args.text(1))];
  check(from.place.mount === to.place.mount, 'EXDEV');
  checkName(from, 'EBUSY');
  checkName(to, 'EBUSY');
  checkWritable(from.place);
  const node = from.directory.find(from.name, task);
  check(node !== undefined, 'ENOENT');
  check(!to.directory.isBelow(node), 'EINVAL');
  const old = to.directory.find(to.name, task);
  if (old) check(!from.directory.isBelow(old), 'ENOTEMPTY');
  if (old === node) return;
  checkMayAdd(task, from);
  checkMayAdd(task, to);
  if (old)
    check(
      old instanceof Directory === node instanceof Directory,
      old instanceof Directory ? 'EISDIR' : 'ENOTDIR',
    );
  checkNoMountPoint(task, node);
  if (old) takeOut(task, to, () => {});
  from.directory.entries.delete(from.name);
  to.directory.entries.set(to.name, node);
  // mnt-21: what others have mounted on it goes along, as they know it by what it is and not by its path.
  [node.parent, node.name] = [to.directory, to.name];
}

const fileOf = (task: Task, fd: number): PathFile => {
  const file = task.files.get(fd);
  check(file instanceof PathFile, 'EINVAL');
  return file;
};

/** As the answer of a call: one line. */
const oneLine = (text: string): string => text.replace(/\n+$/, '').replaceAll('\n', ' ');

function content(task: Task, file: OpenFile): string {
  check(file instanceof PathFile, 'EINVAL');
  const { node } = file.place;
  check(!(node instanceof Directory), 'EISDIR');
  check((file.flags & O.WRONLY) === 0, 'EBADF');
  return node instanceof FileNode ? oneLine(node.read(task)) : '';
}

function put(task: Task, file: OpenFile, text: string, offset: number): number {
  check(file instanceof PathFile, 'EINVAL');
  check(file.isWriting, 'EBADF');
  const { node } = file.place;
  if (node instanceof FileNode) node.write(task, text, offset);
  return text.length;
}

export const readfd = (task: Task, args: Args): string => content(task, task.files.get(args.number(0)));

export function writefd(task: Task, args: Args): number {
  const file = fileOf(task, args.number(0));
  const done = put(task, file, args.text(1), file.offset);
  file.offset += done;
  return done;
}

export function lseek(task: Task, args: Args): number {
  const file = fileOf(task, args.number(0));
  check(args.number(1) >= 0, 'EINVAL');
  file.offset = args.number(1);
  return file.offset;
}

export function pwrite(task: Task, args: Args): number {
  const file = fileOf(task, args.number(0));
  // user-05: what /proc writes as a whole knows no other place than its start.
  check(file.place.node instanceof Regular, 'ESPIPE');
  return put(task, file, args.text(1), args.number(2));
}

/** open(2), one read(2) or write(2), close(2). */
export function read(task: Task, args: Args): string {
  const file = openAt(task, args.text(0), 0, 0);
  try {
    return content(task, file);
  } finally {
    file.release();
  }
}

export function write(task: Task, args: Args): number {
  return put(task, openAt(task, args.text(0), O.WRONLY, 0), args.text(1), 0);
}

export function readlink(task: Task, args: Args): string {
  const { node } = walk(task, args.text(0), false);
  if (!(node instanceof Symlink)) throw new Failure('EINVAL');
  return node.read(task);
}

export function list(task: Task, args: Args): string {
  const place = walk(task, args.text(0));
  if (!(place.node instanceof Directory)) throw new Failure('ENOTDIR');
  check(place.node.allows(task, MAY.READ), 'EACCES');
  return [...place.node.names(task)].sort().join(' ');
}

/** user-20: owners as the caller's user namespace numbers them. */
export function stat(task: Task, args: Args): string {
  const { node } = walk(task, args.text(0));
  const { ns } = task.credentials;
  const { uid, gid } = node.owner;
  return `${node.kind} ${node.mode.toString(8)} ${ns.toUid(uid)} ${ns.toGid(gid)}`;
}

/** ioc-12: two files of one namespace are one. */
export function fstat(task: Task, args: Args): string {
  const file = task.files.get(args.number(0));
  if (file instanceof NsFile) return `${task.kernel.nsfs.number} ${file.ns.inode}`;
  const { node } = fileOf(task, args.number(0)).place;
  return `${node.fs.number} ${node.inode}`;
}

export function chmod(task: Task, args: Args): void {
  const place = walk(task, args.text(0));
  const { node } = place;
  checkWritable(place);
  check(task.credentials.euid === node.owner.uid || isCapableOver(task, node, CAP.FOWNER), 'EPERM');
  node.mode = args.number(1) & 0o7777;
}

export function chown(task: Task, args: Args): void {
  const place = walk(task, args.text(0));
  const { node } = place;
  const { ns } = task.credentials;
  const { uid: oldUid, gid: oldGid } = node.owner;
  const uid = args.number(1) === -1 ? oldUid : ns.toKuid(args.number(1));
  const gid = args.number(2) === -1 ? oldGid : ns.toKgid(args.number(2));
  check(uid !== null && gid !== null, 'EINVAL');
  checkWritable(place);
  // user-20 "EPERM": to another owner it takes CAP_CHOWN over a file whose ids the namespace knows.
  const { credentials } = task;
  const isOwner = credentials.euid === oldUid;
  const isAllowed =
    (isOwner && uid === oldUid && (gid === oldGid || credentials.isInGroup(gid))) ||
    (args.number(1) === -1 && args.number(2) === -1) ||
    isCapableOver(task, node, CAP.CHOWN);
  check(isAllowed, 'EPERM');
  [node.uid, node.gid] = [uid, gid];
  if (!(node instanceof Directory)) node.mode &= ~(MODE.SETUID | MODE.SETGID);
}

export function installprogram(task: Task, args: Args): void {
  const parent = walkToParent(task, args.text(0));
  checkName(parent, 'EEXIST');
  check(parent.directory.find(parent.name, task) === undefined, 'EEXIST');
  checkMayAdd(task, parent);
  const node = parent.directory.makeFile(parent.name, attributes(task, 0o600));
  if (node instanceof Regular) node.isProgram = true;
  node.mode = args.number(1) & 0o7777;
  parent.directory.entries.set(parent.name, node);
}

export function chdir(task: Task, args: Args): void {
  task.fs.cwd = directoryAt(task, args.text(0));
}

/** A directory that may be entered. */
export function directoryAt(task: Task, path: string): Place {
  const place = walk(task, path);
  check(place.node instanceof Directory, 'ENOTDIR');
  check(place.node.allows(task, MAY.EXEC), 'EACCES');
  return place;
}

export function getcwd(task: Task): string {
  check(!task.fs.cwd.node.isRemoved, 'ENOENT');
  // "(unreachable)", getcwd(2) NOTES.
  return pathOf(task, task.fs.cwd) ?? '(unreachable)';
}

export function umask(task: Task, args: Args): number {
  const before = task.fs.umask;
  task.fs.umask = args.number(0) & 0o777;
  return before;
}
