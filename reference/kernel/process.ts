/** A process: its numbers, its family, its credentials, its namespaces, its open files. */
import { check, Failure } from './errors.ts';
import type { Namespace } from './namespace.ts';
import type { NsProxy } from './nsproxy.ts';
import type { PidNs } from './pid.ts';
import type { Credentials } from './user.ts';

/** What a descriptor stands for; it is shared by those that inherit it. */
export interface OpenFile {
  readonly ns: Namespace | null;
  holders: number;
  readonly onClose: () => void;
}

export type Fate = { readonly exited: number } | { readonly killed: number };

const FIRST_FD = 3;

export class Process {
  readonly pids = new Map<PidNs, number>();
  readonly children = new Set<Process>();
  readonly files = new Map<number, OpenFile>();
  /** The pid namespace that it is in for life; what nsproxy holds is for its children. */
  readonly pidNs: PidNs;
  parent: Process | null;
  credentials: Credentials;
  nsproxy: NsProxy;
  fate: Fate | null = null;

  constructor(parent: Process | null, credentials: Credentials, nsproxy: NsProxy, pidNs: PidNs) {
    this.parent = parent;
    this.credentials = credentials;
    this.nsproxy = nsproxy.take();
    this.pidNs = pidNs;
    credentials.ns.count++;
    for (const [fd, file] of parent?.files ?? []) {
      file.holders++;
      this.files.set(fd, file);
    }
  }

  get isAlive(): boolean {
    return this.fate === null;
  }

  get isInit(): boolean {
    return this.pidNs.init === this;
  }

  /** Its number as somebody in `ns` sees it; 0 if it is not to be seen from there. */
  pidIn(ns: PidNs): number {
    return this.pids.get(ns) ?? 0;
  }

  /** One switch for all that a call changes: it happens as a whole. */
  become(credentials: Credentials, nsproxy: NsProxy): void {
    if (credentials !== this.credentials) {
      credentials.ns.count++;
      this.credentials.ns.count--;
      this.credentials = credentials;
    }
    if (nsproxy !== this.nsproxy) {
      const old = this.nsproxy;
      this.nsproxy = nsproxy.take();
      old.drop();
    }
  }

  open(file: Omit<OpenFile, 'holders'>): number {
    let fd = FIRST_FD;
    while (this.files.has(fd)) fd++;
    if (file.ns) file.ns.count++;
    this.files.set(fd, { ...file, holders: 1 });
    return fd;
  }

  file(fd: number): OpenFile {
    const file = this.files.get(fd);
    if (!file) throw new Failure('EBADF');
    return file;
  }

  close(fd: number): void {
    const file = this.file(fd);
    this.files.delete(fd);
    check(file.holders > 0, 'EBADF');
    if (--file.holders > 0) return;
    if (file.ns) file.ns.count--;
    file.onClose();
  }

  /** Lets go of everything but its numbers, which its parent has still to reap. */
  leave(fate: Fate): void {
    this.fate = fate;
    for (const fd of [...this.files.keys()]) this.close(fd);
    this.nsproxy.drop();
    this.credentials.ns.count--;
  }
}
