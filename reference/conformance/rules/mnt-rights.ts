/** Unmounting, locked mounts, and who may mount: umount(2), mount_namespaces(7), user_namespaces(7). */
import { CLONE, type Task } from '../../interface.ts';
import { bind, DETACH, directories, EXPIRE, isMounted, MS, make, mountAt, tmpfs, typeOf } from '../mounts.ts';
import { child, end, fails, ok, rule, same, userChild } from '../rule.ts';

const LESS = 'mount_namespaces(7), "Restrictions on mount namespaces"';
const UMOUNT = 'umount(2) ERRORS';

/** A child in a mount namespace that is less privileged: one of a user namespace of its own. */
const lessPrivileged = async (task: Task): Promise<Task> =>
  (await userChild(task, CLONE.NEWNS | CLONE.NEWPID | CLONE.NEWNET | CLONE.NEWIPC | CLONE.NEWCGROUP)).task;

export const MNT_RIGHTS = [
  rule('mnt-16', UMOUNT, 'a mount with another on it is busy: EBUSY', async (task) => {
    await tmpfs(task, '/mnt');
    await tmpfs(task, '/mnt/a');
    await fails('EBUSY', task, 'umount', '/mnt', 0);
  }),
  rule('mnt-16a', UMOUNT, 'a mount that somebody stands in is busy: EBUSY', async (task) => {
    await tmpfs(task, '/mnt');
    const one = await child(task);
    await ok(one.task, 'chdir', '/mnt');
    await fails('EBUSY', task, 'umount', '/mnt', 0);
    await end(task, one);
    await ok(task, 'umount', '/mnt', 0);
  }),
  rule('mnt-16b', UMOUNT, 'a mount with an open file is busy: EBUSY', async (task) => {
    await tmpfs(task, '/mnt');
    await ok(task, 'mknod', '/mnt/file', 'file');
    const fd = await ok(task, 'open', '/mnt/file', 0);
    await fails('EBUSY', task, 'umount', '/mnt', 0);
    await ok(task, 'close', fd);
    await ok(task, 'umount', '/mnt', 0);
  }),
  rule(
    'mnt-16c',
    'umount(2), MNT_DETACH',
    'a lazy unmounting takes all below with it, busy or not',
    async (task) => {
      await tmpfs(task, '/mnt');
      await tmpfs(task, '/mnt/a');
      await ok(task, 'chdir', '/mnt/a');
      await ok(task, 'umount', '/mnt', DETACH);
      same(await isMounted(task, '/mnt'), 'not mounted', 'the mount');
      same(await isMounted(task, '/mnt/a'), 'not mounted', 'the one on it');
    },
  ),
  rule('mnt-16d', UMOUNT, 'what is no mount point: EINVAL', (task) =>
    fails('EINVAL', task, 'umount', '/tmp', 0),
  ),
  rule('mnt-16e', UMOUNT, 'MNT_EXPIRE with MNT_DETACH: EINVAL', async (task) => {
    await tmpfs(task, '/mnt');
    await fails('EINVAL', task, 'umount', '/mnt', EXPIRE | DETACH);
  }),
  rule('mnt-16f', UMOUNT, 'MNT_EXPIRE marks first: EAGAIN, and unmounts the second time', async (task) => {
    await tmpfs(task, '/mnt');
    await fails('EAGAIN', task, 'umount', '/mnt', EXPIRE);
    await ok(task, 'umount', '/mnt', EXPIRE);
    same(await isMounted(task, '/mnt'), 'not mounted', 'the mount');
  }),
  rule('mnt-17', LESS, 'what was shared is a slave in a less privileged namespace', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await directories(task, '/mnt/a');
    const inner = await lessPrivileged(task);
    same(await typeOf(inner, '/mnt'), 'master', 'its type');
    await tmpfs(task, '/mnt/a');
    same(await isMounted(inner, '/mnt/a'), 'mounted', 'what the master mounts');
  }),
  rule('mnt-18', LESS, 'a mount that came from a more privileged one is locked: EINVAL', async (task) => {
    await tmpfs(task, '/mnt');
    const inner = await lessPrivileged(task);
    await fails('EINVAL', inner, 'umount', '/mnt', 0);
    await fails('EINVAL', inner, 'umount', '/mnt', DETACH);
  }),
  rule(
    'mnt-18a',
    LESS,
    'a bind must not show what a locked one hides: EINVAL; a recursive one does not',
    async (task) => {
      await tmpfs(task, '/mnt');
      await tmpfs(task, '/mnt/a');
      const inner = await lessPrivileged(task);
      await fails('EINVAL', inner, 'mount', '/mnt', '/tmp', 'none', MS.BIND);
      await bind(inner, '/mnt', '/tmp', MS.REC);
      same(await isMounted(inner, '/tmp/a'), 'mounted', 'the locked one');
      await fails('EINVAL', inner, 'umount', '/tmp/a', 0);
    },
  ),
  rule('mnt-18b', LESS, 'a tree that came as a unit goes as a unit', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await directories(task, '/mnt/a');
    const inner = await lessPrivileged(task);
    await tmpfs(task, '/tmp');
    await tmpfs(task, '/tmp/b');
    await bind(task, '/tmp', '/mnt/a', MS.REC);
    await fails('EINVAL', inner, 'umount', '/mnt/a/b', 0);
    await ok(inner, 'umount', '/mnt/a', DETACH);
    same(await isMounted(inner, '/mnt/a'), 'not mounted', 'the unit');
  }),
  ...(
    [
      ['', 'read-only', MS.RDONLY],
      ['a', 'nosuid', MS.NOSUID],
      ['b', 'nodev', MS.NODEV],
      ['c', 'noexec', MS.NOEXEC],
    ] as const
  ).map(([letter, name, flag]) =>
    rule(
      `mnt-19${letter}`,
      LESS,
      `${name} cannot be cleared where it came from above: EPERM`,
      async (task) => {
        await tmpfs(task, '/mnt');
        await ok(task, 'mount', 'none', '/mnt', 'none', MS.REMOUNT | MS.BIND | flag);
        const inner = await lessPrivileged(task);
        await fails('EPERM', inner, 'mount', 'none', '/mnt', 'none', MS.REMOUNT | MS.BIND);
        await ok(inner, 'mount', 'none', '/mnt', 'none', MS.REMOUNT | MS.BIND | flag);
      },
    ),
  ),
  rule('mnt-19d', LESS, 'nor can access times be changed: EPERM', async (task) => {
    await tmpfs(task, '/mnt');
    const inner = await lessPrivileged(task);
    await fails('EPERM', inner, 'mount', 'none', '/mnt', 'none', MS.REMOUNT | MS.BIND | MS.NOATIME);
  }),
  rule(
    'mnt-19e',
    'mount(2), "Remounting an existing mount"',
    'its creator can clear what it set',
    async (task) => {
      await tmpfs(task, '/mnt');
      await ok(task, 'mount', 'none', '/mnt', 'none', MS.REMOUNT | MS.BIND | MS.RDONLY);
      await fails('EROFS', task, 'mkdir', '/mnt/a');
      await ok(task, 'mount', 'none', '/mnt', 'none', MS.REMOUNT | MS.BIND);
      await ok(task, 'mkdir', '/mnt/a');
    },
  ),
  rule('mnt-20', LESS, 'on a locked mount one may mount, and unmount that again', async (task) => {
    await tmpfs(task, '/mnt');
    const inner = await lessPrivileged(task);
    await ok(inner, 'mount', 'tmpfs', '/mnt', 'tmpfs', 0);
    await ok(inner, 'umount', '/mnt', 0);
    await fails('EINVAL', inner, 'umount', '/mnt', 0);
  }),
  rule(
    'mnt-21',
    'mount_namespaces(7), rmdir(2) ERRORS',
    "a mount point of one's own cannot be removed: EBUSY",
    async (task) => {
      await tmpfs(task, '/mnt');
      await fails('EBUSY', task, 'rmdir', '/mnt');
    },
  ),
  rule('mnt-21a', 'mount_namespaces(7)', "that of another's can, and the mount goes", async (task) => {
    await directories(task, '/tmp/a');
    const { task: other } = await child(task, CLONE.NEWNS);
    await tmpfs(other, '/tmp/a');
    await ok(task, 'rmdir', '/tmp/a');
    same(await isMounted(other, '/tmp/a'), 'not mounted', 'the mount of the other');
  }),
  rule(
    'mnt-21b',
    'mount_namespaces(7)',
    'the same with unlink, of a file that something is bound on',
    async (task) => {
      await ok(task, 'mknod', '/tmp/one', 'file');
      await ok(task, 'mknod', '/tmp/two', 'file');
      const { task: other } = await child(task, CLONE.NEWNS);
      await bind(other, '/tmp/one', '/tmp/two');
      await fails('EBUSY', other, 'unlink', '/tmp/two');
      await ok(task, 'unlink', '/tmp/two');
      same(await isMounted(other, '/tmp/two'), 'not mounted', 'the bind of the other');
    },
  ),
  rule(
    'mnt-21c',
    'mount_namespaces(7), rename(2) ERRORS; the manual has the mount go, on Linux it goes along',
    "with rename as well: EBUSY in one's own, and another's mount goes along",
    async (task) => {
      await directories(task, '/tmp/a');
      const { task: other } = await child(task, CLONE.NEWNS);
      await tmpfs(other, '/tmp/a');
      await fails('EBUSY', other, 'rename', '/tmp/a', '/tmp/b');
      await ok(task, 'rename', '/tmp/a', '/tmp/b');
      same(await isMounted(other, '/tmp/b'), 'mounted', 'the mount of the other');
    },
  ),
  rule(
    'mnt-22',
    'mount(2) ERRORS',
    'mounting needs CAP_SYS_ADMIN in the owner of the namespace: EPERM',
    async (task) => {
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'mount', 'tmpfs', '/mnt', 'tmpfs', 0);
    },
  ),
  rule('mnt-22a', UMOUNT, 'so does unmounting: EPERM', async (task) => {
    await tmpfs(task, '/mnt');
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'umount', '/mnt', 0);
  }),
  ...(['tmpfs', 'ramfs', 'proc', 'sysfs'] as const).map((type, at) =>
    rule(
      `mnt-23${'abcd'[at]}`,
      'user_namespaces(7), "Capabilities"',
      `root of a user namespace may mount ${type}, where it owns what that shows`,
      async (task) => {
        const inner = await lessPrivileged(task);
        await ok(inner, 'mount', type, '/mnt', type, 0);
      },
    ),
  ),
  ...(['ext4', 'devtmpfs'] as const).map((type, at) =>
    rule(
      `mnt-23${'ef'[at]}`,
      'user_namespaces(7), mount(2) ERRORS',
      `root of a user namespace may not mount ${type}: EPERM`,
      async (task) => {
        const inner = await lessPrivileged(task);
        await fails('EPERM', inner, 'mount', 'none', '/mnt', type, 0);
      },
    ),
  ),
  rule(
    'mnt-23g',
    'user_namespaces(7); the manual lists bpf, Linux refuses it',
    'root of a user namespace may not mount bpf: EPERM',
    async (task) => {
      const inner = await lessPrivileged(task);
      await fails('EPERM', inner, 'mount', 'none', '/mnt', 'bpf', 0);
    },
  ),
  rule('mnt-23h', 'mount(2) ERRORS', 'a type that there is not: ENODEV', (task) =>
    fails('ENODEV', task, 'mount', 'none', '/mnt', 'nosuchfs', 0),
  ),
  ...(
    [
      ['a', 'proc', 'pid'],
      ['b', 'sysfs', 'network'],
    ] as const
  ).map(([letter, type, what]) =>
    rule(
      `mnt-24${letter}`,
      'user_namespaces(7), "Capabilities"',
      `${type} needs capabilities in the owner of the ${what} namespace: EPERM`,
      async (task) => {
        const { task: inner } = await userChild(task, CLONE.NEWNS);
        await fails('EPERM', inner, 'mount', type, '/mnt', type, 0);
      },
    ),
  ),
  rule('mnt-25', 'mount(2) ERRORS', 'a mount of another namespace cannot be bound: EINVAL', async (task) => {
    const other = await child(task, CLONE.NEWNS);
    await tmpfs(other.task, '/mnt');
    await fails('EINVAL', task, 'mount', `/proc/${other.pid}/root/mnt`, '/tmp', 'none', MS.BIND);
  }),
  rule('mnt-25a', 'namespaces(7)', 'the file of a namespace can', async (task) => {
    const other = await child(task, CLONE.NEWUTS);
    await ok(task, 'mknod', '/tmp/ns', 'file');
    await bind(task, `/proc/${other.pid}/ns/uts`, '/tmp/ns');
    same((await mountAt(task, '/tmp/ns'))?.type ?? 'none', 'nsfs', 'its type');
  }),
  rule(
    'mnt-25b',
    'mount(2) ERRORS',
    "the file of one's own mount namespace would make a loop: EINVAL",
    async (task) => {
      await ok(task, 'mknod', '/tmp/ns', 'file');
      await fails('EINVAL', task, 'mount', '/proc/self/ns/mnt', '/tmp/ns', 'none', MS.BIND);
    },
  ),
  rule(
    'mnt-26',
    'unshare(2), clone(2)',
    'root and working directory are the same places in the copy',
    async (task) => {
      await tmpfs(task, '/mnt');
      await directories(task, '/mnt/a');
      await ok(task, 'chdir', '/mnt/a');
      await ok(task, 'unshare', CLONE.NEWNS);
      same(await ok(task, 'getcwd'), '/mnt/a', 'working directory');
      await ok(task, 'chdir', '/');
      await ok(task, 'umount', '/mnt', 0);
    },
  ),
  rule(
    'mnt-27',
    'umount(2); the manual has EINVAL, Linux makes it read-only',
    'the root of all is not unmounted but made read-only: EBUSY if it is being written',
    async (task) => {
      await ok(task, 'mknod', '/file', 'file');
      const fd = await ok(task, 'open', '/file', 1);
      await fails('EBUSY', task, 'umount', '/', 0);
      await ok(task, 'close', fd);
      await ok(task, 'umount', '/', 0);
      await fails('EROFS', task, 'mkdir', '/new');
    },
  ),
  rule('mnt-27a', 'mount(2) ERRORS', 'a place that is not there: ENOENT', (task) =>
    fails('ENOENT', task, 'mount', 'tmpfs', '/nowhere', 'tmpfs', 0),
  ),
  rule('mnt-27b', 'mount(2) ERRORS', 'a directory on a file: ENOTDIR', async (task) => {
    await ok(task, 'mknod', '/tmp/file', 'file');
    await fails('ENOTDIR', task, 'mount', 'tmpfs', '/tmp/file', 'tmpfs', 0);
  }),
];
