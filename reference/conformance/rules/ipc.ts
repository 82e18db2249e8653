/** ipc_namespaces(7), sysvipc(7), mq_overview(7). */
import { CLONE } from '../../interface.ts';
import { child, end, fails, ok, rule, same } from '../rule.ts';

const CREAT = 0o1000;
const MODE = 0o600;

export const IPC = [
  rule('ipc-01', 'ipc_namespaces(7)', 'a new one is empty', async (task) => {
    await ok(task, 'msgget', 77, CREAT | MODE);
    const { task: other } = await child(task, CLONE.NEWIPC);
    await fails('ENOENT', other, 'msgget', 77, 0);
  }),
  ...(['msgget', 'shmget', 'semget'] as const).map((get, at) =>
    rule(
      `ipc-02${'abc'[at]}`,
      'ipc_namespaces(7)',
      `one key in two makes two objects (${get})`,
      async (task) => {
        const { task: other } = await child(task, CLONE.NEWIPC);
        await ok(task, get, 77, CREAT | MODE);
        await fails('ENOENT', other, get, 77, 0);
        await ok(other, get, 77, CREAT | MODE);
      },
    ),
  ),
  rule('ipc-03', 'ipc_namespaces(7)', 'the first id of each is 0', async (task) => {
    const { task: other } = await child(task, CLONE.NEWIPC);
    same(await ok(task, 'msgget', 77, CREAT | MODE), 0, 'id');
    same(await ok(other, 'msgget', 78, CREAT | MODE), 0, 'id in the other');
  }),
  rule('ipc-04', 'ipc_namespaces(7)', 'a plain child shares the objects', async (task) => {
    const { task: other } = await child(task);
    const id = await ok(task, 'semget', 77, CREAT | MODE);
    same(await ok(other, 'semget', 77, 0), id, 'id');
  }),
  rule(
    'ipc-06',
    'ipc_namespaces(7)',
    'limits are not inherited: a new one begins with the built-in ones',
    async (task) => {
      await ok(task, 'write', '/proc/sys/kernel/msgmni', '123');
      const { task: other } = await child(task, CLONE.NEWIPC);
      same(await ok(task, 'read', '/proc/sys/kernel/msgmni'), 123, 'its own limit');
      same(await ok(other, 'read', '/proc/sys/kernel/msgmni'), 32000, 'the limit of the new one');
    },
  ),
  rule(
    'ipc-08',
    'ipc_namespaces(7), namespaces(7) "Namespace lifetime"',
    'objects live as long as their namespace is held',
    async (task) => {
      const one = await child(task, CLONE.NEWIPC);
      await ok(one.task, 'msgget', 77, CREAT | MODE);
      const fd = await ok(task, 'openns', 'ipc', one.pid);
      await end(task, one);
      await ok(task, 'setns', fd, CLONE.NEWIPC);
      await ok(task, 'msgget', 77, 0);
    },
  ),
];
