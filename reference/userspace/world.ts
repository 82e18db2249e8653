/** The world that compositions are tried in: the machine with its variants, a wire, and a client on it. */
import { modelHost } from '../conformance/model-machine.ts';
import { Wire } from '../kernel/net-devices.ts';
import { type Choices, LINUX } from '../kernel/variants.ts';
import { must } from './calls.ts';
import type { World } from './composition.ts';
import { configureHost } from './network.ts';

const HOST_ADDRESS = '10.0.0.1';
const OTHER_ADDRESS = '10.0.0.3';
const CLIENT_ADDRESS = '10.0.0.9';
/** Of the machine's own network, and of one that is only reached through it. */
const [NEAR, BEHIND] = ['10.0.0.2', '10.1.0.2'];

export async function makeWorld(choices: Partial<Choices> = {}): Promise<World> {
  const wire = new Wire();
  const net = choices.net ?? LINUX.net;
  const { kernel, task: host } = modelHost({ ...choices, wire });
  await configureHost(host, HOST_ADDRESS);
  const { task: client } = modelHost({ wire });
  await configureHost(client, CLIENT_ADDRESS);
  await must(client, 'routeadd', '10.1.0.0/24', HOST_ADDRESS, '');
  const isRouted = net.level === 'ip' && net.connection === 'bridge';
  const guestAddress =
    net.connection === 'direct' && net.level === 'socket' ? HOST_ADDRESS : isRouted ? BEHIND : NEAR;
  return { kernel, host, client, net, guestAddress, costs: [] };
}

/** Another machine on the same wire, built alike and switched on later. */
export async function otherMachine(world: World): Promise<World> {
  const { kernel, task: host } = modelHost({
    ...world.kernel.choices,
    uptime: world.kernel.choices.uptime / 2,
  });
  await configureHost(host, OTHER_ADDRESS);
  return { ...world, kernel, host };
}
