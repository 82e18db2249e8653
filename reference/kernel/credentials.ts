/** Who a task is (credentials(7), capabilities(7)): a value, replaced as a whole and never changed. */
import { ALL_CAPS, CAP, type Cap, type CapSet, hasCap, isSubset, NO_CAPS } from './capabilities.ts';
import { type Kgid, type Kuid, ROOT_GID, ROOT_UID } from './ids.ts';
import type { UserNs } from './user.ts';

/** Bits of prctl(2) PR_SET_SECUREBITS. */
export const SECBIT = { NOROOT: 1, NO_SETUID_FIXUP: 4, KEEP_CAPS: 16, NO_CAP_AMBIENT_RAISE: 64 } as const;

interface Fields {
  readonly uid: Kuid;
  readonly euid: Kuid;
  readonly suid: Kuid;
  readonly gid: Kgid;
  readonly egid: Kgid;
  readonly sgid: Kgid;
  readonly groups: readonly Kgid[];
  readonly effective: CapSet;
  readonly permitted: CapSet;
  readonly inheritable: CapSet;
  readonly bounding: CapSet;
  readonly ambient: CapSet;
  readonly securebits: number;
  readonly ns: UserNs;
}

export class Credentials implements Fields {
  /** Real, effective and saved, the same in all namespaces. File access goes by the effective ones. */
  readonly uid!: Kuid;
  readonly euid!: Kuid;
  readonly suid!: Kuid;
  readonly gid!: Kgid;
  readonly egid!: Kgid;
  readonly sgid!: Kgid;
  /** Supplementary. */
  readonly groups!: readonly Kgid[];
  /** Capabilities over `ns` and what it owns. */
  readonly effective!: CapSet;
  readonly permitted!: CapSet;
  readonly inheritable!: CapSet;
  readonly bounding!: CapSet;
  readonly ambient!: CapSet;
  readonly securebits!: number;
  /** The user namespace that the task is in; it is held by the task that has these credentials. */
  readonly ns!: UserNs;

  constructor(fields: Fields) {
    Object.assign(this, fields);
  }

  with(changes: Partial<Fields>): Credentials {
    return new Credentials({ ...this, ...changes });
  }

  /**
   * user_namespaces(7), "Capabilities": a capability in its own namespace holds in all below; and whoever made a
   * namespace (by effective uid, in the parent) has all capabilities in it.
   */
  isCapable(over: UserNs, cap: Cap = CAP.SYS_ADMIN): boolean {
    for (let at: UserNs | null = over; at !== null; at = at.parent) {
      if (at === this.ns) return hasCap(this.effective, cap);
      if (at.level <= this.ns.level) return false;
      if (at.parent === this.ns && at.creator === this.euid) return true;
    }
    return false;
  }

  isInGroup(gid: Kgid): boolean {
    return this.egid === gid || this.groups.includes(gid);
  }

  /** user-02, user-23: all capabilities in the namespace that is entered or made, securebits as they begin. */
  inUserNs(ns: UserNs): Credentials {
    return this.with({
      ns,
      effective: ALL_CAPS,
      permitted: ALL_CAPS,
      bounding: ALL_CAPS,
      inheritable: NO_CAPS,
      ambient: NO_CAPS,
      securebits: 0,
    });
  }

  /** Nothing is in it that was not in `whole`: else a process is no longer an open book (ptrace(2), PR_SET_DUMPABLE). */
  isWithin(whole: Credentials): boolean {
    if (this.ns === whole.ns) return isSubset(this.permitted, whole.permitted);
    for (let at: UserNs = this.ns; at.parent !== null; at = at.parent)
      if (at.parent === whole.ns && at.creator === whole.euid) return true;
    return false;
  }
}

/** Of the machine's first task. */
export const rootCredentials = (ns: UserNs): Credentials =>
  new Credentials({
    uid: ROOT_UID,
    euid: ROOT_UID,
    suid: ROOT_UID,
    gid: ROOT_GID,
    egid: ROOT_GID,
    sgid: ROOT_GID,
    groups: [],
    effective: ALL_CAPS,
    permitted: ALL_CAPS,
    inheritable: NO_CAPS,
    bounding: ALL_CAPS,
    ambient: NO_CAPS,
    securebits: 0,
    ns,
  });
