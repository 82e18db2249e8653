/** The system calls by name, as reference/interface.ts describes them. */
import type { CallName, NsLink } from '../interface.ts';
import { check, Failure } from './errors.ts';
import { FLAG_OF, type Kernel } from './kernel.ts';
import type { Namespace } from './namespace.ts';
import { PidNs } from './pid.ts';
import type { Process } from './process.ts';
import type { IpcKind } from './simple.ts';
import { UserNs } from './user.ts';

type Args = readonly (string | number)[];
type Call = (kernel: Kernel, process: Process, args: Args) => string | number | undefined;

const text = (args: Args, at: number): string => String(args[at] ?? '');
const number = (args: Args, at: number): number => Number(args[at] ?? 0);

export const MODEL_CALLS: Readonly<Record<CallName, Call>> = {
  unshare: (kernel, process, args) => zero(kernel.unshare(process, number(args, 0))),
  setns: (kernel, process, args) => zero(kernel.setns(process, number(args, 0), number(args, 1))),
  openns: (_, process, args) => {
    const of = args.length > 1 ? visible(process, number(args, 1)) : process;
    return process.open({ ns: linked(of, text(args, 0) as NsLink), onClose: () => {} });
  },
  nsid: (_, process, args) => linked(process, text(args, 0) as NsLink).name,
  close: (_, process, args) => zero(process.close(number(args, 0))),
  exit: (kernel, process, args) => zero(kernel.exit(process, { exited: number(args, 0) })),
  wait: (kernel, process, args) => {
    const { pid, fate } = kernel.wait(process, number(args, 0));
    return 'exited' in fate ? `${pid} exited ${fate.exited}` : `${pid} killed ${fate.killed}`;
  },
  kill: (kernel, process, args) => zero(kernel.kill(process, number(args, 0), number(args, 1))),
  getpid: (_, process) => process.pidIn(process.pidNs),
  getppid: (_, process) => process.parent?.pidIn(process.pidNs) ?? 0,
  sethostname: (_, process, args) => setName(process, 'nodename', args),
  gethostname: (_, process) => process.nsproxy.slots.uts.nodename,
  setdomainname: (_, process, args) => setName(process, 'domainname', args),
  getdomainname: (_, process) => process.nsproxy.slots.uts.domainname,
  getuid: (_, { credentials }) => credentials.ns.toLocal('uid', credentials.uid),
  getgid: (_, { credentials }) => credentials.ns.toLocal('gid', credentials.gid),
  setuid: (_, process, args) =>
    zero(process.become(process.credentials.withUid(number(args, 0)), process.nsproxy)),
  write: (_, process, args) => {
    writeFile(process, text(args, 0), text(args, 1));
    return text(args, 1).length;
  },
  read: (_, process, args) => readFile(process, text(args, 0)),
  msgget: (_, process, args) => ipcGet(process, 'msg', args),
  shmget: (_, process, args) => ipcGet(process, 'shm', args),
  semget: (_, process, args) => ipcGet(process, 'sem', args),
  bindtcp: (_, process, args) => {
    const onClose = process.nsproxy.slots.net.bindPort(number(args, 0), process.credentials);
    return process.open({ ns: null, onClose });
  },
  bindabstract: (_, process, args) =>
    process.open({ ns: null, onClose: process.nsproxy.slots.net.bindName(text(args, 0)) }),
  connectabstract: (_, process, args) => {
    process.nsproxy.slots.net.connect(text(args, 0));
    return process.open({ ns: null, onClose: () => {} });
  },
  nsuser: (_, process, args) => {
    const ns = nsFile(process, args);
    const owner = ns instanceof UserNs ? ns.parent : ns.owner;
    if (!owner?.isWithin(process.credentials.ns)) throw new Failure('EPERM');
    return owner.name;
  },
  nsparent: (_, process, args) => parentName(process, nsFile(process, args)),
  nstype: (_, process, args) => FLAG_OF[nsFile(process, args).type],
  nsowner: (_, process, args) => {
    const ns = nsFile(process, args);
    if (!(ns instanceof UserNs)) throw new Failure('EINVAL');
    return process.credentials.ns.toLocal('uid', ns.creator);
  },
};

const zero = (_: unknown): number => 0;

/** Another process, by its number in the namespace of the one who asks. */
function visible(process: Process, pid: number): Process {
  const found = process.pidNs.processes.get(pid);
  if (!found) throw new Failure('ENOENT');
  return found;
}

/** What the link stands for (namespaces(7), "The /proc/pid/ns/ directory"). */
function linked(process: Process, link: NsLink): Namespace {
  const { slots } = process.nsproxy;
  switch (link) {
    case 'user':
      return process.credentials.ns;
    case 'pid':
      return process.pidNs;
    case 'pid_for_children':
      check(slots.pidForChildren.init !== null, 'ENOENT');
      return slots.pidForChildren;
    case 'time_for_children':
      return slots.timeForChildren;
    default:
      return slots[link];
  }
}

const setName = (process: Process, which: 'nodename' | 'domainname', args: Args): number =>
  zero(process.nsproxy.slots.uts.set(which, text(args, 0), number(args, 1), process.credentials));

const ipcGet = (process: Process, kind: IpcKind, args: Args): number =>
  process.nsproxy.slots.ipc.get(kind, number(args, 0), number(args, 1), process.credentials);

function nsFile(process: Process, args: Args): Namespace {
  const { ns } = process.file(number(args, 0));
  if (ns === null) throw new Failure('ENOTTY');
  return ns;
}

/** ioctl_ns(2): only of what has parents, and only up to where the caller stands. */
function parentName(process: Process, ns: Namespace): string {
  if (ns instanceof PidNs) {
    if (!ns.parent?.isWithin(process.pidNs)) throw new Failure('EPERM');
    return ns.parent.name;
  }
  if (!(ns instanceof UserNs)) throw new Failure('EINVAL');
  if (!ns.parent?.isWithin(process.credentials.ns)) throw new Failure('EPERM');
  return ns.parent.name;
}

const PROC = /^\/proc\/(self|\d+)\/(uid_map|gid_map|setgroups|timens_offsets)$/;

function writeFile(process: Process, path: string, words: string): void {
  const match = PROC.exec(path);
  if (!match) {
    writeSysctl(process, path, words);
    return;
  }
  const of = match[1] === 'self' ? process : visible(process, Number(match[1]));
  const { credentials } = process;
  const { ns } = of.credentials;
  if (match[2] === 'uid_map') ns.writeMap('uid', words, credentials);
  else if (match[2] === 'gid_map') ns.writeMap('gid', words, credentials);
  else if (match[2] === 'setgroups') ns.writeSetgroups(words, credentials);
  else of.nsproxy.slots.timeForChildren.write(words, credentials);
}

/** /proc/sys follows whoever opens it; its files belong to root of the machine (mode 0644). */
function writeSysctl(process: Process, path: string, words: string): void {
  const { uts, ipc } = process.nsproxy.slots;
  const which = NAMES[path];
  check(which !== undefined || path === MSGMNI, 'ENOENT');
  check(process.credentials.uid === 0, 'EACCES');
  if (which === undefined) ipc.msgmni = Number(words);
  else uts.write(which, words);
}

const MSGMNI = '/proc/sys/kernel/msgmni';
const NAMES: Readonly<Record<string, 'nodename' | 'domainname'>> = {
  '/proc/sys/kernel/hostname': 'nodename',
  '/proc/sys/kernel/domainname': 'domainname',
};

function readFile(process: Process, path: string): string {
  const { uts, ipc, timeForChildren } = process.nsproxy.slots;
  if (path === MSGMNI) return String(ipc.msgmni);
  if (path === '/proc/self/timens_offsets') return timeForChildren.text;
  const which = NAMES[path];
  if (which === undefined) throw new Failure('ENOENT');
  return uts[which];
}
