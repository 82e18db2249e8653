/**
 * All state of a kernel, or of one namespace, as text: equal texts, equal states. It walks whatever there is, so that
 * no subsystem has to say what it consists of.
 */
import { FileSystem } from './filesystem.ts';
import { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import { Node } from './node.ts';
import { Task, ThreadGroup } from './task.ts';

/** Counters that only go up, marks and caches: no program can tell them from what they were. */
const NOT_STATE = new Set([
  'nextInode',
  'nextMount',
  'nextPeerGroup',
  'nextDevice',
  'nextIndex',
  'current',
  'last',
  'seen',
  'copies',
  'isMarked',
]);

export const snapshot = (kernel: Kernel): string => write(kernel, () => null);

/** What a namespace consists of: others, tasks and files are only named. */
export const contentOf = (ns: Namespace): string =>
  write(ns, (value) => (value === ns ? null : nameOf(value)));

function nameOf(value: object): string | null {
  if (value instanceof Namespace) return value.name;
  if (value instanceof Node) return value.path;
  if (value instanceof FileSystem) return `fs ${value.number}`;
  return value instanceof Kernel || value instanceof Task || value instanceof ThreadGroup
    ? value.constructor.name
    : null;
}

function write(top: object, stop: (value: object) => string | null): string {
  const known = new Map<object, number>();
  const parts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'function') return;
    if (typeof value !== 'object' || value === null) {
      parts.push(String(value));
      return;
    }
    const name = stop(value) ?? known.get(value);
    if (name !== undefined) {
      parts.push(`#${name}`);
      return;
    }
    known.set(value, known.size);
    parts.push('{');
    if (value instanceof Map) for (const entry of value) entry.forEach(visit);
    else if (value instanceof Set) for (const one of value) visit(one);
    else
      for (const [key, one] of Object.entries(value)) {
        if (NOT_STATE.has(key) || (key === 'count' && value === top)) continue;
        parts.push(key);
        visit(one);
      }
    parts.push('}');
  };
  visit(top);
  return parts.join(' ');
}
