/** What saving and restoring sockets takes (tcp(7), TCP_REPAIR), and reading back how devices are configured. */
export const REPAIR_CALLS = {
  repair: 'fd 0|1: stops its timers and keeps it from sending (TCP_REPAIR)',
  tcpstate: 'fd -> listening, connected, closed (TCP_INFO)',
  tcpseq: 'fd queue (send, recv) -> number of the next byte (TCP_QUEUE_SEQ)',
  setseq: 'fd queue number',
  tcpqueue: 'fd queue -> text that is not acknowledged, or not read (MSG_PEEK)',
  fillqueue: 'fd queue text',
  addrs: 'device -> "ADDRESS/LENGTH …" (RTM_GETADDR)',
  routes: '-> "NETWORK/LENGTH GATEWAY DEVICE, …" that were added, without those of addresses (RTM_GETROUTE)',
  linkblock: 'device 0|1: a port of a bridge passes nothing (IFLA_BRPORT_STATE)',
} as const;
