/** POSIX message queues: mq_overview(7). Nobody waits: O_NONBLOCK throughout. */
import type { Table } from './call.ts';
import { CAP } from './capabilities.ts';
import { check } from './errors.ts';
import { OpenFile } from './file.ts';
import { ipcOf } from './ipc-object.ts';
import { QueueNode } from './mqueue-fs.ts';
import type { Task } from './task.ts';

const O_ACCMODE = 3;
const O_RDONLY = 0;
const O_WRONLY = 1;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
/** mq_overview(7): the longest name, without its slash. */
const NAME_MAX = 255;

/** An open queue: a descriptor as any other, which does not hold the namespace. */
export class MqueueFile extends OpenFile {
  readonly queue: QueueNode;
  readonly access: number;

  constructor(queue: QueueNode, access: number) {
    super();
    this.queue = queue;
    this.access = access;
  }
}

/** "EINVAL: name doesn't follow the format" (mq_overview(7)): a slash, then none. */
function fileName(name: string): string {
  check(name.startsWith('/'), 'EINVAL');
  const rest = name.slice(1);
  check(rest !== '', 'ENOENT');
  check(!rest.includes('/'), 'EACCES');
  check(rest.length <= NAME_MAX, 'ENAMETOOLONG');
  return rest;
}

function open(
  task: Task,
  name: string,
  flags: number,
  mode: number,
  sizes: readonly [number, number] | null,
): number {
  const { mqueues, limits, owner } = ipcOf(task);
  const file = fileName(name);
  const found = mqueues.queues.get(file);
  if (found) {
    check(!(flags & O_CREAT && flags & O_EXCL), 'EEXIST');
    check(mayOpen(task, found, flags & O_ACCMODE), 'EACCES');
    return task.files.open(new MqueueFile(found, flags & O_ACCMODE));
  }
  // "ENOENT: the O_CREAT flag was not specified and no queue with this name exists".
  check((flags & O_CREAT) !== 0, 'ENOENT');
  // "EOVERFLOW": the owner of the namespace does not know who would own the queue.
  check(owner!.knows(task.credentials.euid, task.credentials.egid), 'EOVERFLOW');
  const isPrivileged = task.credentials.isCapable(owner!, CAP.SYS_RESOURCE);
  // "ENOSPC: insufficient space", mq_overview(7), queues_max; CAP_SYS_RESOURCE exceeds it.
  check(isPrivileged || mqueues.queues.size < limits.queuesMax, 'ENOSPC');
  const [maxMessages, messageSize] = sizes ?? [
    Math.min(limits.mqMsgMax, 10),
    Math.min(limits.mqMsgsizeMax, 8192),
  ];
  // "EINVAL: attr->mq_maxmsg or attr->mq_msgsize was invalid": both limits again, for who is not privileged.
  check(maxMessages > 0 && messageSize > 0, 'EINVAL');
  check(isPrivileged || (maxMessages <= limits.mqMsgMax && messageSize <= limits.mqMsgsizeMax), 'EINVAL');
  const { euid: uid, egid: gid } = task.credentials;
  const attributes = { uid, gid, mode: mode & 0o777 };
  const queue = new QueueNode(mqueues.root, file, attributes, maxMessages, messageSize);
  mqueues.queues.set(file, queue);
  return task.files.open(new MqueueFile(queue, flags & O_ACCMODE));
}

function mayOpen(task: Task, { uid, gid, mode }: QueueNode, access: number): boolean {
  const { credentials } = task;
  const wanted = access === O_RDONLY ? 4 : access === O_WRONLY ? 2 : 6;
  const granted = credentials.euid === uid ? mode >> 6 : credentials.isInGroup(gid) ? mode >> 3 : mode;
  return (wanted & ~granted) === 0 || credentials.isCapable(ipcOf(task).owner!, CAP.DAC_OVERRIDE);
}

function queueOf(task: Task, fd: number, refused: number | null): QueueNode {
  const file = task.files.get(fd);
  check(file instanceof MqueueFile && file.access !== refused, 'EBADF');
  return file.queue;
}

export const MQUEUE = {
  mqopen: (task, args) => {
    const sizes = args.has(3) ? ([args.number(3), args.number(4)] as const) : null;
    return open(task, args.text(0), args.number(1), args.number(2), sizes);
  },
  mqsend: (task, args) => {
    const queue = queueOf(task, args.number(0), O_RDONLY);
    const [text, priority] = [args.text(1), args.number(2)];
    check(text.length <= queue.messageSize, 'EMSGSIZE');
    check(queue.messages.length < queue.maxMessages, 'EAGAIN');
    const at = queue.messages.findIndex((one) => one.priority < priority);
    queue.messages.splice(at < 0 ? queue.messages.length : at, 0, { text, priority });
  },
  mqreceive: (task, args) => {
    const first = queueOf(task, args.number(0), O_WRONLY).messages.shift();
    check(first !== undefined, 'EAGAIN');
    return `${first.priority} ${first.text}`;
  },
  mqstat: (task, args) => {
    const { maxMessages, messageSize, messages } = queueOf(task, args.number(0), null);
    return `${maxMessages} ${messageSize} ${messages.length}`;
  },
  mqunlink: (task, args) => {
    const { mqueues, owner } = ipcOf(task);
    const file = fileName(args.text(0));
    const found = mqueues.queues.get(file);
    // "ENOENT: there is no message queue with the given name".
    check(found !== undefined, 'ENOENT');
    // The directory is sticky: "EPERM", for who neither owns the queue nor is privileged (mq_unlink(3) says EACCES).
    const { credentials } = task;
    check(credentials.euid === found.uid || credentials.isCapable(owner!, CAP.FOWNER), 'EPERM');
    mqueues.queues.delete(file);
  },
} satisfies Table<'mqopen' | 'mqsend' | 'mqreceive' | 'mqstat' | 'mqunlink'>;
