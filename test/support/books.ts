/** What a kernel's own books must say. */
import { NsFile } from '../../reference/kernel/file.ts';
import type { Kernel } from '../../reference/kernel/kernel.ts';
import type { Namespace } from '../../reference/kernel/namespace.ts';
import { NetNs } from '../../reference/kernel/net.ts';
import { NsNode } from '../../reference/kernel/node.ts';
import { PidNs } from '../../reference/kernel/pid.ts';

/** Each namespace that there is: its count, and the count made anew from all that can hold one. */
export function countsOf(kernel: Kernel): readonly (readonly [string, number, number])[] {
  const tasks = [...kernel.init.pidNs.tasks.values()];
  const alive = tasks.filter((one) => one.isAlive);
  const recounted = new Map<Namespace, number>();
  const add = (ns: Namespace | null): void => {
    if (ns) recounted.set(ns, (recounted.get(ns) ?? 0) + 1);
  };
  for (const nsproxy of new Set(alive.map((one) => one.nsproxy))) nsproxy.namespaces.forEach(add);
  for (const one of tasks) {
    add(one.pidNs);
    add(one.credentials.ns);
  }
  for (const file of new Set(alive.flatMap((one) => [...one.files.files.values()])))
    if (file instanceof NsFile) add(file.ns);
  const mounts = kernel.mountNamespaces().flatMap((ns) => [...ns.mounts()]);
  for (const { root } of mounts) if (root instanceof NsNode) add(root.ns);
  for (const fs of new Set(mounts.map((mount) => mount.fs))) fs.pins.forEach(add);
  for (const ns of kernel.namespaces) {
    add(ns.owner);
    if (ns instanceof PidNs) add(ns.parent);
    if (ns instanceof NetNs) for (const socket of ns.open) add(socket.ns);
  }
  return [...new Set([...kernel.namespaces, ...recounted.keys()])].map(
    (ns) => [ns.name, ns.count, recounted.get(ns) ?? 0] as const,
  );
}
