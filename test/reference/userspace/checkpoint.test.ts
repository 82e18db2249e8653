/** Checkpoint, restore and migration: cr-01 to cr-16. */
import { beforeEach, expect, test } from 'vitest';
import { CLONE } from '../../../reference/interface.ts';
import { must, type Process, spawn } from '../../../reference/userspace/calls.ts';
import { Checkpoint } from '../../../reference/userspace/checkpoint.ts';
import type { World } from '../../../reference/userspace/composition.ts';
import { type Busy, makeBusy, migrate } from '../../../reference/userspace/migration.ts';
import { restore } from '../../../reference/userspace/restore.ts';
import { makeWorld, otherMachine } from '../../../reference/userspace/world.ts';

let world: World;
let to: World;
let busy: Busy;
beforeEach(async () => {
  world = await makeWorld();
  to = await otherMachine(world);
  for (const { host } of [world, to]) await must(host, 'mkdir', '/ct');
  busy = await makeBusy(world);
});

const checkpointOf = (init: Process = busy.init, of = world) =>
  new Checkpoint({ world: of, name: 'ct', init });

async function stopped(init?: Process, of?: World): Promise<Checkpoint> {
  const checkpoint = checkpointOf(init, of);
  await checkpoint.freeze();
  await checkpoint.blockNetwork();
  await checkpoint.stopTimers();
  return checkpoint;
}

const receiveAll = async (task: Busy['worker']['task'], fd: string): Promise<string> => {
  let all = '';
  for (
    let part = await task.call('recv', fd);
    'ok' in part && part.ok !== '';
    part = await task.call('recv', fd)
  )
    all += part.ok;
  return all;
};

test('cr-01 a snapshot while a task runs is refused', async () => {
  await expect(checkpointOf().dump()).rejects.toThrow('EBUSY: a task runs');
});

test('cr-01 also while one task is outside the freezer', async () => {
  await must(world.host, 'cgmkdir', 'elsewhere', 'v2');
  await must(world.host, 'cgjoin', 'elsewhere', 'v2', await machinePid(busy.worker));
  const checkpoint = checkpointOf();
  await checkpoint.freeze();
  await expect(checkpoint.blockNetwork()).rejects.toThrow('is not in the frozen cgroup');
});

test('cr-02 it is refused before the network is blocked and timers stand still, in that order', async () => {
  const checkpoint = checkpointOf();
  await expect(checkpoint.blockNetwork()).rejects.toThrow('EBUSY');
  await checkpoint.freeze();
  await expect(checkpoint.stopTimers()).rejects.toThrow('EBUSY: the network is not blocked');
  await checkpoint.blockNetwork();
  await expect(checkpoint.dump()).rejects.toThrow('EBUSY: timers of sockets run');
});

test('cr-03 nothing changes it until it is thawed: two snapshots are the same bytes', async () => {
  const checkpoint = await stopped();
  const first = await checkpoint.dump();
  await must(world.client, 'send', busy.client, 'late ');
  world.kernel.clock.advance(world.kernel.clock.now);
  expect(JSON.stringify(await checkpoint.dump())).toBe(JSON.stringify(first));
});

test('cr-04 tasks have their numbers, parents and sessions again', async () => {
  const { restored } = await migrate(busy, to);
  const worker = restored.tasks.get(2)!;
  expect([await must(worker, 'getpid'), await must(worker, 'getppid'), await must(worker, 'getsid')]).toEqual(
    ['2', '1', '2'],
  );
});

test('cr-05 a number that is taken on the target refuses, and nothing of the restore stays', async () => {
  const checkpoint = await stopped();
  const image = await checkpoint.dump();
  const other = await spawn(to.host, {});
  const before = to.kernel.namespaces.size;
  const links = await must(to.host, 'links');
  await expect(restore({ world: to, name: 'ct', pid: other.pid }, image)).rejects.toThrow('EEXIST');
  expect(to.kernel.namespaces.size).toBe(before);
  expect(await must(to.host, 'links')).toBe(links);
  await must(to.host, 'cgmkdir', 'ct', 'v2');
});

test('cr-05 a restore that fails half way leaves nothing either', async () => {
  const image = await (await stopped()).dump();
  const before = to.kernel.namespaces.size;
  const torn = {
    ...image,
    tasks: image.tasks.map((task) => (task.pid === 2 ? { ...task, parent: 77 } : task)),
  };
  await expect(restore({ world: to, name: 'ct', pid: null }, torn)).rejects.toThrow('parent 77');
  expect(to.kernel.namespaces.size).toBe(before);
  expect((await must(to.host, 'links')).split(' ')).not.toContain('ct');
});

test('cr-06 a number other than 1 for an init is refused', async () => {
  const forked = await to.host.clone3({ flags: CLONE.NEWPID, setTid: [5] });
  expect(forked).toEqual({ errno: 'EINVAL' });
});

test('cr-07 it is refused if a socket went on after the network was blocked', async () => {
  const checkpoint = await stopped();
  await must(world.host, 'linkblock', 'ct', 0);
  const pidfd = await must(world.host, 'pidfd_open', await machinePid(busy.worker));
  const held = await must(world.host, 'pidfd_getfd', pidfd, busy.connection);
  await must(world.host, 'repair', held, 0);
  await must(world.client, 'send', busy.client, 'late');
  await must(world.host, 'repair', held, 1);
  await expect(checkpoint.dump()).rejects.toThrow('changed after the network was blocked');
});

test('cr-08 clocks go on, though the other machine was switched on later; the real-time clock is the same', async () => {
  const before = Number(await must(busy.init.task, 'clock', 1));
  const { restored } = await migrate(busy, to);
  expect(Number(await must(to.host, 'clock', 1))).toBeLessThan(before);
  expect(Number(await must(restored.init.task, 'clock', 1))).toBeGreaterThanOrEqual(before);
  expect(await must(restored.init.task, 'clock', 0)).toBe(await must(to.host, 'clock', 0));
});

test('cr-09 objects have their ids, keys and contents', async () => {
  for (let at = 0; at < 3; at++)
    await must(busy.worker.task, 'msgrm', await must(busy.worker.task, 'msgget', 90, 0o1600));
  const id = await must(busy.worker.task, 'msgget', 91, 0o1600);
  const { restored } = await migrate(busy, to);
  const worker = restored.tasks.get(2)!;
  expect(await must(worker, 'msgget', 91, 0)).toBe(id);
  expect(await must(worker, 'msgrcv', 0, 5, 0)).toBe('5 not read yet');
});

test("cr-10 names are its own again, and the machine's are not touched", async () => {
  const { restored } = await migrate(busy, to);
  expect(await must(restored.init.task, 'gethostname')).toBe('ct');
  expect(await must(to.host, 'gethostname')).toBe('(none)');
});

test('cr-11 it is refused if a task outside shares a namespace', async () => {
  const outside = await spawn(world.host, {});
  await must(outside.task, 'setns', await must(outside.task, 'openns', 'ipc', busy.init.pid), 0);
  const checkpoint = await stopped();
  await expect(checkpoint.dump()).rejects.toThrow('do not have ipc in common');
});

test('cr-11 and if a descriptor leads out of it', async () => {
  await must(busy.worker.task, 'openns', 'uts');
  const checkpoint = checkpointOf();
  await checkpoint.freeze();
  await checkpoint.blockNetwork();
  await expect(checkpoint.stopTimers()).rejects.toThrow('cannot be saved');
});

test('cr-12 tasks share namespaces as they did', async () => {
  const shares = (one: Busy['worker']['task'], other: Busy['worker']['task']) =>
    Promise.all(
      (['uts', 'ipc', 'net', 'mnt', 'user', 'pid', 'time', 'cgroup'] as const).map(
        async (link) => (await must(one, 'nsid', link)) === (await must(other, 'nsid', link)),
      ),
    );
  const before = await shares(busy.init.task, busy.worker.task);
  const { restored } = await migrate(busy, to);
  expect(await shares(restored.init.task, restored.tasks.get(2)!)).toEqual(before);
});

test('cr-13 everything restored belongs to the user namespace that was restored first', async () => {
  const { restored } = await migrate(busy, to);
  const { init } = restored;
  for (const link of ['uts', 'ipc', 'net', 'mnt'] as const) {
    const owner = await must(to.host, 'nsuser', await must(to.host, 'openns', link, init.pid));
    expect([link, owner]).toEqual([link, await must(init.task, 'nsid', 'user')]);
  }
});

test('cr-14 after a migration the source is gone; after a failed one it goes on', async () => {
  const elsewhere = await otherMachine(world);
  await expect(migrate(busy, elsewhere)).rejects.toThrow('ENOENT');
  expect(await must(busy.worker.task, 'getpid')).toBe('2');
  await must(world.client, 'send', busy.client, 'still there');
  expect(await receiveAll(busy.worker.task, busy.connection)).toBe('one still there');
  await migrate(busy, to);
  expect(await busy.worker.task.call('getpid')).toEqual({ errno: 'ESRCH' });
});

test('cr-15 who may not choose numbers may not restore', async () => {
  const image = await (await stopped()).dump();
  await must(to.host, 'setuid', 1000);
  await expect(restore({ world: to, name: 'ct', pid: null }, image)).rejects.toThrow(/EPERM|EACCES/);
});

test('cr-16 a checkpoint of what was restored is the checkpoint that it was restored from', async () => {
  const { image, restored } = await migrate(busy, to);
  const again = await (await stopped(restored.init, to)).dump();
  expect(again).toEqual(image);
});

test('what the client sends while the container is nowhere arrives when it is back', async () => {
  const checkpoint = await stopped();
  await must(world.client, 'send', busy.client, 'meanwhile');
  await checkpoint.resume();
  world.client.call('sleepuntil', 1, 5000);
  expect(await receiveAll(busy.worker.task, busy.connection)).toBe('one meanwhile');
});

/** The number that the machine has for a task of the container. */
async function machinePid({ pid }: Process): Promise<string> {
  const ns = await must(world.host, 'openns', 'pid', busy.init.pid);
  return must(world.host, 'pidfrom', ns, pid);
}
