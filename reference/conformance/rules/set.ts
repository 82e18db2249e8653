/** setns(2). */
import { CLONE } from '../../interface.ts';
import { child, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

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
];
