/** Tasks (threads) and the thread groups (processes) that they form. */

import { enterCgroups, leaveCgroups, type Membership } from './cgroup.ts';
import type { Credentials } from './credentials.ts';
import { InvariantError } from './errors.ts';
import type { FileTable } from './file.ts';
import type { FsStruct } from './fs.ts';
import type { Handlers, PendingSignal } from './handlers.ts';
import type { Pid } from './ids.ts';
import { leaveIpc } from './ipc.ts';
import type { UndoList } from './ipc-sem.ts';
import { type Attachments, copyAttachments, detachAll } from './ipc-shm.ts';
import type { Kernel } from './kernel.ts';
import type { NsProxy } from './nsproxy.ts';
import type { PidNs } from './pid.ts';
import type { UserNs } from './user.ts';

/** How a process ended. */
export type Fate = { readonly exited: number } | { readonly killed: number };

/** What tasks cloned with CLONE_VM share; of its contents only shared memory is modelled. */
export class Memory {
  /** Tasks that have it. */
  users = 0;
  /** shmop(2): the segments that are attached, by the number that shmat gave. */
  readonly attachments: Attachments;
  /** PR_SET_DUMPABLE: others of the same user may look at it; lost when credentials change. */
  isDumpable = true;
  /** The user namespace whose root owns its files in /proc once it is not dumpable. */
  readonly owner: UserNs;

  constructor(owner: UserNs, attachments: Attachments = new Map()) {
    this.owner = owner;
    this.attachments = attachments;
  }

  /** fork(2): the child has attached what its parent has. */
  copy(): Memory {
    const copy = new Memory(this.owner, copyAttachments(this.attachments));
    copy.isDumpable = this.isDumpable;
    return copy;
  }

  take(): this {
    this.users++;
    return this;
  }

  drop(): void {
    if (--this.users === 0) detachAll(this.attachments);
  }
}

/** Everything that a new task has from its parent, or of its own. */
export interface Parts {
  readonly credentials: Credentials;
  readonly nsproxy: NsProxy;
  readonly files: FileTable;
  readonly fs: FsStruct;
  readonly memory: Memory;
  readonly handlers: Handlers;
  readonly undo: UndoList;
  readonly cgroups: Membership;
}

export class Task {
  readonly kernel: Kernel;
  readonly group: ThreadGroup;
  /** The pid namespace that it is in for life; what nsproxy holds is for its children. */
  readonly pidNs: PidNs;
  /** Its number on every level, from its own pid namespace up to the first; only PidNs changes it. */
  readonly pids = new Map<PidNs, Pid>();
  /** Changed by become() and commit() only: the user namespace is held by the task. */
  credentials: Credentials;
  /** Changed by become() only. */
  nsproxy: NsProxy;
  files: FileTable;
  fs: FsStruct;
  memory: Memory;
  handlers: Handlers;
  /** What its semaphore operations have still to be taken back by; shared by CLONE_SYSVSEM. */
  undo: UndoList;
  /** Where it is in the hierarchies of control groups; only cgroup.ts changes it. */
  cgroups: Membership;
  /** Signals that wait until they are unblocked. */
  readonly blocked: Set<number>;
  /** PR_SET_NO_NEW_PRIVS: execve(2) gives no more than there was. */
  hasNoNewPrivs: boolean;
  /** PR_SET_PDEATHSIG; 0 for none. */
  deathSignal = 0;
  /** vfork(2): it stands still until this child lets go of its memory. */
  suspendedBy: Task | null = null;
  isAlive = true;

  constructor(kernel: Kernel, parent: Task | null, group: ThreadGroup, pidNs: PidNs, parts: Parts) {
    this.kernel = kernel;
    this.group = group;
    this.pidNs = pidNs.take();
    this.credentials = parts.credentials;
    this.credentials.ns.take();
    this.nsproxy = parts.nsproxy.take();
    this.files = parts.files.take();
    this.fs = parts.fs.take();
    this.memory = parts.memory.take();
    this.handlers = parts.handlers;
    this.undo = parts.undo.take();
    this.cgroups = parts.cgroups;
    enterCgroups(this);
    this.blocked = new Set(parent?.blocked);
    this.hasNoNewPrivs = parent?.hasNoNewPrivs ?? false;
  }

  /** The first process of its pid namespace, whose end is the end of all (pid_namespaces(7)). */
  get isInit(): boolean {
    return this.pidNs.init?.group === this.group;
  }

  get isSingleThreaded(): boolean {
    return this.group.threads.size === 1;
  }

  /** Its root directory is not the root of its mount namespace. */
  get isChrooted(): boolean {
    return this.fs.isChrooted(this.nsproxy.slots.mnt);
  }

  /** Its number as somebody in `ns` sees it; 0 if it is not to be seen from there. */
  pidIn(ns: PidNs): Pid {
    return this.pids.get(ns) ?? (0 as Pid);
  }

  /** One switch for all that a call changes: it happens as a whole (nsp-16). */
  become(credentials: Credentials, nsproxy: NsProxy): void {
    if (nsproxy !== this.nsproxy) {
      if (nsproxy.slots.ipc !== this.nsproxy.slots.ipc) leaveIpc(this);
      const old = this.nsproxy;
      this.nsproxy = nsproxy.take();
      old.drop();
    }
    if (credentials !== this.credentials) this.commit(credentials);
  }

  /** prctl(2), PR_SET_DUMPABLE: who changes its ids, or gains capabilities, is not dumpable any more. */
  commit(credentials: Credentials): void {
    const old = this.credentials;
    const isSame = old.euid === credentials.euid && old.egid === credentials.egid;
    if (!isSame || !credentials.isWithin(old)) {
      this.memory.isDumpable = false;
      this.deathSignal = 0;
    }
    credentials.ns.take();
    this.credentials = credentials;
    old.ns.drop();
  }

  /** Lets go of what a zombie does not need. */
  leave(): void {
    this.isAlive = false;
    leaveCgroups(this);
    this.files.drop();
    this.fs.drop();
    this.memory.drop();
    leaveIpc(this);
    this.nsproxy.drop();
  }

  /** Lets go of the rest, with its numbers. */
  release(): void {
    for (const [ns, number] of this.pids) ns.tasks.delete(number);
    this.credentials.ns.drop();
    this.pidNs.drop();
  }
}

/** A process: what all of its threads are one in. */
export class ThreadGroup {
  readonly threads = new Set<Task>();
  /** Its process as its parent knows it. */
  parent: ThreadGroup | null;
  readonly children = new Set<ThreadGroup>();
  /** Sent to the parent at the end, if it is a signal. Without SIGCHLD the child is not waited for as others are. */
  exitSignal: number;
  /** Task whose number names the session, and the process group (setsid(2)). */
  session: Task | null;
  processGroup: Task | null;
  pending: PendingSignal[] = [];
  /** What handlers have seen: signal and si_pid. */
  taken: (readonly [number, number])[] = [];
  /** PR_SET_CHILD_SUBREAPER: orphans below go to it. */
  isSubreaper = false;
  /** By this signal; 0 if it runs. */
  stoppedBy = 0;
  /** A stop or continuation that the parent was not told of. */
  news: string | null = null;
  /** Null as long as a thread lives; then a zombie until it is reaped. */
  fate: Fate | null = null;
  /** An init that waits for the rest of its namespace to be gone (pid-22). */
  isWaitingForMembers = false;
  first: Task | null = null;

  /** @param maker whose session and process group it is in; with CLONE_PARENT that is not its parent */
  constructor(parent: ThreadGroup | null, maker: ThreadGroup | null, exitSignal: number) {
    this.parent = parent;
    this.exitSignal = exitSignal;
    this.session = maker?.session ?? null;
    this.processGroup = maker?.processGroup ?? null;
  }

  /** The thread whose number is the number of the process. */
  get leader(): Task {
    if (!this.first) throw new InvariantError('a process without a leader');
    return this.first;
  }

  /** It is there to be signalled and stepped into; a zombie is not. */
  get isRunning(): boolean {
    return this.threads.size > 0;
  }
}
