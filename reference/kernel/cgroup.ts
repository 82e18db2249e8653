/** Control groups as a namespace shows them (cgroup_namespaces(7)). */
import type { CGROUP_CALLS } from '../interface/cgroup.ts';
import type { Table } from './call.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { UserNs } from './user.ts';

/** Only told apart: there is no tree of cgroups. */
export class CgroupNs extends Namespace {
  readonly type = 'cgroup';

  constructor(kernel: Kernel, owner: UserNs) {
    super('cgroup', kernel, owner);
  }
}

export const CGROUP = {} satisfies Table<keyof typeof CGROUP_CALLS>;
