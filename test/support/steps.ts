/** What random programs consist of: calls of all subsystems, with arguments that now and then fit one another. */
import fc from 'fast-check';
import { type CallName, CLONE, type NsLink } from '../../reference/interface.ts';

/** What one task does next; numbers choose among what there is. */
export interface Step {
  readonly by: number;
  readonly what:
    | { readonly kind: 'clone'; readonly flags: number }
    | { readonly kind: 'call'; readonly name: CallName; readonly args: readonly Argument[] };
}

/** `child`: the number of a task that the program made, as the caller knows it. */
export type Argument = string | number | { readonly child: number };
type Arg = fc.Arbitrary<Argument>;

const flag = fc.constantFrom(
  CLONE.NEWUTS,
  CLONE.NEWIPC,
  CLONE.NEWNET,
  CLONE.NEWNS,
  CLONE.NEWCGROUP,
  CLONE.NEWTIME,
  CLONE.NEWUSER,
);
const flags = fc.oneof(
  fc.constant(0),
  flag,
  fc.tuple(flag, flag).map(([a, b]) => a | b),
);
const THREAD = CLONE.VM | CLONE.SIGHAND | CLONE.THREAD;
const cloneFlags = fc.oneof(
  { weight: 4, arbitrary: flags },
  {
    weight: 2,
    arbitrary: fc.constantFrom(CLONE.NEWPID, CLONE.NEWPID | CLONE.NEWUSER, CLONE.NEWPID | CLONE.NEWNS),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      THREAD,
      THREAD | CLONE.FS | CLONE.FILES,
      CLONE.FS,
      CLONE.FILES,
      CLONE.VM,
      CLONE.PARENT,
      CLONE.PIDFD,
      CLONE.THREAD,
      CLONE.SYSVSEM | CLONE.NEWIPC,
      CLONE.FS | CLONE.NEWNS,
    ),
  },
);
const link = fc.constantFrom<NsLink>('uts', 'ipc', 'net', 'user', 'time', 'pid', 'mnt', 'cgroup');
const fd = fc.integer({ min: 3, max: 6 });
const child = fc.nat(7).map((at) => ({ child: at }));
const path = fc.constantFrom(
  '/',
  '/tmp',
  '/mnt',
  '/tmp/a',
  '/mnt/a',
  '/mnt/a/b',
  'a',
  '..',
  '/dev',
  '/tmp/file',
);
const key = fc.constantFrom(77, 78);
const id = fc.constantFrom(0, 1);
const uid = fc.constantFrom(0, 5, 1000, -1);
const signal = fc.constantFrom(0, 9, 10, 15);
const bits = fc.constantFrom('0', '1fffeffffff', '200000', 'c0');
const map = fc.constantFrom('0 0 1', '0 1000 1', '0 0 2000', '5 0 1', '0 0 0', 'x');
const type = fc.constantFrom(1 << 17, 1 << 18, 1 << 19, 1 << 20, (1 << 20) | 16384, (1 << 18) | 16384);

const calls: Readonly<Partial<Record<CallName, readonly Arg[]>>> = {
  unshare: [fc.oneof(flags, fc.constantFrom(CLONE.NEWPID, CLONE.FS, CLONE.FILES, CLONE.THREAD, 1))],
  openns: [link],
  setns: [fd, fc.constantFrom(0, CLONE.NEWUTS, CLONE.NEWUSER, CLONE.NEWUTS | CLONE.NEWIPC, CLONE.NEWNS, 1)],
  close: [fd],
  exit: [fc.constantFrom(0, 3)],
  wait: [fc.constant(-1), fc.constant(1)],
  kill: [child, signal],
  sigaction: [fc.constantFrom(9, 10, 15), fc.constantFrom('default', 'ignore', 'handle')],
  sigtaken: [],
  sigprocmask: [fc.constantFrom('block', 'unblock'), fc.constantFrom(10, 15)],
  sigpending: [],
  pidfd_open: [child],
  pidfd_send_signal: [fd, signal],
  pidfd_getfd: [fd, fd],
  getpid: [],
  gettid: [],
  getppid: [],
  setsid: [],
  getsid: [],
  getpgrp: [],
  prctl: [fc.constantFrom(4, 36, 38), fc.constant(1)],
  getuid: [],
  geteuid: [],
  getgid: [],
  getresuid: [],
  setuid: [uid],
  setresuid: [uid, uid, uid],
  setresgid: [uid, uid, uid],
  setgroups: [uid],
  getgroups: [],
  capset: [bits, bits, fc.constant('0')],
  capget: [],
  sethostname: [fc.constantFrom('one', 'two'), fc.constantFrom(0, 3, 65, -1)],
  gethostname: [],
  setdomainname: [fc.constantFrom('a', 'b'), fc.constant(1)],
  getdomainname: [],
  write: [
    fc.constantFrom('/proc/self/uid_map', '/proc/self/gid_map', '/proc/self/setgroups', '/tmp/file'),
    fc.oneof(map, fc.constantFrom('deny', 'allow')),
  ],
  read: [
    fc.constantFrom(
      '/proc/self/uid_map',
      '/proc/self/gid_map',
      '/proc/self/setgroups',
      '/proc/sys/kernel/hostname',
      '/tmp/file',
      '/proc/self/timens_offsets',
      '/proc/self/mountinfo',
    ),
  ],
  nsid: [link],
  nstype: [fd],
  nsowner: [fd],
  nsuser: [fd],
  nsparent: [fd],
  mkdir: [path],
  rmdir: [path],
  unlink: [path],
  rename: [path, path],
  mknod: [path, fc.constant('file')],
  open: [path, fc.constantFrom(0, 1)],
  stat: [path],
  list: [fc.constantFrom('/tmp', '/mnt', '.', '/mnt/a')],
  chmod: [path, fc.constantFrom(0o755, 0o700, 0o600)],
  chown: [path, uid, uid],
  umask: [fc.constantFrom(0, 0o22)],
  chdir: [path],
  getcwd: [],
  chroot: [path],
  mount: [
    path,
    path,
    fc.constant('tmpfs'),
    fc.oneof(fc.constantFrom(0, 0, 1, 4096, 4096 | 16384, 8192, 32 | 4096, 32 | 4096 | 1), type),
  ],
  umount: [path, fc.constantFrom(0, 0, 2, 4, 16)],
  pivot_root: [path, path],
  msgget: [key, fc.constantFrom(0, 0o1600)],
  shmget: [key, fc.constant(4096), fc.constantFrom(0, 0o1600)],
  semget: [key, fc.constant(1), fc.constantFrom(0, 0o1600)],
  msgsnd: [id, fc.constant(1), fc.constant('text')],
  msgrcv: [id, fc.constant(0), fc.constant(0)],
  msgrm: [id],
  semop: [id, fc.constant(0), fc.constantFrom(-1, 1, 2), fc.constantFrom(0, 0x1000)],
  semgetval: [id, fc.constant(0)],
  shmat: [id],
  shmrm: [id],
  mqopen: [fc.constantFrom('/x', '/y'), fc.constantFrom(2, 0o102), fc.constant(0o600)],
  socket: [fc.constantFrom(1, 2), fc.constant(1), fc.constant(0)],
  bind: [fd, fc.constantFrom('@x', '@y', '127.0.0.1:80', '10.0.0.1:8080')],
  listen: [fd, fc.constant(1)],
  connect: [fd, fc.constantFrom('@x', '@y', '127.0.0.1:80', '127.0.0.1:8080')],
  linkup: [fc.constantFrom('lo', 'v')],
  linkadd: [fc.constant('veth'), fc.constantFrom('v', 'w'), fc.constantFrom('x', 'v')],
  links: [],
};

/** Calls with other arguments than above: sysctls take no nonsense here, since Linux reads numbers up to where they end. */
const others: readonly fc.Arbitrary<Step['what']>[] = [
  ['/proc/sys/kernel/hostname', 'written'],
  ['/proc/self/timens_offsets', 'monotonic 5 0'],
].map((args) => fc.constant({ kind: 'call', name: 'write', args }));

const what: fc.Arbitrary<Step['what']> = fc.oneof(
  { weight: 14, arbitrary: cloneFlags.map((given) => ({ kind: 'clone' as const, flags: given })) },
  {
    weight: 86,
    arbitrary: fc.oneof(
      ...others,
      ...Object.entries(calls).map(([name, args]) =>
        fc.tuple(...args).map((given) => ({ kind: 'call' as const, name: name as CallName, args: given })),
      ),
    ),
  },
);

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(fc.record({ by: fc.nat(7), what }), {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});
