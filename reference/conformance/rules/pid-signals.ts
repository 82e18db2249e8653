/** Signals and numbers across pid namespaces: pid_namespaces(7), kill(2), pidfd_open(2), proc(5). */
import { CLONE, type Task } from '../../interface.ts';
import { MS, make } from '../mounts.ts';
import {
  becomeUser,
  child,
  Disagreement,
  differ,
  end,
  fails,
  nsid,
  ok,
  rule,
  same,
  status,
  userChild,
} from '../rule.ts';

const INIT = 'pid_namespaces(7), "The namespace init process"';
const [KILL, TERM, USR1, STOP, CONT] = [9, 15, 10, 19, 18];
const WNOHANG = 1;
const WUNTRACED = 2;
const WCONTINUED = 8;

/** The init of a pid namespace that sees its own processes in /proc. */
async function initWithProc(task: Task): Promise<{ readonly task: Task; readonly pid: number }> {
  const one = await child(task, CLONE.NEWPID | CLONE.NEWNS);
  await ok(one.task, 'mount', 'proc', '/proc', 'proc', 0);
  return one;
}

export const PID_SIGNALS = [
  rule(
    'pid-02',
    'pid_namespaces(7)',
    'a process has a number on each level, from outside inwards',
    async (task) => {
      const one = await child(task, CLONE.NEWPID);
      const two = await child(one.task, CLONE.NEWPID);
      same(await status(task, 'NSpid', one.pid), `${one.pid} 1`, 'of the first');
      same(await status(task, 'NSpid', one.pid + 1), `${one.pid + 1} ${two.pid} 1`, 'of the second');
    },
  ),
  rule(
    'pid-02a',
    'pid_namespaces(7), setsid(2)',
    'session and group of outside show as 0 inside',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      same(await ok(init, 'getsid'), 0, 'session');
      same(await ok(init, 'getpgrp'), 0, 'process group');
      same(await ok(init, 'setsid'), 1, 'a session of its own');
      same(await ok(init, 'getpgrp'), 1, 'process group');
    },
  ),
  rule('pid-09a', INIT, 'init gets a signal that it handles', async (task) => {
    const { task: init } = await child(task, CLONE.NEWPID);
    const { task: inner } = await child(init);
    await ok(init, 'sigaction', USR1, 'handle');
    await ok(inner, 'kill', 1, USR1);
    same(await ok(init, 'sigtaken'), `${USR1} from 2`, 'what it got');
  }),
  rule('pid-09b', INIT, 'SIGSTOP of its own is dropped as well', async (task) => {
    const { task: init } = await child(task, CLONE.NEWPID);
    const { task: inner } = await child(init);
    await ok(inner, 'kill', 1, STOP);
    same(await ok(init, 'getpid'), 1, 'pid of init, which goes on');
  }),
  rule('pid-09c', INIT, 'a handled signal that was blocked comes when it is unblocked', async (task) => {
    const one = await child(task, CLONE.NEWPID);
    await ok(one.task, 'sigaction', USR1, 'handle');
    await ok(one.task, 'sigprocmask', 'block', USR1);
    await ok(task, 'kill', one.pid, USR1);
    same(await ok(one.task, 'sigpending'), USR1, 'pending');
    same(await ok(one.task, 'sigtaken'), '', 'before');
    await ok(one.task, 'sigprocmask', 'unblock', USR1);
    same(await ok(one.task, 'sigtaken'), `${USR1} from 0`, 'after');
  }),
  rule(
    'pid-10a',
    INIT,
    'from above only what it handles is delivered, but for SIGKILL and SIGSTOP',
    async (task) => {
      const one = await child(task, CLONE.NEWPID);
      await ok(one.task, 'sigaction', USR1, 'handle');
      await ok(task, 'kill', one.pid, TERM);
      await ok(task, 'kill', one.pid, USR1);
      same(await ok(one.task, 'sigtaken'), `${USR1} from 0`, 'what it got');
    },
  ),
  rule('pid-10b', INIT, 'SIGSTOP from above stops it', async (task) => {
    const one = await child(task, CLONE.NEWPID);
    await ok(task, 'kill', one.pid, STOP);
    same(await ok(task, 'wait', one.pid, WUNTRACED), `${one.pid} stopped ${STOP}`, 'wait');
    await ok(task, 'kill', one.pid, CONT);
    same(await ok(task, 'wait', one.pid, WCONTINUED), `${one.pid} continued`, 'wait');
    same(await ok(one.task, 'getpid'), 1, 'pid of init, which goes on');
  }),
  rule(
    'pid-11',
    'pid_namespaces(7), sigaction(2)',
    'a sender from above has number 0, one from inside its own',
    async (task) => {
      const one = await child(task, CLONE.NEWPID);
      const { task: inner } = await child(one.task);
      await ok(one.task, 'sigaction', USR1, 'handle');
      await ok(inner, 'kill', 1, USR1);
      same(await ok(one.task, 'sigtaken'), `${USR1} from 2`, 'from inside');
      await ok(task, 'kill', one.pid, USR1);
      same(await ok(one.task, 'sigtaken'), `${USR1} from 0`, 'from above');
    },
  ),
  rule(
    'pid-12a',
    'prctl(2), PR_SET_CHILD_SUBREAPER',
    'an orphan goes to the nearest subreaper',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      const reaper = await child(init);
      await ok(reaper.task, 'prctl', 36, 1);
      const middle = await child(reaper.task);
      const { task: orphan } = await child(middle.task);
      await end(reaper.task, middle);
      same(await ok(orphan, 'getppid'), reaper.pid, 'pid of its parent');
    },
  ),
  rule(
    'pid-15',
    'pid_namespaces(7), "/proc and PID namespaces"',
    'proc shows the processes of whoever mounted it',
    async (task) => {
      const { task: init } = await initWithProc(task);
      await child(init);
      same((await ok(init, 'list', '/proc')).match(/\b\d+\b/g)?.join(' ') ?? '', '1 2', 'the numbers in it');
      same(await ok(init, 'readlink', '/proc/self'), 1, '/proc/self');
    },
  ),
  rule(
    'pid-15a',
    'pid_namespaces(7), "/proc and PID namespaces"',
    'another one is looked up by the number that it has there',
    async (task) => {
      const one = await child(task, CLONE.NEWPID);
      same(await ok(one.task, 'readlink', '/proc/self'), one.pid, '/proc/self in the proc of outside');
    },
  ),
  rule(
    'pid-15b',
    'pid_namespaces(7), "/proc and PID namespaces"',
    'whoever has no number there has no /proc/self: ENOENT',
    async (task) => {
      await make(task, '/', MS.SHARED);
      const { task: init } = await child(task, CLONE.NEWPID | CLONE.NEWNS);
      await ok(init, 'mount', 'proc', '/mnt', 'proc', 0);
      await fails('ENOENT', task, 'readlink', '/mnt/self');
    },
  ),
  rule(
    'pid-16',
    'pid_namespaces(7), "/proc files"',
    'ns_last_pid is its own, and the next child is one above',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      await ok(init, 'write', '/proc/sys/kernel/ns_last_pid', '500');
      same((await child(init)).pid, 501, 'pid of the next child');
      same(await ok(init, 'read', '/proc/sys/kernel/ns_last_pid'), 501, 'ns_last_pid');
    },
  ),
  rule(
    'pid-16a',
    'pid_namespaces(7), "/proc files"',
    'writing it needs capabilities in the owner: EPERM',
    async (task) => {
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'write', '/proc/sys/kernel/ns_last_pid', '500');
    },
  ),
  rule(
    'pid-17',
    'proc(5), /proc/sys/kernel/pid_max; per namespace since 6.14',
    'at pid_max numbers begin again at 300',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      const before = await ok(task, 'read', '/proc/sys/kernel/pid_max');
      await ok(init, 'write', '/proc/sys/kernel/pid_max', '400');
      await ok(init, 'write', '/proc/sys/kernel/ns_last_pid', '398');
      same((await child(init)).pid, 399, 'the last number');
      same((await child(init)).pid, 300, 'the next');
      same(await ok(task, 'read', '/proc/sys/kernel/pid_max'), before, 'pid_max outside');
    },
  ),
  rule(
    'pid-20',
    'kill(2)',
    'kill(-1) inside reaches the members, but neither init nor the caller',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      const [one, two] = [await child(init), await child(init)];
      const outside = await child(task);
      await ok(one.task, 'kill', -1, KILL);
      same(await ok(init, 'wait', two.pid), `${two.pid} killed ${KILL}`, 'the other member');
      same(await ok(one.task, 'getpid'), one.pid, 'pid of the caller, alive');
      same(await ok(init, 'getpid'), 1, 'pid of init, alive');
      same(await ok(outside.task, 'getpid'), outside.pid, 'pid of one outside, alive');
    },
  ),
  rule('pid-20a', 'kill(2) ERRORS', 'kill(-1) with nobody else there: ESRCH', async (task) => {
    const { task: init } = await child(task, CLONE.NEWPID);
    await fails('ESRCH', init, 'kill', -1, KILL);
  }),
  rule('pid-22', INIT, 'init is not reaped before its members are', async (task) => {
    const init = await child(task, CLONE.NEWPID);
    await ok(task, 'setns', await ok(task, 'openns', 'pid', init.pid), CLONE.NEWPID);
    // A member whose parent is outside: nobody inside can reap it.
    const member = await child(task);
    await ok(task, 'kill', init.pid, KILL);
    same(await ok(task, 'wait', member.pid), `${member.pid} killed ${KILL}`, 'the member');
    same(await ok(task, 'wait', init.pid), `${init.pid} killed ${KILL}`, 'init');
  }),
  rule('pid-22a', INIT, 'until then waiting for it gives nothing', async (task) => {
    const init = await child(task, CLONE.NEWPID);
    await ok(task, 'setns', await ok(task, 'openns', 'pid', init.pid), CLONE.NEWPID);
    const member = await child(task);
    await init.task.call('exit', 0);
    same(await ok(task, 'wait', init.pid, WNOHANG), 0, 'wait for init');
    await ok(task, 'wait', member.pid);
    same(await ok(task, 'wait', init.pid), `${init.pid} exited 0`, 'wait for init, afterwards');
  }),
  rule(
    'pid-23',
    'unix(7), SCM_CREDENTIALS',
    "a sender's number is the receiver's for it, and 0 if it has none",
    async (task) => {
      const [outer, inner] = (await ok(task, 'socketpair')).split(' ');
      const init = await child(task, CLONE.NEWPID);
      await ok(init.task, 'sendbyte', inner!);
      same((await ok(task, 'recvcreds', outer!)).split(' ')[0]!, init.pid, 'of init, seen from outside');
      await ok(task, 'sendbyte', outer!);
      same((await ok(init.task, 'recvcreds', inner!)).split(' ')[0]!, 0, 'of the parent, seen from inside');
    },
  ),
  ...(
    [
      ['', 'restart', 1],
      ['a', 'poweroff', 2],
    ] as const
  ).map(([letter, command, signal]) =>
    rule(
      `pid-24${letter}`,
      'reboot(2), "Behavior inside PID namespaces"',
      `${command} inside ends init, which looks as killed by signal ${signal}`,
      async (task) => {
        const init = await child(task, CLONE.NEWPID);
        const { task: inner } = await child(init.task);
        // The caller goes with the rest: it may have no time to say so.
        void inner.call('reboot', command).catch(() => {});
        same(await ok(task, 'wait', init.pid), `${init.pid} killed ${signal}`, 'wait');
      },
    ),
  ),
  rule(
    'pid-24b',
    'reboot(2) ERRORS',
    'it needs CAP_SYS_BOOT in the owner of the namespace: EPERM',
    async (task) => {
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'reboot', 'restart');
    },
  ),
  rule('pid-26', 'pidfd_open(2)', "a pidfd is opened by the caller's number", async (task) => {
    const { task: init } = await child(task, CLONE.NEWPID);
    const one = await child(init);
    const fd = await ok(init, 'pidfd_open', one.pid);
    await ok(init, 'pidfd_send_signal', fd, KILL);
    same(await ok(init, 'wait', one.pid), `${one.pid} killed ${KILL}`, 'wait');
    await fails('ESRCH', init, 'pidfd_send_signal', fd, 0);
  }),
  rule('pid-26a', 'pidfd_open(2) ERRORS', 'a number that nobody has: ESRCH, and 0: EINVAL', async (task) => {
    await fails('ESRCH', task, 'pidfd_open', 4000);
    await fails('EINVAL', task, 'pidfd_open', 0);
  }),
  rule(
    'pid-26b',
    'pidfd_send_signal(2) ERRORS',
    'a process that is not in, or below, the own namespace: EINVAL',
    async (task) => {
      const fd = await ok(task, 'pidfd_open', await ok(task, 'getpid'));
      const { task: init } = await child(task, CLONE.NEWPID);
      await fails('EINVAL', init, 'pidfd_send_signal', fd, 0);
    },
  ),
  rule('pid-26c', 'pidfd_getfd(2)', "a pidfd gives the other's open files", async (task) => {
    const one = await child(task, CLONE.NEWUTS);
    const theirs = await ok(one.task, 'openns', 'uts');
    const fd = await ok(task, 'pidfd_getfd', await ok(task, 'pidfd_open', one.pid), theirs);
    await ok(task, 'setns', fd, CLONE.NEWUTS);
    same(await nsid(task, 'uts'), await nsid(one.task, 'uts'), 'uts');
  }),
  rule(
    'pid-27',
    'user_namespaces(7), "Interaction of user namespaces"',
    'made together, the user namespace owns the pid namespace',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWUSER | CLONE.NEWPID);
      const one = await child(task);
      const fd = await ok(task, 'openns', 'pid_for_children');
      same(await ok(task, 'nsuser', fd), await nsid(task, 'user'), 'its owner');
      same(await ok(one.task, 'getpid'), 1, 'pid');
    },
  ),
  rule(
    'pid-27a',
    'user_namespaces(7); the kernel asks, the manual does not say',
    'a pid namespace is owned by whoever owns its parent, or below: EINVAL',
    async (task) => {
      // Into a child user namespace with a pid namespace of a sibling user namespace.
      const sibling = await userChild(task, CLONE.NEWPID);
      const other = await userChild(task);
      const fd = await ok(task, 'openns', 'user', other.pid);
      const pid = await ok(task, 'openns', 'pid', sibling.pid);
      await ok(task, 'setns', pid, CLONE.NEWPID);
      const inside = await child(task);
      differ(await nsid(inside.task, 'pid'), await nsid(task, 'pid'), 'pid');
      await ok(inside.task, 'setns', fd, CLONE.NEWUSER);
      const answer = await inside.task.call('unshare', CLONE.NEWPID);
      if (!('errno' in answer) || answer.errno !== 'EINVAL')
        throw new Disagreement(`unshare: ${'errno' in answer ? answer.errno : 'success'}, should be EINVAL`);
    },
  ),

  rule('pid-28', 'kill(2) ERRORS', "another user's process gets no signal: EPERM", async (task) => {
    const one = await child(task);
    const other = await child(task);
    await becomeUser(one.task);
    await fails('EPERM', one.task, 'kill', other.pid, 0);
    await fails('EPERM', one.task, 'kill', other.pid, KILL);
    same(await ok(other.task, 'getpid'), other.pid, 'its pid, alive');
  }),
  rule(
    'pid-26d',
    'pidfd_getfd(2) ERRORS',
    "of another user's process nothing is taken: EPERM",
    async (task) => {
      const one = await child(task);
      const other = await child(task);
      const theirs = await ok(other.task, 'openns', 'uts');
      await becomeUser(one.task);
      const fd = await ok(one.task, 'pidfd_open', other.pid);
      await fails('EPERM', one.task, 'pidfd_getfd', fd, theirs);
    },
  ),
];
