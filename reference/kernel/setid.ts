/** Calls that change who a task is: setuid(2) and its kin, setgroups(2), capset(2), prctl(2). */
import type { USER_CALLS } from '../interface/user.ts';
import type { Args, Table } from './call.ts';
import { CAP, type Cap, fromHex, hasCap, hex, isSubset, NO_CAPS } from './capabilities.ts';
import { type Credentials, SECBIT } from './credentials.ts';
import { check, Failure } from './errors.ts';
import type { Kgid, Kuid } from './ids.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

/** @throws Failure EINVAL: user-19 "the user ID specified in uid is not valid in this user namespace" */
function kuid(ns: UserNs, uid: number): Kuid {
  const id = ns.toKuid(uid);
  check(id !== null, 'EINVAL');
  return id;
}

function kgid(ns: UserNs, gid: number): Kgid {
  const id = ns.toKgid(gid);
  check(id !== null, 'EINVAL');
  return id;
}

function setuid(task: Task, args: Args): void {
  const old = task.credentials;
  const uid = kuid(old.ns, args.number(0));
  if (old.isCapable(old.ns, CAP.SETUID)) task.commit(fixCaps(old, old.with({ uid, euid: uid, suid: uid })));
  else {
    // "EPERM: the user is not privileged and uid does not match the real UID or saved set-user-ID".
    check(uid === old.uid || uid === old.suid, 'EPERM');
    task.commit(fixCaps(old, old.with({ euid: uid })));
  }
}

function setgid(task: Task, args: Args): void {
  const old = task.credentials;
  const gid = kgid(old.ns, args.number(0));
  if (old.isCapable(old.ns, CAP.SETGID)) task.commit(old.with({ gid, egid: gid, sgid: gid }));
  else {
    check(gid === old.gid || gid === old.sgid, 'EPERM');
    task.commit(old.with({ egid: gid }));
  }
}

const AS_IT_IS = -1;

function setresuid(task: Task, args: Args): void {
  const old = task.credentials;
  const pick = (at: number, now: Kuid): Kuid =>
    args.number(at) === AS_IT_IS ? now : kuid(old.ns, args.number(at));
  const [uid, euid, suid] = [pick(0, old.uid), pick(1, old.euid), pick(2, old.suid)];
  const mine = [old.uid, old.euid, old.suid];
  const isOwn = [uid, euid, suid].every((id) => mine.includes(id));
  check(isOwn || old.isCapable(old.ns, CAP.SETUID), 'EPERM');
  task.commit(fixCaps(old, old.with({ uid, euid, suid })));
}

function setresgid(task: Task, args: Args): void {
  const old = task.credentials;
  const pick = (at: number, now: Kgid): Kgid =>
    args.number(at) === AS_IT_IS ? now : kgid(old.ns, args.number(at));
  const [gid, egid, sgid] = [pick(0, old.gid), pick(1, old.egid), pick(2, old.sgid)];
  const mine = [old.gid, old.egid, old.sgid];
  const isOwn = [gid, egid, sgid].every((id) => mine.includes(id));
  check(isOwn || old.isCapable(old.ns, CAP.SETGID), 'EPERM');
  task.commit(old.with({ gid, egid, sgid }));
}

/** capabilities(7), "Effect of user ID changes on capabilities"; user-18: from one non-zero uid to another keeps them. */
function fixCaps(old: Credentials, made: Credentials): Credentials {
  if (old.securebits & SECBIT.NO_SETUID_FIXUP) return made;
  const root = old.ns.toKuid(0);
  const isRoot = ({ uid, euid, suid }: Credentials): boolean => [uid, euid, suid].some((id) => id === root);
  let { effective, permitted, ambient } = made;
  if (isRoot(old) && !isRoot(made)) {
    if (!(old.securebits & SECBIT.KEEP_CAPS)) [permitted, effective] = [NO_CAPS, NO_CAPS];
    ambient = NO_CAPS;
  }
  if (old.euid === root && made.euid !== root) effective = NO_CAPS;
  if (old.euid !== root && made.euid === root) effective = permitted;
  return made.with({ effective, permitted, ambient });
}

function setgroups(task: Task, args: Args): void {
  const { credentials } = task;
  const { ns } = credentials;
  // user-12 "EPERM: … setgroups denied, or gid_map not yet set".
  const isAllowed = ns.maps.gid.length > 0 && ns.setgroups === 'allow';
  check(isAllowed && credentials.isCapable(ns, CAP.SETGID), 'EPERM');
  task.commit(credentials.with({ groups: args.words.map((gid) => kgid(ns, Number(gid))) }));
}

/** capset(2): the rules of its "EPERM", one by one. */
function capset(task: Task, args: Args): void {
  const old = task.credentials;
  const [effective, permitted, inheritable] = [0, 1, 2].map((at) => fromHex(args.text(at)));
  if (!old.isCapable(old.ns, CAP.SETPCAP))
    check(isSubset(inheritable!, old.inheritable | old.permitted), 'EPERM');
  check(isSubset(inheritable!, old.inheritable | old.bounding), 'EPERM');
  check(isSubset(permitted!, old.permitted), 'EPERM');
  check(isSubset(effective!, permitted!), 'EPERM');
  const ambient = old.ambient & permitted! & inheritable!;
  task.commit(old.with({ effective: effective!, permitted: permitted!, inheritable: inheritable!, ambient }));
}

/** Options of prctl(2) that rules use. */
const PR = {
  SET_PDEATHSIG: 1,
  GET_DUMPABLE: 3,
  SET_DUMPABLE: 4,
  CAPBSET_READ: 23,
  CAPBSET_DROP: 24,
  GET_SECUREBITS: 27,
  SET_SECUREBITS: 28,
  SET_CHILD_SUBREAPER: 36,
  GET_CHILD_SUBREAPER: 37,
  SET_NO_NEW_PRIVS: 38,
  GET_NO_NEW_PRIVS: 39,
} as const;

function prctl(task: Task, args: Args): number {
  const { credentials } = task;
  const value = args.number(1);
  switch (args.number(0)) {
    case PR.GET_DUMPABLE:
      return task.memory.isDumpable ? 1 : 0;
    case PR.SET_DUMPABLE:
      check(value === 0 || value === 1, 'EINVAL');
      task.memory.isDumpable = value === 1;
      return 0;
    case PR.CAPBSET_READ:
      return hasCap(credentials.bounding, value as Cap) ? 1 : 0;
    case PR.CAPBSET_DROP:
      check(credentials.isCapable(credentials.ns, CAP.SETPCAP), 'EPERM');
      task.commit(credentials.with({ bounding: credentials.bounding & ~(1n << BigInt(value)) }));
      return 0;
    case PR.GET_SECUREBITS:
      return credentials.securebits;
    case PR.SET_SECUREBITS:
      check(credentials.isCapable(credentials.ns, CAP.SETPCAP), 'EPERM');
      task.commit(credentials.with({ securebits: value }));
      return 0;
    case PR.SET_CHILD_SUBREAPER:
      task.group.isSubreaper = value !== 0;
      return 0;
    case PR.GET_CHILD_SUBREAPER:
      return task.group.isSubreaper ? 1 : 0;
    case PR.SET_NO_NEW_PRIVS:
      check(value === 1, 'EINVAL');
      task.hasNoNewPrivs = true;
      return 0;
    case PR.GET_NO_NEW_PRIVS:
      return task.hasNoNewPrivs ? 1 : 0;
    case PR.SET_PDEATHSIG:
      task.deathSignal = value;
      return 0;
    default:
      throw new Failure('EINVAL');
  }
}

export const USER = {
  getuid: ({ credentials: { ns, uid } }) => ns.toUid(uid),
  geteuid: ({ credentials: { ns, euid } }) => ns.toUid(euid),
  getgid: ({ credentials: { ns, gid } }) => ns.toGid(gid),
  setuid,
  setgid,
  setresuid,
  setresgid,
  getresuid: ({ credentials: { ns, uid, euid, suid } }) =>
    [uid, euid, suid].map((id) => ns.toUid(id)).join(' '),
  setgroups,
  getgroups: ({ credentials: { ns, groups } }) => groups.map((id) => ns.toGid(id)).join(' '),
  capget: ({ credentials: { effective, permitted, inheritable } }) =>
    [effective, permitted, inheritable].map(hex).join(' '),
  capset,
  prctl,
} satisfies Table<keyof typeof USER_CALLS>;
