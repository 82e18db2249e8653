/** time_namespaces(7), clock_gettime(2), timerfd_create(2). */
import { CLONE, type Task } from '../../interface.ts';
import { child, Disagreement, differ, end, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

const CITES = 'time_namespaces(7)';
const FILE = 'time_namespaces(7), "/proc/pid/timens_offsets"';
const OFFSETS = '/proc/self/timens_offsets';
/** Values of <time.h>. */
const [REALTIME, MONOTONIC, MONOTONIC_RAW, MONOTONIC_COARSE, BOOTTIME] = [0, 1, 4, 6, 7];
const THREAD = CLONE.THREAD | CLONE.SIGHAND | CLONE.VM;
const DAY = 86_400;
/** Bit of <linux/capability.h>. */
const SYS_TIME = 25n;

const offsetsOf = async (task: Task): Promise<string> =>
  (await ok(task, 'read', OFFSETS)).replace(/\s+/g, ' ');

/** Seconds that may pass between two readings of one clock. */
const PATIENCE = 30;

function near(got: number, expected: number, what: string): void {
  if (Math.abs(got - expected) > PATIENCE)
    throw new Disagreement(`${what}: ${got}, should be about ${expected}`);
}

/** How far a clock of the second is ahead of that of the first, seconds. */
async function ahead(one: Task, other: Task, clock: number): Promise<number> {
  const [a, b] = [await ok(one, 'clock', clock), await ok(other, 'clock', clock)];
  return Number(b) - Number(a);
}

/** A child whose monotonic clock is a day ahead, and whose boottime two. */
async function shifted(task: Task): Promise<Task> {
  await ok(task, 'unshare', CLONE.NEWTIME);
  await ok(task, 'write', OFFSETS, `monotonic ${DAY} 0\nboottime ${2 * DAY} 0`);
  return (await child(task)).task;
}

export const TIME = [
  rule('time-01', CITES, 'unshare is for children only', async (task) => {
    const before = await nsid(task, 'time');
    await ok(task, 'unshare', CLONE.NEWTIME);
    same(await nsid(task, 'time'), before, 'time');
    differ(await nsid(task, 'time_for_children'), before, 'time_for_children');
  }),
  rule('time-02', CITES, 'the monotonic clock is shifted', async (task) => {
    const other = await shifted(task);
    near(await ahead(task, other, MONOTONIC), DAY, 'CLOCK_MONOTONIC');
  }),
  rule('time-02a', CITES, 'its coarse form is, too', async (task) => {
    const other = await shifted(task);
    near(await ahead(task, other, MONOTONIC_COARSE), DAY, 'CLOCK_MONOTONIC_COARSE');
  }),
  rule(
    'time-02b',
    `${CITES}; the manual names two clocks, Linux shifts this one as well`,
    'its raw form is, too',
    async (task) => {
      const other = await shifted(task);
      near(await ahead(task, other, MONOTONIC_RAW), DAY, 'CLOCK_MONOTONIC_RAW');
    },
  ),
  rule('time-02c', CITES, 'the boottime clock has an offset of its own', async (task) => {
    const other = await shifted(task);
    near(await ahead(task, other, BOOTTIME), 2 * DAY, 'CLOCK_BOOTTIME');
  }),
  rule('time-02d', `${CITES}, NOTES`, 'the real-time clock is the same everywhere', async (task) => {
    const other = await shifted(task);
    near(await ahead(task, other, REALTIME), 0, 'CLOCK_REALTIME');
  }),
  rule('time-03', FILE, 'it begins without offsets', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    same(await offsetsOf(task), 'monotonic 0 0 boottime 0 0', 'offsets');
  }),
  rule('time-03a', `${CITES}, NOTES`, 'clocks may be given by number', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    await ok(task, 'write', OFFSETS, '1 5 0\n7 6 0');
    same(await offsetsOf(task), 'monotonic 5 0 boottime 6 0', 'offsets');
  }),
  rule('time-04', FILE, 'once somebody is in it the offsets stay: EACCES', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    await child(task);
    await fails('EACCES', task, 'write', OFFSETS, 'monotonic 5 0');
  }),
  rule('time-04a', FILE, 'also after he is gone: EACCES', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    await end(task, await child(task));
    await fails('EACCES', task, 'write', OFFSETS, 'monotonic 5 0');
  }),
  rule('time-04b', FILE, 'those of the one that one is in cannot be written: EACCES', (task) =>
    fails('EACCES', task, 'write', OFFSETS, 'monotonic 5 0'),
  ),
  ...(
    [
      ['', 'monotonic 0 1000000000', 'more nanoseconds than a second has'],
      ['a', 'realtime 5 0', 'a clock that has no offset'],
      ['b', '0 5 0', 'nor by its number'],
      ['c', 'monotonic 5', 'a field too few'],
      ['d', 'monotonic five 0', 'what is no number'],
      ['e', 'monotonic 5 -1', 'negative nanoseconds'],
      ['f', 'monotonic 5 0\nnonsense', 'nonsense on a second line'],
    ] as const
  ).map(([letter, line, what]) =>
    rule(`time-05${letter}`, FILE, `${what}: EINVAL`, async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      await fails('EINVAL', task, 'write', OFFSETS, line);
      same(await offsetsOf(task), 'monotonic 0 0 boottime 0 0', 'offsets');
    }),
  ),
  ...(
    [
      ['', 'monotonic -99999999999 0', 'a clock that would be negative'],
      ['a', 'boottime 9223372036 0', 'a clock that would show more than 146 years'],
    ] as const
  ).map(([letter, line, what]) =>
    rule(`time-06${letter}`, FILE, `${what}: ERANGE`, async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      await fails('ERANGE', task, 'write', OFFSETS, line);
    }),
  ),
  rule('time-07', FILE, 'writing needs CAP_SYS_TIME: EPERM', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    const [, permitted = ''] = (await ok(task, 'capget')).split(' ');
    const without = (BigInt(`0x${permitted}`) & ~(1n << SYS_TIME)).toString(16);
    await ok(task, 'capset', without, without, '0');
    await fails('EPERM', task, 'write', OFFSETS, 'monotonic 5 0');
  }),
  rule(
    'time-07a',
    `${FILE}, user_namespaces(7)`,
    'root of a user namespace may write those of one that it owns',
    async (task) => {
      const { task: inner } = await userChild(task);
      await ok(inner, 'unshare', CLONE.NEWTIME);
      await ok(inner, 'write', OFFSETS, 'monotonic 5 0');
    },
  ),
  rule('time-08', FILE, 'the last write wins, clock by clock', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    for (const line of ['monotonic 5 0', 'boottime 7 0', 'monotonic 6 0'])
      await ok(task, 'write', OFFSETS, line);
    same(await offsetsOf(task), 'monotonic 6 0 boottime 7 0', 'offsets');
  }),
  rule('time-09', CITES, "a new one begins with its creator's offsets", async (task) => {
    const other = await shifted(task);
    await ok(other, 'unshare', CLONE.NEWTIME);
    same(await offsetsOf(other), `monotonic ${DAY} 0 boottime ${2 * DAY} 0`, 'offsets');
    await ok(other, 'write', OFFSETS, 'monotonic 0 0');
    near(await ahead(task, (await child(other)).task, MONOTONIC), 0, 'CLOCK_MONOTONIC');
  }),
  rule('time-10', 'proc(5), /proc/uptime', '/proc/uptime follows the boottime clock', async (task) => {
    const other = await shifted(task);
    const [here, there] = [await ok(task, 'read', '/proc/uptime'), await ok(other, 'read', '/proc/uptime')];
    near(Number.parseFloat(there) - Number.parseFloat(here), 2 * DAY, '/proc/uptime');
  }),
  rule(
    'time-10a',
    'clock_nanosleep(2), TIMER_ABSTIME',
    'sleeping until a time of its own clock ends then',
    async (task) => {
      const other = await shifted(task);
      await ok(other, 'sleepuntil', MONOTONIC, Number(await ok(other, 'clock', MONOTONIC)));
    },
  ),
  rule(
    'time-10b',
    'timerfd_create(2), TFD_TIMER_ABSTIME',
    'a timer is set on its own clock',
    async (task) => {
      const other = await shifted(task);
      const fd = await ok(other, 'timerfd', MONOTONIC);
      await ok(other, 'timerset', fd, Number(await ok(other, 'clock', MONOTONIC)) + 1000);
      near(Number(await ok(other, 'timerleft', fd)), 1000, 'seconds left');
    },
  ),
  rule(
    'time-11',
    'setns(2), time_namespaces(7)',
    'joining takes the caller in at once, and its children',
    async (task) => {
      const fd = await ok(task, 'openns', 'time');
      const other = await shifted(task);
      near(await ahead(task, other, MONOTONIC), DAY, 'CLOCK_MONOTONIC before');
      await ok(other, 'setns', fd, CLONE.NEWTIME);
      near(await ahead(task, other, MONOTONIC), 0, 'CLOCK_MONOTONIC');
      same(await nsid(other, 'time_for_children'), await nsid(task, 'time'), 'time_for_children');
    },
  ),
  rule('time-11a', 'setns(2), time_namespaces(7)', 'and with it the offsets stay: EACCES', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    await ok(task, 'setns', await ok(task, 'openns', 'time_for_children'), CLONE.NEWTIME);
    same(await nsid(task, 'time'), await nsid(task, 'time_for_children'), 'time');
    await fails('EACCES', task, 'write', OFFSETS, 'monotonic 5 0');
  }),
  rule(
    'time-11b',
    'setns(2); the manual knows no EUSERS, Linux gives it',
    'a process of several threads cannot join: EUSERS',
    async (task) => {
      const fd = await ok(task, 'openns', 'time');
      await child(task, THREAD);
      await fails('EUSERS', task, 'setns', fd, CLONE.NEWTIME);
    },
  ),
  rule('time-12', CITES, 'a second unshare before a child makes another one', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    const first = await nsid(task, 'time_for_children');
    await ok(task, 'unshare', CLONE.NEWTIME);
    differ(await nsid(task, 'time_for_children'), first, 'time_for_children');
  }),
  rule('time-13', CITES, 'a child is in what its parent had for children', async (task) => {
    await ok(task, 'unshare', CLONE.NEWTIME);
    const { task: other } = await child(task);
    same(await nsid(other, 'time'), await nsid(task, 'time_for_children'), 'time');
  }),
  rule('time-14', 'unshare(2) ERRORS', 'a new one needs CAP_SYS_ADMIN: EPERM', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'unshare', CLONE.NEWTIME);
  }),
  rule(
    'time-15',
    'clone(2); of Linux: the clocks of a memory that is shared do not change',
    "a child with its parent's memory stays in its parent's",
    async (task) => {
      const before = await nsid(task, 'time');
      await ok(task, 'unshare', CLONE.NEWTIME);
      const { task: other } = await child(task, CLONE.VM);
      same(await nsid(other, 'time'), before, 'time');
    },
  ),
  rule('time-15a', 'clone(2)', 'and so does a thread', async (task) => {
    const before = await nsid(task, 'time');
    await ok(task, 'unshare', CLONE.NEWTIME);
    const { task: other } = await child(task, THREAD);
    same(await nsid(other, 'time'), before, 'time');
  }),
  rule(
    'time-16',
    'execve(2); the manual does not say it, Linux does it',
    'execve takes a task into what it made for its children',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWTIME);
      await ok(task, 'write', OFFSETS, `monotonic ${DAY} 0`);
      const before = Number(await ok(task, 'clock', MONOTONIC));
      await ok(task, 'execve');
      same(await nsid(task, 'time'), await nsid(task, 'time_for_children'), 'time');
      near(Number(await ok(task, 'clock', MONOTONIC)) - before, DAY, 'CLOCK_MONOTONIC');
    },
  ),
];
