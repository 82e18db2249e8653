/** Flags of clone(2), clone3(2) and unshare(2). */
import { CLONE } from '../../interface.ts';
import { child, cloneFails, Disagreement, differ, fails, nsid, ok, rule, same } from '../rule.ts';

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
];
