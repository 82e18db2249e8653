/** Sockets and devices: ip(7), unix(7), rtnetlink(7). */
export const NET_CALLS = {
  bindtcp: 'port -> fd; a TCP socket bound to any address',
  bindabstract: 'name -> fd; a listening unix socket in the abstract space',
  connectabstract: 'name -> fd',
} as const;
