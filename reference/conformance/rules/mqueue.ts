/** POSIX message queues: mq_overview(7), ipc_namespaces(7). */
import { CLONE, type Task } from '../../interface.ts';
import { child, end, fails, ok, rule, same, userChild } from '../rule.ts';

const CITES = 'ipc_namespaces(7), mq_overview(7)';
/** Values of <fcntl.h>. */
const [WRONLY, RDWR, CREAT, EXCL] = [1, 2, 0o100, 0o200];

const make = (task: Task, name = '/queue'): Promise<string> => ok(task, 'mqopen', name, RDWR | CREAT, 0o600);

export const MQUEUE = [
  rule('ipc-07', CITES, 'limits of queues are of each', async (task) => {
    const { task: other } = await child(task, CLONE.NEWIPC);
    await ok(task, 'write', '/proc/sys/fs/mqueue/msg_max', '5');
    same(await ok(task, 'read', '/proc/sys/fs/mqueue/msg_max'), 5, 'msg_max');
    same(await ok(other, 'read', '/proc/sys/fs/mqueue/msg_max'), 10, 'msg_max of the other');
  }),
  rule(
    'ipc-07a',
    CITES,
    'as many queues as queues_max says: ENOSPC for who is not privileged',
    async (task) => {
      await ok(task, 'write', '/proc/sys/fs/mqueue/queues_max', '1');
      await ok(task, 'setuid', 1000);
      await make(task);
      await fails('ENOSPC', task, 'mqopen', '/other', RDWR | CREAT, 0o600);
    },
  ),
  rule(
    'ipc-07b',
    CITES,
    'more messages than msg_max says: EINVAL for who is not privileged',
    async (task) => {
      await ok(task, 'setuid', 1000);
      await fails('EINVAL', task, 'mqopen', '/queue', RDWR | CREAT, 0o600, 11, 100);
      await ok(task, 'mqopen', '/queue', RDWR | CREAT, 0o600, 10, 100);
    },
  ),
  rule('ipc-11', CITES, 'one name in two is two queues', async (task) => {
    const { task: other } = await child(task, CLONE.NEWIPC);
    const fd = await make(task);
    const theirs = await ok(other, 'mqopen', '/queue', RDWR | CREAT | EXCL, 0o600);
    await ok(task, 'mqsend', fd, 'mine', 0);
    await fails('EAGAIN', other, 'mqreceive', theirs);
    same(await ok(task, 'mqreceive', fd), '0 mine', 'message');
  }),
  rule('ipc-11a', `${CITES}, mq_open(3) ERRORS`, 'a queue of another is not found: ENOENT', async (task) => {
    await make(task);
    const { task: other } = await child(task, CLONE.NEWIPC);
    await fails('ENOENT', other, 'mqopen', '/queue', RDWR, 0);
    await fails('ENOENT', other, 'mqunlink', '/queue');
  }),
  rule('ipc-11b', CITES, 'a plain child finds it', async (task) => {
    const fd = await make(task);
    const { task: other } = await child(task);
    await ok(task, 'mqsend', fd, 'text', 3);
    same(await ok(other, 'mqreceive', await ok(other, 'mqopen', '/queue', RDWR, 0)), '3 text', 'message');
  }),
  rule('ipc-11c', 'mq_open(3) ERRORS', 'a name is taken once: EEXIST', async (task) => {
    await make(task);
    await fails('EEXIST', task, 'mqopen', '/queue', RDWR | CREAT | EXCL, 0o600);
  }),
  rule('ipc-11d', 'mq_overview(7)', 'the highest priority comes first, then the oldest', async (task) => {
    const fd = await make(task);
    for (const [text, priority] of [
      ['a', 1],
      ['b', 9],
      ['c', 1],
    ] as const)
      await ok(task, 'mqsend', fd, text, priority);
    for (const expected of ['9 b', '1 a', '1 c']) same(await ok(task, 'mqreceive', fd), expected, 'message');
  }),
  rule(
    'ipc-11e',
    'mq_send(3) ERRORS',
    'a full queue: EAGAIN; a longer message: EMSGSIZE; not for reading: EBADF',
    async (task) => {
      const fd = await ok(task, 'mqopen', '/queue', WRONLY | CREAT, 0o600, 1, 4);
      await fails('EMSGSIZE', task, 'mqsend', fd, 'fives', 0);
      await ok(task, 'mqsend', fd, 'four', 0);
      await fails('EAGAIN', task, 'mqsend', fd, 'four', 0);
      await fails('EBADF', task, 'mqreceive', fd);
      same(await ok(task, 'mqstat', fd), '1 4 1', 'maxmsg msgsize curmsgs');
    },
  ),
  rule('ipc-11f', 'mq_unlink(3)', 'who has a removed queue open keeps it', async (task) => {
    const fd = await make(task);
    await ok(task, 'mqunlink', '/queue');
    await ok(task, 'mqsend', fd, 'still', 0);
    await fails('ENOENT', task, 'mqopen', '/queue', RDWR, 0);
    same(await ok(task, 'mqreceive', fd), '0 still', 'message');
  }),
  rule('ipc-11g', CITES, 'an open queue goes along where its owner goes', async (task) => {
    const fd = await make(task);
    await ok(task, 'unshare', CLONE.NEWIPC);
    await fails('ENOENT', task, 'mqopen', '/queue', RDWR, 0);
    await ok(task, 'mqsend', fd, 'text', 0);
    same(await ok(task, 'mqreceive', fd), '0 text', 'message');
  }),
  rule('ipc-11h', 'mq_open(3) ERRORS', "who may open another's queue its mode says: EACCES", async (task) => {
    await make(task);
    await ok(task, 'setuid', 1000);
    await fails('EACCES', task, 'mqopen', '/queue', RDWR, 0);
  }),
  rule(
    'ipc-11i',
    `${CITES}, namespaces(7) "Namespace lifetime"`,
    'queues live as long as their namespace is held',
    async (task) => {
      const one = await child(task, CLONE.NEWIPC);
      await ok(one.task, 'mqsend', await make(one.task), 'left', 0);
      const fd = await ok(task, 'openns', 'ipc', one.pid);
      await end(task, one);
      await ok(task, 'setns', fd, CLONE.NEWIPC);
      same(await ok(task, 'mqreceive', await ok(task, 'mqopen', '/queue', RDWR, 0)), '0 left', 'message');
    },
  ),
  rule(
    'ipc-12',
    `${CITES}, "Mounting the message queue filesystem"`,
    'a mount of queues shows those of whoever mounted it, to whoever looks',
    async (task) => {
      await make(task, '/mine');
      const { task: other } = await child(task, CLONE.NEWIPC);
      await ok(task, 'mount', 'mqueue', '/mnt', 'mqueue', 0);
      await make(other, '/theirs');
      same(await ok(task, 'list', '/mnt'), 'mine', 'files');
      same(await ok(other, 'list', '/mnt'), 'mine', 'files for the other');
    },
  ),
  rule(
    'ipc-12a',
    CITES,
    'what is made by name is a file, and a file that is made is a queue',
    async (task) => {
      await ok(task, 'mount', 'mqueue', '/mnt', 'mqueue', 0);
      await make(task);
      await ok(task, 'mknod', '/mnt/made', 'file');
      await ok(task, 'mqopen', '/made', RDWR, 0);
      await ok(task, 'unlink', '/mnt/queue');
      await fails('ENOENT', task, 'mqopen', '/queue', RDWR, 0);
      same(await ok(task, 'list', '/mnt'), 'made', 'files');
    },
  ),
  rule(
    'ipc-12b',
    `${CITES}; namespaces(7) has the mount keep the namespace, Linux does not`,
    'with its namespace gone a mount can be read, and nothing made in it: EACCES',
    async (task) => {
      await ok(task, 'unshare', CLONE.NEWIPC);
      await make(task);
      await ok(task, 'mount', 'mqueue', '/mnt', 'mqueue', 0);
      await ok(task, 'unshare', CLONE.NEWIPC);
      same(await ok(task, 'list', '/mnt'), 'queue', 'files');
      await fails('EACCES', task, 'mknod', '/mnt/made', 'file');
    },
  ),
  rule(
    'ipc-12c',
    'user_namespaces(7)',
    'mounting it needs rights over the ipc namespace: EPERM',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWNS);
      await fails('EPERM', inner, 'mount', 'mqueue', '/mnt', 'mqueue', 0);
      const { task: owner } = await userChild(task, CLONE.NEWNS | CLONE.NEWIPC);
      await ok(owner, 'mount', 'mqueue', '/mnt', 'mqueue', 0);
    },
  ),
];
