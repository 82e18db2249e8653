/** Ioctls of the files of namespaces: ioctl_nsfs(2). */
import { CLONE } from '../../interface.ts';
import { child, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

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
];
