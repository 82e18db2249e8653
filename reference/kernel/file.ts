/** What a descriptor stands for, and the table of descriptors that tasks have. */
import { check, Failure, invariant } from './errors.ts';
import type { Namespace } from './namespace.ts';

/** An open file description: shared by all descriptors that were duplicated or inherited from one. */
export abstract class OpenFile {
  /** Descriptors that stand for it; only FileTable changes it. */
  holders = 0;

  /** When the last descriptor is closed. */
  release(): void {}
}

/** An open file of a namespace, which it pins. */
export class NsFile extends OpenFile {
  readonly ns: Namespace;

  constructor(ns: Namespace) {
    super();
    this.ns = ns.take();
  }

  override release(): void {
    this.ns.drop();
  }
}

const FIRST_FD = 3;

/** Shared by tasks that were cloned with CLONE_FILES. */
export class FileTable {
  /** Tasks that have it. */
  users = 0;
  readonly files = new Map<number, OpenFile>();

  take(): this {
    this.users++;
    return this;
  }

  copy(): FileTable {
    const copy = new FileTable();
    for (const [fd, file] of this.files) {
      file.holders++;
      copy.files.set(fd, file);
    }
    return copy;
  }

  /** The lowest number that is free, as open(2) promises. */
  open(file: OpenFile): number {
    let fd = FIRST_FD;
    while (this.files.has(fd)) fd++;
    file.holders++;
    this.files.set(fd, file);
    return fd;
  }

  get(fd: number): OpenFile {
    const file = this.files.get(fd);
    if (!file) throw new Failure('EBADF');
    return file;
  }

  close(fd: number): void {
    const file = this.files.get(fd);
    check(file !== undefined, 'EBADF');
    this.files.delete(fd);
    invariant(file.holders > 0, 'a file is closed more often than opened');
    if (--file.holders === 0) file.release();
  }

  /** One task fewer has it. */
  drop(): void {
    if (--this.users > 0) return;
    for (const fd of [...this.files.keys()]) this.close(fd);
  }
}
