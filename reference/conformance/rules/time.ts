/** time_namespaces(7). */
import { CLONE } from '../../interface.ts';
import { child, differ, fails, nsid, ok, rule, same } from '../rule.ts';

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
