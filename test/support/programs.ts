/** Random programs of several tasks, and what a kernel's own books must say. */
import fc from 'fast-check';
import { type Answer, type CallName, CLONE, type NsLink, type Task } from '../../reference/interface.ts';
import { NsFile } from '../../reference/kernel/file.ts';
import type { Kernel } from '../../reference/kernel/kernel.ts';
import type { Namespace } from '../../reference/kernel/namespace.ts';
import { NetNs } from '../../reference/kernel/net.ts';
import { NsNode } from '../../reference/kernel/node.ts';
import { PidNs } from '../../reference/kernel/pid.ts';

/** What one task does next; numbers choose among what there is. */
export interface Step {
  readonly by: number;
  readonly what:
    | { readonly kind: 'clone'; readonly flags: number }
    | { readonly kind: 'call'; readonly name: CallName; readonly args: readonly (string | number)[] };
}

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
const link = fc.constantFrom<NsLink>('uts', 'ipc', 'net', 'user', 'time', 'pid');
const calls: readonly fc.Arbitrary<Step['what']>[] = [
  flags.map((given) => ({ kind: 'clone', flags: given })),
  fc.constant({ kind: 'clone', flags: CLONE.NEWPID } as const),
  call('unshare', flags),
  call('openns', link),
  call('setns', fc.integer({ min: 3, max: 6 }), fc.constantFrom(0, CLONE.NEWUTS, CLONE.NEWUSER, 1)),
  call('close', fc.integer({ min: 3, max: 6 })),
  call('sethostname', fc.constantFrom('one', 'two'), fc.constantFrom(0, 3, 65, -1)),
  call('gethostname'),
  call('setdomainname', fc.constantFrom('a', 'b'), fc.constant(1)),
  call('getdomainname'),
  call('getpid'),
  call('getppid'),
  call('getuid'),
  call('setuid', fc.constantFrom(0, 1000)),
  call('msgget', fc.constantFrom(77, 78), fc.constantFrom(0, 0o1600)),
  call('shmget', fc.constantFrom(77, 78), fc.constant(4096), fc.constantFrom(0, 0o1600)),
  call('semget', fc.constantFrom(77, 78), fc.constant(1), fc.constantFrom(0, 0o1600)),
  call('msgsnd', fc.constantFrom(0, 1), fc.constant(1), fc.constant('text')),
  call('msgrcv', fc.constantFrom(0, 1), fc.constant(0), fc.constant(0)),
  call('msgrm', fc.constantFrom(0, 1)),
  call('semop', fc.constantFrom(0, 1), fc.constant(0), fc.constantFrom(-1, 1, 2), fc.constantFrom(0, 0x1000)),
  call('semgetval', fc.constantFrom(0, 1), fc.constant(0)),
  call('shmat', fc.constantFrom(0, 1)),
  call('shmrm', fc.constantFrom(0, 1)),
  call('mqopen', fc.constantFrom('/x', '/y'), fc.constantFrom(2, 0o102), fc.constant(0o600)),
  call('mqunlink', fc.constantFrom('/x', '/y')),
  call('socket', fc.constantFrom(1, 2), fc.constant(1), fc.constant(0)),
  call('bind', fc.integer({ min: 3, max: 6 }), fc.constantFrom('@x', '@y', '127.0.0.1:80', '10.0.0.1:8080')),
  call('listen', fc.integer({ min: 3, max: 6 }), fc.constant(1)),
  call(
    'connect',
    fc.integer({ min: 3, max: 6 }),
    fc.constantFrom('@x', '@y', '127.0.0.1:80', '127.0.0.1:8080'),
  ),
  call('linkup', fc.constantFrom('lo', 'v')),
  call('linkadd', fc.constant('veth'), fc.constantFrom('v', 'w'), fc.constantFrom('x', 'v')),
  call('links'),
  call('nstype', fc.integer({ min: 3, max: 6 })),
  call('nsowner', fc.integer({ min: 3, max: 6 })),
];

function call(name: CallName, ...args: readonly fc.Arbitrary<string | number>[]): fc.Arbitrary<Step['what']> {
  return fc.tuple(...args).map((given) => ({ kind: 'call', name, args: given }));
}

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ by: fc.nat(7), what: fc.oneof(...calls) }),
  { minLength: 1, maxLength: 40 },
);

/** More tasks than this a program does not make. */
const MOST_TASKS = 20;

/** What every step answered. Names of namespaces are numbered as they are first seen: the numbers are the kernel's own. */
export async function run(
  first: Task,
  program: readonly Step[],
  after: () => void = () => {},
): Promise<readonly string[]> {
  // The machine's own names are not the rules' business.
  await first.call('sethostname', 'start', 5);
  await first.call('setdomainname', 'start', 5);
  const tasks = [first];
  const seen: string[] = [];
  for (const { by, what } of program) {
    const task = tasks[by % tasks.length]!;
    if (what.kind === 'call') seen.push(`${what.name} ${shown(await task.call(what.name, ...what.args))}`);
    else if (tasks.length < MOST_TASKS) {
      const forked = await task.clone(what.flags);
      if ('task' in forked) tasks.push(forked.task);
      seen.push(`clone ${'task' in forked ? forked.pid : forked.errno}`);
    }
    after();
  }
  return seen;
}

const shown = (answer: Answer): string => ('ok' in answer ? answer.ok : answer.errno);

/** Each namespace that there is: its count, and the count made anew from all that can hold one. */
export function countsOf(kernel: Kernel): readonly (readonly [string, number, number])[] {
  const tasks = [...kernel.init.pidNs.tasks.values()];
  const alive = tasks.filter((one) => one.isAlive);
  const recounted = new Map<Namespace, number>();
  const add = (ns: Namespace | null): void => {
    if (ns) recounted.set(ns, (recounted.get(ns) ?? 0) + 1);
  };
  for (const nsproxy of new Set(alive.map((one) => one.nsproxy))) nsproxy.namespaces.forEach(add);
  for (const one of tasks) {
    add(one.pidNs);
    add(one.credentials.ns);
  }
  for (const file of new Set(alive.flatMap((one) => [...one.files.files.values()])))
    if (file instanceof NsFile) add(file.ns);
  const mounts = kernel.mountNamespaces().flatMap((ns) => [...ns.mounts()]);
  for (const { root } of mounts) if (root instanceof NsNode) add(root.ns);
  for (const fs of new Set(mounts.map((mount) => mount.fs))) fs.pins.forEach(add);
  for (const ns of kernel.namespaces) {
    add(ns.owner);
    if (ns instanceof PidNs) add(ns.parent);
    if (ns instanceof NetNs) for (const socket of ns.open) add(socket.ns);
  }
  return [...new Set([...kernel.namespaces, ...recounted.keys()])].map(
    (ns) => [ns.name, ns.count, recounted.get(ns) ?? 0] as const,
  );
}
