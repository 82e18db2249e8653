/** Migration: a container goes from one machine to another, and whoever talks to it does not notice. */
import type { Task } from '../interface.ts';
import { must, type Process, spawn, TCP } from './calls.ts';
import { Checkpoint } from './checkpoint.ts';
import { type Composition, expected, tryOut, Unmet, type World } from './composition.ts';
import { makeContainer, removeContainer } from './container.ts';
import { CheckpointError, type Image } from './image.ts';
import { type Restored, restore } from './restore.ts';
import { otherMachine } from './world.ts';

const NAME = 'ct';
const PORT = 80;
const IPC_CREAT = 0o1000;

/** A container with two tasks, objects, a file, and a client that talks to it. */
export interface Busy {
  readonly world: World;
  readonly init: Process;
  readonly worker: Process;
  /** The client's end, and the worker's. */
  readonly client: string;
  readonly connection: string;
}

/** @throws CallFailed */
export async function makeBusy(world: World): Promise<Busy> {
  const { guestAddress: address, client } = world;
  const init = await makeContainer(world, { name: NAME, address, mostNetworks: 1, pid: null, clocks: '' });
  const worker = await spawn(init.task, {});
  await must(worker.task, 'setsid');
  await must(worker.task, 'mknod', '/tmp/notes', 'file');
  await must(worker.task, 'write', '/tmp/notes', 'remember me');
  const queue = await must(worker.task, 'msgget', 77, IPC_CREAT | 0o600);
  await must(worker.task, 'msgsnd', queue, 5, 'not read yet');
  await must(worker.task, 'semsetval', await must(worker.task, 'semget', 78, 1, IPC_CREAT | 0o600), 0, 3);
  const listener = await must(worker.task, 'socket', ...TCP);
  await must(worker.task, 'bind', listener, `0.0.0.0:${PORT}`);
  await must(worker.task, 'listen', listener, 8);
  const fd = await must(client, 'socket', ...TCP);
  await must(client, 'connect', fd, `${address}:${PORT}`);
  const connection = await must(worker.task, 'accept', listener);
  await must(client, 'send', fd, 'one ');
  return { world, init, worker, client: fd, connection };
}

export interface Migrated {
  readonly image: Image;
  readonly to: World;
  readonly restored: Restored;
}

/**
 * cr-14: the source ends with the restore, or goes on if that fails; the two never run at once.
 * @throws CallFailed, CheckpointError
 */
export async function migrate({ world, init }: Busy, to: World): Promise<Migrated> {
  const checkpoint = new Checkpoint({ world, name: NAME, init });
  await checkpoint.freeze();
  await checkpoint.blockNetwork();
  await checkpoint.stopTimers();
  const image = await checkpoint.dump();
  let restored: Restored;
  try {
    restored = await restore({ world: to, name: NAME, pid: null }, image);
  } catch (error) {
    await checkpoint.resume();
    throw error;
  }
  await checkpoint.letGo();
  await removeContainer(world, NAME, init);
  return { image, to, restored };
}

async function refused(run: () => Promise<unknown>, errno: string, what: string): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    expected(error.message.split(':')[0]!, errno, what);
    return;
  }
  throw new Unmet(`${what} was not refused`);
}

const taskOf = ({ restored }: Migrated, pid: number): Task => restored.tasks.get(pid)!;

export const MIGRATION: Composition = {
  name: 'migration',
  title: 'checkpoint, restore on another machine, and a client that does not notice',
  needs: ['nsproxy', 'mnt', 'uts', 'ipc', 'pid', 'net', 'user', 'cgroup', 'time', 'checkpoint-restart'],
  uses: [],
  run: async (world) => {
    const { host, client } = world;
    await must(host, 'mkdir', `/${NAME}`);
    const to = await otherMachine(world);
    await must(to.host, 'mkdir', `/${NAME}`);
    const state: { migrated?: Migrated } = {};
    const moved = (): Migrated => {
      if (!state.migrated) throw new Unmet('it was not moved');
      return state.migrated;
    };
    return tryOut('a container with work to do can be made', () => makeBusy(world), [
      [
        'a checkpoint while a task runs is refused',
        async ({ init }) => {
          const checkpoint = new Checkpoint({ world, name: NAME, init });
          await refused(() => checkpoint.dump(), 'EBUSY', 'a dump');
          await refused(() => checkpoint.blockNetwork(), 'EBUSY', 'blocking before freezing');
        },
      ],
      [
        'it moves to another machine',
        async (busy) => {
          await must(client, 'send', busy.client, 'two ');
          state.migrated = await migrate(busy, to);
        },
      ],
      [
        'the client goes on with the same connection',
        async (busy) => {
          const worker = taskOf(moved(), 2);
          await must(client, 'send', busy.client, 'three');
          const parts: string[] = [];
          for (
            let part = await worker.call('recv', busy.connection);
            'ok' in part;
            part = await worker.call('recv', busy.connection)
          )
            parts.push(part.ok);
          expected(parts.join(''), 'one two three', 'what the client sent');
          await must(worker, 'send', busy.connection, 'thanks');
          expected(await must(client, 'recv', busy.client), 'thanks', 'the answer');
        },
      ],
      [
        'its tasks have their numbers, names and files',
        async () => {
          const worker = taskOf(moved(), 2);
          expected(await must(worker, 'getpid'), '2', 'its number');
          expected(await must(worker, 'getppid'), '1', 'the number of its parent');
          expected(await must(worker, 'getsid'), '2', 'its session');
          expected(await must(worker, 'gethostname'), NAME, 'its host name');
          expected(await must(worker, 'read', '/tmp/notes'), 'remember me', 'its file');
        },
      ],
      [
        'its objects have their ids and contents',
        async () => {
          const worker = taskOf(moved(), 2);
          expected(await must(worker, 'msgrcv', 0, 0, 0), '5 not read yet', 'its message');
          expected(await must(worker, 'semgetval', 0, 0), '3', 'its semaphore');
        },
      ],
      [
        'its clocks do not step back',
        async () => {
          const { image, restored } = moved();
          const now = Number(await must(restored.init.task, 'clock', 1));
          if (now < image.clocks.monotonic)
            throw new Unmet(`its clock went from ${image.clocks.monotonic} to ${now}`);
        },
      ],
    ]);
  },
};
