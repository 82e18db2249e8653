/** The kernel: how processes come to be, change their namespaces, and end. One path for clone, unshare, setns and exit. */
import { CLONE } from '../interface.ts';
import { check, Failure } from './errors.ts';
import { type Namespace, PlainNs } from './namespace.ts';
import { NsProxy, type Slots } from './nsproxy.ts';
import { PidNs } from './pid.ts';
import { type Fate, Process } from './process.ts';
import { IpcNs, NetNs, TimeNs, UtsNs } from './simple.ts';
import { Credentials, UserNs } from './user.ts';

const NEW =
  CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNS | CLONE.NEWNET | CLONE.NEWPID | CLONE.NEWCGROUP | CLONE.NEWTIME;
/** CLONE_FILES, and what unshare(2) takes without doing anything in a process of one thread. */
const HARMLESS = 0x400 | CLONE.FS | CLONE.SYSVSEM | CLONE.THREAD | CLONE.SIGHAND | CLONE.VM;

const SIGKILL = 9;
const SIGSTOP = 19;
/** SIGCHLD, SIGCONT, SIGURG, SIGWINCH: ignored unless handled. */
const IGNORED = new Set([17, 18, 23, 28]);

export class Kernel {
  /** The init of the machine, which reaps what is orphaned. */
  readonly init: Process;

  constructor() {
    const user = new UserNs(null, 0);
    const pid = new PidNs(user, null);
    const nsproxy = new NsProxy({
      uts: new UtsNs(user, null),
      ipc: new IpcNs(user),
      mnt: new PlainNs('mnt', user),
      net: new NetNs(user),
      cgroup: new PlainNs('cgroup', user),
      pidForChildren: pid,
      time: new TimeNs(user, null),
      timeForChildren: new TimeNs(user, null),
    });
    const slots = { ...nsproxy.slots, timeForChildren: nsproxy.slots.time };
    const root = new Credentials(0, 0, user, true);
    this.init = new Process(null, root, new NsProxy(slots), pid);
    pid.allocate(this.init, [], root);
  }

  /** clone(2) and clone3(2). */
  clone(parent: Process, flags: number, setTid: readonly number[] = []): Process {
    checkClone(parent, flags, setTid);
    const credentials = flags & CLONE.NEWUSER ? parent.credentials.inNewUserNs() : parent.credentials;
    if (flags & NEW) check(credentials.isCapable(credentials.ns), 'EPERM');
    check(!(flags & CLONE.NEWIPC && flags & CLONE.SYSVSEM), 'EINVAL');
    const { slots } = parent.nsproxy;
    const changed = changes(flags, slots, credentials, parent);
    // A child is in what its parent had for children: pid and time alike.
    const time = changed.timeForChildren ?? slots.timeForChildren;
    const nsproxy = parent.nsproxy.with({ ...changed, time, timeForChildren: time });
    const pidNs = nsproxy.slots.pidForChildren;
    const process = new Process(parent, credentials, nsproxy, pidNs);
    try {
      pidNs.allocate(process, setTid, parent.credentials);
    } catch (error) {
      process.leave({ exited: 0 });
      throw error;
    }
    time.isFrozen = true;
    parent.children.add(process);
    return process;
  }

  unshare(process: Process, flags: number): void {
    check((flags & ~(NEW | CLONE.NEWUSER | HARMLESS)) === 0, 'EINVAL');
    const credentials = flags & CLONE.NEWUSER ? process.credentials.inNewUserNs() : process.credentials;
    if (flags & NEW) check(credentials.isCapable(credentials.ns), 'EPERM');
    const changed = changes(flags, process.nsproxy.slots, credentials, process);
    process.become(credentials, process.nsproxy.with(changed));
  }

  /** setns(2) with a file of a namespace. */
  setns(process: Process, fd: number, type: number): void {
    const { ns } = process.file(fd);
    if (ns === null) throw new Failure('EINVAL');
    check(type === 0 || type === FLAG_OF[ns.type], 'EINVAL');
    const { credentials, nsproxy } = process;
    if (ns instanceof UserNs) {
      process.become(credentials.joining(ns), nsproxy);
      return;
    }
    check(credentials.isCapable(ns.owner!) && credentials.isCapable(credentials.ns), 'EPERM');
    process.become(credentials, nsproxy.with(joined(process, ns)));
  }

  exit(process: Process, fate: Fate): void {
    if (!process.isAlive) return;
    process.leave(fate);
    if (process.isInit) {
      const members = [...process.pidNs.processes.values()].filter((one) => one !== process);
      for (const one of members) this.exit(one, { killed: SIGKILL });
    }
    for (const orphan of process.children) this.#adopt(orphan, process);
    process.children.clear();
    if (process.parent === null || process.parent === this.init || !process.parent.isAlive)
      this.#reap(process);
  }

  /** To the init of the parent's pid namespace; where that is gone, to whoever is init above. */
  #adopt(orphan: Process, dead: Process): void {
    const inits = [...dead.pidNs.upwards()].map((ns) => ns.init);
    const init = inits.find((one) => one?.isAlive && one !== dead) ?? this.init;
    orphan.parent = init;
    init.children.add(orphan);
    if (!orphan.isAlive && init === this.init) this.#reap(orphan);
  }

  #reap(process: Process): void {
    process.parent?.children.delete(process);
    process.pidNs.release(process);
  }

  /** wait(2). @throws Error where it would block: a program of the model has to know its children's ends */
  wait(process: Process, pid: number): { readonly pid: number; readonly fate: Fate } {
    const matching = [...process.children].filter((one) => pid === -1 || one.pidIn(process.pidNs) === pid);
    check(matching.length > 0, 'ECHILD');
    const dead = matching.find((one) => !one.isAlive);
    if (!dead) throw new Error('wait would block');
    const result = { pid: dead.pidIn(process.pidNs), fate: dead.fate! };
    this.#reap(dead);
    return result;
  }

  /** kill(2) of one process; nobody handles a signal in the model. */
  kill(sender: Process, pid: number, signal: number): void {
    const target = sender.pidNs.processes.get(pid);
    if (!target || pid <= 0) throw new Failure('ESRCH');
    const { credentials } = sender;
    check(
      credentials.uid === target.credentials.uid || credentials.isCapable(target.credentials.ns),
      'EPERM',
    );
    if (signal === 0 || !target.isAlive || IGNORED.has(signal)) return;
    const isFromAbove = !sender.pidNs.isWithin(target.pidNs);
    if (target.isInit && !(isFromAbove && (signal === SIGKILL || signal === SIGSTOP))) return;
    if (signal !== SIGSTOP) this.exit(target, { killed: signal });
  }
}

function checkClone(parent: Process, flags: number, setTid: readonly number[]): void {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  check(setTid.length <= 32, 'EINVAL');
  check(!(has(CLONE.FS) && has(CLONE.NEWNS | CLONE.NEWUSER)), 'EINVAL');
  check(!has(CLONE.THREAD) || has(CLONE.SIGHAND), 'EINVAL');
  check(!has(CLONE.SIGHAND) || has(CLONE.VM), 'EINVAL');
  check(!(has(CLONE.PARENT) && parent.isInit), 'EINVAL');
  const isElsewhere = parent.nsproxy.slots.pidForChildren !== parent.pidNs;
  check(!(has(CLONE.THREAD) && (has(CLONE.NEWUSER | CLONE.NEWPID) || isElsewhere)), 'EINVAL');
  // Threads and shared memory would need a model of memory; a program that asks for them is told so.
  if (has(CLONE.VM | CLONE.THREAD)) throw new Error('the model has no shared memory');
}

/** The namespaces that these flags make. */
function changes(flags: number, slots: Slots, { ns }: Credentials, process: Process): Partial<Slots> {
  if (flags & CLONE.NEWPID) check(slots.pidForChildren === process.pidNs, 'EINVAL');
  return {
    ...(flags & CLONE.NEWUTS ? { uts: new UtsNs(ns, slots.uts) } : {}),
    ...(flags & CLONE.NEWIPC ? { ipc: new IpcNs(ns) } : {}),
    ...(flags & CLONE.NEWNS ? { mnt: new PlainNs('mnt', ns) } : {}),
    ...(flags & CLONE.NEWNET ? { net: new NetNs(ns) } : {}),
    ...(flags & CLONE.NEWCGROUP ? { cgroup: new PlainNs('cgroup', ns) } : {}),
    ...(flags & CLONE.NEWPID ? { pidForChildren: new PidNs(ns, process.pidNs) } : {}),
    ...(flags & CLONE.NEWTIME ? { timeForChildren: new TimeNs(ns, slots.time) } : {}),
  };
}

/** The slot that a joined namespace takes. */
function joined(process: Process, ns: Namespace): Partial<Slots> {
  if (ns instanceof PidNs) {
    check(ns.isWithin(process.pidNs), 'EINVAL');
    return { pidForChildren: ns };
  }
  if (ns instanceof TimeNs) {
    ns.isFrozen = true;
    return { time: ns, timeForChildren: ns };
  }
  return { [ns.type]: ns };
}

export const FLAG_OF: Readonly<Record<Namespace['type'], number>> = {
  uts: CLONE.NEWUTS,
  ipc: CLONE.NEWIPC,
  mnt: CLONE.NEWNS,
  net: CLONE.NEWNET,
  pid: CLONE.NEWPID,
  user: CLONE.NEWUSER,
  cgroup: CLONE.NEWCGROUP,
  time: CLONE.NEWTIME,
};
