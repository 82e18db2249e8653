/** nsproxy, flags of clone(2) and unshare(2), setns(2). */
import { CLONE, type NsType } from '../../interface.ts';
import {
  child,
  cloneFails,
  Disagreement,
  differ,
  end,
  fails,
  nsid,
  ok,
  rule,
  same,
  userChild,
} from '../rule.ts';

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

export const CLN = [
  rule('cln-01', 'unshare(2)', 'no flags: nothing happens', (task) => ok(task, 'unshare', 0).then(() => {})),
  rule('cln-02', 'unshare(2) ERRORS', 'an unknown bit: EINVAL', (task) =>
    fails('EINVAL', task, 'unshare', 1),
  ),
  rule('cln-03', 'clone(2) ERRORS', 'NEWNS with FS: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.NEWNS | CLONE.FS),
  ),
  rule('cln-04', 'clone(2) ERRORS', 'NEWUSER with FS: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.NEWUSER | CLONE.FS),
  ),
  rule('cln-05', 'clone(2) ERRORS', 'NEWIPC with SYSVSEM: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.NEWIPC | CLONE.SYSVSEM),
  ),
  rule('cln-06', 'clone(2) ERRORS', 'NEWPID with THREAD: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.NEWPID | CLONE.THREAD | CLONE.SIGHAND | CLONE.VM),
  ),
  rule('cln-06a', 'clone(2) ERRORS', 'NEWUSER with THREAD: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.NEWUSER | CLONE.THREAD | CLONE.SIGHAND | CLONE.VM),
  ),
  rule('cln-08', 'clone(2) ERRORS', 'THREAD without SIGHAND: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.THREAD | CLONE.VM),
  ),
  rule('cln-08a', 'clone(2) ERRORS', 'SIGHAND without VM: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.SIGHAND),
  ),
  rule('cln-10', 'clone(2) ERRORS', 'PARENT by the init of a pid namespace: EINVAL', async (task) => {
    const { task: init } = await child(task, CLONE.NEWPID);
    await cloneFails('EINVAL', init, CLONE.PARENT);
  }),
  rule('cln-15', 'clone(2), "The set_tid array"', 'clone3 takes the pid that it is given', async (task) => {
    const forked = await task.clone3(0, [4321]);
    same('pid' in forked ? forked.pid : forked.errno, 4321, 'pid');
  }),
  rule('cln-15a', 'clone(2), "The set_tid array"', 'more pids than levels: EINVAL', async (task) => {
    const forked = await task.clone3(
      0,
      Array.from({ length: 33 }, () => 4321),
    );
    same('errno' in forked ? forked.errno : 'success', 'EINVAL', 'clone3');
  }),
  rule('cln-16', 'clone(2) ERRORS', 'a pid that is in use: EEXIST', async (task) => {
    const one = await child(task);
    const forked = await task.clone3(0, [one.pid]);
    same('errno' in forked ? forked.errno : 'success', 'EEXIST', 'clone3');
  }),
  rule(
    'cln-17',
    'clone(2) ERRORS',
    'the first process of a pid namespace must be 1: EINVAL',
    async (task) => {
      const forked = await task.clone3(CLONE.NEWPID, [5]);
      same('errno' in forked ? forked.errno : 'success', 'EINVAL', 'clone3');
    },
  ),
  rule('cln-17a', 'clone(2) ERRORS', 'a pid of 0: EINVAL', async (task) => {
    const forked = await task.clone3(0, [0]);
    same('errno' in forked ? forked.errno : 'success', 'EINVAL', 'clone3');
  }),
  rule(
    'cln-18',
    'clone(2) ERRORS, capabilities(7)',
    'choosing a pid needs privilege: EPERM',
    async (task) => {
      await ok(task, 'setuid', 1000);
      const forked = await task.clone3(0, [4321]);
      same('errno' in forked ? forked.errno : 'success', 'EPERM', 'clone3');
    },
  ),
  rule(
    'cln-20',
    'time_namespaces(7), clone(2)',
    "NEWTIME is no flag of clone: its bit is the signal's",
    async (task) => {
      const { task: other } = await child(task, CLONE.NEWTIME);
      same(await nsid(other, 'time'), await nsid(task, 'time'), 'time');
    },
  ),
  rule(
    'cln-20a',
    'clone(2); the manual names unshare only, Linux takes it',
    'clone3 takes NEWTIME, and the child is in the new one at once',
    async (task) => {
      const forked = await task.clone3(CLONE.NEWTIME, []);
      if ('errno' in forked) throw new Disagreement(`clone3: ${forked.errno}`);
      differ(await nsid(forked.task, 'time'), await nsid(task, 'time'), 'time');
    },
  ),
  rule('cln-24', 'clone(2) ERRORS', 'NEWUSER by a task whose uid is not mapped: EPERM', async (task) => {
    const { task: inner } = await child(task, CLONE.NEWUSER);
    await cloneFails('EPERM', inner, CLONE.NEWUSER);
  }),
];

export const SET = [
  rule('set-01', 'setns(2) ERRORS', 'no such file: EBADF', (task) => fails('EBADF', task, 'setns', 250, 0)),
  rule('set-02', 'setns(2) ERRORS', 'a file that is no namespace: EINVAL', async (task) => {
    const fd = await ok(task, 'bindtcp', 0);
    await fails('EINVAL', task, 'setns', fd, 0);
  }),
  rule('set-03', 'setns(2) ERRORS', 'a namespace of another type than named: EINVAL', async (task) => {
    const fd = await ok(task, 'openns', 'uts');
    await fails('EINVAL', task, 'setns', fd, CLONE.NEWIPC);
  }),
  rule('set-03a', 'setns(2) ERRORS', 'a namespace file with two types named: EINVAL', async (task) => {
    const fd = await ok(task, 'openns', 'uts');
    await fails('EINVAL', task, 'setns', fd, CLONE.NEWIPC | CLONE.NEWUTS);
  }),
  rule('set-04', 'setns(2)', 'type 0 takes any namespace and changes its slot only', async (task) => {
    const one = await child(task, CLONE.NEWUTS | CLONE.NEWIPC);
    const fd = await ok(task, 'openns', 'ipc', one.pid);
    const uts = await nsid(task, 'uts');
    await ok(task, 'setns', fd, 0);
    same(await nsid(task, 'ipc'), await nsid(one.task, 'ipc'), 'ipc');
    same(await nsid(task, 'uts'), uts, 'uts');
  }),
  rule('set-08', 'setns(2) ERRORS', 'joining needs CAP_SYS_ADMIN: EPERM', async (task) => {
    const one = await child(task, CLONE.NEWUTS);
    const fd = await ok(task, 'openns', 'uts', one.pid);
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'setns', fd, CLONE.NEWUTS);
  }),
  rule(
    'set-08a',
    'setns(2) ERRORS',
    'root of a child user namespace may not join what its parent owns: EPERM',
    async (task) => {
      const fd = await ok(task, 'openns', 'uts');
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'setns', fd, CLONE.NEWUTS);
    },
  ),
  rule('set-12', 'setns(2) ERRORS', "joining one's own user namespace: EINVAL", async (task) => {
    const fd = await ok(task, 'openns', 'user');
    await fails('EINVAL', task, 'setns', fd, CLONE.NEWUSER);
  }),
  rule('set-14', 'setns(2) ERRORS', 'joining the parent user namespace: EPERM', async (task) => {
    const fd = await ok(task, 'openns', 'user');
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'setns', fd, CLONE.NEWUSER);
  }),
  rule('set-16', 'setns(2) ERRORS', 'joining the pid namespace above: EINVAL', async (task) => {
    const fd = await ok(task, 'openns', 'pid');
    const { task: inner } = await child(task, CLONE.NEWPID);
    await fails('EINVAL', inner, 'setns', fd, CLONE.NEWPID);
  }),
  rule('set-17', 'setns(2)', 'joining a pid namespace is for children only', async (task) => {
    const one = await child(task, CLONE.NEWPID);
    const [pid, before] = [await ok(task, 'getpid'), await nsid(task, 'pid')];
    await ok(task, 'setns', await ok(task, 'openns', 'pid', one.pid), CLONE.NEWPID);
    same(await ok(task, 'getpid'), pid, 'pid');
    same(await nsid(task, 'pid'), before, 'the link pid');
    same(await nsid(task, 'pid_for_children'), await nsid(one.task, 'pid'), 'the link pid_for_children');
  }),
  rule('set-20', 'setns(2)', 'joining a namespace one is in changes nothing', async (task) => {
    const fd = await ok(task, 'openns', 'uts');
    await ok(task, 'setns', fd, CLONE.NEWUTS);
  }),
];
