/**
 * A container, as OpenVZ has it: everything of its own, owned by a user namespace of its own whose root is nobody
 * outside; an init, a network card on the machine's bridge, limits; and clocks that may be set.
 */
import { CLONE } from '../interface.ts';
import { errnoOf, must, type Process, spawn } from './calls.ts';
import { type Composition, expected, tryOut, type World } from './composition.ts';
import { talk } from './cost.ts';
import { attach } from './network.ts';
import { enterRoot } from './root.ts';

/** Its ids 0 to 65535 are these of the machine. */
export const FIRST_ID = 100_000;
const IDS = 65_536;
const IPC_CREAT = 0o1000;

export interface ContainerSpec {
  readonly name: string;
  readonly address: string;
  /** How many network namespaces it may have, its own not counted. */
  readonly mostNetworks: number;
  /** What it numbers its init's process as for the machine; null: as it comes. */
  readonly pid: number | null;
  /** Lines of timens_offsets; empty: the machine's clocks. */
  readonly clocks: string;
}

const ALL =
  CLONE.NEWUSER | CLONE.NEWNS | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWPID | CLONE.NEWNET | CLONE.NEWCGROUP;

/**
 * An init in namespaces of every type, all owned by a user namespace of its own, in a cgroup of its own.
 * @throws CallFailed
 */
export async function makeContainer(world: World, spec: ContainerSpec): Promise<Process> {
  const { host, net } = world;
  await must(host, 'cgmkdir', spec.name, 'v2');
  const keeper = await spawn(host, {});
  let made: Process | null = null;
  try {
    await setClocks(keeper, spec.clocks);
    const init = await startInit(keeper, spec);
    made = init;
    await must(init.task, 'sethostname', spec.name, spec.name.length);
    await enterRoot(init.task, `/${spec.name}`);
    await attach(host, init, { address: spec.address, name: spec.name }, net);
    await must(init.task, 'write', '/proc/sys/user/max_net_namespaces', String(spec.mostNetworks));
    return init;
  } catch (error) {
    await removeContainer(world, spec.name, made);
    throw error;
  } finally {
    await must(keeper.task, 'exit', 0);
    await must(host, 'wait', keeper.pid);
  }
}

/** A time namespace is entered by the next child only (time-01), whose offsets are set before (time-04). */
async function setClocks({ task }: Process, clocks: string): Promise<void> {
  await must(task, 'unshare', CLONE.NEWTIME);
  if (clocks !== '') await must(task, 'write', '/proc/self/timens_offsets', clocks);
}

/** The machine's root maps its ids: 0 is nobody outside. CLONE_PARENT: it is a child of the machine's root. */
async function startInit(keeper: Process, { name, pid }: ContainerSpec): Promise<Process> {
  const cgroup = await must(keeper.task, 'cgopen', name);
  const init = await spawn(keeper.task, {
    flags: CLONE.INTO_CGROUP + (ALL | CLONE.PARENT),
    exitSignal: 0,
    cgroup: Number(cgroup),
    setTid: pid === null ? [] : [1, pid],
  });
  // Nothing that leads out of the container stays open in it.
  await must(init.task, 'close', cgroup);
  for (const map of ['uid_map', 'gid_map'])
    await must(keeper.task, 'write', `/proc/${init.pid}/${map}`, `0 ${FIRST_ID} ${IDS}`);
  await must(init.task, 'setgid', 0);
  await must(init.task, 'setuid', 0);
  return init;
}

/** Ends it, and takes away what outlives its processes. */
export async function removeContainer({ host }: World, name: string, init: Process | null): Promise<void> {
  if (init !== null) {
    await must(host, 'kill', init.pid, 9);
    await must(host, 'wait', init.pid);
  }
  await must(host, 'cgrmdir', name, 'v2');
}

export const CONTAINER: Composition = {
  name: 'container',
  title: 'a container as OpenVZ has it: everything of its own, an init, a card on the bridge, limits',
  needs: ['nsproxy', 'mnt', 'uts', 'ipc', 'pid', 'net', 'user', 'cgroup', 'time'],
  uses: [],
  run: async (world) => {
    const { host, guestAddress } = world;
    await must(host, 'mkdir', '/ct');
    const spec = {
      name: 'ct',
      address: guestAddress,
      mostNetworks: 1,
      pid: null,
      clocks: 'monotonic 3600 0',
    };
    return tryOut('it can be made', () => makeContainer(world, spec), [
      ['it answers at its address', (ct) => talk(world, ct, 80)],
      [
        'its root may do everything inside',
        async ({ task }) => {
          await must(task, 'sethostname', 'renamed', 7);
          await must(task, 'mount', 'tmpfs', '/tmp', 'tmpfs', 0);
          await must(task, 'linkadd', 'veth', 'one', 'two');
        },
      ],
      [
        'and is nobody outside',
        async (ct) => {
          expected(await must(host, 'gethostname'), '(none)', "the machine's name");
          expected(await errnoOf(ct.task, 'settimeofday'), 'EPERM', 'settimeofday');
        },
      ],
      [
        'it has processes, objects and control groups of its own',
        async ({ task }) => {
          expected(await must(task, 'getpid'), '1', 'the number of its init');
          expected(await must(task, 'msgget', 77, IPC_CREAT | 0o600), '0', 'the id of its first queue');
          expected(await must(task, 'cgroup', 0, 'v2'), '/', 'its cgroup');
        },
      ],
      [
        'it has containers within it',
        async ({ task }) => {
          const inner = await spawn(task, { flags: CLONE.NEWPID | CLONE.NEWUTS });
          expected(await must(inner.task, 'getpid'), '1', 'the number of the inner init');
          await must(task, 'kill', inner.pid, 9);
          await must(task, 'wait', inner.pid);
        },
      ],
      [
        'its limits hold',
        async ({ task }) => {
          await must(task, 'write', '/proc/sys/user/max_net_namespaces', '0');
          expected(await errnoOf(task, 'unshare', CLONE.NEWNET), 'ENOSPC', 'unshare');
        },
      ],
      [
        'its clocks are its own',
        async ({ task }) => {
          const ahead = Number(await must(task, 'clock', 1)) - Number(await must(host, 'clock', 1));
          expected(String(ahead), '3600', 'how far its clock is ahead');
        },
      ],
      [
        'with its init everything is gone',
        async (ct) => {
          await must(ct.task, 'msgget', 78, IPC_CREAT | 0o600);
          await removeContainer(world, 'ct', ct);
          const names = (await must(host, 'links')).split(' ');
          expected(names.filter((name) => name === 'ct').join(), '', 'its device');
        },
      ],
    ]);
  },
};
