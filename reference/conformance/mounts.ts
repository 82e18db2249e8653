/** What rules about mounts share: making some, and reading /proc/self/mountinfo. */
import type { Task } from '../interface.ts';
import { ok } from './rule.ts';

/** Flags of mount(2), <linux/mount.h>. */
export const MS = {
  RDONLY: 1,
  NOSUID: 2,
  NODEV: 4,
  NOEXEC: 8,
  REMOUNT: 32,
  NOATIME: 1024,
  BIND: 4096,
  MOVE: 8192,
  REC: 16384,
  UNBINDABLE: 1 << 17,
  PRIVATE: 1 << 18,
  SLAVE: 1 << 19,
  SHARED: 1 << 20,
} as const;

/** Flags of umount2(2). */
export const DETACH = 2;
export const EXPIRE = 4;

/** An empty file system on a directory, which is made if need be. */
export async function tmpfs(task: Task, path: string): Promise<void> {
  await task.call('mkdir', path);
  await ok(task, 'mount', 'tmpfs', path, 'tmpfs', 0);
}

export const bind = (task: Task, source: string, target: string, flags = 0): Promise<string> =>
  ok(task, 'mount', source, target, 'none', MS.BIND | flags);

/** A change of the propagation type. */
export const make = (task: Task, path: string, type: number): Promise<string> =>
  ok(task, 'mount', 'none', path, 'none', type);

export async function directories(task: Task, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) await ok(task, 'mkdir', path);
}

export interface Mounted {
  readonly id: number;
  /** What is shown, from the root of its file system. */
  readonly root: string;
  readonly path: string;
  readonly options: readonly string[];
  /** `shared:1`, `master:2`, `propagate_from:3`, `unbindable`. */
  readonly optional: readonly string[];
  readonly type: string;
}

const ENTRY =
  /(\d+) \d+ \d+:\d+ (\S+) (\S+) (\S+)((?: (?:shared|master|propagate_from):\d+| unbindable)*) - (\S+) \S+ \S+/g;

/** All of /proc/self/mountinfo, in its order. */
export async function mounts(task: Task): Promise<readonly Mounted[]> {
  const text = await ok(task, 'read', '/proc/self/mountinfo');
  return [...text.matchAll(ENTRY)].map(([, id, root, path, options, optional, type]) => ({
    id: Number(id),
    root: root!,
    path: path!,
    options: options!.split(','),
    optional: optional!.split(' ').filter((one) => one !== ''),
    type: type!,
  }));
}

/** What was mounted last at a path; undefined if nothing is. */
export async function mountAt(task: Task, path: string): Promise<Mounted | undefined> {
  return (await mounts(task)).findLast((one) => one.path === path);
}

/** The kinds of its optional fields: `private`, `shared`, `master`, `shared master`, `unbindable`. */
export async function typeOf(task: Task, path: string): Promise<string> {
  const found = await mountAt(task, path);
  if (!found) return 'not mounted';
  return found.optional.map((one) => one.split(':')[0]).join(' ') || 'private';
}

/** The number of its peer group. */
export async function groupOf(
  task: Task,
  path: string,
  kind: 'shared' | 'master' = 'shared',
): Promise<string> {
  const found = await mountAt(task, path);
  return found?.optional.find((one) => one.startsWith(`${kind}:`))?.split(':')[1] ?? 'none';
}

export const isMounted = async (task: Task, path: string): Promise<string> =>
  (await mountAt(task, path)) ? 'mounted' : 'not mounted';
