/** setns(2). */
import { CLONE } from '../../interface.ts';
import { becomeUser, child, end, fails, nsid, ok, rule, same, THREAD, userChild } from '../rule.ts';

export const SET = [
  rule('set-01', 'setns(2) ERRORS', 'no such file: EBADF', (task) => fails('EBADF', task, 'setns', 250, 0)),
  rule('set-02', 'setns(2) ERRORS', 'a file that is no namespace: EINVAL', async (task) => {
    const fd = await ok(task, 'socket', 2, 1, 0);
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
  rule(
    'set-05',
    'setns(2) ERRORS',
    'a pidfd without a type, or with an unknown bit: EINVAL',
    async (task) => {
      const fd = await ok(task, 'pidfd_open', (await child(task, CLONE.NEWUTS)).pid);
      await fails('EINVAL', task, 'setns', fd, 0);
      await fails('EINVAL', task, 'setns', fd, CLONE.NEWUTS | CLONE.VM);
    },
  ),
  rule('set-06', 'setns(2)', 'a pidfd with several types joins all of them, and no other', async (task) => {
    const one = await child(task, CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNET);
    const net = await nsid(task, 'net');
    await ok(task, 'setns', await ok(task, 'pidfd_open', one.pid), CLONE.NEWUTS | CLONE.NEWIPC);
    same(await nsid(task, 'uts'), await nsid(one.task, 'uts'), 'uts');
    same(await nsid(task, 'ipc'), await nsid(one.task, 'ipc'), 'ipc');
    same(await nsid(task, 'net'), net, 'net, not asked for');
  }),
  rule('set-06a', 'setns(2)', 'or none, if one of them fails: EINVAL', async (task) => {
    const one = await child(task, CLONE.NEWUTS);
    const uts = await nsid(task, 'uts');
    const fd = await ok(task, 'pidfd_open', one.pid);
    await fails('EINVAL', task, 'setns', fd, CLONE.NEWUTS | CLONE.NEWUSER);
    same(await nsid(task, 'uts'), uts, 'uts');
  }),
  rule('set-06b', 'setns(2)', 'with the user namespace among them its capabilities count', async (task) => {
    await becomeUser(task);
    const one = await child(task, CLONE.NEWUSER | CLONE.NEWUTS);
    const fd = await ok(task, 'pidfd_open', one.pid);
    await ok(task, 'setns', fd, CLONE.NEWUSER | CLONE.NEWUTS);
    await ok(task, 'sethostname', 'joined', 6);
    same(await ok(one.task, 'gethostname'), 'joined', 'host name');
  }),
  rule('set-07', 'setns(2) ERRORS', 'a process that was reaped: ESRCH', async (task) => {
    const one = await child(task, CLONE.NEWUTS);
    const fd = await ok(task, 'pidfd_open', one.pid);
    await end(task, one);
    await fails('ESRCH', task, 'setns', fd, CLONE.NEWUTS);
  }),
  rule(
    'set-07a',
    'setns(2) ERRORS; the manual says "no longer exists"',
    'a zombie as well: ESRCH',
    async (task) => {
      const one = await child(task, CLONE.NEWUTS);
      const fd = await ok(task, 'pidfd_open', one.pid);
      await one.task.call('exit', 0);
      await fails('ESRCH', task, 'setns', fd, CLONE.NEWUTS);
    },
  ),
  rule('set-09', 'setns(2) ERRORS', 'a mount namespace needs CAP_SYS_CHROOT as well: EPERM', async (task) => {
    const { task: inner } = await userChild(task, CLONE.NEWNS);
    const one = await child(inner, CLONE.NEWNS);
    const fd = await ok(inner, 'openns', 'mnt', await ok(task, 'getpid').then((pid) => Number(pid) + 2));
    same(one.pid > 0 ? 'there' : 'gone', 'there', 'the child');
    const rest = (((1n << 41n) - 1n) & ~(1n << 18n)).toString(16);
    await ok(inner, 'capset', rest, rest, '0');
    await fails('EPERM', inner, 'setns', fd, CLONE.NEWNS);
  }),
  rule(
    'set-10',
    'setns(2) ERRORS',
    'a mount namespace, by a task that shares its directories: EINVAL',
    async (task) => {
      const one = await child(task, CLONE.NEWNS);
      const fd = await ok(task, 'openns', 'mnt', one.pid);
      await child(task, CLONE.FS);
      await fails('EINVAL', task, 'setns', fd, CLONE.NEWNS);
    },
  ),
  rule(
    'set-11',
    'setns(2), mount_namespaces(7)',
    'root and working directory are the root of the joined one',
    async (task) => {
      await ok(task, 'chdir', '/tmp');
      const one = await child(task, CLONE.NEWNS);
      await ok(task, 'setns', await ok(task, 'openns', 'mnt', one.pid), CLONE.NEWNS);
      same(await ok(task, 'getcwd'), '/', 'working directory');
    },
  ),
  rule('set-13', 'setns(2) ERRORS', 'a user namespace, by one of several threads: EINVAL', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    const fd = await ok(task, 'openns', 'user', one.pid);
    await child(task, THREAD);
    await fails('EINVAL', task, 'setns', fd, CLONE.NEWUSER);
  }),
  rule('set-13a', 'setns(2) ERRORS', 'or by a task that shares its directories: EINVAL', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    const fd = await ok(task, 'openns', 'user', one.pid);
    await child(task, CLONE.FS);
    await fails('EINVAL', task, 'setns', fd, CLONE.NEWUSER);
  }),
  rule(
    'set-15',
    'setns(2), user_namespaces(7)',
    'who joins a user namespace has all capabilities there, and none where it was',
    async (task) => {
      const one = await userChild(task);
      await ok(task, 'setns', await ok(task, 'openns', 'user', one.pid), CLONE.NEWUSER);
      same((await ok(task, 'capget')).split(' ')[0]!, '1ffffffffff', 'effective capabilities');
      await fails('EPERM', task, 'sethostname', 'x', 1);
    },
  ),
  rule(
    'set-18',
    'time_namespaces(7); the manual has no EUSERS',
    'a time namespace, by one of several threads: EUSERS',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      const fd = await ok(task, 'openns', 'time_for_children');
      await child(task, THREAD);
      await fails('EUSERS', task, 'setns', fd, CLONE.NEWTIME);
    },
  ),
  rule(
    'set-18a',
    'setns(2), time_namespaces(7)',
    'a time namespace is joined at once, also for children',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      const made = await nsid(task, 'time_for_children');
      await ok(task, 'setns', await ok(task, 'openns', 'time_for_children'), CLONE.NEWTIME);
      same(await nsid(task, 'time'), made, 'time');
    },
  ),
  rule(
    'set-19',
    'setns(2), cgroup_namespaces(7)',
    'a cgroup namespace changes the view only',
    async (task) => {
      const one = await child(task, CLONE.NEWCGROUP);
      await ok(task, 'setns', await ok(task, 'openns', 'cgroup', one.pid), CLONE.NEWCGROUP);
      same(await nsid(task, 'cgroup'), await nsid(one.task, 'cgroup'), 'cgroup');
    },
  ),
];
