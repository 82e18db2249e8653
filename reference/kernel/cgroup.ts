/**
 * Control groups (cgroups(7)) and how a namespace shows them (cgroup_namespaces(7)): the tree itself is one for the
 * whole machine; a namespace only has a root, from which the paths are written that its members read.
 */
import type { CGROUP_CALLS } from '../interface/cgroup.ts';
import type { Args, Table } from './call.ts';
import { CAP } from './capabilities.ts';
import { check, Failure } from './errors.ts';
import { OpenFile } from './file.ts';
import { type Kuid, ROOT_UID } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import { visible } from './pid.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

/** The unified hierarchy, and one of the first version, which has a tree of its own. */
const HIERARCHIES = ['v2', 'v1'] as const;
type Hierarchy = (typeof HIERARCHIES)[number];

/** The cgroup that rules make theirs in: a real one is named after the process that made it. */
const BASE = 'base';

export class Cgroup {
  readonly name: string;
  /** Kept after rmdir(2): paths are still told relative to where it was. */
  readonly parent: Cgroup | null;
  readonly owner: Kuid;
  readonly children = new Map<string, Cgroup>();
  /** Tasks in it, not those below; cgroup.procs and the end of a task change them. */
  readonly members = new Set<Task>();
  /** cgroup.freeze of its own; what is above freezes it as well. */
  isFrozen = false;

  constructor(name: string, parent: Cgroup | null, owner: Kuid) {
    this.name = name;
    this.parent = parent;
    this.owner = owner;
    parent?.children.set(name, this);
  }

  /** From the root down to this one. */
  get path(): readonly Cgroup[] {
    return this.parent === null ? [] : [...this.parent.path, this];
  }

  /** cgroups(7), cgroup.freeze: its tasks stand still, and those of all below. */
  get standsStill(): boolean {
    return this.isFrozen || (this.parent?.standsStill ?? false);
  }

  /** Itself and all below. */
  *tree(): Iterable<Cgroup> {
    yield this;
    for (const child of this.children.values()) yield* child.tree();
  }
}

/** Where a task is in each hierarchy: struct css_set. */
export type Membership = Record<Hierarchy, Cgroup>;

export const rootMembership = (): Membership => ({
  v2: new Cgroup('', null, ROOT_UID),
  v1: new Cgroup('', null, ROOT_UID),
});

export function enterCgroups(task: Task): void {
  for (const which of HIERARCHIES) task.cgroups[which].members.add(task);
}

export function leaveCgroups(task: Task): void {
  for (const which of HIERARCHIES) task.cgroups[which].members.delete(task);
}

function moveTo(task: Task, which: Hierarchy, to: Cgroup): void {
  for (const thread of task.group.threads) {
    thread.cgroups[which].members.delete(thread);
    thread.cgroups = { ...thread.cgroups, [which]: to };
    to.members.add(thread);
  }
}

export class CgroupNs extends Namespace {
  readonly type = 'cgroup';
  /** Its root in each hierarchy, for ever (cgrp-01, cgrp-04): where its creator was. */
  readonly roots: Membership;

  constructor(kernel: Kernel, owner: UserNs, roots: Membership) {
    super('cgroup', kernel, owner);
    this.roots = { ...roots };
  }

  /** cgrp-02, cgrp-05: a path as a member reads it, with `..` for each level above the root. */
  show(which: Hierarchy, cgroup: Cgroup): string {
    const [root, path] = [this.roots[which].path, cgroup.path];
    let common = 0;
    while (common < root.length && root[common] === path[common]) common++;
    const up = root.slice(common).map(() => '..');
    return `/${[...up, ...path.slice(common).map(({ name }) => name)].join('/')}`;
  }
}

/** A directory of cgroup2, opened: for CLONE_INTO_CGROUP. */
class CgroupDir extends OpenFile {
  readonly cgroup: Cgroup;

  constructor(cgroup: Cgroup) {
    super();
    this.cgroup = cgroup;
  }
}

const hierarchy = (args: Args, at: number): Hierarchy => (args.text(at) === 'v1' ? 'v1' : 'v2');

/** The directory that all names are in; it is there before it is asked for. */
function baseOf({ cgroups }: Kernel, which: Hierarchy): Cgroup {
  return cgroups[which].children.get(BASE) ?? new Cgroup(BASE, cgroups[which], ROOT_UID);
}

function find(task: Task, which: Hierarchy, name: string): Cgroup {
  let at = baseOf(task.kernel, which);
  for (const part of name.split('/').filter(Boolean)) {
    const below = at.children.get(part);
    if (below === undefined) throw new Failure('ENOENT');
    at = below;
  }
  return at;
}

/** Directories and files of cgroups have the mode 0755 and 0644. */
function checkMayWrite({ credentials, kernel }: Task, cgroup: Cgroup): void {
  const isOwner = credentials.euid === cgroup.owner;
  check(isOwner || credentials.isCapable(kernel.init.credentials.ns, CAP.DAC_OVERRIDE), 'EACCES');
}

/** clone(2), CLONE_INTO_CGROUP: where the child begins. cln-21 "EBADF: not a cgroup". */
export function cgroupOfFile(task: Task, fd: number): Cgroup {
  const file = task.files.get(fd);
  check(file instanceof CgroupDir, 'EBADF');
  return file.cgroup;
}

export const CGROUP = {
  cgmkdir: (task, args) => {
    const which = hierarchy(args, 1);
    const parts = args.text(0).split('/');
    const parent = find(task, which, parts.slice(0, -1).join('/'));
    checkMayWrite(task, parent);
    check(!parent.children.has(parts.at(-1)!), 'EEXIST');
    new Cgroup(parts.at(-1)!, parent, task.credentials.euid);
  },
  cgrmdir: (task, args) => {
    const cgroup = find(task, hierarchy(args, 1), args.text(0));
    checkMayWrite(task, cgroup.parent!);
    // cgrp-11, cgroups(7): "EBUSY" for what has members or children; being a namespace's root does not count.
    check(cgroup.members.size === 0 && cgroup.children.size === 0, 'EBUSY');
    cgroup.parent!.children.delete(cgroup.name);
  },
  cgjoin: (task, args) => {
    const which = hierarchy(args, 1);
    const cgroup = find(task, which, args.text(0));
    checkMayWrite(task, cgroup);
    const pid = args.number(2);
    moveTo(pid === 0 ? task : visible(task, pid), which, cgroup);
  },
  cgopen: (task, args) => task.files.open(new CgroupDir(find(task, 'v2', args.text(0)))),
  cgfreeze: (task, args) => {
    const cgroup = find(task, 'v2', args.text(0));
    checkMayWrite(task, cgroup);
    cgroup.isFrozen = args.number(1) === 1;
  },
  cgfrozen: (task, args) => (find(task, 'v2', args.text(0)).standsStill ? 1 : 0),
  cgroup: (task, args) => {
    const which = hierarchy(args, 1);
    const of = args.number(0) === 0 ? task : visible(task, args.number(0));
    return task.nsproxy.slots.cgroup.show(which, of.cgroups[which]);
  },
} satisfies Table<keyof typeof CGROUP_CALLS>;
