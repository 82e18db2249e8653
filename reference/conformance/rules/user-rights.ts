/** Capabilities, maps and files in user namespaces: user_namespaces(7), capabilities(7). */
import { CLONE, type Task } from '../../interface.ts';
import { MS, tmpfs } from '../mounts.ts';
import { becomeUser, child, cloneFails, fails, ok, rule, same, userChild } from '../rule.ts';

const CAPABILITIES = 'user_namespaces(7), "Capabilities"';
const MAPS = 'user_namespaces(7), "Defining user and group ID mappings"';
const ALL = '1ffffffffff';
const NONE = '0';
const SETUID = 1n << 7n;
const SETFCAP = 1n << 31n;
/** CAP_SYS_RESOURCE: not every machine gives it to its root, so it is left out where capabilities are set outside. */
const RESOURCE = 1n << 24n;
const EVERYTHING = BigInt(`0x${ALL}`);
const without = (cap: bigint): string => (EVERYTHING & ~cap).toString(16);

const map = (of: { readonly pid: number }): string => `/proc/${of.pid}/uid_map`;

/** A user namespace that knows the first ids, not only root's. */
async function wideChild(task: Task, flags = 0): Promise<{ readonly task: Task; readonly pid: number }> {
  const one = await child(task, CLONE.NEWUSER | flags);
  await ok(task, 'write', `/proc/${one.pid}/uid_map`, '0 0 2000');
  await ok(task, 'write', `/proc/${one.pid}/gid_map`, '0 0 2000');
  return one;
}

export const USER_RIGHTS = [
  rule('user-02', CAPABILITIES, 'its creator has all capabilities in it', async (task) => {
    await becomeUser(task);
    const { task: inner } = await child(task, CLONE.NEWUSER);
    same(await ok(inner, 'capget'), `${ALL} ${ALL} ${NONE}`, 'effective, permitted, inheritable');
  }),
  rule('user-02a', CAPABILITIES, 'and none outside', async (task) => {
    await becomeUser(task);
    const { task: inner } = await child(task, CLONE.NEWUSER);
    await fails('EPERM', inner, 'sethostname', 'x', 1);
  }),
  rule('user-05e', MAPS, '340 lines fit', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    await ok(task, 'write', map(one), lines(340));
  }),
  rule('user-05f', MAPS, '341 lines: EINVAL', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    await fails('EINVAL', task, 'write', map(one), lines(341));
  }),
  rule('user-05g', MAPS, 'a page or more: EINVAL', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    await fails('EINVAL', task, 'write', map(one), `${'0 0 1'.padEnd(4200)}\n`);
  }),
  rule('user-05h', MAPS, 'not at the beginning of the file: EINVAL, by pwrite: ESPIPE', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    const fd = await ok(task, 'open', map(one), 1);
    await fails('ESPIPE', task, 'pwrite', fd, '0 0 1', 1);
    await ok(task, 'lseek', fd, 1);
    await fails('EINVAL', task, 'writefd', fd, '0 0 1');
  }),
  rule('user-05i', MAPS, 'a range beyond 32 bits: EINVAL', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    await fails('EINVAL', task, 'write', map(one), '4294967290 0 10');
  }),
  rule('user-05j', MAPS, 'ranges that overlap outside: EINVAL', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    await fails('EINVAL', task, 'write', map(one), '0 0 10\n20 5 10');
  }),
  rule('user-06', MAPS, 'who is neither in it nor in its parent may not write: EPERM', async (task) => {
    const outer = await userChild(task);
    const inner = await child(outer.task, CLONE.NEWUSER);
    // The number that the machine has for it: one above its parent's.
    same(inner.pid, outer.pid + 1, 'pid');
    await fails('EPERM', task, 'write', map(inner), '0 0 1');
    await ok(outer.task, 'write', map(inner), '0 0 1');
  }),
  rule('user-07', MAPS, 'the writer needs CAP_SETUID: EPERM', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    const writer = await child(task);
    await ok(writer.task, 'capset', without(SETUID | RESOURCE), without(SETUID | RESOURCE), NONE);
    await fails('EPERM', writer.task, 'write', map(one), '0 0 10');
  }),
  rule('user-08', MAPS, 'ids that the parent does not know: EPERM', async (task) => {
    const outer = await userChild(task);
    const inner = await child(outer.task, CLONE.NEWUSER);
    await fails('EPERM', outer.task, 'write', map(inner), '0 7 1');
  }),
  rule('user-09', MAPS, 'an unprivileged writer may map its own id, and no more: EPERM', async (task) => {
    await becomeUser(task);
    const one = await child(task, CLONE.NEWUSER);
    await fails('EPERM', one.task, 'write', '/proc/self/uid_map', '0 0 1');
    await fails('EPERM', one.task, 'write', '/proc/self/uid_map', '0 1000 2');
    await ok(one.task, 'write', '/proc/self/uid_map', '0 1000 1');
    same(await ok(one.task, 'getuid'), 0, 'uid');
  }),
  rule('user-10', MAPS, 'its group it may map once setgroups is denied: EPERM before', async (task) => {
    await becomeUser(task);
    const one = await child(task, CLONE.NEWUSER);
    await fails('EPERM', one.task, 'write', '/proc/self/gid_map', '0 1000 1');
    await ok(one.task, 'write', '/proc/self/setgroups', 'deny');
    await ok(one.task, 'write', '/proc/self/gid_map', '0 1000 1');
    same(await ok(one.task, 'getgid'), 0, 'gid');
  }),
  rule(
    'user-11c',
    'user_namespaces(7), "The /proc/pid/setgroups file"',
    'a child namespace inherits "deny"',
    async (task) => {
      const one = await child(task, CLONE.NEWUSER);
      await ok(task, 'write', `/proc/${one.pid}/setgroups`, 'deny');
      await ok(task, 'write', map(one), '0 0 1');
      await ok(task, 'write', `/proc/${one.pid}/gid_map`, '0 0 1');
      const inner = await child(one.task, CLONE.NEWUSER);
      same(await ok(inner.task, 'read', '/proc/self/setgroups'), 'deny', 'the word');
    },
  ),
  rule(
    'user-12',
    'setgroups(2) ERRORS',
    'without a map of groups, or where it is denied: EPERM',
    async (task) => {
      const one = await child(task, CLONE.NEWUSER);
      await fails('EPERM', one.task, 'setgroups');
      await ok(task, 'write', `/proc/${one.pid}/setgroups`, 'deny');
      await ok(task, 'write', `/proc/${one.pid}/gid_map`, '0 0 1');
      await fails('EPERM', one.task, 'setgroups');
    },
  ),
  rule(
    'user-12a',
    'setgroups(2)',
    'with a map of groups root inside may set those that are known',
    async (task) => {
      const { task: inner } = await userChild(task);
      await ok(inner, 'setgroups', 0);
      same(await ok(inner, 'getgroups'), 0, 'groups');
      await fails('EINVAL', inner, 'setgroups', 5);
    },
  ),
  rule(
    'user-13',
    MAPS,
    "mapping the parent's root needs CAP_SETFCAP of a writer in the parent: EPERM",
    async (task) => {
      const one = await child(task, CLONE.NEWUSER);
      const writer = await child(task);
      await ok(writer.task, 'capset', without(SETFCAP | RESOURCE), without(SETFCAP | RESOURCE), NONE);
      await fails('EPERM', writer.task, 'write', map(one), '0 0 10');
      await ok(writer.task, 'write', map(one), '0 1 10');
    },
  ),
  rule('user-13a', MAPS, 'a writer inside may if the creator had it: else EPERM', async (task) => {
    const creator = await child(task);
    await ok(creator.task, 'capset', without(SETFCAP | RESOURCE), without(SETFCAP | RESOURCE), NONE);
    const { task: inner } = await child(creator.task, CLONE.NEWUSER);
    await fails('EPERM', inner, 'write', '/proc/self/uid_map', '0 0 1');
  }),
  rule('user-14', MAPS, 'a map reads in the terms of whoever opens it', async (task) => {
    const outer = await child(task, CLONE.NEWUSER);
    await ok(task, 'write', map(outer), '100 0 1000');
    await ok(task, 'write', `/proc/${outer.pid}/gid_map`, '100 0 1000');
    const inner = await child(outer.task, CLONE.NEWUSER);
    await ok(outer.task, 'write', map(inner), '0 110 50');
    const read = async (reader: Task): Promise<string> =>
      (await ok(reader, 'read', map(inner))).trim().replace(/\s+/g, ' ');
    same(await read(inner.task), '0 110 50', 'read inside');
    same(await read(task), '0 10 50', 'read from the first');
  }),
  rule(
    'user-15',
    'user_namespaces(7), "Nested user namespaces"; the manual has 32 levels',
    '33 levels fit, and one more: ENOSPC',
    async (task) => {
      let at = task;
      for (let level = 1; level <= 33; level++) at = (await userChild(at)).task;
      await cloneFails('ENOSPC', at, CLONE.NEWUSER);
    },
  ),
  rule(
    'user-16',
    CAPABILITIES,
    'whoever made it has all capabilities in it, also from outside',
    async (task) => {
      await becomeUser(task);
      const one = await child(task, CLONE.NEWUSER | CLONE.NEWUTS);
      const fd = await ok(task, 'openns', 'user', one.pid);
      const uts = await ok(task, 'openns', 'uts', one.pid);
      await ok(task, 'setns', fd, CLONE.NEWUSER);
      await ok(task, 'setns', uts, CLONE.NEWUTS);
      await ok(task, 'sethostname', 'mine', 4);
    },
  ),
  rule('user-16a', CAPABILITIES, 'another user has none: EPERM', async (task) => {
    const one = await child(task, CLONE.NEWUSER);
    const fd = await ok(task, 'openns', 'user', one.pid);
    await becomeUser(task);
    await fails('EPERM', task, 'setns', fd, CLONE.NEWUSER);
  }),
  rule(
    'user-18',
    'capabilities(7), "Transformation of capabilities during execve()"',
    'execve by who is not root inside clears the capabilities',
    async (task) => {
      const { task: inner } = await child(task, CLONE.NEWUSER);
      await ok(inner, 'execve');
      same(await ok(inner, 'capget'), `${NONE} ${NONE} ${NONE}`, 'without a map');
    },
  ),
  rule(
    'user-18a',
    'capabilities(7), "Transformation of capabilities during execve()"',
    'execve by root inside keeps them',
    async (task) => {
      const { task: inner } = await userChild(task);
      await ok(inner, 'execve');
      same(await ok(inner, 'capget'), `${ALL} ${ALL} ${NONE}`, 'as root');
    },
  ),
  rule(
    'user-18b',
    'capabilities(7), "Effect of user ID changes on capabilities"',
    'leaving uid 0 clears them, going from another to another does not',
    async (task) => {
      const { task: inner } = await wideChild(task);
      await ok(inner, 'setresuid', -1, 5, -1);
      same(await ok(inner, 'capget'), `${NONE} ${ALL} ${NONE}`, 'effective uid 5');
      await ok(inner, 'setresuid', -1, 0, -1);
      same(await ok(inner, 'capget'), `${ALL} ${ALL} ${NONE}`, 'effective uid 0 again');
      await ok(inner, 'setresuid', 5, 5, 5);
      same(await ok(inner, 'capget'), `${NONE} ${NONE} ${NONE}`, 'no uid 0 left');
    },
  ),
  rule(
    'user-20',
    'user_namespaces(7), "Accessing files"',
    'owners that it does not know show as 65534',
    async (task) => {
      await ok(task, 'mknod', '/tmp/file', 'file');
      await ok(task, 'chown', '/tmp/file', 5, 6);
      const { task: inner } = await userChild(task);
      same(await ok(inner, 'stat', '/tmp/file'), 'file 644 65534 65534', 'stat');
    },
  ),
  rule(
    'user-20a',
    CAPABILITIES,
    'its root may not override the rights of such files: EACCES',
    async (task) => {
      await ok(task, 'mknod', '/tmp/file', 'file');
      await ok(task, 'chown', '/tmp/file', 5, 5);
      await ok(task, 'chmod', '/tmp/file', 0o600);
      const { task: inner } = await userChild(task);
      await fails('EACCES', inner, 'read', '/tmp/file');
      const { task: wide } = await wideChild(task);
      await ok(wide, 'read', '/tmp/file');
    },
  ),
  rule('user-20b', CAPABILITIES, 'nor give them away: EPERM', async (task) => {
    await ok(task, 'mknod', '/tmp/file', 'file');
    await ok(task, 'chown', '/tmp/file', 5, 5);
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'chown', '/tmp/file', 0, 0);
    await fails('EINVAL', inner, 'chown', '/tmp/file', 7, 7);
  }),
  rule(
    'user-21',
    'user_namespaces(7), "Set-user-ID and set-group-ID programs"',
    'set-user-ID to an owner that it does not know is ignored',
    async (task) => {
      await ok(task, 'installprogram', '/tmp/program', 0o755);
      await ok(task, 'chown', '/tmp/program', 5, 5);
      await ok(task, 'chmod', '/tmp/program', 0o4755);
      const { task: wide } = await wideChild(task, CLONE.NEWNS);
      const { task: inner } = await userChild(task, CLONE.NEWNS);
      await ok(inner, 'execve', '/tmp/program');
      same(await ok(inner, 'geteuid'), 0, 'where it is not known');
      await ok(wide, 'execve', '/tmp/program');
      same(await ok(wide, 'geteuid'), 5, 'where it is known');
    },
  ),
  rule(
    'user-21a',
    'prctl(2), PR_SET_NO_NEW_PRIVS; mount(2), MS_NOSUID',
    'nor where the task or the mount gives no privileges',
    async (task) => {
      await tmpfs(task, '/mnt');
      await ok(task, 'installprogram', '/mnt/program', 0o755);
      await ok(task, 'chown', '/mnt/program', 5, 5);
      await ok(task, 'chmod', '/mnt/program', 0o4755);
      const { task: modest } = await child(task);
      await ok(modest, 'prctl', 38, 1);
      await ok(modest, 'execve', '/mnt/program');
      same(await ok(modest, 'geteuid'), 0, 'with no_new_privs');
      await ok(task, 'mount', 'none', '/mnt', 'none', MS.REMOUNT | MS.BIND | MS.NOSUID);
      await ok(task, 'execve', '/mnt/program');
      same(await ok(task, 'geteuid'), 0, 'on a nosuid mount');
    },
  ),
  rule('user-22', CAPABILITIES, 'its root may not make devices: EPERM', async (task) => {
    const { task: inner } = await userChild(task, CLONE.NEWNS);
    await ok(inner, 'mount', 'tmpfs', '/mnt', 'tmpfs', 0);
    await fails('EPERM', inner, 'mknod', '/mnt/null', 'null');
  }),
  rule('user-22a', CAPABILITIES, 'nor have real-time scheduling: EPERM', async (task) => {
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'sched_setscheduler');
  }),
  rule('user-22b', CAPABILITIES, 'nor set the clock: EPERM', async (task) => {
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'settimeofday');
  }),
  rule('user-23', CAPABILITIES, 'securebits begin anew in it', async (task) => {
    await ok(task, 'prctl', 28, 1);
    same(await ok(task, 'prctl', 27), 1, 'securebits');
    const { task: inner } = await child(task, CLONE.NEWUSER);
    same(await ok(inner, 'prctl', 27), 0, 'securebits inside');
  }),
  rule('user-24', 'setns(2)', 'who left it for a child cannot come back: EPERM', async (task) => {
    const fd = await ok(task, 'openns', 'user');
    const uts = await ok(task, 'openns', 'uts');
    await ok(task, 'unshare', CLONE.NEWUSER);
    await fails('EPERM', task, 'setns', fd, CLONE.NEWUSER);
    await fails('EPERM', task, 'setns', uts, CLONE.NEWUTS);
  }),
  rule(
    'user-25',
    'user_namespaces(7), "Project ID mappings"',
    'projects are mapped without capabilities, once: EPERM',
    async (task) => {
      await becomeUser(task);
      const one = await child(task, CLONE.NEWUSER);
      await ok(task, 'write', `/proc/${one.pid}/projid_map`, '0 0 10');
      await fails('EPERM', task, 'write', `/proc/${one.pid}/projid_map`, '0 0 10');
    },
  ),
  rule(
    'user-27',
    'unix(7), SCM_CREDENTIALS',
    "a sender's ids are the receiver's for them, and 65534 if it has none",
    async (task) => {
      const [outer, inner] = (await ok(task, 'socketpair')).split(' ');
      const one = await child(task, CLONE.NEWUSER);
      await ok(task, 'write', map(one), '5 0 1');
      await ok(task, 'write', `/proc/${one.pid}/gid_map`, '6 0 1');
      await ok(task, 'sendbyte', outer!);
      same((await ok(one.task, 'recvcreds', inner!)).split(' ').slice(1).join(' '), '5 6', 'seen inside');
      const other = await child(task);
      await ok(other.task, 'setresuid', 7, 7, 7);
      await ok(other.task, 'sendbyte', outer!);
      same((await ok(one.task, 'recvcreds', inner!)).split(' ')[1]!, 65534, 'one that is not known');
    },
  ),
  rule(
    'user-28',
    'capabilities(7), capset(2) ERRORS',
    'what is given up cannot be had again: EPERM',
    async (task) => {
      const { task: inner } = await userChild(task);
      await ok(inner, 'capset', NONE, without(SETUID), NONE);
      await fails('EPERM', inner, 'capset', NONE, ALL, NONE);
      await ok(inner, 'capset', without(SETUID), without(SETUID), NONE);
      same(await ok(inner, 'capget'), `${without(SETUID)} ${without(SETUID)} ${NONE}`, 'capabilities');
    },
  ),
  rule(
    'user-28a',
    'prctl(2), PR_CAPBSET_DROP',
    'what is dropped from the bounding set is not had after execve',
    async (task) => {
      const { task: inner } = await userChild(task);
      await ok(inner, 'prctl', 24, 7);
      same(await ok(inner, 'prctl', 23, 7), 0, 'in the bounding set');
      await ok(inner, 'execve');
      same(await ok(inner, 'capget'), `${without(SETUID)} ${without(SETUID)} ${NONE}`, 'capabilities');
    },
  ),
];

/** As many lines of a map, each as short as may be. */
function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => `${at} ${at} 1`).join('\n');
}
