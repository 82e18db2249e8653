/**
 * Checkpoint (the order is Alexey Kuznetsov's, in the thread of 2006): freeze all tasks, then block the network, then
 * stop the timers of sockets; only then is what can be seen coherent. Everything is asked by system calls.
 */
import { CLONE, type Task } from '../interface.ts';
import { errnoOf, must, type Process, spawn } from './calls.ts';
import type { World } from './composition.ts';
import { CheckpointError, type Image, type SocketImage, type TaskImage } from './image.ts';
import { saveFiles, saveIpc, saveNet } from './save.ts';

/** A container that is to be saved: its name is that of its cgroup and of its device on the bridge. */
export interface Source {
  readonly world: World;
  readonly name: string;
  readonly init: Process;
}

/** A socket of the container, held by whoever saves it. */
interface Seized {
  readonly pid: number;
  /** Its number in its own task, and in the saver. */
  readonly fd: number;
  readonly held: string;
  readonly sent: string;
  readonly received: string;
  readonly isListening: boolean;
}

const NO_BYTES = { sent: '0', received: '0' };

/** Descriptors are looked for up to here. */
const MOST_FDS = 64;

export class Checkpoint {
  readonly source: Source;
  /** A process of the machine that holds the container's sockets. */
  #saver: Process | null = null;
  #isBlocked = false;
  #seized: readonly Seized[] | null = null;

  constructor(source: Source) {
    this.source = source;
  }

  /** 1: no task runs (cgroups(7), cgroup.freeze). */
  async freeze(): Promise<void> {
    const { world, name } = this.source;
    await must(world.host, 'cgfreeze', name, 1);
  }

  /** 2: nothing comes in and nothing goes out, at the machine's end of its cable. */
  async blockNetwork(): Promise<void> {
    const { world, name } = this.source;
    await this.#checkFrozen();
    await must(world.host, 'linkblock', name, 1);
    this.#isBlocked = true;
  }

  /** 3: no socket sends anything again by itself (TCP_REPAIR). cr-02: the network is blocked before. */
  async stopTimers(): Promise<void> {
    if (!this.#isBlocked) throw new CheckpointError('EBUSY: the network is not blocked');
    this.#saver = await spawn(this.source.world.host, {});
    const seized: Seized[] = [];
    for (const pid of await this.#pids()) seized.push(...(await this.#seize(this.#saver.task, pid)));
    this.#seized = seized;
  }

  /** 4: the image. It changes nothing, so that a second one is the same (cr-03). */
  async dump(): Promise<Image> {
    await this.#checkFrozen();
    const [seized, saver] = [this.#seized, this.#saver];
    if (seized === null || saver === null) throw new CheckpointError('EBUSY: timers of sockets run');
    await this.#checkNothingChanged(seized, saver.task);
    await this.#checkNothingShared();
    return this.#inside(async (eye) => ({
      clocks: {
        monotonic: Number(await must(eye, 'clock', 1)),
        boottime: Number(await must(eye, 'clock', 7)),
      },
      uts: { nodename: await must(eye, 'gethostname'), domainname: await must(eye, 'getdomainname') },
      user: await this.#saveUser(),
      ipc: await saveIpc(eye),
      net: await saveNet(eye),
      files: await saveFiles(eye),
      tasks: await this.#saveTasks(seized, saver.task),
    }));
  }

  /** Back, as if nothing had been: timers, network, tasks. */
  async resume(): Promise<void> {
    const { world, name } = this.source;
    for (const { held, isListening } of this.#seized ?? [])
      if (!isListening) await must(this.#saver!.task, 'repair', held, 0);
    await this.letGo();
    if (this.#isBlocked) await must(world.host, 'linkblock', name, 0);
    this.#isBlocked = false;
    await must(world.host, 'cgfreeze', name, 0);
  }

  /** Gives the sockets back; those in repair stay so. */
  async letGo(): Promise<void> {
    if (this.#saver === null) return;
    await must(this.#saver.task, 'exit', 0);
    await must(this.source.world.host, 'wait', this.#saver.pid);
    this.#saver = null;
    this.#seized = null;
  }

  /** cr-01: every task of its pid namespace is in the frozen cgroup. */
  async #checkFrozen(): Promise<void> {
    const { world, name } = this.source;
    if ((await must(world.host, 'cgfrozen', name)) !== '1') throw new CheckpointError('EBUSY: a task runs');
    for (const pid of await this.#pids())
      if (!(await must(world.host, 'cgroup', pid, 'v2')).startsWith(`/base/${name}`))
        throw new CheckpointError(`EBUSY: task ${pid} is not in the frozen cgroup`);
  }

  /** Its tasks, as the machine numbers them: all that are in the pid namespace of its init. */
  async #pids(): Promise<readonly number[]> {
    const { world, init } = this.source;
    const own = await must(world.host, 'nsid', 'pid', init.pid);
    const pids: number[] = [];
    for (const pid of await allPids(world.host))
      if ((await must(world.host, 'nsid', 'pid', pid)) === own) pids.push(pid);
    return pids;
  }

  async #seize(saver: Task, pid: number): Promise<readonly Seized[]> {
    const pidfd = await must(saver, 'pidfd_open', pid);
    const seized: Seized[] = [];
    for (let fd = 3; fd < MOST_FDS; fd++) {
      const copy = await saver.call('pidfd_getfd', pidfd, fd);
      if ('errno' in copy) continue;
      const held = copy.ok;
      const state = await saver.call('tcpstate', held);
      // cr-11: what leads out of the container, or cannot be written down.
      if ('errno' in state)
        throw new CheckpointError(`${state.errno}: descriptor ${fd} of task ${pid} cannot be saved`);
      const isListening = state.ok === 'listening';
      if (!isListening) await must(saver, 'repair', held, 1);
      seized.push({ pid, fd, held, isListening, ...(isListening ? NO_BYTES : await sequence(saver, held)) });
    }
    return seized;
  }

  /** cr-07: from when the network was blocked on, no byte came or went. */
  async #checkNothingChanged(seized: readonly Seized[], saver: Task): Promise<void> {
    for (const { pid, fd, held, sent, received, isListening } of seized) {
      if (isListening) continue;
      if ((await errnoOf(saver, 'tcpseq', held, 'send')) !== 'success')
        throw new CheckpointError(`EBUSY: the timers of descriptor ${fd} of task ${pid} run again`);
      const now = await sequence(saver, held);
      if (now.sent !== sent || now.received !== received)
        throw new CheckpointError(
          `EBUSY: descriptor ${fd} of task ${pid} changed after the network was blocked`,
        );
    }
  }

  /** cr-11: no task outside is in one of its namespaces, and no attachment of shared memory is outside. */
  async #checkNothingShared(): Promise<void> {
    const { world, init } = this.source;
    const inside = new Set(await this.#pids());
    for (const link of ['uts', 'ipc', 'net', 'mnt', 'user', 'time', 'cgroup'] as const) {
      const own = await must(world.host, 'nsid', link, init.pid);
      for (const pid of await allPids(world.host)) {
        const isIn = (await must(world.host, 'nsid', link, pid)) === own;
        if (isIn !== inside.has(pid))
          throw new CheckpointError(`EBUSY: task ${pid} and the container do not have ${link} in common`);
      }
    }
  }

  /** A process of the machine in the container's namespaces: root there, and none of its tasks. */
  async #inside<T>(look: (eye: Task) => Promise<T>): Promise<T> {
    const { world, init } = this.source;
    const eye = await spawn(world.host, {});
    try {
      const pidfd = await must(eye.task, 'pidfd_open', init.pid);
      await must(eye.task, 'setns', pidfd, ALL_BUT_PID);
      return await look(eye.task);
    } finally {
      await must(eye.task, 'exit', 0);
      await must(world.host, 'wait', eye.pid);
    }
  }

  async #saveUser(): Promise<Image['user']> {
    const { world, init } = this.source;
    const read = (file: string): Promise<string> => must(world.host, 'read', `/proc/${init.pid}/${file}`);
    return {
      uidMap: (await read('uid_map')).trim().replace(/\s+/g, ' '),
      gidMap: (await read('gid_map')).trim().replace(/\s+/g, ' '),
      setgroups: await read('setgroups'),
    };
  }

  async #saveTasks(seized: readonly Seized[], saver: Task): Promise<readonly TaskImage[]> {
    const { world, init } = this.source;
    const ns = await must(world.host, 'openns', 'pid', init.pid);
    const numberIn = async (pid: number): Promise<number> => Number(await must(world.host, 'pidin', ns, pid));
    const tasks: TaskImage[] = [];
    for (const pid of await this.#pids()) {
      const sockets: SocketImage[] = [];
      for (const one of seized) if (one.pid === pid) sockets.push(await saveSocket(saver, one));
      const parent = pid === init.pid ? 0 : await numberIn(Number(await statusOf(world.host, pid, 'PPid')));
      const session = Number(await must(world.host, 'getsid', pid));
      const isInside = (await this.#pids()).includes(session);
      tasks.push({
        pid: await numberIn(pid),
        parent,
        session: isInside ? await numberIn(session) : 0,
        sockets,
      });
    }
    await must(world.host, 'close', ns);
    return tasks.toSorted((a, b) => a.pid - b.pid);
  }
}

const ALL_BUT_PID =
  CLONE.NEWUSER | CLONE.NEWNS | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNET | CLONE.NEWCGROUP | CLONE.NEWTIME;

/** Those that run, as a task sees them. */
async function allPids(task: Task): Promise<readonly number[]> {
  const names = (await must(task, 'list', '/proc')).split(' ').filter((name) => /^\d+$/.test(name));
  return names.map(Number);
}

async function statusOf(task: Task, pid: number, key: string): Promise<string> {
  const text = await must(task, 'read', `/proc/${pid}/status`);
  return new RegExp(`${key}:\\s+(\\S+)`).exec(text)?.[1] ?? '';
}

async function sequence(saver: Task, held: string): Promise<Pick<Seized, 'sent' | 'received'>> {
  return {
    sent: await must(saver, 'tcpseq', held, 'send'),
    received: await must(saver, 'tcpseq', held, 'recv'),
  };
}

async function saveSocket(
  saver: Task,
  { fd, held, sent, received, isListening }: Seized,
): Promise<SocketImage> {
  const local = await must(saver, 'getsockname', held);
  const nothing = { sent: 0, received: 0, outgoing: '', incoming: '' };
  if (isListening) return { fd, state: 'listening', local, peer: '', ...nothing };
  const peer = await saver.call('getpeername', held);
  const outgoing = await must(saver, 'tcpqueue', held, 'send');
  return {
    fd,
    state: 'ok' in peer ? 'connected' : 'bound',
    local,
    peer: 'ok' in peer ? peer.ok : '',
    sent: Number(sent) - outgoing.length,
    received: Number(received),
    outgoing,
    incoming: await must(saver, 'tcpqueue', held, 'recv'),
  };
}
