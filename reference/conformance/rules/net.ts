/** Sockets and settings of networks: network_namespaces(7), ip(7), unix(7). */
import { CLONE } from '../../interface.ts';
import { child, differ, fails, nsid, ok, rule, same, userChild } from '../rule.ts';
import {
  bindFails,
  bound,
  cabled,
  connectFails,
  FORWARD,
  INET,
  listening,
  netChild,
  PACKET,
  RAW,
  tcp,
  theyTalk,
  UNPRIVILEGED,
  udp,
  unix,
} from './net-tools.ts';

const CITES = 'network_namespaces(7)';

export const NET = [
  rule('net-01', CITES, 'a new one has loopback only', async (task) => {
    const { task: other } = await netChild(task);
    await ok(task, 'linkadd', 'bridge', 'br', '');
    same(await ok(other, 'links'), 'lo', 'devices');
  }),
  rule('net-01a', CITES, 'its loopback is down', async (task) => {
    const { task: other } = await netChild(task);
    await ok(task, 'linkup', 'lo');
    same(await ok(other, 'getifflags', await udp(other), 'lo'), 0, 'IFF_UP');
  }),
  rule(
    'net-01b',
    `${CITES}, connect(2) ERRORS`,
    'without routes nothing is reached: ENETUNREACH',
    async (task) => {
      await connectFails('ENETUNREACH', task, '127.0.0.1:80');
      await connectFails('ENETUNREACH', task, '10.1.2.3:80');
    },
  ),
  rule(
    'net-01c',
    'connect(2) ERRORS',
    'once loopback is up, who does not listen refuses: ECONNREFUSED',
    async (task) => {
      await ok(task, 'linkup', 'lo');
      await connectFails('ECONNREFUSED', task, '127.0.0.1:80');
      await theyTalk(task, task, '127.0.0.1:8080');
    },
  ),
  rule('net-01d', CITES, 'a network beyond the own ones is not reached: ENETUNREACH', async (task) => {
    await cabled(task);
    await connectFails('ENETUNREACH', task, '10.9.0.1:80');
  }),
  rule('net-02', CITES, 'one port can be bound in each', async (task) => {
    const { task: other } = await netChild(task);
    await bound(task, '0.0.0.0:8080');
    await bound(other, '0.0.0.0:8080');
  }),
  rule('net-02a', 'bind(2) ERRORS', 'in one of them the port is taken: EADDRINUSE', async (task) => {
    await bound(task, '0.0.0.0:8080');
    await bindFails('EADDRINUSE', task, '0.0.0.0:8080');
    await bindFails('EADDRINUSE', task, '127.0.0.1:8080');
  }),
  rule(
    'net-02b',
    'ip(7)',
    'the port of another protocol, or at another address, is another one',
    async (task) => {
      await ok(task, 'linkup', 'lo');
      await bound(task, '127.0.0.1:8080');
      await bound(task, '127.0.0.2:8080');
      await ok(task, 'bind', await udp(task), '127.0.0.1:8080');
    },
  ),
  rule('net-02c', 'ip(7)', 'a plain child shares the ports', async (task) => {
    await bound(task, '0.0.0.0:8080');
    const { task: same } = await child(task);
    await bindFails('EADDRINUSE', same, '0.0.0.0:8080');
  }),
  rule('net-02d', 'bind(2) ERRORS', 'a socket that is bound cannot be bound again: EINVAL', async (task) => {
    const fd = await bound(task, '0.0.0.0:8080');
    await fails('EINVAL', task, 'bind', fd, '0.0.0.0:8081');
  }),
  rule('net-03', `${CITES}, unix(7)`, 'abstract names are its own: ECONNREFUSED', async (task) => {
    await listening(task, '@name');
    const { task: same } = await child(task);
    await ok(same, 'connect', await unix(same), '@name');
    const { task: other } = await netChild(task);
    await connectFails('ECONNREFUSED', other, '@name');
  }),
  rule('net-03a', 'unix(7)', 'one abstract name can be bound in each, and once: EADDRINUSE', async (task) => {
    const { task: other } = await netChild(task);
    await listening(task, '@name');
    await listening(other, '@name');
    await fails('EADDRINUSE', task, 'bind', await unix(task), '@name');
  }),
  rule('net-04', CITES, 'a socket stays in the network that it was made in', async (task) => {
    await ok(task, 'linkup', 'lo');
    const fd = await udp(task);
    await ok(task, 'unshare', CLONE.NEWNET);
    same(await ok(task, 'getifflags', fd, 'lo'), 1, 'IFF_UP of the old loopback');
    same(await ok(task, 'getifflags', await udp(task), 'lo'), 0, 'IFF_UP of the new one');
  }),
  rule('net-04a', CITES, 'its port is one of the old network, also after its owner left', async (task) => {
    const { task: stays } = await child(task);
    const fd = await tcp(task);
    await ok(task, 'unshare', CLONE.NEWNET);
    await ok(task, 'bind', fd, '0.0.0.0:8080');
    await bound(task, '0.0.0.0:8080');
    await bindFails('EADDRINUSE', stays, '0.0.0.0:8080');
  }),
  rule('net-10', CITES, '/proc/sys/net is that of whoever is in it', async (task) => {
    const { task: other } = await netChild(task);
    const before = await ok(other, 'read', FORWARD);
    await ok(task, 'write', FORWARD, before === '1' ? '0' : '1');
    same(await ok(other, 'read', FORWARD), before, 'ip_forward there');
  }),
  rule(
    'net-10b',
    'user_namespaces(7), proc(5)',
    'root of a user namespace may set those of one that it owns',
    async (task) => {
      const one = await child(task, CLONE.NEWUSER | CLONE.NEWNET);
      await ok(task, 'write', `/proc/${one.pid}/uid_map`, '0 5 1');
      await ok(task, 'write', `/proc/${one.pid}/gid_map`, '0 5 1');
      await ok(one.task, 'setgid', 0);
      await ok(one.task, 'setuid', 0);
      await ok(one.task, 'write', UNPRIVILEGED, '80');
    },
  ),
  rule('net-10a', CITES, 'a plain child sees its changes', async (task) => {
    const { task: other } = await child(task);
    await ok(task, 'write', UNPRIVILEGED, '80');
    same(await ok(other, 'read', UNPRIVILEGED), 80, 'ip_unprivileged_port_start');
  }),
  rule('net-12', 'ip(7), capabilities(7)', 'a low port needs CAP_NET_BIND_SERVICE: EACCES', async (task) => {
    await ok(task, 'setuid', 1000);
    await bindFails('EACCES', task, '0.0.0.0:80');
    await bound(task, '0.0.0.0:8080');
  }),
  rule(
    'net-12a',
    'ip(7), user_namespaces(7)',
    'root of a user namespace may bind a low port of a network that it owns',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWNET);
      await bound(inner, '0.0.0.0:80');
    },
  ),
  rule(
    'net-12b',
    'ip(7), user_namespaces(7)',
    'and not one of a network that its parent owns: EACCES',
    async (task) => {
      const { task: inner } = await userChild(task);
      await bindFails('EACCES', inner, '0.0.0.0:80');
    },
  ),
  rule(
    'net-12c',
    'ip(7), ip_unprivileged_port_start',
    'where low ports begin is a setting of each',
    async (task) => {
      const { task: other } = await netChild(task);
      await ok(task, 'write', UNPRIVILEGED, '80');
      same(await ok(other, 'read', UNPRIVILEGED), 1024, 'ip_unprivileged_port_start there');
      await ok(task, 'setuid', 1000);
      await ok(other, 'setuid', 1000);
      await bound(task, '0.0.0.0:80');
      await bindFails('EACCES', other, '0.0.0.0:80');
    },
  ),
  rule(
    'net-13',
    'namespaces(7), "Namespace lifetime"; Linux keeps it for an open socket, too',
    'an open socket keeps its network, though nobody is in it',
    async (task) => {
      const [before, fd] = [await nsid(task, 'net'), await udp(task)];
      await ok(task, 'linkadd', 'bridge', 'br', '');
      await ok(task, 'unshare', CLONE.NEWNET);
      differ(await nsid(task, 'net'), before, 'net');
      await ok(task, 'setns', await ok(task, 'sockns', fd), CLONE.NEWNET);
      same(await nsid(task, 'net'), before, 'net, after going back');
      same(await ok(task, 'links'), 'lo br', 'its devices');
    },
  ),
  rule('net-14', 'raw(7), capabilities(7)', 'a raw socket needs CAP_NET_RAW: EPERM', async (task) => {
    await ok(task, 'close', await ok(task, 'socket', INET, RAW, 1));
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'socket', INET, RAW, 1);
  }),
  rule('net-14a', 'packet(7), capabilities(7)', 'a packet socket needs CAP_NET_RAW: EPERM', async (task) => {
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'socket', PACKET, RAW, 3);
  }),
  rule(
    'net-14b',
    'packet(7), user_namespaces(7)',
    'root of a user namespace may have one in a network that it owns',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWNET);
      await ok(inner, 'socket', PACKET, RAW, 3);
    },
  ),
  rule(
    'net-15',
    'SIOCGSKNS of <linux/sockios.h>',
    "a socket tells its network's descriptor",
    async (task) => {
      const fd = await ok(task, 'sockns', await udp(task));
      same(await ok(task, 'nstype', fd), CLONE.NEWNET, 'type');
    },
  ),
  rule(
    'net-15a',
    'SIOCGSKNS of <linux/sockios.h>',
    'to who has CAP_NET_ADMIN over it: EPERM',
    async (task) => {
      await ok(task, 'setuid', 1000);
      await fails('EPERM', task, 'sockns', await udp(task));
    },
  ),
  rule('net-16', 'unshare(2) ERRORS', 'a new one needs CAP_SYS_ADMIN: EPERM', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'unshare', CLONE.NEWNET);
  }),
  rule('net-17', 'ip(7), bind(2) ERRORS', 'an address that is on no device: EADDRNOTAVAIL', async (task) => {
    await ok(task, 'linkup', 'lo');
    await bindFails('EADDRNOTAVAIL', task, '10.9.9.9:8080');
  }),
  rule(
    'net-17a',
    'ip(7); the manual knows no exception, Linux takes any address before the first is configured',
    'before the first address is there any can be bound',
    async (task) => {
      await bound(task, '10.9.9.9:8080');
      await bound(task, '127.0.0.1:8080');
    },
  ),
  rule('net-17b', 'ip(7)', "another network's address is none of its own: EADDRNOTAVAIL", async (task) => {
    const { task: other } = await cabled(task);
    await bound(task, '10.0.0.1:8080');
    await bindFails('EADDRNOTAVAIL', other, '10.0.0.1:8080');
    await bound(other, '10.0.0.2:8080');
  }),
  rule(
    'net-17c',
    'ip(7), ip_nonlocal_bind',
    'ip_nonlocal_bind, a setting of each, allows it',
    async (task) => {
      const { task: other } = await netChild(task);
      for (const one of [task, other]) await ok(one, 'linkup', 'lo');
      await ok(task, 'write', '/proc/sys/net/ipv4/ip_nonlocal_bind', '1');
      await bound(task, '10.9.9.9:8080');
      await bindFails('EADDRNOTAVAIL', other, '10.9.9.9:8080');
    },
  ),
  rule(
    'net-17d',
    'rtnetlink(7)',
    'an address that is taken away cannot be bound any more: EADDRNOTAVAIL',
    async (task) => {
      await cabled(task);
      await bound(task, '10.0.0.1:8080');
      await ok(task, 'addrdel', 'here', '10.0.0.1/24');
      await bindFails('EADDRNOTAVAIL', task, '10.0.0.1:8081');
    },
  ),

  rule('net-02e', 'bind(2), close(2)', 'a port is free again once its socket is closed', async (task) => {
    await ok(task, 'linkup', 'lo');
    await ok(task, 'close', await bound(task, '127.0.0.1:8080'));
    await bound(task, '127.0.0.1:8080');
  }),
  rule(
    'net-03d',
    'unix(7), close(2)',
    'an abstract name is free again once its socket is closed',
    async (task) => {
      await ok(task, 'close', await listening(task, '@name'));
      await listening(task, '@name');
    },
  ),
];
