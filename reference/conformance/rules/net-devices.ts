/** Devices of networks, and what joins them: network_namespaces(7), rtnetlink(7), veth(4), bridge(8). */
import { CLONE } from '../../interface.ts';
import { end, eventually, fails, ok, rule, same, userChild } from '../rule.ts';
import { cabled, FORWARD, netChild, theyTalk, udp } from './net-tools.ts';

const CITES = 'network_namespaces(7)';

export const NET_DEVICES = [
  rule(
    'net-05',
    `${CITES}, rtnetlink(7)`,
    'a device that is moved by descriptor is gone from the old network',
    async (task) => {
      const other = await netChild(task);
      const fd = await ok(task, 'openns', 'net', other.pid);
      await ok(task, 'linkadd', 'veth', 'one', 'two');
      await ok(task, 'linkns', 'one', fd);
      same(await ok(task, 'links'), 'lo two', 'devices here');
      same(await ok(other.task, 'links'), 'lo one', 'devices there');
    },
  ),
  rule(
    'net-05a',
    `${CITES}, rtnetlink(7)`,
    'and so is one that is moved by pid; it comes down and without addresses',
    async (task) => {
      const other = await netChild(task);
      await ok(task, 'linkadd', 'veth', 'one', 'two');
      await ok(task, 'addradd', 'one', '10.0.0.1/24');
      await ok(task, 'linkup', 'one');
      await ok(task, 'linkpid', 'one', other.pid);
      same(await ok(other.task, 'getifflags', await udp(other.task), 'one'), 0, 'IFF_UP');
      await fails('EADDRNOTAVAIL', other.task, 'addrdel', 'one', '10.0.0.1/24');
    },
  ),
  rule(
    'net-05b',
    'rtnetlink(7)',
    'who listens for links hears of those of his network only',
    async (task) => {
      const { task: other } = await netChild(task);
      const [mine, theirs] = [await ok(task, 'linkwatch'), await ok(other, 'linkwatch')];
      await ok(task, 'linkadd', 'bridge', 'br', '');
      same(await ok(task, 'linknews', mine), 'new br', 'news here');
      same(await ok(other, 'linknews', theirs), '', 'news there');
    },
  ),
  rule('net-05c', CITES, 'a device of another network cannot be named: ENODEV', async (task) => {
    const { task: other } = await netChild(task);
    await ok(task, 'linkadd', 'bridge', 'br', '');
    await fails('ENODEV', other, 'linkup', 'br');
    await fails('ENODEV', other, 'getifflags', await udp(other), 'br');
  }),
  rule('net-06', CITES, 'loopback cannot be moved: EINVAL', async (task) => {
    const other = await netChild(task);
    await fails('EINVAL', task, 'linkpid', 'lo', other.pid, 'lo2');
  }),
  rule(
    'net-06a',
    'rtnetlink(7); the manual names loopback only, Linux keeps bridges as well',
    'a bridge cannot be moved: EINVAL',
    async (task) => {
      const other = await netChild(task);
      await ok(task, 'linkadd', 'bridge', 'br', '');
      await fails('EINVAL', task, 'linkpid', 'br', other.pid);
    },
  ),
  rule('net-06b', 'rtnetlink(7)', 'loopback cannot be deleted: EOPNOTSUPP', (task) =>
    fails('EOPNOTSUPP', task, 'linkdel', 'lo'),
  ),
  rule('net-07', `${CITES}, veth(4)`, 'the two ends of a veth join two networks', async (task) => {
    const { task: other } = await cabled(task);
    await theyTalk(task, other, '10.0.0.2:8080');
    await theyTalk(other, task, '10.0.0.1:8080');
  }),
  rule(
    'net-07a',
    `${CITES}, veth(4)`,
    'with a network its end of a veth goes, and with that the other end',
    async (task) => {
      const other = await netChild(task);
      await ok(task, 'linkadd', 'veth', 'here', 'there');
      await ok(task, 'linkpid', 'there', other.pid);
      same(await ok(task, 'links'), 'lo here', 'devices before');
      await end(task, other);
      same(await eventually(task, 'links', [], (names) => names === 'lo'), 'lo', 'devices after');
    },
  ),
  rule('net-07b', 'veth(4)', 'deleting one end deletes the other', async (task) => {
    await ok(task, 'linkadd', 'veth', 'one', 'two');
    await ok(task, 'linkdel', 'two');
    same(await ok(task, 'links'), 'lo', 'devices');
  }),
  rule('net-07c', 'bridge(8)', 'a bridge joins the networks that hang on its ports', async (task) => {
    const [a, b] = [await netChild(task), await netChild(task)];
    await ok(task, 'linkadd', 'bridge', 'br', '');
    await ok(task, 'linkup', 'br');
    for (const [at, one] of [a, b].entries()) {
      await ok(task, 'linkadd', 'veth', `port${at}`, `eth${at}`);
      await ok(task, 'linkpid', `eth${at}`, one.pid);
      await ok(task, 'linkmaster', `port${at}`, 'br');
      await ok(task, 'linkup', `port${at}`);
      await ok(one.task, 'addradd', `eth${at}`, `10.0.0.${at + 1}/24`);
      await ok(one.task, 'linkup', `eth${at}`);
    }
    await theyTalk(a.task, b.task, '10.0.0.2:8080');
  }),
  rule(
    'net-07d',
    'ip(7), ip_forward',
    'one network between two passes packets on, if it is told to',
    async (task) => {
      const far = await cabled(task);
      const near = await netChild(task);
      await ok(task, 'linkadd', 'veth', 'left', 'right');
      await ok(task, 'linkpid', 'right', near.pid);
      await ok(task, 'addradd', 'left', '10.1.0.1/24');
      await ok(near.task, 'addradd', 'right', '10.1.0.2/24');
      await ok(task, 'linkup', 'left');
      await ok(near.task, 'linkup', 'right');
      await ok(task, 'write', FORWARD, '1');
      await ok(near.task, 'routeadd', '10.0.0.0/24', '10.1.0.1', '');
      await ok(far.task, 'routeadd', '0.0.0.0/0', '10.0.0.1', '');
      await theyTalk(near.task, far.task, '10.0.0.2:8080');
    },
  ),
  rule('net-07e', 'rtnetlink(7)', 'a gateway that is on no link: ENETUNREACH', async (task) => {
    await cabled(task);
    await fails('ENETUNREACH', task, 'routeadd', '10.1.0.0/24', '10.2.0.1', '');
  }),
  rule(
    'net-08',
    CITES,
    'hardware goes back to the first network when its network ends',
    async (task, { host }) => {
      const other = await netChild(task);
      await ok(other.task, 'linkadd', 'physical', 'eth0', '');
      same(await ok(host!, 'links'), 'lo', 'devices of the first network');
      await end(task, other);
      same(await ok(host!, 'links'), 'lo eth0', 'devices of the first network, after');
    },
    "no network card is to spare, and the first network is the machine's own",
  ),
  rule(
    'net-09',
    'rtnetlink(7)',
    'a device does not move to where its name is taken: EEXIST',
    async (task) => {
      const other = await netChild(task);
      await ok(task, 'linkadd', 'veth', 'one', 'two');
      await ok(other.task, 'linkadd', 'veth', 'one', 'two');
      await fails('EEXIST', task, 'linkpid', 'one', other.pid);
      same(await ok(task, 'links'), 'lo two one', 'devices');
    },
  ),
  rule('net-09a', 'rtnetlink(7)', 'but under another name it does', async (task) => {
    const other = await netChild(task);
    await ok(task, 'linkadd', 'veth', 'one', 'two');
    await ok(other.task, 'linkadd', 'veth', 'one', 'two');
    await ok(task, 'linkpid', 'one', other.pid, 'three');
    same((await ok(other.task, 'links')).includes('three') ? 'three' : '', 'three', 'its name there');
  }),
  rule('net-09b', 'rtnetlink(7)', 'a name can be given once in a network: EEXIST', async (task) => {
    await ok(task, 'linkadd', 'bridge', 'br', '');
    await fails('EEXIST', task, 'linkadd', 'bridge', 'br', '');
    await fails('EEXIST', task, 'linkname', 'br', 'lo');
  }),
  rule('net-11', `${CITES}, capabilities(7)`, 'configuring needs CAP_NET_ADMIN: EPERM', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'linkadd', 'bridge', 'br', '');
    await fails('EPERM', task, 'linkup', 'lo');
    await fails('EPERM', task, 'addradd', 'lo', '127.0.0.2/8');
    await fails('EPERM', task, 'setifflags', await udp(task), 'lo', 1);
  }),
  rule(
    'net-11a',
    'user_namespaces(7)',
    'in the user namespace that owns the network: EPERM for root of one below',
    async (task) => {
      const { task: inner } = await userChild(task);
      await fails('EPERM', inner, 'linkup', 'lo');
    },
  ),
  rule(
    'net-11b',
    'user_namespaces(7)',
    'root of a user namespace may configure a network that it owns',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWNET);
      await ok(inner, 'linkup', 'lo');
      await ok(inner, 'addradd', 'lo', '10.0.0.1/32');
    },
  ),
  rule(
    'net-11c',
    'user_namespaces(7)',
    'and may not put its devices into one that it does not own: EPERM',
    async (task) => {
      const fd = await ok(task, 'openns', 'net');
      const { task: inner } = await userChild(task, CLONE.NEWNET);
      await ok(inner, 'linkadd', 'bridge', 'br', '');
      await fails('EPERM', inner, 'linkns', 'br', fd);
    },
  ),
];
