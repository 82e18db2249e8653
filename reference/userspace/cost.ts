/** What a way to connect a guest costs: the layers of the machine that each packet passes. */
import type { Task } from '../interface.ts';
import type { Layer, Packet } from '../kernel/net-packet.ts';
import { must, type Process, TCP } from './calls.ts';
import { expected, type World } from './composition.ts';

export interface Cost {
  /** How often a packet from outside passes each layer of the guest's machine on its way to the socket. */
  readonly passes: Readonly<Record<Layer, number>>;
  /** The way itself: `eth0, br0, ct, eth0, ip input, tcp`. */
  readonly way: readonly string[];
}

/** Sends a line to a server in the guest, and one back; notes what the first one cost. */
export async function talk(world: World, guest: Process, port: number): Promise<void> {
  const { client, kernel, guestAddress } = world;
  const server = guest.task;
  const name = `${guestAddress}:${port}`;
  const listener = await must(server, 'socket', ...TCP);
  await must(server, 'bind', listener, `0.0.0.0:${port}`);
  await must(server, 'listen', listener, 8);
  const fd = await must(client, 'socket', ...TCP);
  await must(client, 'connect', fd, name);
  const accepted = await must(server, 'accept', listener);
  const seen: Packet[] = [];
  kernel.tap = (packet) => seen.push(packet);
  await must(client, 'send', fd, 'hello');
  kernel.tap = null;
  expected(await must(server, 'recv', accepted), 'hello', 'what came in');
  await must(server, 'send', accepted, 'and back');
  expected(await must(client, 'recv', fd), 'and back', 'what came back');
  await closeAll(server, accepted, listener);
  await closeAll(client, fd);
  world.costs.push(costOf(world, seen[0]!));
}

async function closeAll(task: Task, ...fds: readonly string[]): Promise<void> {
  for (const fd of fds) await must(task, 'close', fd);
}

function costOf({ kernel }: World, packet: Packet): Cost {
  const here = packet.passes.filter(({ ns }) => ns.kernel === kernel);
  const count = (layer: Layer): number => here.filter((pass) => pass.layer === layer).length;
  return {
    passes: { ethernet: count('ethernet'), ip: count('ip'), socket: count('socket') },
    way: here.map(({ layer, where }) => (layer === 'ip' ? `ip ${where}` : where)),
  };
}
