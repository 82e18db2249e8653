/** pid_namespaces(7), kill(2), wait(2). */
import { CLONE } from '../../interface.ts';
import { child, cloneFails, Disagreement, end, fails, nsid, ok, rule, same } from '../rule.ts';

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
