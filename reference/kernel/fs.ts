/** Where a task stands in the tree of files; shared by tasks cloned with CLONE_FS. */
import { invariant } from './errors.ts';
import type { MntNs } from './mnt.ts';

export class FsStruct {
  /** Tasks that have it. */
  users = 0;
  umask = 0o022;

  take(): this {
    this.users++;
    return this;
  }

  drop(): void {
    invariant(this.users > 0, 'a place is dropped more often than taken');
    this.users--;
  }

  copy(): FsStruct {
    const copy = new FsStruct();
    copy.umask = this.umask;
    return copy;
  }

  /** setns(2) into a mount namespace. */
  enter(_ns: MntNs): void {}

  isChrooted(_ns: MntNs): boolean {
    return false;
  }
}
