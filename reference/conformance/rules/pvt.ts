/** pivot_root(2). */
import { CLONE, type Task } from '../../interface.ts';
import { DETACH, directories, isMounted, MS, make, tmpfs } from '../mounts.ts';
import { child, fails, ok, rule, same, userChild } from '../rule.ts';

const PIVOT = 'pivot_root(2)';
const ERRORS = 'pivot_root(2) ERRORS';

/** A new root at /mnt with a place for the old one. */
async function newRoot(task: Task): Promise<void> {
  await tmpfs(task, '/mnt');
  await directories(task, '/mnt/old', '/mnt/here');
}

export const PVT = [
  rule(
    'pvt-01',
    ERRORS,
    'it needs CAP_SYS_ADMIN in the owner of the mount namespace: EPERM',
    async (task) => {
      await newRoot(task);
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'pivot_root', '/mnt', '/mnt/old');
    },
  ),
  rule('pvt-02', ERRORS, 'a file instead of a directory: ENOTDIR', async (task) => {
    await newRoot(task);
    await ok(task, 'mknod', '/mnt/file', 'file');
    await fails('ENOTDIR', task, 'pivot_root', '/mnt', '/mnt/file');
    await fails('ENOTDIR', task, 'pivot_root', '/mnt/file', '/mnt/old');
  }),
  rule('pvt-03', 'pivot_root(2), stat(2) ERRORS', 'a place that is not there: ENOENT', async (task) => {
    await newRoot(task);
    await fails('ENOENT', task, 'pivot_root', '/mnt', '/mnt/nowhere');
  }),
  rule('pvt-04', ERRORS, 'the current root itself: EBUSY', (task) =>
    fails('EBUSY', task, 'pivot_root', '/', '/'),
  ),
  rule('pvt-04a', ERRORS, 'put_old on the current root mount: EBUSY', async (task) => {
    await newRoot(task);
    await fails('EBUSY', task, 'pivot_root', '/mnt', '/tmp');
  }),
  rule('pvt-05', ERRORS, 'a new root that is no mount point: EINVAL', async (task) => {
    await newRoot(task);
    await directories(task, '/mnt/here/old');
    await fails('EINVAL', task, 'pivot_root', '/mnt/here', '/mnt/here/old');
  }),
  rule('pvt-05a', ERRORS, 'on the root mount the other error comes first: EBUSY', async (task) => {
    await directories(task, '/tmp/new', '/tmp/new/old');
    await fails('EBUSY', task, 'pivot_root', '/tmp/new', '/tmp/new/old');
  }),
  rule('pvt-06', ERRORS, 'put_old that is not below the new root: EINVAL', async (task) => {
    await newRoot(task);
    await tmpfs(task, '/tmp');
    await fails('EINVAL', task, 'pivot_root', '/mnt', '/tmp');
  }),
  rule('pvt-07', ERRORS, 'a current root that is no mount point: EINVAL', async (task) => {
    await tmpfs(task, '/tmp');
    await directories(task, '/tmp/jail', '/tmp/jail/mnt');
    await tmpfs(task, '/tmp/jail/mnt');
    await directories(task, '/tmp/jail/mnt/old');
    await ok(task, 'chroot', '/tmp/jail');
    await fails('EINVAL', task, 'pivot_root', '/mnt', '/mnt/old');
  }),
  rule('pvt-08', ERRORS, 'a new root whose parent is shared: EINVAL', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await tmpfs(task, '/mnt/new');
    await make(task, '/mnt/new', MS.PRIVATE);
    await directories(task, '/mnt/new/old');
    await fails('EINVAL', task, 'pivot_root', '/mnt/new', '/mnt/new/old');
  }),
  rule(
    'pvt-08a',
    'pivot_root(2); it is the parent of the root that counts',
    'a shared root mount can be exchanged',
    async (task) => {
      await newRoot(task);
      await make(task, '/', MS.SHARED);
      await make(task, '/mnt', MS.PRIVATE);
      await fails('EINVAL', task, 'pivot_root', '/mnt', '/mnt/old');
      await make(task, '/', MS.PRIVATE);
      await ok(task, 'pivot_root', '/mnt', '/mnt/old');
    },
  ),
  rule('pvt-09', ERRORS, 'put_old that is a shared mount: EINVAL', async (task) => {
    await newRoot(task);
    await tmpfs(task, '/mnt/old');
    await make(task, '/mnt/old', MS.SHARED);
    await fails('EINVAL', task, 'pivot_root', '/mnt', '/mnt/old');
  }),
  rule(
    'pvt-10',
    PIVOT,
    'the old root is at put_old, and whoever stood at it stands at the new one',
    async (task) => {
      await newRoot(task);
      const [{ task: atRoot }, { task: elsewhere }] = [await child(task), await child(task)];
      await ok(elsewhere, 'chdir', '/tmp');
      await ok(task, 'pivot_root', '/mnt', '/mnt/old');
      same(await ok(task, 'list', '/'), 'here old', 'the new root');
      same(await ok(task, 'list', '/old'), 'dev mnt proc sys tmp', 'the old one');
      same(await ok(atRoot, 'list', '.'), 'here old', 'where the one at the root stands');
      same(await ok(elsewhere, 'getcwd'), '/old/tmp', 'where the one elsewhere stands');
    },
  ),
  rule(
    'pvt-11',
    'pivot_root(2) NOTES',
    'with "." for both the old root can be dropped from below',
    async (task) => {
      await newRoot(task);
      await ok(task, 'chdir', '/mnt');
      await ok(task, 'pivot_root', '.', '.');
      await ok(task, 'umount', '.', DETACH);
      same(await ok(task, 'list', '/'), 'here old', 'the root');
    },
  ),
  rule('pvt-12', ERRORS, 'the rootfs that lies below all cannot be exchanged: EINVAL', async (task) => {
    // With all that lies on it gone, setns leads down to it; what is mounted on it is reached by "..".
    const fd = await ok(task, 'openns', 'mnt');
    await ok(task, 'umount', '/', DETACH);
    await ok(task, 'setns', fd, CLONE.NEWNS);
    await ok(task, 'mount', 'tmpfs', '/', 'tmpfs', 0);
    await directories(task, '/../old');
    await fails('EINVAL', task, 'pivot_root', '/..', '/../old');
  }),
  rule('pvt-13', 'pivot_root(2)', 'another mount namespace sees nothing of it', async (task) => {
    await newRoot(task);
    const { task: other } = await child(task, CLONE.NEWNS);
    await ok(task, 'pivot_root', '/mnt', '/mnt/old');
    same(await ok(other, 'list', '/'), 'dev mnt proc sys tmp', 'the root of the other');
    same(await isMounted(other, '/mnt'), 'mounted', 'the mount of the other');
  }),
  rule('pvt-14', ERRORS, 'a new root that is locked: EINVAL', async (task) => {
    await newRoot(task);
    const { task: inner } = await userChild(task, CLONE.NEWNS);
    await fails('EINVAL', inner, 'pivot_root', '/mnt', '/mnt/old');
  }),
];
