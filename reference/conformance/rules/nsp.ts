/** The nsproxy, the generic API, lifetime: namespaces(7), the 2006 series. */
import { CLONE, type NsType } from '../../interface.ts';
import { becomeUser, child, differ, end, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

const NS = 'namespaces(7)';
const FLAGS: readonly (readonly [NsType, number])[] = [
  ['uts', CLONE.NEWUTS],
  ['ipc', CLONE.NEWIPC],
  ['mnt', CLONE.NEWNS],
  ['net', CLONE.NEWNET],
  ['cgroup', CLONE.NEWCGROUP],
];

const CREAT = 0o1600;
const BIND = 4096;
const SHARED = 1 << 20;

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
  rule(
    'nsp-03',
    'the 2006 series, namespaces(7) "Namespace lifetime"',
    'a namespace lives as long as one of its tasks does',
    async (task) => {
      const one = await child(task, CLONE.NEWIPC);
      const { task: two } = await child(one.task);
      const id = await ok(two, 'msgget', 77, CREAT);
      await end(task, one);
      same(await ok(two, 'msgget', 77, 0), id, 'the queue, after the first task is gone');
    },
  ),
  rule(
    'nsp-05',
    'the 2006 series, namespaces(7) "Namespace lifetime"',
    'with its last task a namespace is gone, and its contents with it',
    async (task) => {
      const fd = await ok(task, 'openns', 'ipc');
      await ok(task, 'unshare', CLONE.NEWIPC);
      await ok(task, 'msgget', 77, CREAT);
      const name = await nsid(task, 'ipc');
      await ok(task, 'setns', fd, CLONE.NEWIPC);
      await ok(task, 'unshare', CLONE.NEWIPC);
      differ(await nsid(task, 'ipc'), name, 'the name of the new one');
      await fails('ENOENT', task, 'msgget', 77, 0);
    },
  ),
  rule('nsp-07', `${NS}, "The /proc/pid/ns/ directory"`, 'there are ten links', async (task) => {
    same(
      await ok(task, 'list', '/proc/self/ns'),
      'cgroup ipc mnt net pid pid_for_children time time_for_children user uts',
      'the links',
    );
  }),
  rule(
    'nsp-09',
    `${NS}, "Namespace lifetime"`,
    'a bind mount of its file keeps a namespace without members',
    async (task) => {
      const one = await child(task, CLONE.NEWUTS);
      await ok(one.task, 'sethostname', 'kept', 4);
      await ok(task, 'mknod', '/tmp/ns', 'file');
      await ok(task, 'mount', `/proc/${one.pid}/ns/uts`, '/tmp/ns', 'none', BIND);
      await end(task, one);
      const fd = await ok(task, 'open', '/tmp/ns', 0);
      await ok(task, 'setns', fd, CLONE.NEWUTS);
      same(await ok(task, 'gethostname'), 'kept', 'host name');
    },
  ),
  rule(
    'nsp-10',
    `${NS}, "Namespace lifetime"`,
    'a namespace keeps its parent, and the user namespace that owns it',
    async (task) => {
      const outer = await userChild(task, CLONE.NEWPID);
      const [user, pid] = [await nsid(outer.task, 'user'), await nsid(task, 'pid', outer.pid)];
      const inner = await child(outer.task, CLONE.NEWPID);
      same(inner.pid, 2, 'pid');
      const fd = await ok(task, 'openns', 'pid', outer.pid + 1);
      await end(task, outer);
      same(await ok(task, 'nsparent', fd), pid, 'its parent');
      same(await ok(task, 'nsuser', fd), user, 'its owner');
    },
  ),
  rule(
    'nsp-11',
    `${NS}, "Namespace lifetime"`,
    'pid_for_children and time_for_children keep a namespace',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWPID | CLONE.NEWTIME);
      const time = await nsid(task, 'time_for_children');
      const one = await child(task);
      const pid = await nsid(task, 'pid_for_children');
      await end(task, one);
      same(await nsid(task, 'pid_for_children'), pid, 'pid_for_children');
      same(await nsid(task, 'time_for_children'), time, 'time_for_children');
    },
  ),
  rule(
    'nsp-12',
    `${NS}, "Namespace lifetime"`,
    'a mount of proc keeps the pid namespace that it shows',
    async (task) => {
      await ok(task, 'mount', 'none', '/', 'none', SHARED);
      const init = await child(task, CLONE.NEWPID | CLONE.NEWNS);
      await ok(init.task, 'mount', 'proc', '/mnt', 'proc', 0);
      same(numbers(await ok(task, 'list', '/mnt')), '1', 'as long as init lives');
      await end(task, init);
      same(numbers(await ok(task, 'list', '/mnt')), '', 'afterwards: it is there, and empty');
      await fails('ENOENT', task, 'read', '/mnt/1/status');
    },
  ),
  rule(
    'nsp-13',
    `${NS}, "The /proc/pid/ns/ directory"`,
    "another user's links cannot be read: EACCES",
    async (task) => {
      const pid = await ok(task, 'getpid');
      const { task: other } = await child(task);
      await becomeUser(other);
      await fails('EACCES', other, 'readlink', `/proc/${pid}/ns/uts`);
      await fails('EACCES', other, 'openns', 'uts', pid);
    },
  ),
  rule(
    'nsp-13a',
    'ptrace(2), "Ptrace access mode checking"',
    'nor those of whoever has more capabilities: EACCES',
    async (task) => {
      const pid = await ok(task, 'getpid');
      const { task: inner } = await userChild(task);
      await fails('EACCES', inner, 'openns', 'uts', pid);
    },
  ),
  rule(
    'nsp-13b',
    'prctl(2), PR_SET_DUMPABLE',
    'nor those of whoever gave up its ids, unless it says so: EACCES',
    async (task) => {
      const one = await child(task);
      await ok(one.task, 'setresgid', 1000, 1000, 1000);
      await ok(one.task, 'setresuid', 1000, 1000, 1000);
      await becomeUser(task);
      await fails('EACCES', task, 'openns', 'uts', one.pid);
      await ok(one.task, 'prctl', 4, 1);
      await ok(task, 'openns', 'uts', one.pid);
    },
  ),
];

/** The processes that a list of /proc names. */
const numbers = (names: string): string => names.match(/\b\d+\b/g)?.join(' ') ?? '';
