/** What all namespaces have, and the nsproxy that tasks share. */
import type { NsType } from '../interface.ts';
import type { UserNs } from './user.ts';

let numbers = 4_026_531_840;

/** The first inode number that the kernel gives to a namespace's file. */
export abstract class Namespace {
  abstract readonly type: NsType;
  /** The user namespace that owns it, for ever (user_namespaces(7)); a user namespace is owned by its parent. */
  readonly owner: UserNs | null;
  readonly inode = numbers++;
  /** How many nsproxies (for pid and time: also for their children) point to it, and how many open files pin it. */
  count = 0;

  constructor(owner: UserNs | null) {
    this.owner = owner;
  }

  /** What its link in /proc reads. */
  get name(): string {
    return `${this.type}:[${this.inode}]`;
  }
}

/** Namespaces that are only told apart: their contents are not modelled. */
export class PlainNs extends Namespace {
  readonly type: 'mnt' | 'cgroup';

  constructor(type: 'mnt' | 'cgroup', owner: UserNs | null) {
    super(owner);
    this.type = type;
  }
}
