/** What all namespaces have: an owner, a number, a count of what holds them. */
import type { NsType } from '../interface.ts';
import { invariant } from './errors.ts';
import { type Kuid, ROOT_UID } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { charge, uncharge } from './limits.ts';
import type { UserNs } from './user.ts';

export abstract class Namespace {
  abstract readonly type: NsType;
  readonly kernel: Kernel;
  /** The user namespace that owns it, for ever (user_namespaces(7)); a user namespace is owned by its parent. */
  readonly owner: UserNs | null;
  /** Of its file in nsfs; no two namespaces of a machine have the same. */
  readonly inode: number;
  /**
   * How many hold it: nsproxies that point to it (never tasks), and pins (open files, bind mounts, child namespaces,
   * for a user namespace credentials and what it owns). Only take() and drop() change it.
   */
  count = 0;

  /** lim-03: whose count it is on, the effective uid of its creator. */
  readonly chargedTo: Kuid;

  constructor(type: NsType, kernel: Kernel, owner: UserNs | null) {
    this.kernel = kernel;
    this.owner = owner;
    this.chargedTo = kernel.current?.credentials.euid ?? ROOT_UID;
    if (owner) charge(owner, this.chargedTo, type);
    this.inode = kernel.nextInode++;
    kernel.namespaces.add(this);
    owner?.take();
  }

  /** What its link in /proc reads. */
  get name(): string {
    return `${this.type}:[${this.inode}]`;
  }

  take(): this {
    this.count++;
    return this;
  }

  /** With the last holder it is destroyed, and its contents with it (namespaces(7), "Namespace lifetime"). */
  drop(): void {
    invariant(this.count > 0, `${this.name} is dropped more often than taken`);
    if (--this.count > 0) return;
    this.kernel.namespaces.delete(this);
    this.destroy();
    if (this.owner) uncharge(this.owner, this.chargedTo, this.type);
    this.owner?.drop();
  }

  /** Lets go of the contents. */
  protected destroy(): void {}
}
