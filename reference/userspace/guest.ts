/**
 * A guest, as Linux-VServer has it: its own files, names, objects and processes, under the machine's own pids, and a
 * pretended init. Processes are isolated, not virtual; there are no guests within guests.
 */
import { CLONE } from '../interface.ts';
import { errnoOf, must, type Process, spawn } from './calls.ts';
import { type Composition, expected, tryOut, type World } from './composition.ts';
import { talk } from './cost.ts';
import { attach } from './network.ts';
import { confine } from './rights.ts';
import { enterRoot } from './root.ts';

export interface Guest extends Process {
  /** The first process of its own: what a shell in it would be. */
  readonly shell: Process;
}

/** @throws CallFailed */
export async function makeGuest({ host, net, guestAddress }: World, name: string): Promise<Guest> {
  const own = CLONE.NEWNS | CLONE.NEWPID | CLONE.NEWNET | CLONE.NEWUTS | CLONE.NEWIPC;
  const init = await spawn(host, { flags: own });
  await attach(host, init, { address: guestAddress, name }, net);
  await must(init.task, 'sethostname', name, name.length);
  await enterRoot(init.task, `/${name}`);
  await confine(init.task);
  return { ...init, shell: await spawn(init.task, {}) };
}

const IPC_CREAT = 0o1000;

export const GUEST: Composition = {
  name: 'guest',
  title: 'a guest as Linux-VServer has it: isolated processes, a pretended init, names and files of its own',
  needs: ['nsproxy', 'mnt', 'uts', 'ipc', 'pid', 'net'],
  uses: [],
  run: async (world) => {
    const { host, kernel } = world;
    await must(host, 'mkdir', '/guest');
    return tryOut('it can be made', () => makeGuest(world, 'guest'), [
      ['it answers at its address', (guest) => talk(world, guest, 80)],
      [
        'it has a name of its own',
        async ({ shell }) => expected(await must(shell.task, 'gethostname'), 'guest', 'its name'),
      ],
      [
        "it does not find the machine's objects",
        async ({ shell }) => {
          await must(host, 'msgget', 77, IPC_CREAT | 0o666);
          expected(await errnoOf(shell.task, 'msgget', 77, 0), 'ENOENT', 'msgget');
        },
      ],
      [
        'processes outside are not there',
        async ({ shell }) => {
          const outside = await spawn(host, {});
          expected(await errnoOf(shell.task, 'kill', outside.pid, 0), 'ESRCH', 'kill');
        },
      ],
      [
        'it has an init with the number 1, that it cannot kill',
        async ({ shell, task }) => {
          expected(await must(shell.task, 'getppid'), '1', 'the number of its init');
          expected(await errnoOf(shell.task, 'kill', 1, 9), 'success', 'kill');
          expected(await must(task, 'getpid'), '1', 'the number of its init');
        },
      ],
      [
        "its processes have the machine's numbers (no full virtualisation)",
        async (guest) => {
          const inside = await must(guest.shell.task, 'getpid');
          const ns = await must(host, 'openns', 'pid', guest.pid);
          expected(inside, await must(host, 'pidfrom', ns, inside), 'the number of its shell');
        },
      ],
      [
        'there are no guests within it',
        async ({ shell }) => expected(await errnoOf(shell.task, 'unshare', CLONE.NEWPID), 'EPERM', 'unshare'),
      ],
      [
        'with its init it is gone',
        async (guest) => {
          await must(host, 'kill', guest.pid, 9);
          await must(host, 'wait', guest.pid);
          expected(String(kernel.choices.wire?.devices.size), '2', 'the number of cards on the wire');
        },
      ],
    ]);
  },
};
