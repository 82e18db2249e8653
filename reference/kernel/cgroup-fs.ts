/** cgroup2, mounted: a view of the hierarchy from the root of the mounter's namespace (cgroup_namespaces(7)). */
import type { Cgroup } from './cgroup.ts';
import { FileSystem, type FileSystemType } from './filesystem.ts';
import { ROOT_GID, ROOT_UID } from './ids.ts';
import { Directory } from './node.ts';
import type { Task } from './task.ts';

/** The directory of a cgroup. Its files are not shown: calls of interface/cgroup.ts stand for them. */
class CgroupDirectory extends Directory {
  readonly cgroup: Cgroup;

  constructor(fs: CgroupFs, cgroup: Cgroup) {
    super(fs, null, '/', { uid: ROOT_UID, gid: ROOT_GID, mode: 0o755 });
    this.cgroup = cgroup;
  }

  /** cgrp-07: a mount from another namespace shows with `..`. */
  override pathFor(reader: Task): string {
    return reader.nsproxy.slots.cgroup.show('v2', this.cgroup);
  }
}

class CgroupFs extends FileSystem {
  readonly root: CgroupDirectory;

  constructor({ kernel, nsproxy: { slots } }: Task) {
    super('cgroup2', kernel, slots.cgroup.owner!);
    this.root = new CgroupDirectory(this, slots.cgroup.roots.v2);
  }
}

/** mnt-24, cgrp-12: it takes rights over the cgroup namespace. */
export const CGROUP2_TYPE: FileSystemType = {
  owner: (task) => task.nsproxy.slots.cgroup.owner!,
  mount: (task) => new CgroupFs(task),
};
