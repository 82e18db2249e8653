/** ipc, pid, user, time and network namespaces, and the ioctls of their files. */
import { CLONE, type Task } from '../../interface.ts';
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

const CREAT = 0o1000;
const MODE = 0o600;

export const IPC = [
  rule('ipc-01', 'ipc_namespaces(7)', 'a new one is empty', async (task) => {
    await ok(task, 'msgget', 77, CREAT | MODE);
    const { task: other } = await child(task, CLONE.NEWIPC);
    await fails('ENOENT', other, 'msgget', 77, 0);
  }),
  ...(['msgget', 'shmget', 'semget'] as const).map((get, at) =>
    rule(
      `ipc-02${'abc'[at]}`,
      'ipc_namespaces(7)',
      `one key in two makes two objects (${get})`,
      async (task) => {
        const { task: other } = await child(task, CLONE.NEWIPC);
        await ok(task, get, 77, CREAT | MODE);
        await fails('ENOENT', other, get, 77, 0);
        await ok(other, get, 77, CREAT | MODE);
      },
    ),
  ),
  rule('ipc-03', 'ipc_namespaces(7)', 'the first id of each is 0', async (task) => {
    const { task: other } = await child(task, CLONE.NEWIPC);
    same(await ok(task, 'msgget', 77, CREAT | MODE), 0, 'id');
    same(await ok(other, 'msgget', 78, CREAT | MODE), 0, 'id in the other');
  }),
  rule('ipc-04', 'ipc_namespaces(7)', 'a plain child shares the objects', async (task) => {
    const { task: other } = await child(task);
    const id = await ok(task, 'semget', 77, CREAT | MODE);
    same(await ok(other, 'semget', 77, 0), id, 'id');
  }),
  rule(
    'ipc-06',
    'ipc_namespaces(7)',
    'limits are not inherited: a new one begins with the built-in ones',
    async (task) => {
      await ok(task, 'write', '/proc/sys/kernel/msgmni', '123');
      const { task: other } = await child(task, CLONE.NEWIPC);
      same(await ok(task, 'read', '/proc/sys/kernel/msgmni'), 123, 'its own limit');
      same(await ok(other, 'read', '/proc/sys/kernel/msgmni'), 32000, 'the limit of the new one');
    },
  ),
  rule(
    'ipc-08',
    'ipc_namespaces(7), namespaces(7) "Namespace lifetime"',
    'objects live as long as their namespace is held',
    async (task) => {
      const one = await child(task, CLONE.NEWIPC);
      await ok(one.task, 'msgget', 77, CREAT | MODE);
      const fd = await ok(task, 'openns', 'ipc', one.pid);
      await end(task, one);
      await ok(task, 'setns', fd, CLONE.NEWIPC);
      await ok(task, 'msgget', 77, 0);
    },
  ),
];

const KILL = 9;

export const PID = [
  rule(
    'pid-01',
    'pid_namespaces(7)',
    'the first in a new one has pid 1 and no parent there',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      same(await ok(init, 'getpid'), 1, 'pid');
      same(await ok(init, 'getppid'), 0, 'pid of the parent');
    },
  ),
  rule('pid-03', 'pid_namespaces(7)', 'processes outside are not there: ESRCH', async (task) => {
    const own = Number(await ok(task, 'getpid'));
    const { task: init } = await child(task, CLONE.NEWPID);
    await fails('ESRCH', init, 'kill', own + 40, 0);
  }),
  rule('pid-04', 'pid_namespaces(7)', 'the parent knows its child by a number of its own', async (task) => {
    const one = await child(task, CLONE.NEWPID);
    const inner = await child(one.task);
    same(await ok(inner.task, 'getpid'), 2, 'pid inside');
    same(inner.pid, 2, 'pid as its parent knows it');
    same(await ok(task, 'kill', one.pid, 0), 0, 'kill from outside');
  }),
  rule(
    'pid-05',
    'pid_namespaces(7), "setns(2) and unshare(2) semantics"',
    'unshare moves future children only',
    async (task) => {
      const [pid, before] = [await ok(task, 'getpid'), await nsid(task, 'pid')];
      await ok(task, 'unshare', CLONE.NEWPID);
      same(await ok(task, 'getpid'), pid, 'pid');
      same(await nsid(task, 'pid'), before, 'the link pid');
      const { task: init } = await child(task);
      same(await ok(init, 'getpid'), 1, 'pid of the first child');
    },
  ),
  rule('pid-06', 'unshare(2) ERRORS', 'a second unshare: EINVAL', async (task) => {
    await ok(task, 'unshare', CLONE.NEWPID);
    await fails('EINVAL', task, 'unshare', CLONE.NEWPID);
  }),
  rule('pid-06a', 'clone(2) ERRORS', 'NEWPID after an unshare: EINVAL', async (task) => {
    await ok(task, 'unshare', CLONE.NEWPID);
    await cloneFails('EINVAL', task, CLONE.NEWPID);
  }),
  rule(
    'pid-07',
    'pid_namespaces(7), "The namespace init process"',
    'with init all of its namespace is killed',
    async (task) => {
      const init = await child(task, CLONE.NEWPID);
      await child(init.task);
      // The machine's own number of it, one above init's.
      await ok(task, 'kill', init.pid + 1, 0);
      await ok(task, 'kill', init.pid, KILL);
      same(await ok(task, 'wait', init.pid), `${init.pid} killed ${KILL}`, 'init');
      await fails('ESRCH', task, 'kill', init.pid + 1, 0);
    },
  ),
  rule(
    'pid-08',
    'pid_namespaces(7), "The namespace init process"',
    'no child in a namespace whose init is dead: ENOMEM',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWPID);
      const init = await child(task);
      await end(task, init);
      await cloneFails('ENOMEM', task, 0);
    },
  ),
  rule(
    'pid-09',
    'pid_namespaces(7), "The namespace init process"',
    'a signal of its own that init does not handle is dropped',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      const { task: inner } = await child(init);
      await ok(inner, 'kill', 1, KILL);
      same(await ok(init, 'getpid'), 1, 'pid of init, alive');
    },
  ),
  rule(
    'pid-10',
    'pid_namespaces(7), "The namespace init process"',
    'SIGKILL from above is not dropped',
    async (task) => {
      const init = await child(task, CLONE.NEWPID);
      await ok(task, 'kill', init.pid, KILL);
      same(await ok(task, 'wait', init.pid), `${init.pid} killed ${KILL}`, 'init');
    },
  ),
  rule('pid-12', 'pid_namespaces(7)', 'an orphan goes to init', async (task) => {
    const { task: init } = await child(task, CLONE.NEWPID);
    const middle = await child(init);
    const { task: orphan } = await child(middle.task);
    await end(init, middle);
    same(await ok(orphan, 'getppid'), 1, 'pid of its parent');
  }),
  rule('pid-13', 'pid_namespaces(7)', 'a child put into another one has no parent there', async (task) => {
    const one = await child(task, CLONE.NEWPID);
    await ok(task, 'setns', await ok(task, 'openns', 'pid', one.pid), CLONE.NEWPID);
    const { task: other } = await child(task);
    same(await ok(other, 'getppid'), 0, 'pid of its parent');
  }),
  rule('pid-14', 'clone(2) ERRORS', 'more than 32 levels: ENOSPC', async (task) => {
    let at = task;
    for (let level = 0; level < 40; level++) {
      const forked = await at.clone(CLONE.NEWPID);
      if ('errno' in forked) return same(forked.errno, 'ENOSPC', `level ${level}`);
      at = forked.task;
    }
    throw new Disagreement('forty levels could be made');
  }),
  rule(
    'pid-18',
    'pid_namespaces(7)',
    'pid_for_children is empty until the first child: ENOENT',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWPID);
      await fails('ENOENT', task, 'nsid', 'pid_for_children');
    },
  ),
  rule('pid-19', 'setns(2)', "a descendant's may be joined", async (task) => {
    const one = await child(task, CLONE.NEWPID);
    const two = await child(one.task, CLONE.NEWPID);
    same(two.pid, 2, 'pid');
    await ok(task, 'setns', await ok(task, 'openns', 'pid', one.pid), 0);
  }),
  rule('pid-21', 'wait(2)', 'wait gives the number that the parent knows', async (task) => {
    const one = await child(task, CLONE.NEWPID);
    same(await end(task, one), `${one.pid} exited 0`, 'wait');
  }),
  rule('pid-25', 'wait(2) ERRORS', 'no children: ECHILD', (task) => fails('ECHILD', task, 'wait', -1)),
  rule('pid-25a', 'kill(2) ERRORS', 'a process that was reaped: ESRCH', async (task) => {
    const one = await child(task);
    await end(task, one);
    await fails('ESRCH', task, 'kill', one.pid, 0);
  }),
];

const OVERFLOW = 65534;

export const USER = [
  rule('user-01', 'user_namespaces(7)', 'a new one needs no privilege', async (task) => {
    await ok(task, 'setuid', 1000);
    await child(task, CLONE.NEWUSER);
  }),
  rule('user-03', 'user_namespaces(7)', 'before ids are mapped they show as 65534', async (task) => {
    const { task: inner } = await child(task, CLONE.NEWUSER);
    same(await ok(inner, 'getuid'), OVERFLOW, 'uid');
    same(await ok(inner, 'getgid'), OVERFLOW, 'gid');
  }),
  rule('user-03a', 'setuid(2) ERRORS', 'before ids are mapped none can be set: EINVAL', async (task) => {
    const { task: inner } = await child(task, CLONE.NEWUSER);
    await fails('EINVAL', inner, 'setuid', 0);
  }),
  rule(
    'user-04',
    'user_namespaces(7), "Defining user and group ID mappings"',
    'a map can be written once: EPERM',
    async (task) => {
      const one = await userChild(task);
      same(await ok(one.task, 'getuid'), 0, 'uid');
      await fails('EPERM', task, 'write', `/proc/${one.pid}/uid_map`, '0 0 1');
    },
  ),
  ...(
    [
      ['a', '0 0 0', 'a length of zero'],
      ['b', '0 0 2\n1 5 2', 'ranges that overlap inside'],
      ['c', 'a b c', 'what is no number'],
      ['d', '0 0', 'two fields only'],
    ] as const
  ).map(([letter, map, what]) =>
    rule(
      `user-05${letter}`,
      'user_namespaces(7), "Defining user and group ID mappings"',
      `${what}: EINVAL`,
      async (task) => {
        const one = await child(task, CLONE.NEWUSER);
        await fails('EINVAL', task, 'write', `/proc/${one.pid}/uid_map`, map);
      },
    ),
  ),
  rule(
    'user-11',
    'user_namespaces(7), "The /proc/pid/setgroups file"',
    'denied setgroups cannot be allowed again: EPERM',
    async (task) => {
      const one = await child(task, CLONE.NEWUSER);
      await ok(task, 'write', `/proc/${one.pid}/setgroups`, 'deny');
      await fails('EPERM', task, 'write', `/proc/${one.pid}/setgroups`, 'allow');
    },
  ),
  rule(
    'user-11a',
    'user_namespaces(7), "The /proc/pid/setgroups file"',
    'another word: EINVAL',
    async (task) => {
      const one = await child(task, CLONE.NEWUSER);
      await fails('EINVAL', task, 'write', `/proc/${one.pid}/setgroups`, 'maybe');
    },
  ),
  rule(
    'user-11b',
    'user_namespaces(7), "The /proc/pid/setgroups file"',
    'after the gid map is set it cannot be denied: EPERM',
    async (task) => {
      const one = await userChild(task);
      await fails('EPERM', task, 'write', `/proc/${one.pid}/setgroups`, 'deny');
    },
  ),
  rule(
    'user-17',
    'user_namespaces(7), "Capabilities"',
    'root inside has no power over what its parent owns',
    async (task) => {
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'setdomainname', 'x', 1);
    },
  ),
  rule('user-19', 'setuid(2) ERRORS', 'an id that is not mapped: EINVAL', async (task) => {
    const { task: inner } = await userChild(task);
    await fails('EINVAL', inner, 'setuid', 5);
  }),
  rule('user-26', 'user_namespaces(7)', "a plain child stays in the parent's", async (task) => {
    const { task: inner } = await userChild(task);
    const { task: below } = await child(inner);
    same(await nsid(below, 'user'), await nsid(inner, 'user'), 'user');
  }),
];

export const TIME = [
  rule('time-01', 'time_namespaces(7)', 'unshare is for children only', async (task) => {
    const before = await nsid(task, 'time');
    await ok(task, 'unshare', CLONE.NEWTIME);
    same(await nsid(task, 'time'), before, 'time');
    differ(await nsid(task, 'time_for_children'), before, 'time_for_children');
  }),
  rule(
    'time-03',
    'time_namespaces(7), "/proc/pid/timens_offsets"',
    'it begins without offsets',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      const text = (await ok(task, 'read', '/proc/self/timens_offsets')).replace(/\s+/g, ' ');
      same(text, 'monotonic 0 0 boottime 0 0', 'offsets');
    },
  ),
  rule(
    'time-04',
    'time_namespaces(7), "/proc/pid/timens_offsets"',
    'once somebody is in it the offsets stay: EACCES',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      await child(task);
      await fails('EACCES', task, 'write', '/proc/self/timens_offsets', 'monotonic 5 0');
    },
  ),
  rule(
    'time-05',
    'time_namespaces(7), "/proc/pid/timens_offsets"',
    'more nanoseconds than a second has: EINVAL',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      await fails('EINVAL', task, 'write', '/proc/self/timens_offsets', 'monotonic 0 1000000000');
    },
  ),
  rule(
    'time-06',
    'time_namespaces(7), "/proc/pid/timens_offsets"',
    'a clock that would be negative: ERANGE',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      await fails('ERANGE', task, 'write', '/proc/self/timens_offsets', 'monotonic -99999999999 0');
    },
  ),
  rule(
    'time-08',
    'time_namespaces(7), "/proc/pid/timens_offsets"',
    'the last write wins, clock by clock',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      for (const line of ['monotonic 5 0', 'boottime 7 0', 'monotonic 6 0'])
        await ok(task, 'write', '/proc/self/timens_offsets', line);
      const text = (await ok(task, 'read', '/proc/self/timens_offsets')).replace(/\s+/g, ' ');
      same(text, 'monotonic 6 0 boottime 7 0', 'offsets');
    },
  ),
  rule('time-12', 'time_namespaces(7)', 'a second unshare before a child makes another one', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    const first = await nsid(task, 'time_for_children');
    await ok(task, 'unshare', CLONE.NEWTIME);
    differ(await nsid(task, 'time_for_children'), first, 'time_for_children');
  }),
  rule('time-13', 'time_namespaces(7)', 'a child is in what its parent had for children', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    const { task: other } = await child(task);
    same(await nsid(other, 'time'), await nsid(task, 'time_for_children'), 'time');
  }),
  rule('time-14', 'unshare(2) ERRORS', 'a new one needs CAP_SYS_ADMIN: EPERM', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'unshare', CLONE.NEWTIME);
  }),
];

/** In one network namespace the port is taken. */
async function portIsTaken(task: Task): Promise<void> {
  await ok(task, 'bindtcp', 8080);
  await fails('EADDRINUSE', task, 'bindtcp', 8080);
}

export const NET = [
  rule('net-02', 'network_namespaces(7)', 'one port can be bound in each', async (task) => {
    const { task: other } = await child(task, CLONE.NEWNET);
    await portIsTaken(task);
    await ok(other, 'bindtcp', 8080);
  }),
  rule(
    'net-03',
    'network_namespaces(7), unix(7)',
    'abstract names are its own: ECONNREFUSED',
    async (task) => {
      await ok(task, 'bindabstract', 'name');
      const { task: same } = await child(task);
      await ok(same, 'connectabstract', 'name');
      const { task: other } = await child(task, CLONE.NEWNET);
      await fails('ECONNREFUSED', other, 'connectabstract', 'name');
    },
  ),
  rule('net-12', 'ip(7), capabilities(7)', 'a low port needs CAP_NET_BIND_SERVICE: EACCES', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EACCES', task, 'bindtcp', 80);
  }),
  rule(
    'net-12a',
    'ip(7), user_namespaces(7)',
    'root of a user namespace may bind a low port of a network that it owns',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWNET);
      await ok(inner, 'bindtcp', 80);
    },
  ),
];

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
    fails('ENOTTY', task, 'nstype', await ok(task, 'bindtcp', 0)),
  ),
];
