/**
 * A jail, as BSD has it: a root directory, one address that binds are limited to, its own processes and no others, and
 * a root user who may do nothing to the machine. Nothing has to be virtual for it, only limited.
 */
import { CLONE, type Task } from '../interface.ts';
import { errnoOf, must, type Process, spawn, TCP } from './calls.ts';
import { type Composition, expected, tryOut, type World } from './composition.ts';
import { talk } from './cost.ts';
import { attach } from './network.ts';
import { confine } from './rights.ts';
import { enterRoot } from './root.ts';

export interface JailSpec {
  readonly name: string;
  /** A directory of the machine that its root is mounted on. */
  readonly at: string;
  readonly address: string;
  /** Null: it has the machine's. */
  readonly hostname: string | null;
}

/** @throws CallFailed */
export async function makeJail({ host, net }: World, spec: JailSpec): Promise<Process> {
  const own = CLONE.NEWNS | CLONE.NEWPID | CLONE.NEWNET | (spec.hostname === null ? 0 : CLONE.NEWUTS);
  const jail = await spawn(host, { flags: own });
  await attach(host, jail, { address: spec.address, name: spec.name }, net);
  if (spec.hostname !== null) await must(jail.task, 'sethostname', spec.hostname, spec.hostname.length);
  await enterRoot(jail.task, spec.at);
  await confine(jail.task);
  return jail;
}

async function bind(task: Task, name: string): Promise<string> {
  const fd = await must(task, 'socket', ...TCP);
  return errnoOf(task, 'bind', fd, name);
}

export const JAIL: Composition = {
  name: 'jail',
  title: 'a BSD-style jail: one address, limited binds, a root directory',
  needs: ['nsproxy', 'mnt', 'pid', 'net'],
  uses: ['uts'],
  run: async (world) => {
    const { host, guestAddress, kernel } = world;
    await must(host, 'mkdir', '/jail');
    const hostname = kernel.choices.without.has('uts') ? null : 'jail';
    const spec = { name: 'jail', at: '/jail', address: guestAddress, hostname };
    return tryOut('it can be made', () => makeJail(world, spec), [
      ['it answers at its address', (jail) => talk(world, jail, 80)],
      [
        'it can bind no other address',
        async ({ task }) => expected(await bind(task, '10.9.9.9:81'), 'EADDRNOTAVAIL', 'bind to 10.9.9.9'),
      ],
      [
        'processes outside are not there',
        async ({ task }) => {
          const outside = await spawn(host, {});
          expected(await errnoOf(task, 'kill', outside.pid, 0), 'ESRCH', 'kill');
        },
      ],
      [
        'its root can mount nothing, and rename nothing',
        async ({ task }) => {
          expected(await errnoOf(task, 'mount', 'tmpfs', '/tmp', 'tmpfs', 0), 'EPERM', 'mount');
          expected(await errnoOf(task, 'sethostname', 'mine', 4), 'EPERM', 'sethostname');
        },
      ],
      [
        'its root can change no device and no address',
        async ({ task }) => expected(await errnoOf(task, 'addradd', 'lo', '10.9.9.9/8'), 'EPERM', 'addradd'),
      ],
      [
        'nobody leaves it',
        async ({ task }) => {
          expected(await errnoOf(task, 'chroot', '/tmp'), 'EPERM', 'chroot');
          expected(await errnoOf(task, 'list', '/jail'), 'ENOENT', 'the directory outside');
        },
      ],
      [
        'the machine sees its processes, and can end it',
        async (jail) => {
          await must(host, 'kill', jail.pid, 0);
          await must(host, 'kill', jail.pid, 9);
          await must(host, 'wait', jail.pid);
        },
      ],
    ]);
  },
};
