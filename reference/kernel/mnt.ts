/** Files and mounts (mount_namespaces(7)). */
import type { MNT_CALLS } from '../interface/mnt.ts';
import type { Table } from './call.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import { readProc, writeProc } from './proc.ts';
import type { UserNs } from './user.ts';

/** Only told apart: there is no tree of mounts. */
export class MntNs extends Namespace {
  readonly type = 'mnt';

  constructor(kernel: Kernel, owner: UserNs) {
    super('mnt', kernel, owner);
  }
}

export const MNT = {
  close: (task, args) => task.files.close(args.number(0)),
  write: (task, args) => {
    writeProc(task, args.text(0), args.text(1));
    return args.text(1).length;
  },
  read: (task, args) => readProc(task, args.text(0)),
} satisfies Table<keyof typeof MNT_CALLS>;
