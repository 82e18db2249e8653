/** Unix sockets that pass credentials (unix(7), SCM_CREDENTIALS): each namespace's own numbers for one sender. */
import type { Args } from './call.ts';
import { Blocked, Failure } from './errors.ts';
import { OpenFile } from './file.ts';
import type { Kgid, Kuid } from './ids.ts';
import type { Task } from './task.ts';

interface Sent {
  readonly sender: Task;
  readonly uid: Kuid;
  readonly gid: Kgid;
}

class SocketEnd extends OpenFile {
  peer: SocketEnd | null = null;
  readonly queue: Sent[] = [];
}

export function socketpair(task: Task): string {
  const [one, two] = [new SocketEnd(), new SocketEnd()];
  [one.peer, two.peer] = [two, one];
  return `${task.files.open(one)} ${task.files.open(two)}`;
}

function endOf(task: Task, args: Args): SocketEnd {
  const file = task.files.get(args.number(0));
  if (!(file instanceof SocketEnd)) throw new Failure('ENOTSOCK');
  return file;
}

export function sendbyte(task: Task, args: Args): number {
  const { uid, gid } = task.credentials;
  endOf(task, args).peer!.queue.push({ sender: task.group.leader, uid, gid });
  return 1;
}

/** pid-23, user-27: as the receiver sees the sender; 0 and 65534 where it does not. */
export function recvcreds(task: Task, args: Args): string {
  const sent = endOf(task, args).queue.shift();
  if (!sent) throw new Blocked();
  const { ns } = task.credentials;
  return `${sent.sender.pidIn(task.pidNs)} ${ns.toUid(sent.uid)} ${ns.toGid(sent.gid)}`;
}
