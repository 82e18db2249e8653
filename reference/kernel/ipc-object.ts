/** What message queues, semaphore sets and shared memory have in common: keys, ids, owners, modes (sysvipc(7)). */
import { CAP } from './capabilities.ts';
import type { Credentials } from './credentials.ts';
import { check, Failure } from './errors.ts';
import type { Kgid, Kuid } from './ids.ts';
import type { IpcNs } from './ipc.ts';
import type { Task } from './task.ts';

export const IPC_CREAT = 0o1000;
export const IPC_EXCL = 0o2000;
export const IPC_PRIVATE = 0;
/** What is asked of an object, in the place of "others". */
export const READ = 4;
export const WRITE = 2;

/** struct ipc_perm: whose it is, and who may do what. */
export interface Permissions {
  /** IPC_PRIVATE: it cannot be found by key (any more). */
  key: number;
  readonly id: number;
  /** The owner: IPC_SET changes them. */
  uid: Kuid;
  gid: Kgid;
  mode: number;
  /** The creator, for ever. */
  readonly cuid: Kuid;
  readonly cgid: Kgid;
}

/** An id is a slot and how often the slots went round: ids of removed objects do not come back soon (IPCMNI). */
const SLOTS = 32_768;
/** Slots go round at this number, or at one and a half times as many as are in use. */
const MIN_CYCLE = 64;

/** All objects of one kind in one namespace: struct ipc_ids. */
export class Objects<T extends { readonly permissions: Permissions }> {
  readonly bySlot = new Map<number, T>();
  lastSlot = -1;
  rounds = 0;
  /** ipc-14, /proc/sys/kernel/{msg,sem,shm}_next_id: the id that the next object gets; -1: as it comes. */
  nextId = -1;

  /** EINVAL: an id that is not there, which includes all ids of other namespaces (ipc-03). */
  get(id: number): T {
    const found = this.bySlot.get(id % SLOTS);
    if (found?.permissions.id !== id) throw new Failure('EINVAL');
    return found;
  }

  byKey(key: number): T | undefined {
    if (key === IPC_PRIVATE) return undefined;
    return [...this.bySlot.values()].find((one) => one.permissions.key === key);
  }

  add(key: number, flags: number, by: Credentials, make: (permissions: Permissions) => T): T {
    const id = this.allocate();
    const { euid: uid, egid: gid } = by;
    const made = make({ key, id, uid, gid, mode: flags & 0o777, cuid: uid, cgid: gid });
    this.bySlot.set(id % SLOTS, made);
    return made;
  }

  allocate(): number {
    if (this.nextId >= 0) {
      const wanted = this.nextId;
      this.nextId = -1;
      let slot = wanted % SLOTS;
      while (this.bySlot.has(slot)) slot++;
      return wanted - (wanted % SLOTS) + slot;
    }
    const cycle = Math.max(MIN_CYCLE, Math.floor((this.bySlot.size * 3) / 2));
    let slot = (this.lastSlot + 1) % cycle;
    while (this.bySlot.has(slot)) slot = (slot + 1) % cycle;
    if (slot <= this.lastSlot) this.rounds++;
    this.lastSlot = slot;
    return this.rounds * SLOTS + slot;
  }

  remove({ permissions }: T): void {
    this.bySlot.delete(permissions.id % SLOTS);
  }
}

export const ipcOf = (task: Task): IpcNs => task.nsproxy.slots.ipc;

/** sysvipc(7), "Resource access permissions": the creator counts as the owner. */
export function mayUse(ns: IpcNs, of: Permissions, wanted: number, by: Credentials): boolean {
  const asked = ((wanted >> 6) | (wanted >> 3) | wanted) & 7;
  const isOwner = by.euid === of.uid || by.euid === of.cuid;
  const isGroup = by.isInGroup(of.gid) || by.isInGroup(of.cgid);
  const granted = isOwner ? of.mode >> 6 : isGroup ? of.mode >> 3 : of.mode;
  return (asked & ~granted & 7) === 0 || by.isCapable(ns.owner!, CAP.IPC_OWNER);
}

/** The object with an id, which the caller may use so; EACCES, else. */
export function usable<T extends { readonly permissions: Permissions }>(
  task: Task,
  objects: Objects<T>,
  id: number,
  wanted: number,
): T {
  const found = objects.get(id);
  check(mayUse(ipcOf(task), found.permissions, wanted, task.credentials), 'EACCES');
  return found;
}

/** msgget(2), semget(2), shmget(2): one way for all. */
export function getObject<T extends { readonly permissions: Permissions }>(
  task: Task,
  objects: Objects<T>,
  key: number,
  flags: number,
  how: {
    readonly checkFound: (found: T) => void;
    readonly checkNew: () => void;
    readonly make: (permissions: Permissions) => T;
  },
): T {
  const found = objects.byKey(key);
  if (found) {
    // "EEXIST: IPC_CREAT and IPC_EXCL were specified, but an object already exists for key".
    check(!(flags & IPC_CREAT && flags & IPC_EXCL), 'EEXIST');
    how.checkFound(found);
    // "EACCES: an object exists for key, but the caller does not have permission".
    check(mayUse(ipcOf(task), found.permissions, flags & 0o777, task.credentials), 'EACCES');
    return found;
  }
  // ipc-02, "ENOENT: no object exists for key and flags did not specify IPC_CREAT".
  check(key === IPC_PRIVATE || (flags & IPC_CREAT) !== 0, 'ENOENT');
  how.checkNew();
  return objects.add(key, flags, task.credentials, how.make);
}

/**
 * ipc-13: IPC_RMID and IPC_SET are for the owner, the creator, and who has CAP_SYS_ADMIN in the user namespace that
 * owns the ipc namespace: "EPERM".
 */
export function owned<T extends { readonly permissions: Permissions }>(
  task: Task,
  objects: Objects<T>,
  id: number,
): T {
  const found = objects.get(id);
  const { uid, cuid } = found.permissions;
  const { credentials } = task;
  const isIts = credentials.euid === uid || credentials.euid === cuid;
  check(isIts || credentials.isCapable(ipcOf(task).owner!), 'EPERM');
  return found;
}

/** IPC_SET. */
export function setOwner(task: Task, of: Permissions, uid: number, gid: number, mode: number): void {
  const { ns } = task.credentials;
  const [kuid, kgid] = [ns.toKuid(uid), ns.toGlobal('gid', gid) as Kgid | null];
  if (kuid === null || kgid === null) throw new Failure('EINVAL');
  [of.uid, of.gid, of.mode] = [kuid, kgid, mode & 0o777];
}

/** IPC_STAT, in the numbers of whoever asks: key, uid, gid, cuid, cgid, mode. */
export function showPermissions(of: Permissions, { credentials: { ns } }: Task): string {
  const mode = of.mode.toString(8);
  return `${of.key} ${ns.toUid(of.uid)} ${ns.toGid(of.gid)} ${ns.toUid(of.cuid)} ${ns.toGid(of.cgid)} ${mode}`;
}

/** What all files of /proc/sysvipc have of an object, in the numbers of whoever reads. */
export function columns(of: Permissions, { credentials: { ns } }: Task) {
  const owners = [ns.toUid(of.uid), ns.toGid(of.gid), ns.toUid(of.cuid), ns.toGid(of.cgid)].join(' ');
  return { key: `${of.key} ${of.id}`, mode: of.mode.toString(8), owners };
}

export const showTable = (header: string, rows: readonly string[]): string => [header, ...rows].join('\n');
