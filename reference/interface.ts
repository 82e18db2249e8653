/**
 * The system calls that a rule may make: what the model and the real kernel both answer. Arguments and results are
 * Linux's; a text result stands for what the call would have put into a buffer.
 */

/** Values of <linux/sched.h>; the same everywhere. */
export const CLONE = {
  NEWTIME: 0x80,
  VM: 0x100,
  FS: 0x200,
  SIGHAND: 0x800,
  PARENT: 0x8000,
  THREAD: 0x10000,
  NEWNS: 0x20000,
  SYSVSEM: 0x40000,
  NEWCGROUP: 0x2000000,
  NEWUTS: 0x4000000,
  NEWIPC: 0x8000000,
  NEWUSER: 0x10000000,
  NEWPID: 0x20000000,
  NEWNET: 0x40000000,
} as const;

export const NS_TYPES = ['uts', 'ipc', 'mnt', 'net', 'pid', 'user', 'cgroup', 'time'] as const;
export type NsType = (typeof NS_TYPES)[number];
/** Names in /proc/PID/ns. */
export type NsLink = NsType | 'pid_for_children' | 'time_for_children';

export type Answer = { readonly ok: string } | { readonly errno: string };
export type Forked = { readonly task: Task; readonly pid: number } | { readonly errno: string };

export interface Task {
  /** clone(2) with these flags and SIGCHLD; the child has a memory of its own unless the flags say otherwise. */
  clone(flags: number): Promise<Forked>;
  /** clone3(2) with set_tid, innermost first. */
  clone3(flags: number, setTid: readonly number[]): Promise<Forked>;
  /** Any other call of CALLS. */
  call(name: CallName, ...args: readonly (string | number)[]): Promise<Answer>;
}

/** What each call takes and gives. */
export const CALLS = {
  unshare: 'flags',
  openns: 'link [pid] -> fd; opens /proc/PID/ns/LINK, of itself without a pid',
  setns: 'fd nstype',
  nsid: 'link -> the name that /proc/self/ns/LINK is a link to',
  close: 'fd',
  exit: 'code; answers nothing afterwards',
  wait: 'pid (-1: any) -> "PID exited CODE" or "PID killed SIGNAL"',
  kill: 'pid signal',
  getpid: '-> pid',
  getppid: '-> pid',
  sethostname: 'name length',
  gethostname: "-> uname(2)'s nodename",
  setdomainname: 'name length',
  getdomainname: "-> uname(2)'s domainname",
  getuid: '-> uid',
  getgid: '-> gid',
  setuid: 'uid',
  write: 'path text -> bytes; open for writing, one write(2)',
  read: 'path -> text, line ends as blanks, without the last',
  msgget: 'key flags -> id',
  shmget: 'key flags -> id, of one page',
  semget: 'key flags -> id, of one semaphore',
  bindtcp: 'port -> fd; a TCP socket bound to any address',
  bindabstract: 'name -> fd; a listening unix socket in the abstract space',
  connectabstract: 'name -> fd',
  nsuser: 'fd -> name of the owning user namespace (NS_GET_USERNS)',
  nsparent: 'fd -> name of the parent namespace (NS_GET_PARENT)',
  nstype: 'fd -> CLONE_NEW* (NS_GET_NSTYPE)',
  nsowner: 'fd -> uid (NS_GET_OWNER_UID)',
} as const;
export type CallName = keyof typeof CALLS;

/** A machine in its first state: one task, root, in namespaces of its own of every type but user. */
export interface Machine {
  readonly task: Task;
  close(): Promise<void>;
}
