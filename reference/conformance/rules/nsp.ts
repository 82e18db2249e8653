/** The nsproxy, the generic API, lifetime: namespaces(7), the 2006 series. */
import { CLONE, type NsType } from '../../interface.ts';
import { child, differ, end, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

const NS = 'namespaces(7)';
const FLAGS: readonly (readonly [NsType, number])[] = [
  ['uts', CLONE.NEWUTS],
  ['ipc', CLONE.NEWIPC],
  ['mnt', CLONE.NEWNS],
  ['net', CLONE.NEWNET],
  ['cgroup', CLONE.NEWCGROUP],
];

export const NSP = [
  rule(
    'nsp-01',
    'the 2006 series, pid_namespaces(7)',
    'a task has one namespace of each type',
    async (task) => {
      for (const type of ['uts', 'ipc', 'mnt', 'net', 'pid', 'user', 'cgroup', 'time'] as const)
        same((await nsid(task, type)).split(':')[0]!, type, `the link ${type}`);
    },
  ),
  rule('nsp-02', 'the 2006 series', "a plain child shares all of its parent's", async (task) => {
    const { task: other } = await child(task);
    for (const [type] of FLAGS) same(await nsid(other, type), await nsid(task, type), type);
  }),
  ...FLAGS.map(([type, flag], at) =>
    rule(
      `nsp-04${'abcde'[at]}`,
      'the 2006 series, unshare(2)',
      `unsharing ${type} changes that slot and no other`,
      async (task) => {
        const { task: other } = await child(task);
        await ok(other, 'unshare', flag);
        for (const [one] of FLAGS) {
          if (one === type) differ(await nsid(other, one), await nsid(task, one), one);
          else same(await nsid(other, one), await nsid(task, one), one);
        }
      },
    ),
  ),
  rule(
    'nsp-06',
    `${NS}, "The /proc/pid/ns/ directory"`,
    'two tasks are in one namespace if their links are equal',
    async (task) => {
      const { task: other } = await child(task, CLONE.NEWUTS);
      differ(await nsid(other, 'uts'), await nsid(task, 'uts'), 'uts');
      same(await nsid(other, 'ipc'), await nsid(task, 'ipc'), 'ipc');
    },
  ),
  rule(
    'nsp-08',
    `${NS}, "Namespace lifetime"`,
    'an open file keeps a namespace without members',
    async (task) => {
      const one = await child(task, CLONE.NEWUTS);
      await ok(one.task, 'sethostname', 'kept', 4);
      const fd = await ok(task, 'openns', 'uts', one.pid);
      await end(task, one);
      await ok(task, 'setns', fd, CLONE.NEWUTS);
      same(await ok(task, 'gethostname'), 'kept', 'host name');
    },
  ),
  ...FLAGS.map(([type, flag], at) =>
    rule(
      `nsp-14${'abcde'[at]}`,
      'unshare(2) ERRORS',
      `a new ${type} namespace needs CAP_SYS_ADMIN: EPERM`,
      async (task) => {
        await ok(task, 'setuid', 1000);
        await fails('EPERM', task, 'unshare', flag);
      },
    ),
  ),
  rule(
    'nsp-15',
    'user_namespaces(7), "Interaction of user namespaces"',
    'with a new user namespace in the same call no privilege is needed',
    async (task) => {
      await ok(task, 'setuid', 1000);
      await child(task, CLONE.NEWUSER | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNET);
    },
  ),
  rule('nsp-16', 'unshare(2) RETURN VALUE', 'several flags are all or nothing', async (task) => {
    const before = await nsid(task, 'uts');
    await fails('EINVAL', task, 'unshare', CLONE.NEWUTS | 1);
    same(await nsid(task, 'uts'), before, 'uts');
  }),
  rule(
    'nsp-17',
    'user_namespaces(7), "Interaction of user namespaces"',
    'a namespace is owned by the user namespace of whoever made it',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWUTS);
      const fd = await ok(inner, 'openns', 'uts');
      same(await ok(inner, 'nsuser', fd), await nsid(inner, 'user'), 'its owner');
    },
  ),
];
