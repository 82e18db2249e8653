/** Ioctls of the files of namespaces: ioctl_nsfs(2). */
import { CLONE } from '../../interface.ts';
import { child, differ, end, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

export const IOC = [
  rule('ioc-01', 'ioctl_ns(2)', 'the owner of a namespace is a user namespace', async (task) => {
    const fd = await ok(task, 'openns', 'uts');
    same(await ok(task, 'nsuser', fd), await nsid(task, 'user'), 'owner');
  }),
  rule('ioc-02', 'ioctl_ns(2) ERRORS', 'an owner out of sight: EPERM', async (task) => {
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'nsuser', await ok(inner, 'openns', 'uts'));
  }),
  rule('ioc-03', 'ioctl_ns(2)', 'the parent of a pid namespace', async (task) => {
    const one = await child(task, CLONE.NEWPID);
    const fd = await ok(task, 'openns', 'pid', one.pid);
    same(await ok(task, 'nsparent', fd), await nsid(task, 'pid'), 'parent');
  }),
  rule('ioc-03a', 'ioctl_ns(2) ERRORS', 'a type without parents: EINVAL', async (task) =>
    fails('EINVAL', task, 'nsparent', await ok(task, 'openns', 'uts')),
  ),
  rule('ioc-04', 'ioctl_ns(2)', 'the type of a namespace file', async (task) => {
    same(await ok(task, 'nstype', await ok(task, 'openns', 'uts')), CLONE.NEWUTS, 'type');
    same(await ok(task, 'nstype', await ok(task, 'openns', 'ipc')), CLONE.NEWIPC, 'type');
  }),
  rule('ioc-05', 'ioctl_ns(2)', 'the uid that owns a user namespace', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    same(await ok(task, 'nsowner', await ok(task, 'openns', 'user', one.pid)), 0, 'owner');
  }),
  rule('ioc-05a', 'ioctl_ns(2) ERRORS', 'an owner of another type: EINVAL', async (task) =>
    fails('EINVAL', task, 'nsowner', await ok(task, 'openns', 'uts')),
  ),
  rule('ioc-06', 'ioctl_ns(2) ERRORS', 'a file that is no namespace: ENOTTY', async (task) =>
    fails('ENOTTY', task, 'nstype', await ok(task, 'socket', 2, 1, 0)),
  ),
  rule('ioc-05b', 'ioctl_nsfs(2)', "as the caller's user namespace numbers it", async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    await ok(task, 'write', `/proc/${one.pid}/uid_map`, '7 0 1');
    await ok(task, 'write', `/proc/${one.pid}/gid_map`, '7 0 1');
    const inner = await child(one.task, CLONE.NEWUSER);
    const fd = await ok(inner.task, 'openns', 'user');
    same(await ok(inner.task, 'nsowner', fd), 65534, 'owner, seen from inside');
    same(
      await ok(one.task, 'nsowner', await ok(one.task, 'openns', 'user', one.pid + 1)),
      7,
      'owner, seen from its parent',
    );
  }),
  rule('ioc-03b', 'ioctl_nsfs(2) ERRORS', "the parent of the caller's own: EPERM", async (task) => {
    await fails('EPERM', task, 'nsparent', await ok(task, 'openns', 'pid'));
    await fails('EPERM', task, 'nsparent', await ok(task, 'openns', 'user'));
  }),
  rule(
    'ioc-03c',
    'cgroup_namespaces(7), ioctl_nsfs(2) ERRORS',
    'cgroup namespaces are not nested: EINVAL',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWCGROUP);
      await fails('EINVAL', task, 'nsparent', await ok(task, 'openns', 'cgroup'));
    },
  ),
  rule(
    'ioc-07',
    'ioctl_nsfs(2)',
    'descriptors that it gives are close-on-exec and read-only',
    async (task) => {
      const fd = await ok(task, 'nsfd', await ok(task, 'openns', 'uts'), 'owner');
      same(await ok(task, 'fdflags', fd), 'cloexec rdonly', 'flags');
    },
  ),
  rule(
    'ioc-08',
    'ioctl_nsfs(2), NS_GET_PID_FROM_PIDNS',
    "a number of that namespace as the caller's",
    async (task) => {
      const init = await child(task, CLONE.NEWPID);
      const fd = await ok(task, 'openns', 'pid', init.pid);
      same(await ok(task, 'pidfrom', fd, 1), init.pid, 'the number of its init');
      await fails('ESRCH', task, 'pidfrom', fd, 77);
    },
  ),
  rule('ioc-08a', 'ioctl_nsfs(2) ERRORS', 'of another type: EINVAL', async (task) =>
    fails('EINVAL', task, 'pidfrom', await ok(task, 'openns', 'uts'), 1),
  ),
  rule(
    'ioc-09',
    'ioctl_nsfs(2), NS_GET_PID_IN_PIDNS',
    "a number of the caller's in that namespace",
    async (task) => {
      const init = await child(task, CLONE.NEWPID);
      const fd = await ok(task, 'openns', 'pid', init.pid);
      same(await ok(task, 'pidin', fd, init.pid), 1, 'the number of its init');
      await fails('ESRCH', task, 'pidin', fd, await ok(task, 'getpid'));
    },
  ),
  rule('ioc-10', 'ioctl_nsfs(2), NS_MNT_GET_INFO', 'how many mounts a mount namespace has', async (task) => {
    const fd = await ok(task, 'openns', 'mnt');
    const before = Number(await ok(task, 'mntinfo', fd));
    await ok(task, 'mount', 'tmpfs', '/mnt', 'tmpfs', 0);
    same(await ok(task, 'mntinfo', fd), before + 1, 'mounts, after one more');
  }),
  rule('ioc-10a', 'ioctl_nsfs(2) ERRORS', 'of another type: EINVAL', async (task) =>
    fails('EINVAL', task, 'mntinfo', await ok(task, 'openns', 'uts')),
  ),
  rule(
    'ioc-10b',
    'ioctl_nsfs(2), NS_MNT_GET_NEXT and PREV; since 6.18 they ask who may see all',
    'from one to the next only the first pid namespace may go: EPERM',
    async (task) => {
      const fd = await ok(task, 'openns', 'mnt');
      await fails('EPERM', task, 'mntnext', fd);
      await fails('EPERM', task, 'mntprev', fd);
    },
  ),
  rule(
    'ioc-11',
    'ioctl(2) of a pidfd, PIDFD_GET_*_NAMESPACE',
    "a pidfd leads to its process's namespaces",
    async (task) => {
      const one = await child(task, CLONE.NEWUTS | CLONE.NEWIPC);
      const fd = await ok(task, 'pidfd_open', one.pid);
      for (const link of ['uts', 'ipc', 'user', 'net'] as const)
        same(await ok(task, 'pidfdns', fd, link), await nsid(one.task, link), link);
    },
  ),
  rule(
    'ioc-11a',
    'ioctl(2) of a pidfd, PIDFD_GET_*_NAMESPACE',
    'of a process that is gone: ESRCH',
    async (task) => {
      const one = await child(task, CLONE.NEWUTS);
      const fd = await ok(task, 'pidfd_open', one.pid);
      await end(task, one);
      await fails('ESRCH', task, 'pidfdns', fd, 'uts');
    },
  ),
  rule(
    'ioc-12',
    `namespaces(7), "The /proc/pid/ns/ directory"`,
    'two files of one namespace are one file',
    async (task) => {
      const { task: other } = await child(task);
      const [one, two] = [await ok(task, 'openns', 'uts'), await ok(other, 'openns', 'uts')];
      same(await ok(task, 'fstat', one), await ok(other, 'fstat', two), 'device and inode');
    },
  ),
  rule(
    'ioc-13',
    'ioctl_nsfs(2), NS_GET_ID; since 6.18',
    'no two namespaces have the same id',
    async (task) => {
      const one = await child(task, CLONE.NEWUTS);
      const [mine, theirs] = [await ok(task, 'openns', 'uts'), await ok(task, 'openns', 'uts', one.pid)];
      differ(await ok(task, 'nsnumber', mine), await ok(task, 'nsnumber', theirs), 'ids');
      same(
        await ok(task, 'nsnumber', mine),
        await ok(task, 'nsnumber', await ok(task, 'openns', 'uts')),
        'id',
      );
    },
  ),
];
