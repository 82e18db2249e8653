/** System V objects (ipc_namespaces(7), sysvipc(7)). */
import type { IPC_CALLS } from '../interface/ipc.ts';
import type { Args, Sysctls, Table } from './call.ts';
import { CAP } from './capabilities.ts';
import type { Credentials } from './credentials.ts';
import { check, Failure } from './errors.ts';
import type { Kgid, Kuid } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

const IPC_CREAT = 0o1000;
type IpcKind = 'msg' | 'sem' | 'shm';

interface IpcObject {
  readonly id: number;
  readonly uid: Kuid;
  readonly gid: Kgid;
  readonly mode: number;
}

export class IpcNs extends Namespace {
  readonly type = 'ipc';

  constructor(kernel: Kernel, owner: UserNs) {
    super('ipc', kernel, owner);
  }

  /** A new one begins with the built-in limit, whatever its creator's is. */
  msgmni = 32000;
  readonly objects: Readonly<Record<IpcKind, Map<number, IpcObject>>> = {
    msg: new Map(),
    sem: new Map(),
    shm: new Map(),
  };

  get(kind: IpcKind, key: number, flags: number, by: Credentials): number {
    const objects = this.objects[kind];
    const known = objects.get(key);
    if (known) {
      check(this.mayUse(known, flags, by), 'EACCES');
      return known.id;
    }
    if ((flags & IPC_CREAT) === 0) throw new Failure('ENOENT');
    objects.set(key, { id: objects.size, uid: by.euid, gid: by.egid, mode: flags & 0o777 });
    return objects.size - 1;
  }

  /** sysvipc(7), "Resource access permissions": what is asked for in any place has to be granted in the caller's. */
  mayUse({ uid, gid, mode }: IpcObject, flags: number, by: Credentials): boolean {
    const wanted = (flags >> 6) | (flags >> 3) | flags;
    const granted = by.euid === uid ? mode >> 6 : by.isInGroup(gid) ? mode >> 3 : mode;
    return (wanted & ~granted & 7) === 0 || by.isCapable(this.owner!, CAP.IPC_OWNER);
  }
}

const own = (task: Task): IpcNs => task.nsproxy.slots.ipc;
const get = (kind: IpcKind, task: Task, args: Args): number =>
  own(task).get(kind, args.number(0), args.number(1), task.credentials);

export const IPC = {
  msgget: (task, args) => get('msg', task, args),
  shmget: (task, args) => get('shm', task, args),
  semget: (task, args) => get('sem', task, args),
} satisfies Table<keyof typeof IPC_CALLS>;

export const IPC_SYSCTLS: Sysctls = {
  'kernel/msgmni': {
    read: (reader) => String(own(reader).msgmni),
    write: (writer, text) => {
      own(writer).msgmni = Number(text);
    },
  },
};
