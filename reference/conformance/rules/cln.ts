/** Flags of clone(2), clone3(2) and unshare(2). */
import { CLONE, type CloneArgs, type Task } from '../../interface.ts';
import { child, cloneFails, Disagreement, differ, fails, nsid, ok, rule, same, THREAD } from '../rule.ts';

/** Of semop(2). */
const SEM_UNDO = 0x1000;

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
    const forked = await task.clone3({ setTid: [4321] });
    same('pid' in forked ? forked.pid : forked.errno, 4321, 'pid');
  }),
  rule('cln-15a', 'clone(2), "The set_tid array"', 'more pids than levels: EINVAL', async (task) => {
    const forked = await task.clone3({ setTid: Array.from({ length: 33 }, () => 4321) });
    same('errno' in forked ? forked.errno : 'success', 'EINVAL', 'clone3');
  }),
  rule('cln-16', 'clone(2) ERRORS', 'a pid that is in use: EEXIST', async (task) => {
    const one = await child(task);
    const forked = await task.clone3({ setTid: [one.pid] });
    same('errno' in forked ? forked.errno : 'success', 'EEXIST', 'clone3');
  }),
  rule(
    'cln-17',
    'clone(2) ERRORS',
    'the first process of a pid namespace must be 1: EINVAL',
    async (task) => {
      const forked = await task.clone3({ flags: CLONE.NEWPID, setTid: [5] });
      same('errno' in forked ? forked.errno : 'success', 'EINVAL', 'clone3');
    },
  ),
  rule('cln-17a', 'clone(2) ERRORS', 'a pid of 0: EINVAL', async (task) => {
    const forked = await task.clone3({ setTid: [0] });
    same('errno' in forked ? forked.errno : 'success', 'EINVAL', 'clone3');
  }),
  rule(
    'cln-18',
    'clone(2) ERRORS, capabilities(7)',
    'choosing a pid needs privilege: EPERM',
    async (task) => {
      await ok(task, 'setuid', 1000);
      const forked = await task.clone3({ setTid: [4321] });
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
      const forked = await task.clone3({ flags: CLONE.NEWTIME });
      if ('errno' in forked) throw new Disagreement(`clone3: ${forked.errno}`);
      differ(await nsid(forked.task, 'time'), await nsid(task, 'time'), 'time');
    },
  ),
  rule('cln-24', 'clone(2) ERRORS', 'NEWUSER by a task whose uid is not mapped: EPERM', async (task) => {
    const { task: inner } = await child(task, CLONE.NEWUSER);
    await cloneFails('EPERM', inner, CLONE.NEWUSER);
  }),
  rule(
    'cln-07',
    'clone(2) ERRORS; the manual has EINVAL, Linux takes it',
    'NEWPID with PARENT: the child is init of a new one, and a sibling',
    async (task) => {
      const one = await child(task);
      const forked = await one.task.clone(CLONE.NEWPID | CLONE.PARENT);
      if ('errno' in forked) throw new Disagreement(`clone: ${forked.errno}`);
      same(await ok(forked.task, 'getpid'), 1, 'pid');
      await forked.task.call('exit', 3);
      same(await ok(task, 'wait', forked.pid), `${forked.pid} exited 3`, 'wait by the parent of the caller');
    },
  ),
  rule(
    'cln-07a',
    'clone(2) ERRORS; the manual has EINVAL, Linux takes it',
    'NEWUSER with PARENT',
    async (task) => {
      const one = await child(task);
      const forked = await one.task.clone(CLONE.NEWUSER | CLONE.PARENT);
      if ('errno' in forked) throw new Disagreement(`clone: ${forked.errno}`);
      differ(await nsid(forked.task, 'user'), await nsid(task, 'user'), 'user');
    },
  ),
  rule('cln-09', 'clone(2) ERRORS', 'a thread after NEWPID was unshared: EINVAL', async (task) => {
    await ok(task, 'unshare', CLONE.NEWPID);
    await cloneFails('EINVAL', task, THREAD);
  }),
  rule('cln-11', 'unshare(2) ERRORS', 'NEWUSER by one of several threads: EINVAL', async (task) => {
    await child(task, THREAD);
    await fails('EINVAL', task, 'unshare', CLONE.NEWUSER);
  }),
  rule('cln-11a', 'unshare(2)', 'and by one whose other threads are gone it works', async (task) => {
    const { task: thread } = await child(task, THREAD);
    await thread.call('exit_thread');
    for (let tries = 0; tries < 200; tries++) {
      const answer = await task.call('unshare', CLONE.NEWUSER);
      if ('ok' in answer) return;
    }
    throw new Disagreement('unshare fails although the thread has ended');
  }),
  rule(
    'cln-12',
    'unshare(2); the manual has EINVAL, Linux takes it',
    'NEWPID by one of several threads',
    async (task) => {
      const { task: thread } = await child(task, THREAD);
      await ok(thread, 'unshare', CLONE.NEWPID);
      same(await ok(thread, 'getpid'), await ok(task, 'getpid'), 'pid');
      const one = await child(thread);
      same(await ok(one.task, 'getpid'), 1, 'pid of its child');
    },
  ),
  rule('cln-12a', 'namespaces(7)', 'a thread can be in other namespaces than its siblings', async (task) => {
    const { task: thread } = await child(task, THREAD);
    await ok(thread, 'unshare', CLONE.NEWUTS);
    await ok(thread, 'sethostname', 'thread', 6);
    if ((await ok(task, 'gethostname')) === 'thread') throw new Disagreement('the siblings moved along');
  }),
  rule('cln-13', 'unshare(2)', 'NEWNS gives a root and a working directory of its own', async (task) => {
    const { task: thread } = await child(task, THREAD);
    await ok(thread, 'chdir', '/tmp');
    same(await ok(task, 'getcwd'), '/tmp', 'shared working directory');
    await ok(thread, 'unshare', CLONE.NEWNS);
    await ok(thread, 'chdir', '/mnt');
    same(await ok(task, 'getcwd'), '/tmp', 'working directory of the sibling');
  }),
  rule(
    'cln-13a',
    'clone(2)',
    'CLONE_FS shares the working directory and the umask, else they are copied',
    async (task) => {
      const { task: sharing } = await child(task, CLONE.FS);
      const { task: apart } = await child(task);
      await ok(sharing, 'chdir', '/tmp');
      await ok(sharing, 'umask', 0o77);
      same(await ok(task, 'getcwd'), '/tmp', 'working directory');
      same(await ok(task, 'umask', 0o77), 0o77, 'umask');
      same(await ok(apart, 'getcwd'), '/', 'working directory of the other');
    },
  ),
  rule('cln-14', 'unshare(2)', 'NEWIPC takes back what SEM_UNDO is to take back', async (task) => {
    const { task: other } = await child(task);
    const id = await ok(task, 'semget', 77, 1, 0o1600);
    await ok(task, 'semop', id, 0, 2, SEM_UNDO);
    same(await ok(other, 'semgetval', id, 0), 2, 'before');
    await ok(task, 'unshare', CLONE.NEWIPC);
    same(await ok(other, 'semgetval', id, 0), 0, 'after');
  }),
  rule('cln-19', 'clone(2) ERRORS', 'more numbers than 32: EINVAL', async (task) => {
    await clone3Fails('EINVAL', task, { setTid: Array.from({ length: 33 }, () => 5) });
  }),
  rule('cln-19a', 'clone(2) ERRORS', 'a number of numbers without any: EINVAL', async (task) => {
    await clone3Fails('EINVAL', task, { setTid: [], setTidSize: 2 });
  }),
  rule(
    'cln-19b',
    'clone(2), "The set_tid array"',
    'numbers for several levels, innermost first',
    async (task) => {
      const { task: init } = await child(task, CLONE.NEWPID);
      const forked = await init.clone3({ setTid: [40, 4000] });
      if ('errno' in forked) throw new Disagreement(`clone3: ${forked.errno}`);
      same(forked.pid, 40, 'inside');
      await ok(task, 'kill', 4000, 0);
    },
  ),
  rule('cln-22', 'clone(2)', 'PIDFD gives a descriptor of the child', async (task) => {
    const forked = await task.clone(CLONE.PIDFD);
    if ('errno' in forked) throw new Disagreement(`clone: ${forked.errno}`);
    await ok(task, 'pidfd_send_signal', forked.pidfd ?? -1, 9);
    same(await ok(task, 'wait', forked.pid), `${forked.pid} killed 9`, 'wait');
  }),
  rule('cln-22a', 'clone(2) ERRORS', 'PIDFD with DETACHED: EINVAL', (task) =>
    cloneFails('EINVAL', task, CLONE.PIDFD | CLONE.DETACHED),
  ),
  rule('cln-22b', 'clone3(2) ERRORS', 'DETACHED of clone3: EINVAL', (task) =>
    clone3Fails('EINVAL', task, { flags: CLONE.DETACHED }),
  ),
  rule(
    'cln-23',
    'clone(2) ERRORS, unshare(2) ERRORS',
    'NEWUSER by a caller in a chroot: EPERM',
    async (task) => {
      await ok(task, 'chroot', '/tmp');
      await fails('EPERM', task, 'unshare', CLONE.NEWUSER);
      await cloneFails('EPERM', task, CLONE.NEWUSER);
    },
  ),
  rule('cln-25', 'vfork(2)', 'the parent stands still until the child is gone', async (task) => {
    await ok(task, 'sethostname', 'before', 6);
    const { task: other } = await child(task, CLONE.VM | CLONE.VFORK);
    const later = task.call('gethostname');
    await ok(other, 'sethostname', 'child', 5);
    await other.call('exit', 0);
    const answer = await later;
    same('ok' in answer ? answer.ok : answer.errno, 'child', 'host name, asked before the child set it');
  }),
  rule('cln-25a', 'vfork(2)', 'or until it is another program', async (task) => {
    const { task: other } = await child(task, CLONE.VM | CLONE.VFORK);
    const later = task.call('getpid');
    await ok(other, 'execve');
    const answer = await later;
    same(await ok(other, 'getppid'), 'ok' in answer ? answer.ok : answer.errno, 'pid of its parent');
  }),
  rule('cln-26', 'clone(2)', 'a thread has the number of its process, and one of its own', async (task) => {
    const { task: thread, pid } = await child(task, THREAD);
    same(await ok(thread, 'getpid'), await ok(task, 'getpid'), 'getpid');
    same(await ok(thread, 'gettid'), pid, 'gettid');
  }),
  rule('cln-26a', 'clone(2)', 'CLONE_FILES shares descriptors, else they are copied', async (task) => {
    const { task: sharing } = await child(task, CLONE.FILES);
    const { task: apart } = await child(task);
    const fd = await ok(task, 'openns', 'uts');
    await ok(sharing, 'nstype', fd);
    await fails('EBADF', apart, 'nstype', fd);
  }),
];

async function clone3Fails(errno: string, task: Task, args: CloneArgs): Promise<void> {
  const forked = await task.clone3(args);
  same('errno' in forked ? forked.errno : 'success', errno, 'clone3');
}
