/**
 * Sockets and devices: ip(7), unix(7), rtnetlink(7), netdevice(7). Names of sockets are written `10.0.0.1:80` or, in
 * the abstract space of unix sockets, `@name`. No call waits, but for connect to somebody on the link who answers.
 */
export const NET_CALLS = {
  socket: 'domain type protocol -> fd',
  bind: 'fd name',
  listen: 'fd backlog',
  connect: 'fd name',
  accept: 'fd -> fd',
  send: 'fd text [name] -> bytes; sendto(2) with a name',
  recv: 'fd -> text',
  getsockname: 'fd -> name',
  getpeername: 'fd -> name',
  peercred: 'fd -> "PID UID GID" (SO_PEERCRED)',
  sockns: "fd -> fd of the socket's network namespace (SIOCGSKNS)",
  getifflags: 'fd device -> 1 if it is up, else 0 (SIOCGIFFLAGS & IFF_UP)',
  setifflags: 'fd device flags (SIOCSIFFLAGS; IFF_UP only)',
  links: '-> names of devices, by index (RTM_GETLINK)',
  linkadd:
    'kind name [other]: veth with the name of its peer, bridge, macvlan with its lower device (RTM_NEWLINK)',
  linkdel: 'device (RTM_DELLINK)',
  linkup: 'device',
  linkdown: 'device',
  linkname: 'device name (IFLA_IFNAME)',
  linkmaster: 'device bridge (IFLA_MASTER; empty: none)',
  linkns: 'device fd [name]: into the network namespace of fd (IFLA_NET_NS_FD)',
  linkpid: 'device pid [name]: into that of a process (IFLA_NET_NS_PID)',
  addradd: 'device address/length (RTM_NEWADDR)',
  addrdel: 'device address/length (RTM_DELADDR)',
  routeadd: 'network/length gateway device (RTM_NEWROUTE; an empty gateway: on the link)',
  netgrant:
    'pid address: gives an address of its stack to a guest network; of the variants only, Linux: ENOSYS',
  linkwatch: '-> fd that hears of links (RTMGRP_LINK)',
  linknews: 'fd -> "new NAME", "del NAME", as heard since',
} as const;
