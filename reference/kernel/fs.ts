/** Where a task stands in the tree of files; shared by tasks cloned with CLONE_FS. */
import { invariant } from './errors.ts';
import type { MntNs } from './mnt.ts';
import { isSamePlace, type Place } from './mount.ts';

export class FsStruct {
  /** Tasks that have it. */
  users = 0;
  /** chroot(2): `/` for it, and as far as `..` leads. */
  root: Place;
  cwd: Place;
  umask = 0o022;

  constructor(root: Place, cwd = root) {
    this.root = root;
    this.cwd = cwd;
  }

  take(): this {
    this.users++;
    return this;
  }

  drop(): void {
    invariant(this.users > 0, 'a place is dropped more often than taken');
    this.users--;
  }

  copy(): FsStruct {
    const copy = new FsStruct(this.root, this.cwd);
    copy.umask = this.umask;
    return copy;
  }

  /** mnt-26: the same places in the copy of the list of mounts. */
  moveInto(ns: MntNs): void {
    this.root = ns.translate(this.root);
    this.cwd = ns.translate(this.cwd);
    ns.copies = new Map();
  }

  /** set-11: setns(2) puts both at the root. */
  enter(ns: MntNs): void {
    this.root = ns.top;
    this.cwd = ns.top;
  }

  isChrooted(ns: MntNs): boolean {
    return !isSamePlace(this.root, ns.top);
  }
}
