/** uts_namespaces(7), gethostname(2), getdomainname(2). */
import { CLONE } from '../../interface.ts';
import { child, fails, ok, rule, same, userChild } from '../rule.ts';

const CITES = 'uts_namespaces(7)';
const name = (length: number): string => 'a'.repeat(length);

export const UTS = [
  rule('uts-01', CITES, "a new one begins with a copy of its creator's names", async (task) => {
    await ok(task, 'sethostname', 'one', 3);
    await ok(task, 'setdomainname', 'two', 3);
    const { task: other } = await child(task, CLONE.NEWUTS);
    same(await ok(other, 'gethostname'), 'one', 'host name');
    same(await ok(other, 'getdomainname'), 'two', 'domain name');
  }),
  rule('uts-02', CITES, 'a host name set in one is not seen in another', async (task) => {
    await ok(task, 'sethostname', 'here', 4);
    const { task: other } = await child(task, CLONE.NEWUTS);
    await ok(other, 'sethostname', 'there', 5);
    same(await ok(task, 'gethostname'), 'here', 'host name');
    same(await ok(other, 'gethostname'), 'there', 'host name of the other');
  }),
  rule('uts-03', CITES, 'all tasks of one see a change at once', async (task) => {
    const { task: other } = await child(task);
    await ok(other, 'sethostname', 'both', 4);
    same(await ok(task, 'gethostname'), 'both', 'host name');
  }),
  rule('uts-04', CITES, 'a domain name set in one is not seen in another', async (task) => {
    await ok(task, 'setdomainname', 'here', 4);
    const { task: other } = await child(task, CLONE.NEWUTS);
    await ok(other, 'setdomainname', 'there', 5);
    same(await ok(task, 'getdomainname'), 'here', 'domain name');
  }),
  rule('uts-06', 'sethostname(2) ERRORS', 'a host name of 65 bytes is too long: EINVAL', (task) =>
    fails('EINVAL', task, 'sethostname', name(65), 65),
  ),
  rule('uts-06a', 'sethostname(2) ERRORS', 'a negative length: EINVAL', (task) =>
    fails('EINVAL', task, 'sethostname', 'x', -1),
  ),
  rule('uts-06b', 'sethostname(2) NOTES', 'a host name of 64 bytes fits', async (task) => {
    await ok(task, 'sethostname', name(64), 64);
    same(await ok(task, 'gethostname'), name(64), 'host name');
  }),
  rule('uts-06c', 'sethostname(2)', 'a host name may be empty', async (task) => {
    await ok(task, 'sethostname', 'x', 0);
    same(await ok(task, 'gethostname'), '', 'host name');
  }),
  rule('uts-07', 'getdomainname(2) ERRORS', 'a domain name of 65 bytes is too long: EINVAL', (task) =>
    fails('EINVAL', task, 'setdomainname', name(65), 65),
  ),
  rule(
    'uts-08',
    'user_namespaces(7), "Interaction of user namespaces"',
    "root of a child user namespace may not name its owner's host: EPERM",
    async (task) => {
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'sethostname', 'x', 1);
    },
  ),
  rule(
    'uts-08a',
    'user_namespaces(7), "Interaction of user namespaces"',
    'root of a user namespace may name the host of a uts namespace that it owns',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWUTS);
      await ok(inner, 'sethostname', 'x', 1);
      same(await ok(inner, 'gethostname'), 'x', 'host name');
    },
  ),
  rule('uts-09', 'sethostname(2)', 'permission is checked before the length: EPERM', async (task) => {
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'sethostname', name(65), 65);
  }),
  rule(
    'uts-11',
    'proc(5), /proc/sys/kernel/hostname',
    'the file reads the names of whoever reads it',
    async (task) => {
      await ok(task, 'sethostname', 'here', 4);
      const { task: other } = await child(task, CLONE.NEWUTS);
      await ok(other, 'sethostname', 'there', 5);
      same(await ok(task, 'read', '/proc/sys/kernel/hostname'), 'here', 'the file');
      same(await ok(other, 'read', '/proc/sys/kernel/hostname'), 'there', 'the file, read by the other');
    },
  ),
  rule('uts-11a', 'proc(5), /proc/sys/kernel/hostname', 'writing the file sets the name', async (task) => {
    await ok(task, 'write', '/proc/sys/kernel/hostname', 'written');
    same(await ok(task, 'gethostname'), 'written', 'host name');
  }),
  rule('uts-12', 'unshare(2)', 'unshare moves the caller into a copy', async (task) => {
    const { task: other } = await child(task);
    await ok(task, 'unshare', CLONE.NEWUTS);
    await ok(task, 'sethostname', 'moved', 5);
    if ((await ok(other, 'gethostname')) === 'moved') same('moved', 'as before', 'host name of the other');
  }),
  rule('uts-13', 'setns(2)', 'going back to the old one brings the old name back', async (task) => {
    await ok(task, 'sethostname', 'old', 3);
    const fd = await ok(task, 'openns', 'uts');
    await ok(task, 'unshare', CLONE.NEWUTS);
    await ok(task, 'sethostname', 'new', 3);
    await ok(task, 'setns', fd, CLONE.NEWUTS);
    same(await ok(task, 'gethostname'), 'old', 'host name');
  }),
  rule('uts-14', CITES, 'the copy is a snapshot: later changes are not inherited', async (task) => {
    await ok(task, 'sethostname', 'before', 6);
    const { task: other } = await child(task, CLONE.NEWUTS);
    await ok(task, 'sethostname', 'after', 5);
    same(await ok(other, 'gethostname'), 'before', 'host name of the copy');
  }),
  rule('uts-15', 'unshare(2) ERRORS', 'a new one needs CAP_SYS_ADMIN: EPERM', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'unshare', CLONE.NEWUTS);
  }),
  rule('uts-16', CITES, "two plain children see one another's change", async (task) => {
    const [one, two] = [await child(task), await child(task)];
    await ok(one.task, 'sethostname', 'shared', 6);
    same(await ok(two.task, 'gethostname'), 'shared', 'host name of the sibling');
  }),
  rule('uts-05', CITES, 'the kernel calls itself the same in each', async (task) => {
    const { task: other } = await child(task, CLONE.NEWUTS);
    for (const file of ['ostype', 'osrelease'])
      same(
        await ok(other, 'read', `/proc/sys/kernel/${file}`),
        await ok(task, 'read', `/proc/sys/kernel/${file}`),
        file,
      );
    await fails('EACCES', task, 'write', '/proc/sys/kernel/ostype', 'Other');
  }),
  rule('uts-10', 'sethostname(2) ERRORS', 'an address that is none: EFAULT', async (task) => {
    await fails('EFAULT', task, 'sethostname_nowhere', 5);
    await fails('EFAULT', task, 'setdomainname_nowhere', 5);
  }),
  rule(
    'uts-11b',
    'proc(5); the manual does not say, Linux cuts it',
    'a longer text is taken and cut to 64 bytes',
    async (task) => {
      same(await ok(task, 'write', '/proc/sys/kernel/hostname', name(70)), 70, 'bytes written');
      same(await ok(task, 'gethostname'), name(64), 'host name');
    },
  ),
  rule('uts-11c', 'proc(5)', 'an open file follows its reader to another namespace', async (task) => {
    await ok(task, 'sethostname', 'here', 4);
    const fd = await ok(task, 'open', '/proc/sys/kernel/hostname', 0);
    await ok(task, 'unshare', CLONE.NEWUTS);
    await ok(task, 'sethostname', 'there', 5);
    same(await ok(task, 'readfd', fd), 'there', 'the file');
  }),
  rule(
    'uts-11d',
    'proc(5), user_namespaces(7); the manual does not say',
    'root of a user namespace who is root outside may write the file of its owner',
    async (task) => {
      const { task: inner } = await userChild(task);
      await ok(inner, 'write', '/proc/sys/kernel/hostname', 'written');
      same(await ok(task, 'gethostname'), 'written', 'host name');
    },
  ),
];
