/** User namespaces (user_namespaces(7)): maps of ids, setgroups, who owns what. */
import type { NsType } from '../interface.ts';
import type { PidFiles } from './call.ts';
import { CAP, type Cap, hasCap } from './capabilities.ts';
import type { Credentials } from './credentials.ts';
import { check, Failure } from './errors.ts';
import { down, type IdMap, parseMap, showMap, up, WHOLE_MAP } from './idmap.ts';
import type { Gid, Kgid, Kuid, Uid } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { checkLimit } from './limits.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';

/** What an id that is not mapped shows as (/proc/sys/kernel/overflowuid). */
export const OVERFLOW_ID = 65534;
/** In a map: what a parent's id that the reader does not know shows as. */
const UNKNOWN_ID = 2 ** 32 - 1;
/** user-15: Linux takes 33 levels below the first; the manual says 32. */
const MAX_LEVEL = 33;

type IdKind = 'uid' | 'gid' | 'projid';

export class UserNs extends Namespace {
  readonly type = 'user';
  /** Held by this one, as its owner (nsp-10). */
  readonly parent: UserNs | null;
  readonly level: number;
  /** Effective uid of its creator, who has all capabilities in it (user-16). */
  readonly creator: Kuid;
  /** user-13: the creator could give file capabilities, so it may map the parent's root. */
  readonly couldSetFileCaps: boolean;
  /** Each is written once (user-04). */
  readonly maps: Record<IdKind, IdMap>;
  /** Whether setgroups(2) may be called in it; once denied, for ever (user-11). */
  setgroups: 'allow' | 'deny';
  /** /proc/sys/user/max_*_namespaces; what is not there is not limited. */
  readonly limits = new Map<NsType, number>();
  /** Namespaces that exist, by type and the uid charged. Only limits.ts changes it. */
  readonly counts = new Map<string, number>();

  constructor(kernel: Kernel, parent: UserNs | null, creator: Kuid, couldSetFileCaps: boolean) {
    super('user', kernel, parent);
    this.parent = parent;
    this.level = parent === null ? 0 : parent.level + 1;
    this.creator = creator;
    this.couldSetFileCaps = couldSetFileCaps;
    const map = parent === null ? WHOLE_MAP : [];
    this.maps = { uid: map, gid: map, projid: map };
    this.setgroups = parent?.setgroups ?? 'allow';
  }

  /** The global id of one that is used inside; null if it is not mapped. */
  toGlobal(kind: IdKind, id: number): number | null {
    const above = down(this.maps[kind], id);
    return above === null || this.parent === null ? above : this.parent.toGlobal(kind, above);
  }

  /** How a global id shows inside; null if it is not mapped. */
  toLocal(kind: IdKind, global: number): number | null {
    const above = this.parent === null ? global : this.parent.toLocal(kind, global);
    return above === null ? null : up(this.maps[kind], above);
  }

  toKuid(uid: number): Kuid | null {
    return this.toGlobal('uid', uid) as Kuid | null;
  }

  toKgid(gid: number): Kgid | null {
    return this.toGlobal('gid', gid) as Kgid | null;
  }

  toUid(kuid: Kuid): Uid {
    return (this.toLocal('uid', kuid) ?? OVERFLOW_ID) as Uid;
  }

  toGid(kgid: Kgid): Gid {
    return (this.toLocal('gid', kgid) ?? OVERFLOW_ID) as Gid;
  }

  knows(uid: Kuid, gid: Kgid): boolean {
    return this.toLocal('uid', uid) !== null && this.toLocal('gid', gid) !== null;
  }

  isWithin(ancestor: UserNs): boolean {
    for (let at: UserNs | null = this; at !== null; at = at.parent) if (at === ancestor) return true;
    return false;
  }
}

/** clone(2) and unshare(2) with CLONE_NEWUSER: the credentials of whoever is its first. */
export function inNewUserNs(task: Task): Credentials {
  const { credentials, kernel } = task;
  const { ns, euid, egid } = credentials;
  // user-15 "ENOSPC: … would cause the limit on the nesting depth to be exceeded".
  check(ns.level < MAX_LEVEL, 'ENOSPC');
  checkLimit(ns, euid, 'user');
  // cln-23 "EPERM: CLONE_NEWUSER was specified … and the caller is in a chroot environment".
  check(!task.isChrooted, 'EPERM');
  // cln-24 "EPERM: … but either the effective user ID or the effective group ID of the caller does not have a mapping".
  check(ns.knows(euid, egid), 'EPERM');
  const made = new UserNs(kernel, ns, euid, hasCap(credentials.effective, CAP.SETFCAP));
  return credentials.inUserNs(made);
}

const CAP_OF: Readonly<Record<IdKind, Cap | null>> = { uid: CAP.SETUID, gid: CAP.SETGID, projid: null };

/** "Defining user and group ID mappings: writing to uid_map and gid_map". */
function writeMap(kind: IdKind, ns: UserNs, text: string, by: Credentials): void {
  // user-06 "The writing process must be in either the user namespace of the process pid or be in the parent".
  const { parent } = ns;
  check(parent !== null && (by.ns === ns || by.ns === parent), 'EPERM');
  // user-04 "may be written to once": EPERM.
  check(ns.maps[kind].length === 0, 'EPERM');
  // user-07: capabilities in the target; Linux asks for CAP_SYS_ADMIN here, and for CAP_SETUID below. user-25: not for projects.
  check(kind === 'projid' || by.isCapable(ns), 'EPERM');
  const map = parseMap(text);
  check(isPermitted(kind, ns, map, by), 'EPERM');
  // user-08 "The mapped user IDs (group IDs) must in turn have a mapping in the parent user namespace".
  for (const { outside, count } of map)
    check(
      parent.toGlobal(kind, outside) !== null && parent.toGlobal(kind, outside + count - 1) !== null,
      'EPERM',
    );
  ns.maps[kind] = map;
}

function isPermitted(kind: IdKind, ns: UserNs, map: IdMap, by: Credentials): boolean {
  const parent = ns.parent!;
  // user-13: mapping the parent's root needs CAP_SETFCAP, of the writer or, inside, of the creator.
  const mapsRoot = map.some(({ outside }) => outside === 0);
  if (kind === 'uid' && mapsRoot)
    if (!(by.ns === ns ? ns.couldSetFileCaps : by.isCapable(parent, CAP.SETFCAP))) return false;
  // user-09: a single line for one's own id, by whoever owns the namespace.
  const [only] = map;
  if (map.length === 1 && only!.count === 1 && ns.creator === by.euid) {
    if (kind === 'uid' && parent.toKuid(only!.outside) === by.euid) return true;
    // user-10 "the setgroups(2) system call … must be denied first".
    if (kind === 'gid' && ns.setgroups === 'deny' && parent.toKgid(only!.outside) === by.egid) return true;
  }
  const cap = CAP_OF[kind];
  return cap === null || by.isCapable(parent, cap);
}

/** user-14: the second column is in the terms of whoever reads: its own parent's ids if it looks at its own map. */
function readMap(kind: IdKind, ns: UserNs, reader: Task): string {
  const eye = reader.credentials.ns === ns && ns.parent !== null ? ns.parent : reader.credentials.ns;
  return showMap(
    ns.maps[kind].map(({ inside, outside, count }) => {
      const global = ns.parent === null ? outside : ns.parent.toGlobal(kind, outside);
      return [inside, global === null ? UNKNOWN_ID : (eye.toLocal(kind, global) ?? UNKNOWN_ID), count];
    }),
  );
}

/** "The /proc/pid/setgroups file". */
function writeSetgroups(ns: UserNs, text: string, by: Credentials): void {
  // Opening it for writing is what needs the capability: EACCES, where the manual says EPERM.
  check(by.isCapable(ns), 'EACCES');
  const word = text.trim();
  // user-11 other words: EINVAL.
  if (text.length >= 8 || (word !== 'allow' && word !== 'deny')) throw new Failure('EINVAL');
  // user-11 "deny … can't be written after gid_map": EPERM; nor "allow" once it was denied.
  if (word === 'deny') check(ns.maps.gid.length === 0, 'EPERM');
  else check(ns.setgroups === 'allow', 'EPERM');
  ns.setgroups = word;
}

const mapFile = (kind: IdKind): PidFiles[string] => ({
  read: (of, reader) => readMap(kind, of.credentials.ns, reader),
  write: (of, text, writer, offset) => {
    // user-05 "the data must be written at the beginning of the file": EINVAL.
    check(offset === 0, 'EINVAL');
    writeMap(kind, of.credentials.ns, text, writer.credentials);
  },
});

export const USER_FILES: PidFiles = {
  uid_map: mapFile('uid'),
  gid_map: mapFile('gid'),
  projid_map: mapFile('projid'),
  setgroups: {
    read: (of) => of.credentials.ns.setgroups,
    write: (of, text, writer, offset) => {
      check(offset === 0, 'EINVAL');
      writeSetgroups(of.credentials.ns, text, writer.credentials);
    },
  },
};
