/** A task: its numbers, its family, its credentials, its namespaces, its open files. */
import { FileTable } from './file.ts';
import type { Pid } from './ids.ts';
import type { Kernel } from './kernel.ts';
import type { NsProxy } from './nsproxy.ts';
import type { PidNs } from './pid.ts';
import type { Credentials } from './user.ts';

export type Fate = { readonly exited: number } | { readonly killed: number };

export class Task {
  readonly kernel: Kernel;
  /** Its number on every level, from its own pid namespace up to the first; only PidNs changes it. */
  readonly pids = new Map<PidNs, Pid>();
  readonly children = new Set<Task>();
  readonly files: FileTable;
  /** The pid namespace that it is in for life; what nsproxy holds is for its children. */
  readonly pidNs: PidNs;
  parent: Task | null;
  credentials: Credentials;
  nsproxy: NsProxy;
  fate: Fate | null = null;

  constructor(kernel: Kernel, parent: Task | null, credentials: Credentials, nsproxy: NsProxy, pidNs: PidNs) {
    this.kernel = kernel;
    this.parent = parent;
    this.credentials = credentials;
    this.nsproxy = nsproxy.take();
    this.pidNs = pidNs.take();
    credentials.ns.take();
    this.files = parent?.files.copy() ?? new FileTable();
    this.files.users++;
  }

  get isAlive(): boolean {
    return this.fate === null;
  }

  get isInit(): boolean {
    return this.pidNs.init === this;
  }

  /** Its number as somebody in `ns` sees it; 0 if it is not to be seen from there. */
  pidIn(ns: PidNs): Pid {
    return this.pids.get(ns) ?? (0 as Pid);
  }

  /** One switch for all that a call changes: it happens as a whole. */
  become(credentials: Credentials, nsproxy: NsProxy): void {
    if (credentials !== this.credentials) {
      credentials.ns.take();
      this.credentials.ns.drop();
      this.credentials = credentials;
    }
    if (nsproxy !== this.nsproxy) {
      const old = this.nsproxy;
      this.nsproxy = nsproxy.take();
      old.drop();
    }
  }

  /** Lets go of everything but its numbers, which its parent has still to reap. */
  leave(fate: Fate): void {
    this.fate = fate;
    this.files.drop();
    this.nsproxy.drop();
    this.credentials.ns.drop();
  }
}
