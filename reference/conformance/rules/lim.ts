/** Limits: namespaces(7), "The /proc/sys/user directory". They are tried inside a user namespace, whose own they are. */
import { CLONE, type Task } from '../../interface.ts';
import { child, cloneFails, differ, end, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

const CITES = 'namespaces(7), "The /proc/sys/user directory"';
const TYPES = [
  ['uts', CLONE.NEWUTS],
  ['ipc', CLONE.NEWIPC],
  ['mnt', CLONE.NEWNS],
  ['net', CLONE.NEWNET],
  ['pid', CLONE.NEWPID],
  ['user', CLONE.NEWUSER],
  ['cgroup', CLONE.NEWCGROUP],
  ['time', CLONE.NEWTIME],
] as const;

const file = (type: string): string => `/proc/sys/user/max_${type}_namespaces`;
const limit = (task: Task, type: string, most: number): Promise<string> =>
  ok(task, 'write', file(type), String(most));

export const LIM = [
  ...TYPES.map(([type, flag], at) =>
    rule(`lim-01${'abcdefgh'[at]}`, CITES, `more ${type} namespaces than allowed: ENOSPC`, async (task) => {
      const { task: inner } = await userChild(task);
      await limit(inner, type, 0);
      await fails('ENOSPC', inner, 'unshare', flag);
    }),
  ),
  rule('lim-01i', CITES, 'the same of clone: ENOSPC', async (task) => {
    const { task: inner } = await userChild(task);
    await limit(inner, 'uts', 0);
    await cloneFails('ENOSPC', inner, CLONE.NEWUTS);
  }),
  rule('lim-01j', 'unshare(2)', 'the new one counts before the old one is left: ENOSPC', async (task) => {
    const { task: inner } = await userChild(task);
    await limit(inner, 'uts', 1);
    await ok(inner, 'unshare', CLONE.NEWUTS);
    await fails('ENOSPC', inner, 'unshare', CLONE.NEWUTS);
  }),
  rule(
    'lim-02',
    CITES,
    'it is per user: another one has its own count, and root is not exempt',
    async (task) => {
      const one = await child(task, CLONE.NEWUSER);
      await ok(task, 'write', `/proc/${one.pid}/uid_map`, '0 0 2000');
      await ok(task, 'write', `/proc/${one.pid}/gid_map`, '0 0 2000');
      await limit(one.task, 'user', 1);
      await child(one.task, CLONE.NEWUSER);
      await cloneFails('ENOSPC', one.task, CLONE.NEWUSER);
      const { task: other } = await child(one.task);
      await ok(other, 'setuid', 1000);
      await child(other, CLONE.NEWUSER);
    },
  ),
  rule('lim-03', CITES, "an ancestor's lower limit binds too: ENOSPC", async (task) => {
    const { task: outer } = await userChild(task);
    await limit(outer, 'uts', 1);
    const { task: inner } = await userChild(outer);
    await child(inner, CLONE.NEWUTS);
    await cloneFails('ENOSPC', inner, CLONE.NEWUTS);
  }),
  rule('lim-04', CITES, 'with its end a namespace is off the count', async (task) => {
    const { task: inner } = await userChild(task);
    await limit(inner, 'uts', 1);
    const one = await child(inner, CLONE.NEWUTS);
    await cloneFails('ENOSPC', inner, CLONE.NEWUTS);
    await end(inner, one);
    await child(inner, CLONE.NEWUTS);
  }),
  rule('lim-05', CITES, 'the file is that of the user namespace of whoever opens it', async (task) => {
    const { task: inner } = await userChild(task);
    const before = await ok(task, 'read', file('uts'));
    await limit(inner, 'uts', 7);
    same(await ok(inner, 'read', file('uts')), 7, 'read inside');
    same(await ok(task, 'read', file('uts')), before, 'read outside');
  }),
  rule('lim-05a', CITES, 'writing it needs CAP_SYS_RESOURCE there: EACCES', async (task) => {
    const { task: inner } = await userChild(task);
    await ok(inner, 'capset', '0', '1ffffffffff', '0');
    await fails('EACCES', inner, 'write', file('uts'), '7');
  }),
  rule('lim-06', CITES, 'a new user namespace begins without limits', async (task) => {
    const { task: inner } = await userChild(task);
    same(await ok(inner, 'read', file('pid')), 2_147_483_647, 'limit');
  }),
  rule('lim-07', 'unshare(2), namespaces(7)', 'what fails at a limit leaves nothing behind', async (task) => {
    const { task: inner } = await userChild(task);
    await limit(inner, 'net', 0);
    await limit(inner, 'uts', 1);
    const before = await nsid(inner, 'uts');
    await fails('ENOSPC', inner, 'unshare', CLONE.NEWUTS | CLONE.NEWNET);
    same(await nsid(inner, 'uts'), before, 'uts');
    await ok(inner, 'unshare', CLONE.NEWUTS);
    differ(await nsid(inner, 'uts'), before, 'uts, once it is asked for alone');
  }),
];
