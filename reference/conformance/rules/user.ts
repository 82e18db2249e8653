/** user_namespaces(7), credentials(7), capabilities(7). */
import { CLONE } from '../../interface.ts';
import { child, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

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

  rule(
    'user-29',
    'user_namespaces(7), "Defining user and group ID mappings"',
    'a map ends with its last id, and the next is not valid: EINVAL',
    async (task) => {
      const { task: inner } = await userChild(task);
      await fails('EINVAL', inner, 'setresuid', 1, 1, 1);
      await fails('EINVAL', inner, 'setresgid', 1, 1, 1);
    },
  ),
];
