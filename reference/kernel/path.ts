/** How a path leads to a place (path_resolution(7)). */
import { check, Failure } from './errors.ts';
import { isSamePlace, type Place, topmost } from './mount.ts';
import { Directory, MAY, type Node, Symlink } from './node.ts';
import type { Task } from './task.ts';

/** "ELOOP: too many symbolic links". */
const MOST_LINKS = 40;

export interface Parent {
  readonly place: Place;
  readonly directory: Directory;
  readonly name: string;
}

/** The place of a path. @param follow a link at its end */
export function walk(task: Task, path: string, follow = true): Place {
  check(path !== '', 'ENOENT');
  const start = path.startsWith('/') ? task.fs.root : task.fs.cwd;
  return steps(task, start, path, follow, { links: 0 });
}

function steps(task: Task, start: Place, path: string, follow: boolean, met: { links: number }): Place {
  const names = path.split('/').filter((name) => name !== '');
  const needsDirectory = path.endsWith('/');
  let at = start;
  names.forEach((name, index) => {
    const isLast = index === names.length - 1;
    const next = step(task, at, name);
    const isFollowed = !isLast || follow || needsDirectory;
    at = next.node instanceof Symlink && isFollowed ? through(task, at, next.node, met) : next;
  });
  if (needsDirectory) check(at.node instanceof Directory, 'ENOTDIR');
  return at;
}

function step(task: Task, at: Place, name: string): Place {
  const directory = enterable(task, at.node);
  if (name === '.') return at;
  if (name === '..') return up(task, at);
  check(!directory.isRemoved, 'ENOENT');
  const node = directory.find(name, task);
  check(node !== undefined, 'ENOENT');
  return topmost({ mount: at.mount, node });
}

function enterable(task: Task, node: Node): Directory {
  if (!(node instanceof Directory)) throw new Failure('ENOTDIR');
  check(node.allows(task, MAY.EXEC), 'EACCES');
  return node;
}

/** `..` leads out of a mount at its root, and nowhere at the task's own root. */
function up(task: Task, at: Place): Place {
  let { mount, node } = at;
  if (isSamePlace(at, task.fs.root)) return topmost(at);
  while (node === mount.root) {
    if (mount.parent === null) return topmost({ mount, node });
    [node, mount] = [mount.mountpoint!, mount.parent];
    if (isSamePlace({ mount, node }, task.fs.root)) return topmost({ mount, node });
  }
  return topmost({ mount, node: node.parent! });
}

function through(task: Task, from: Place, link: Symlink, met: { links: number }): Place {
  check(++met.links <= MOST_LINKS, 'ELOOP');
  const jumped = link.jump(task);
  if (jumped) return jumped;
  const target = link.read(task);
  return steps(task, target.startsWith('/') ? task.fs.root : from, target, true, met);
}

/** Where something shall come to be or go: the directory, and the name in it. */
export function walkToParent(task: Task, path: string): Parent {
  check(path !== '', 'ENOENT');
  const clean = path.replace(/\/+$/, '');
  const name = clean.slice(clean.lastIndexOf('/') + 1);
  const above = clean.slice(0, clean.length - name.length);
  const place = above === '' ? (path.startsWith('/') ? task.fs.root : task.fs.cwd) : walk(task, above);
  // `/` alone is not looked up in anything.
  return { place, directory: name === '' ? (place.node as Directory) : enterable(task, place.node), name };
}

/** `/`, `.` and `..` are no names that can be made or go. */
export function checkName({ name }: Parent, errno: string): void {
  check(name !== '' && name !== '.' && name !== '..', errno);
}

/** The path of a place from the task's root; null if it is not below it. */
export function pathOf(task: Task, place: Place): string | null {
  const names: string[] = [];
  let { mount, node } = place;
  while (!isSamePlace({ mount, node }, task.fs.root)) {
    if (node === mount.root) {
      if (mount.parent === null) return null;
      [node, mount] = [mount.mountpoint!, mount.parent];
    } else {
      names.unshift(node.name);
      node = node.parent!;
    }
  }
  return `/${names.join('/')}`;
}
