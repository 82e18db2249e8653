/** System V message queues: msgget(2), msgop(2), msgctl(2). Nobody waits: IPC_NOWAIT throughout. */
import type { Table } from './call.ts';
import { check, Failure } from './errors.ts';
import {
  columns,
  getObject,
  ipcOf,
  owned,
  type Permissions,
  READ,
  setOwner,
  showPermissions,
  showTable,
  usable,
  WRITE,
} from './ipc-object.ts';
import type { Task } from './task.ts';

/** msgop(2), MSG_COPY: a look at the message at that place, which stays. Of CONFIG_CHECKPOINT_RESTORE. */
const MSG_COPY = 0o40000;

export interface MessageQueue {
  readonly permissions: Permissions;
  /** Oldest first. Who may write adds, who may read takes. */
  readonly messages: { readonly type: number; readonly text: string }[];
  /** msg_qbytes: as many bytes as all messages together may have. */
  readonly bytes: number;
}

const size = ({ messages }: MessageQueue): number => messages.reduce((sum, one) => sum + one.text.length, 0);

function receive(task: Task, id: number, type: number, flags: number): string {
  const queue = usable(task, ipcOf(task).messages, id, READ);
  const { messages } = queue;
  if (flags & MSG_COPY) {
    check(!task.kernel.choices.without.has('checkpoint-restart'), 'ENOSYS');
    const copied = messages[type];
    if (!copied) throw new Failure('ENOMSG');
    return `${copied.type} ${copied.text}`;
  }
  const at = wanted(messages, type);
  // "ENOMSG: IPC_NOWAIT was specified and no message of the requested type existed on the message queue".
  check(at >= 0, 'ENOMSG');
  const [first] = messages.splice(at, 1);
  return `${first!.type} ${first!.text}`;
}

/** Zero: the first; positive: the first of that type; negative: the first of the lowest type up to there. */
function wanted(messages: MessageQueue['messages'], type: number): number {
  if (type >= 0) return messages.findIndex((one) => type === 0 || one.type === type);
  const lowest = Math.min(...messages.map((one) => one.type).filter((one) => one <= -type));
  return messages.findIndex((one) => one.type === lowest);
}

export const MSG = {
  msgget: (task, args) => {
    const { messages, limits } = ipcOf(task);
    return getObject(task, messages, args.number(0), args.number(1), {
      checkFound: () => {},
      // "ENOSPC: the system limit for the maximum number of message queues (MSGMNI) would be exceeded".
      checkNew: () => check(messages.bySlot.size < limits.msgmni, 'ENOSPC'),
      make: (permissions) => ({ permissions, messages: [], bytes: limits.msgmnb }),
    }).permissions.id;
  },
  msgsnd: (task, args) => {
    const [type, text] = [args.number(1), args.text(2)];
    const { messages, limits } = ipcOf(task);
    // "EINVAL: invalid msqid value, or nonpositive mtype value, or invalid msgsz value".
    check(type >= 1 && text.length <= limits.msgmax, 'EINVAL');
    const queue = usable(task, messages, args.number(0), WRITE);
    // "EAGAIN: the message can't be sent due to the msg_qbytes limit … and IPC_NOWAIT was specified".
    check(size(queue) + text.length <= queue.bytes, 'EAGAIN');
    queue.messages.push({ type, text });
  },
  msgrcv: (task, args) => receive(task, args.number(0), args.number(1), args.number(2)),
  msgstat: (task, args) => {
    const queue = usable(task, ipcOf(task).messages, args.number(0), READ);
    return `${showPermissions(queue.permissions, task)} ${queue.messages.length} ${queue.bytes}`;
  },
  msgset: (task, args) =>
    setOwner(
      task,
      owned(task, ipcOf(task).messages, args.number(0)).permissions,
      args.number(1),
      args.number(2),
      args.number(3),
    ),
  msgrm: (task, args) => {
    const { messages } = ipcOf(task);
    messages.remove(owned(task, messages, args.number(0)));
  },
} satisfies Table<'msgget' | 'msgsnd' | 'msgrcv' | 'msgstat' | 'msgset' | 'msgrm'>;

/** ipc-05, proc(5), /proc/sysvipc/msg; who used a queue last, and when, is not kept. */
export const showMessages = (task: Task): string =>
  showTable(
    'key msqid perms cbytes qnum lspid lrpid uid gid cuid cgid stime rtime ctime',
    [...ipcOf(task).messages.bySlot.values()].map((queue) => {
      const { key, mode, owners } = columns(queue.permissions, task);
      return `${key} ${mode} ${size(queue)} ${queue.messages.length} 0 0 ${owners} 0 0 0`;
    }),
  );
