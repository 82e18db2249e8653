/** Calls that make, name, signal and end processes, and move them between namespaces. */
export const PROCESS_CALLS = {
  unshare: 'flags',
  setns: 'fd nstype',
  exit: 'code; answers nothing afterwards',
  wait: 'pid (-1: any) -> "PID exited CODE" or "PID killed SIGNAL"',
  kill: 'pid signal',
  getpid: '-> pid',
  getppid: '-> pid',
} as const;
