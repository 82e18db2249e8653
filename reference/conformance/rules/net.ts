/** network_namespaces(7), ip(7), unix(7). */
import { CLONE, type Task } from '../../interface.ts';
import { child, fails, ok, rule, userChild } from '../rule.ts';

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
