/** All types of file systems that can be mounted, from the tables of the subsystems. */
import { CGROUP2_TYPE } from './cgroup-fs.ts';
import { Failure } from './errors.ts';
import { type FileSystemType, type FileSystemTypes, MemoryFs } from './filesystem.ts';
import { MQUEUE_TYPE } from './mqueue-fs.ts';
import { PROC } from './proc.ts';

const inMemory = (type: string): FileSystemType => ({
  owner: (task) => task.credentials.ns,
  mount: (task, data) => {
    const mode = /mode=([0-7]+)/.exec(data)?.[1];
    return new MemoryFs(type, task.kernel, task.credentials.ns, mode ? Number.parseInt(mode, 8) : undefined);
  },
});

/** mnt-23: what needs the machine's root, who would have to name a device. */
const forMachine: FileSystemType = {
  owner: () => null,
  mount: () => {
    throw new Failure('ENODEV');
  },
};

export const FILE_SYSTEMS: FileSystemTypes = {
  tmpfs: inMemory('tmpfs'),
  ramfs: inMemory('ramfs'),
  devpts: inMemory('devpts'),
  proc: PROC,
  mqueue: MQUEUE_TYPE,
  cgroup2: CGROUP2_TYPE,
  sysfs: {
    owner: (task) => task.nsproxy.slots.net.owner!,
    mount: (task) => new MemoryFs('sysfs', task.kernel, task.nsproxy.slots.net.owner!, 0o555),
    isRevealing: true,
  },
  ext4: forMachine,
  devtmpfs: forMachine,
  bpf: forMachine,
};
