/** System V objects: ipc_namespaces(7), sysvipc(7). */
import { type CallName, CLONE, type Task } from '../../interface.ts';
import { child, end, fails, ok, rule, same, userChild } from '../rule.ts';

const CITES = 'ipc_namespaces(7)';
const CREAT = 0o1000;
const EXCL = 0o2000;
const MODE = 0o600;
const UNDO = 0x1000;
const COPY = 0o40000;
const KEY = 77;

/** How each kind of object is had: its call, and what stands between key and flags. */
const KINDS = [
  { letter: 'a', get: 'msgget', size: [] },
  { letter: 'b', get: 'semget', size: [1] },
  { letter: 'c', get: 'shmget', size: [4096] },
] as const satisfies readonly { letter: string; get: CallName; size: readonly number[] }[];
type Kind = (typeof KINDS)[number];

const make = (task: Task, { get, size }: Kind, key = KEY, flags = CREAT | MODE): Promise<string> =>
  ok(task, get, key, ...size, flags);
const notFound = (task: Task, { get, size }: Kind, key = KEY): Promise<void> =>
  fails('ENOENT', task, get, key, ...size, 0);

const ipcChild = (task: Task) => child(task, CLONE.NEWIPC);
const message = (task: Task, key = KEY): Promise<string> => ok(task, 'msgget', key, CREAT | MODE);
const semaphore = (task: Task, key = KEY): Promise<string> => ok(task, 'semget', key, 1, CREAT | MODE);
const segment = (task: Task, key = KEY): Promise<string> => ok(task, 'shmget', key, 4096, CREAT | MODE);

/** The rows of a file of /proc/sysvipc, behind its header. */
async function listed(task: Task, kind: 'msg' | 'sem' | 'shm'): Promise<string> {
  const text = await ok(task, 'read', `/proc/sysvipc/${kind}`);
  const last = kind === 'shm' ? 'swap' : 'ctime';
  const [key, id] = text
    .slice(text.lastIndexOf(last) + last.length)
    .trim()
    .split(/\s+/);
  return key ? `key ${key} id ${id}` : 'nothing';
}

export const IPC = [
  rule('ipc-01', CITES, 'a new one is empty', async (task) => {
    for (const kind of KINDS) await make(task, kind);
    const { task: other } = await ipcChild(task);
    for (const kind of KINDS) await notFound(other, kind);
  }),
  ...KINDS.map((kind) =>
    rule(`ipc-02${kind.letter}`, CITES, `one key in two makes two objects (${kind.get})`, async (task) => {
      const { task: other } = await ipcChild(task);
      await make(task, kind);
      await notFound(other, kind);
      await make(other, kind, KEY, CREAT | EXCL | MODE);
    }),
  ),
  ...KINDS.map((kind) =>
    rule(
      `ipc-02${'def'['abc'.indexOf(kind.letter)]}`,
      `${kind.get}(2) ERRORS`,
      `in one of them a key is taken once: EEXIST (${kind.get})`,
      async (task) => {
        await make(task, kind);
        await fails('EEXIST', task, kind.get, KEY, ...kind.size, CREAT | EXCL | MODE);
      },
    ),
  ),
  rule('ipc-03', CITES, 'the first id of each is 0', async (task) => {
    const { task: other } = await ipcChild(task);
    same(await message(task), 0, 'id');
    same(await message(other, 78), 0, 'id in the other');
  }),
  rule('ipc-03a', `${CITES}, msgop(2) ERRORS`, 'an id of another is none here: EINVAL', async (task) => {
    const id = await message(task);
    const { task: other } = await ipcChild(task);
    await fails('EINVAL', other, 'msgsnd', id, 1, 'text');
    await ok(task, 'msgsnd', id, 1, 'text');
  }),
  rule('ipc-03b', `${CITES}, semctl(2) ERRORS`, 'nor one of a semaphore: EINVAL', async (task) => {
    const id = await semaphore(task);
    const { task: other } = await ipcChild(task);
    await fails('EINVAL', other, 'semgetval', id, 0);
  }),
  rule('ipc-03c', `${CITES}, shmop(2) ERRORS`, 'nor one of a segment: EINVAL', async (task) => {
    const id = await segment(task);
    const { task: other } = await ipcChild(task);
    await fails('EINVAL', other, 'shmat', id);
  }),
  rule('ipc-04', CITES, 'a plain child shares the objects', async (task) => {
    const { task: other } = await child(task);
    for (const kind of KINDS) {
      const id = await make(task, kind);
      same(await make(other, kind, KEY, 0), id, 'id');
    }
  }),
  rule('ipc-04a', CITES, 'what one sends the other receives', async (task) => {
    const { task: other } = await child(task);
    const id = await message(task);
    await ok(task, 'msgsnd', id, 5, 'hello');
    same(await ok(other, 'msgrcv', id, 5, 0), '5 hello', 'message');
    await fails('ENOMSG', other, 'msgrcv', id, 5, 0);
  }),
  ...(['msg', 'sem', 'shm'] as const).map((name, at) =>
    rule(
      `ipc-05${'abc'[at]}`,
      `${CITES}, proc(5)`,
      `/proc/sysvipc/${name} lists the reader's own`,
      async (task) => {
        const { task: other } = await ipcChild(task);
        const id = await make(task, KINDS[at]!);
        same(await listed(task, name), `key ${KEY} id ${id}`, 'list');
        same(await listed(other, name), 'nothing', 'list of the other');
      },
    ),
  ),
  ...(
    [
      ['', 'msgmni', 123, 32_000],
      ['a', 'msgmax', 100, 8192],
      ['b', 'msgmnb', 100, 16_384],
      ['c', 'shmmni', 5, 4096],
    ] as const
  ).map(([letter, name, value, builtIn]) =>
    rule(
      `ipc-06${letter}`,
      CITES,
      `limits are not inherited, a new one begins with the built-in ones (${name})`,
      async (task) => {
        await ok(task, 'write', `/proc/sys/kernel/${name}`, String(value));
        const { task: other } = await ipcChild(task);
        same(await ok(task, 'read', `/proc/sys/kernel/${name}`), value, 'its own limit');
        same(await ok(other, 'read', `/proc/sys/kernel/${name}`), builtIn, 'the limit of the new one');
      },
    ),
  ),
  rule(
    'ipc-06h',
    'user_namespaces(7); proc(5)',
    'root of a user namespace may set those of one that it owns, and not of its parent’s: EACCES',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWIPC);
      await ok(inner, 'write', '/proc/sys/kernel/msgmni', '123');
      const other = await child(task, CLONE.NEWUSER);
      await ok(task, 'write', `/proc/${other.pid}/uid_map`, '0 5 1');
      await ok(task, 'write', `/proc/${other.pid}/gid_map`, '0 5 1');
      await ok(other.task, 'setgid', 0);
      await ok(other.task, 'setuid', 0);
      await fails('EACCES', other.task, 'write', '/proc/sys/kernel/msgmni', '124');
    },
  ),
  rule('ipc-06d', 'msgget(2) ERRORS', 'as many queues as the limit says: ENOSPC', async (task) => {
    await ok(task, 'write', '/proc/sys/kernel/msgmni', '1');
    const { task: other } = await ipcChild(task);
    await message(task);
    await fails('ENOSPC', task, 'msgget', 78, CREAT | MODE);
    await message(other);
    await message(other, 78);
  }),
  rule('ipc-06e', 'msgop(2) ERRORS', 'a longer message than msgmax says: EINVAL', async (task) => {
    await ok(task, 'write', '/proc/sys/kernel/msgmax', '4');
    const id = await message(task);
    await ok(task, 'msgsnd', id, 1, 'four');
    await fails('EINVAL', task, 'msgsnd', id, 1, 'fives');
  }),
  rule('ipc-06f', 'msgop(2) ERRORS', 'more bytes in a queue than msgmnb says: EAGAIN', async (task) => {
    await ok(task, 'write', '/proc/sys/kernel/msgmnb', '6');
    const id = await message(task);
    await ok(task, 'msgsnd', id, 1, 'four');
    await fails('EAGAIN', task, 'msgsnd', id, 1, 'four');
  }),
  rule('ipc-06g', 'shmget(2) ERRORS', 'as many segments as shmmni says: ENOSPC', async (task) => {
    await ok(task, 'write', '/proc/sys/kernel/shmmni', '1');
    await segment(task);
    await fails('ENOSPC', task, 'shmget', 78, 4096, CREAT | MODE);
  }),
  rule(
    'ipc-08',
    `${CITES}, namespaces(7) "Namespace lifetime"`,
    'objects live as long as their namespace is held',
    async (task) => {
      const one = await ipcChild(task);
      const id = await message(one.task);
      await ok(one.task, 'msgsnd', id, 1, 'left');
      const fd = await ok(task, 'openns', 'ipc', one.pid);
      await end(task, one);
      await ok(task, 'setns', fd, CLONE.NEWIPC);
      same(await ok(task, 'msgrcv', id, 0, 0), '1 left', 'message');
    },
  ),
  rule('ipc-08a', CITES, 'who goes away and comes back finds them', async (task) => {
    const fd = await ok(task, 'openns', 'ipc');
    const id = await semaphore(task);
    await ok(task, 'unshare', CLONE.NEWIPC);
    await fails('ENOENT', task, 'semget', KEY, 1, 0);
    await ok(task, 'setns', fd, CLONE.NEWIPC);
    same(await ok(task, 'semget', KEY, 1, 0), id, 'id');
  }),
  rule('ipc-09', CITES, 'a segment stays attached where its id is not known any more', async (task) => {
    const id = await segment(task);
    const at = await ok(task, 'shmat', id);
    await ok(task, 'shmwrite', at, 'here');
    await ok(task, 'unshare', CLONE.NEWIPC);
    same(await ok(task, 'shmread', at), 'here', 'text');
    await fails('EINVAL', task, 'shmat', id);
  }),
  rule('ipc-09a', 'shmop(2)', 'a child has attached what its parent has', async (task) => {
    const id = await segment(task);
    const at = await ok(task, 'shmat', id);
    const { task: other } = await child(task, CLONE.NEWIPC);
    await ok(other, 'shmwrite', at, 'from there');
    same(await ok(task, 'shmread', at), 'from there', 'text');
    same((await ok(task, 'shmstat', id)).split(' ').at(-1)!, 2, 'attached');
  }),
  rule(
    'ipc-09b',
    'shmctl(2), IPC_RMID',
    'a removed segment stays until nobody has it attached',
    async (task) => {
      const id = await segment(task);
      const at = await ok(task, 'shmat', id);
      await ok(task, 'shmrm', id);
      await fails('ENOENT', task, 'shmget', KEY, 1, 0);
      await ok(task, 'shmread', at);
      await ok(task, 'shmdt', at);
      await fails('EINVAL', task, 'shmstat', id);
    },
  ),
  rule(
    'ipc-10',
    'unshare(2), semop(2)',
    'leaving takes semaphore operations back that are to be',
    async (task) => {
      const fd = await ok(task, 'openns', 'ipc');
      const id = await semaphore(task);
      await ok(task, 'semsetval', id, 0, 5);
      await ok(task, 'semop', id, 0, -2, UNDO);
      same(await ok(task, 'semgetval', id, 0), 3, 'value');
      await ok(task, 'unshare', CLONE.NEWIPC);
      await ok(task, 'setns', fd, 0);
      same(await ok(task, 'semgetval', id, 0), 5, 'value after coming back');
    },
  ),
  rule('ipc-10a', 'semop(2)', 'and so does the end of a task', async (task) => {
    const one = await child(task);
    const id = await semaphore(task);
    await ok(task, 'semsetval', id, 0, 5);
    await ok(one.task, 'semop', id, 0, -2, UNDO);
    await ok(one.task, 'semop', id, 0, -1, 0);
    await end(task, one);
    same(await ok(task, 'semgetval', id, 0), 4, 'value');
  }),
  rule('ipc-10b', 'semop(2) ERRORS', 'a semaphore does not go below zero: EAGAIN', async (task) => {
    const id = await semaphore(task);
    await fails('EAGAIN', task, 'semop', id, 0, -1, 0);
    await fails('EFBIG', task, 'semop', id, 1, 1, 0);
    await ok(task, 'semsetval', id, 0, 32_767);
    await fails('ERANGE', task, 'semop', id, 0, 1, 0);
  }),
  rule(
    'ipc-13',
    `${CITES}, sysvipc(7)`,
    "who may use another's object its mode says: EACCES",
    async (task) => {
      const id = await message(task);
      const { task: other } = await child(task);
      await ok(other, 'setuid', 1000);
      await fails('EACCES', other, 'msgget', KEY, MODE);
      await fails('EACCES', other, 'msgsnd', id, 1, 'text');
      await ok(task, 'msgset', id, 0, 0, 0o666);
      await ok(other, 'msgsnd', id, 1, 'text');
    },
  ),
  rule(
    'ipc-13a',
    'msgctl(2) ERRORS',
    'removing and changing is for owner and creator: EPERM',
    async (task) => {
      const id = await message(task);
      await ok(task, 'msgset', id, 0, 0, 0o666);
      const { task: other } = await child(task);
      await ok(other, 'setuid', 1000);
      await fails('EPERM', other, 'msgrm', id);
      await fails('EPERM', other, 'msgset', id, 1000, 0, 0o666);
    },
  ),
  rule('ipc-13b', 'msgctl(2), IPC_SET', 'who is made the owner may remove it', async (task) => {
    const id = await message(task);
    await ok(task, 'msgset', id, 1000, 0, 0o600);
    const { task: other } = await child(task);
    await ok(other, 'setuid', 1000);
    await ok(other, 'msgrm', id);
    await fails('EINVAL', task, 'msgstat', id);
  }),
  rule(
    'ipc-13c',
    'user_namespaces(7)',
    'root of a user namespace may not remove what its parent owns: EPERM',
    async (task) => {
      const id = await message(task);
      await ok(task, 'msgset', id, 1000, 1000, 0o666);
      const one = await child(task, CLONE.NEWUSER);
      await ok(task, 'write', `/proc/${one.pid}/uid_map`, '0 5 1');
      await ok(task, 'write', `/proc/${one.pid}/gid_map`, '0 5 1');
      await ok(one.task, 'setuid', 0);
      await fails('EPERM', one.task, 'msgset', id, 0, 0, 0o666);
    },
  ),
  rule(
    'ipc-13d',
    'user_namespaces(7)',
    'and may remove everything in one that its user namespace owns',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWIPC);
      const id = await message(inner);
      await ok(inner, 'msgset', id, 0, 0, 0);
      await ok(inner, 'msgrm', id);
    },
  ),
  rule(
    'ipc-13e',
    'msgctl(2), user_namespaces(7)',
    'owners show in the ids of whoever asks, unmapped ones as 65534',
    async (task) => {
      const id = await message(task);
      await ok(task, 'msgset', id, 1000, 0, 0o666);
      const { task: inner } = await userChild(task);
      same(
        (await ok(task, 'msgstat', id)).split(' ').slice(1, 6).join(' '),
        '1000 0 0 0 666',
        'uid gid cuid cgid mode',
      );
      same((await ok(inner, 'msgstat', id)).split(' ').slice(1, 6).join(' '), '65534 0 0 0 666', 'inside');
    },
  ),
  ...(['msg', 'sem', 'shm'] as const).map((name, at) =>
    rule(
      `ipc-14${'abc'[at]}`,
      'proc(5), CONFIG_CHECKPOINT_RESTORE',
      `the id of the next object can be chosen (${name}_next_id)`,
      async (task) => {
        await ok(task, 'write', `/proc/sys/kernel/${name}_next_id`, '555');
        same(await make(task, KINDS[at]!), 555, 'id');
        same(await ok(task, 'read', `/proc/sys/kernel/${name}_next_id`), -1, 'the next after it');
      },
    ),
  ),
  rule('ipc-14d', 'msgop(2), MSG_COPY', 'messages can be looked at without taking them', async (task) => {
    const id = await message(task);
    for (const text of ['one', 'two']) await ok(task, 'msgsnd', id, 7, text);
    same(await ok(task, 'msgrcv', id, 1, COPY), '7 two', 'the second');
    await fails('ENOMSG', task, 'msgrcv', id, 2, COPY);
    same(await ok(task, 'msgrcv', id, 0, 0), '7 one', 'the first, taken');
  }),
  rule(
    'ipc-15',
    'proc(5), /proc/sys/kernel/shm_rmid_forced',
    'with shm_rmid_forced a segment goes with its last attachment',
    async (task) => {
      const one = await child(task);
      const id = await segment(one.task);
      const at = await ok(task, 'shmat', id);
      await ok(task, 'write', '/proc/sys/kernel/shm_rmid_forced', '1');
      await end(task, one);
      await ok(task, 'shmstat', id);
      await ok(task, 'shmdt', at);
      await fails('EINVAL', task, 'shmstat', id);
    },
  ),
  rule(
    'ipc-15a',
    'proc(5), /proc/sys/kernel/shm_rmid_forced; Linux spares what a living task made',
    'what nobody attached stays while its creator lives',
    async (task) => {
      const id = await segment(task);
      await ok(task, 'write', '/proc/sys/kernel/shm_rmid_forced', '1');
      await ok(task, 'shmstat', id);
    },
  ),
  rule('ipc-15b', `${CITES}, proc(5)`, 'shm_rmid_forced is a setting of each', async (task) => {
    const { task: other } = await ipcChild(task);
    await ok(task, 'write', '/proc/sys/kernel/shm_rmid_forced', '1');
    same(await ok(other, 'read', '/proc/sys/kernel/shm_rmid_forced'), 0, 'shm_rmid_forced there');
  }),
  rule('ipc-16', 'unshare(2) ERRORS', 'a new one needs CAP_SYS_ADMIN: EPERM', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'unshare', CLONE.NEWIPC);
  }),
];
