/**
 * A minimal runtime of containers by the OCI specification ("Runtime and Lifecycle"): create, start, kill, delete,
 * state. A namespace with a path is joined, one without is made, one that is not named is the machine's.
 */
import { CLONE, type NsType } from '../interface.ts';
import { CallFailed, must, type Process, spawn } from './calls.ts';
import type { World } from './composition.ts';
import { enterRoot } from './root.ts';

export interface OciNamespace {
  readonly type: NsType;
  /** Of a process whose namespace is joined; absent: a new one. */
  readonly of?: number;
}

export interface OciSpec {
  readonly namespaces: readonly OciNamespace[];
  readonly hostname: string | null;
  /** A directory of the machine that its root is mounted on. */
  readonly root: string;
  /** Files that are covered and directories that are made read-only: nothing inside undoes it. */
  readonly readonlyPaths: readonly string[];
}

export type Status = 'created' | 'running' | 'stopped';

/** The request is none that the specification allows in that state. */
export class RuntimeError extends Error {}

interface Entry {
  status: Status;
  readonly init: Process;
  readonly spec: OciSpec;
}

const FLAGS: Readonly<Record<NsType, number>> = {
  uts: CLONE.NEWUTS,
  ipc: CLONE.NEWIPC,
  mnt: CLONE.NEWNS,
  net: CLONE.NEWNET,
  pid: CLONE.NEWPID,
  user: CLONE.NEWUSER,
  cgroup: CLONE.NEWCGROUP,
  time: CLONE.NEWTIME,
};
/** mount(2): a bind mount that is made read-only takes two calls. */
const [MS_RDONLY, MS_REMOUNT, MS_BIND] = [1, 32, 4096];
const SIGKILL = 9;

export class Runtime {
  readonly world: World;
  readonly containers = new Map<string, Entry>();

  constructor(world: World) {
    this.world = world;
  }

  state(id: string): Status {
    return this.#entry(id).status;
  }

  /** The program's environment is made; the program does not run yet. If a step fails nothing of it stays. */
  async create(id: string, spec: OciSpec): Promise<Process> {
    if (this.containers.has(id)) throw new RuntimeError(`${id} exists`);
    const { host } = this.world;
    await must(host, 'cgmkdir', id, 'v2');
    const made = { init: null as Process | null };
    try {
      const init = await this.#makeInit(id, spec);
      made.init = init;
      await prepare(init, spec);
      this.containers.set(id, { status: 'created', init, spec });
      return init;
    } catch (error) {
      if (made.init) await this.#reap(made.init);
      await must(host, 'cgrmdir', id, 'v2');
      throw error;
    }
  }

  start(id: string): void {
    const entry = this.#entry(id);
    if (entry.status !== 'created')
      throw new RuntimeError(`${id} is ${entry.status}: only what was created starts`);
    entry.status = 'running';
  }

  async kill(id: string, signal: number): Promise<void> {
    const entry = this.#entry(id);
    if (entry.status === 'stopped')
      throw new RuntimeError(`${id} is stopped: nobody is there to be signalled`);
    await must(this.world.host, 'kill', entry.init.pid, signal);
    if (signal === SIGKILL) await this.#end(entry);
  }

  async delete(id: string): Promise<void> {
    const { status } = this.#entry(id);
    if (status !== 'stopped')
      throw new RuntimeError(`${id} is ${status}: only what is stopped can be deleted`);
    await must(this.world.host, 'cgrmdir', id, 'v2');
    this.containers.delete(id);
  }

  #entry(id: string): Entry {
    const entry = this.containers.get(id);
    if (!entry) throw new RuntimeError(`there is no ${id}`);
    return entry;
  }

  async #end(entry: Entry): Promise<void> {
    await must(this.world.host, 'wait', entry.init.pid);
    entry.status = 'stopped';
  }

  async #reap(init: Process): Promise<void> {
    await must(this.world.host, 'kill', init.pid, SIGKILL);
    await must(this.world.host, 'wait', init.pid);
  }

  /** A helper joins what has a path, makes the rest, and its child, by a second fork, is the container's init. */
  async #makeInit(id: string, { namespaces }: OciSpec): Promise<Process> {
    const { host } = this.world;
    const helper = await spawn(host, {});
    try {
      const joined: string[] = [];
      for (const { type, of } of namespaces) {
        if (of === undefined) continue;
        const fd = await must(helper.task, 'openns', type, of);
        await must(helper.task, 'setns', fd, FLAGS[type]);
        joined.push(fd);
      }
      const made = namespaces
        .filter((one) => one.of === undefined)
        .reduce((sum, { type }) => sum | FLAGS[type], 0);
      const cgroup = await must(helper.task, 'cgopen', id);
      const init = await spawn(helper.task, {
        flags: CLONE.INTO_CGROUP + (made | CLONE.PARENT),
        exitSignal: 0,
        cgroup: Number(cgroup),
      });
      for (const fd of [...joined, cgroup]) await must(init.task, 'close', fd);
      return init;
    } finally {
      await must(helper.task, 'exit', 0);
      await must(host, 'wait', helper.pid);
    }
  }
}

/** Names, root and mounts, in its own namespaces. */
async function prepare({ task }: Process, spec: OciSpec): Promise<void> {
  const own = new Set(spec.namespaces.map(({ type }) => type));
  if (spec.hostname !== null) {
    if (!own.has('uts')) throw new RuntimeError('a host name without a uts namespace would be the machine’s');
    await must(task, 'sethostname', spec.hostname, spec.hostname.length);
  }
  if (!own.has('mnt')) return;
  await enterRoot(task, spec.root);
  for (const path of spec.readonlyPaths) {
    await must(task, 'mount', path, path, 'none', MS_BIND);
    await must(task, 'mount', 'none', path, 'none', MS_BIND | MS_REMOUNT | MS_RDONLY);
  }
}

export const isRefused = (error: unknown): boolean =>
  error instanceof RuntimeError || error instanceof CallFailed;
