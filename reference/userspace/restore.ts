/**
 * Restore: the way back. First who owns everything (the user namespace), then what the rest needs, then the tasks with
 * their own numbers, last the sockets; then the network is let in. If a step fails nothing of it stays.
 */
import type { Task } from '../interface.ts';
import { must, type Process, spawn } from './calls.ts';
import type { World } from './composition.ts';
import { makeContainer, removeContainer } from './container.ts';
import type { Image, IpcImage, Owned, SocketImage, TaskImage } from './image.ts';
import { CheckpointError } from './image.ts';
import { CARD } from './network.ts';

export interface Restored {
  readonly init: Process;
  /** By the number that each has in the container. */
  readonly tasks: ReadonlyMap<number, Task>;
}

export interface Target {
  readonly world: World;
  readonly name: string;
  /** What the machine shall number its init as; null: as it comes. */
  readonly pid: number | null;
}

/** @throws CallFailed, CheckpointError */
export async function restore({ world, name, pid }: Target, image: Image): Promise<Restored> {
  const { host } = world;
  const card = image.net.devices.find((device) => device.name === CARD);
  const address = card?.addresses[0]?.split('/')[0];
  if (address === undefined) throw new CheckpointError('the image has no card');
  const clocks = await offsets(host, image);
  const init = await makeContainer(world, { name, address, mostNetworks: 1, pid, clocks });
  try {
    await must(host, 'linkblock', name, 1);
    await restoreNames(init.task, image);
    await restoreIpc(init.task, image.ipc);
    const tasks = await restoreTasks(init, image.tasks);
    for (const task of image.tasks) await restoreSockets(tasks.get(task.pid)!, task.sockets);
    await must(host, 'linkblock', name, 0);
    for (const task of image.tasks)
      for (const { fd, state } of task.sockets)
        if (state !== 'listening') await must(tasks.get(task.pid)!, 'repair', fd, 0);
    return { init, tasks };
  } catch (error) {
    await removeContainer(world, name, init);
    throw error;
  }
}

/** cr-08: its clocks go on from where they stood, whatever those of this machine read. */
async function offsets(host: Task, { clocks }: Image): Promise<string> {
  const monotonic = clocks.monotonic - Number(await must(host, 'clock', 1));
  const boottime = clocks.boottime - Number(await must(host, 'clock', 7));
  return `monotonic ${monotonic} 0\nboottime ${boottime} 0`;
}

async function restoreNames(task: Task, { uts, files, net }: Image): Promise<void> {
  await must(task, 'sethostname', uts.nodename, uts.nodename.length);
  await must(task, 'setdomainname', uts.domainname, uts.domainname.length);
  for (const [name, value] of Object.entries(net.sysctls))
    await must(task, 'write', `/proc/sys/${name}`, value);
  for (const { path, text, mode } of files) {
    if (text === null) await task.call('mkdir', path);
    else {
      await must(task, 'mknod', path, 'file');
      if (text !== '') await must(task, 'write', path, text);
    }
    await must(task, 'chmod', path, Number.parseInt(mode, 8));
  }
  for (const route of net.routes) {
    const [to = '', via = '-', device = ''] = route.split(' ');
    await must(task, 'routeadd', to, via === '-' ? '' : via, device);
  }
}

const IPC_CREAT = 0o1000;

/** cr-09: the same ids, and so the same objects for whoever remembers one. */
async function restoreIpc(task: Task, { messages, semaphores, segments, limits }: IpcImage): Promise<void> {
  for (const [name, value] of Object.entries(limits)) await must(task, 'write', `/proc/sys/${name}`, value);
  for (const queue of messages) {
    await withId(task, 'msg', queue, () => must(task, 'msgget', queue.key, IPC_CREAT | queue.mode));
    for (const item of queue.items) {
      const [type = '', ...words] = item.split(' ');
      await must(task, 'msgsnd', queue.id, type, words.join(' '));
    }
    await must(task, 'msgset', queue.id, queue.uid, queue.gid, queue.mode);
  }
  for (const set of semaphores) {
    await withId(task, 'sem', set, () =>
      must(task, 'semget', set.key, set.values.length, IPC_CREAT | set.mode),
    );
    for (const [at, value] of set.values.entries()) await must(task, 'semsetval', set.id, at, value);
  }
  for (const segment of segments) {
    await withId(task, 'shm', segment, () =>
      must(task, 'shmget', segment.key, segment.size, IPC_CREAT | segment.mode),
    );
    const at = await must(task, 'shmat', segment.id);
    await must(task, 'shmwrite', at, segment.text);
    await must(task, 'shmdt', at);
  }
}

async function withId(task: Task, kind: string, { id }: Owned, get: () => Promise<string>): Promise<void> {
  await must(task, 'write', `/proc/sys/kernel/${kind}_next_id`, String(id));
  const got = Number(await get());
  if (got !== id) throw new CheckpointError(`EEXIST: ${kind} ${id} is taken`);
}

/** cr-04: each by its parent, with its own number. */
async function restoreTasks(init: Process, images: readonly TaskImage[]): Promise<ReadonlyMap<number, Task>> {
  const tasks = new Map([[1, init.task]]);
  for (const { pid, parent, session } of images) {
    if (pid !== 1) {
      const maker = tasks.get(parent);
      if (!maker) throw new CheckpointError(`the parent ${parent} of task ${pid} is not in the image`);
      tasks.set(pid, (await spawn(maker, { setTid: [pid] })).task);
    }
    if (session === pid) await must(tasks.get(pid)!, 'setsid');
  }
  return tasks;
}

/** In repair: nothing is sent while a socket is made what it was. */
async function restoreSockets(task: Task, sockets: readonly SocketImage[]): Promise<void> {
  const fillers: string[] = [];
  for (const socket of sockets) {
    let fd = await must(task, 'socket', 2, 1, 0);
    // The lowest number that is free is given: what is between is held for the time being.
    for (; Number(fd) < socket.fd; fd = await must(task, 'socket', 2, 1, 0)) fillers.push(fd);
    if (socket.state !== 'listening') await must(task, 'repair', fd, 1);
    await must(task, 'bind', fd, socket.local);
    if (socket.state === 'listening') await must(task, 'listen', fd, 8);
    if (socket.state === 'connected') await reconnect(task, fd, socket);
  }
  for (const fd of fillers) await must(task, 'close', fd);
}

async function reconnect(task: Task, fd: string, socket: SocketImage): Promise<void> {
  await must(task, 'setseq', fd, 'send', socket.sent);
  await must(task, 'setseq', fd, 'recv', socket.received);
  await must(task, 'connect', fd, socket.peer);
  if (socket.outgoing !== '') await must(task, 'fillqueue', fd, 'send', socket.outgoing);
  if (socket.incoming !== '') await must(task, 'fillqueue', fd, 'recv', socket.incoming);
}
