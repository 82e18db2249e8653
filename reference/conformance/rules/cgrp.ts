/** cgroup_namespaces(7), cgroups(7), clone(2). */
import { CLONE, type Task } from '../../interface.ts';
import { mountAt } from '../mounts.ts';
import { child, Disagreement, end, eventually, fails, nsid, ok, rule, same, userChild } from '../rule.ts';

const CITES = 'cgroup_namespaces(7)';

const make = async (task: Task, name: string, hierarchy = 'v2'): Promise<void> => {
  await ok(task, 'cgmkdir', name, hierarchy);
};
const join = async (task: Task, name: string, hierarchy = 'v2'): Promise<void> => {
  await ok(task, 'cgjoin', name, hierarchy);
};
/** What a task reads of itself, or of another. */
const shown = (task: Task, pid = 0, hierarchy = 'v2'): Promise<string> => ok(task, 'cgroup', pid, hierarchy);

/** In a cgroup of its own, that is the root of its namespace. */
async function rooted(task: Task, hierarchy = 'v2'): Promise<void> {
  await make(task, 'a', hierarchy);
  await join(task, 'a', hierarchy);
  await ok(task, 'unshare', CLONE.NEWCGROUP);
}

/** A child that begins in a cgroup. */
async function childIn(
  task: Task,
  name: string,
  flags = 0,
): Promise<{ readonly task: Task; readonly pid: number }> {
  const forked = await task.clone3({
    flags: CLONE.INTO_CGROUP + flags,
    cgroup: Number(await ok(task, 'cgopen', name)),
  });
  if ('errno' in forked) throw new Disagreement(`clone3(CLONE_INTO_CGROUP): ${forked.errno}, should succeed`);
  return forked;
}

export const CGRP = [
  rule('cgrp-01', CITES, 'where a task is becomes the root that it sees', async (task) => {
    await make(task, 'a');
    await join(task, 'a');
    same(await shown(task), '/base/a', 'path before');
    await ok(task, 'unshare', CLONE.NEWCGROUP);
    same(await shown(task), '/', 'path');
  }),
  rule('cgrp-02', CITES, 'what is beside the root shows with ..', async (task) => {
    const other = await child(task);
    await rooted(task);
    await make(task, 'b');
    await ok(task, 'cgjoin', 'b', 'v2', other.pid);
    same(await shown(task, other.pid), '/../b', 'path of the other');
  }),
  rule('cgrp-02a', CITES, 'and what is above as well', async (task) => {
    const other = await child(task);
    await rooted(task);
    same(await shown(task, other.pid), '/../..', 'path of the other');
  }),
  rule('cgrp-03', CITES, 'a hierarchy of the first version is shown from its own root', async (task) => {
    const other = await child(task);
    await rooted(task, 'v1');
    await make(task, 'b', 'v1');
    same(await shown(task, 0, 'v1'), '/', 'path');
    same(await shown(other.task, 0, 'v1'), '/', 'path of the other');
    await ok(task, 'cgjoin', 'b', 'v1', other.pid);
    same(await shown(task, other.pid, 'v1'), '/../b', 'path of the other, moved');
  }),
  rule('cgrp-03a', 'cgroups(7)', 'each hierarchy has its own tree', async (task) => {
    await make(task, 'a', 'v1');
    await join(task, 'a', 'v1');
    same(await shown(task, 0, 'v1'), '/base/a', 'path in v1');
    same(await shown(task), '/', 'path in v2');
  }),
  rule('cgrp-04', CITES, 'who moves on is shown from the root as it was made', async (task) => {
    await rooted(task);
    await make(task, 'a/c');
    await make(task, 'b');
    await join(task, 'a/c');
    same(await shown(task), '/c', 'path below');
    await join(task, 'b');
    same(await shown(task), '/../b', 'path beside');
  }),
  rule('cgrp-05', CITES, 'the path depends on who reads, not on whom it is of', async (task) => {
    const reader = await child(task);
    const other = await child(task);
    await rooted(other.task);
    same(await shown(other.task), '/', 'path that it reads of itself');
    same(await shown(reader.task, other.pid), '/base/a', 'path that another reads of it');
  }),
  rule('cgrp-06', 'setns(2)', 'joining moves no task: only its view changes', async (task) => {
    const old = await ok(task, 'openns', 'cgroup');
    await rooted(task);
    await make(task, 'a/c');
    await join(task, 'a/c');
    await ok(task, 'setns', old, CLONE.NEWCGROUP);
    same(await shown(task), '/base/a/c', 'path');
  }),
  rule(
    'cgrp-07',
    `${CITES}, /proc/self/mountinfo`,
    'a mount from before shows with .., a fresh one with /',
    async (task) => {
      await ok(task, 'mount', 'cgroup2', '/mnt', 'cgroup2', 0);
      await rooted(task);
      same((await mountAt(task, '/mnt'))?.root ?? 'none', '/../..', 'root of the old mount');
      await ok(task, 'umount', '/mnt', 0);
      await ok(task, 'mount', 'cgroup2', '/mnt', 'cgroup2', 0);
      same((await mountAt(task, '/mnt'))?.root ?? 'none', '/', 'root of the fresh one');
    },
  ),
  rule('cgrp-08', 'unshare(2) ERRORS', 'a new one needs CAP_SYS_ADMIN: EPERM', async (task) => {
    await ok(task, 'setuid', 1000);
    await fails('EPERM', task, 'unshare', CLONE.NEWCGROUP);
  }),
  rule('cgrp-09', CITES, 'a plain child has the view of its parent', async (task) => {
    await rooted(task);
    const other = await child(task);
    same(await nsid(other.task, 'cgroup'), await nsid(task, 'cgroup'), 'cgroup');
    same(await shown(other.task), '/', 'path');
  }),
  rule('cgrp-09a', 'cgroups(7)', 'and is where its parent is', async (task) => {
    await make(task, 'a');
    await join(task, 'a');
    const other = await child(task);
    same(await shown(task, other.pid), '/base/a', 'path');
    await fails('EBUSY', task, 'cgrmdir', 'a', 'v2');
  }),
  rule(
    'cgrp-10',
    'clone(2), CLONE_INTO_CGROUP',
    'a child that begins in a cgroup, with a new namespace, has it as its root',
    async (task) => {
      await make(task, 'a');
      const other = await childIn(task, 'a', CLONE.NEWCGROUP);
      same(await shown(other.task), '/', 'path that it reads');
      same(await shown(task, other.pid), '/base/a', 'path that its parent reads');
    },
  ),
  rule(
    'cgrp-10a',
    'clone(2), CLONE_INTO_CGROUP',
    'without one it is there in the view of its parent',
    async (task) => {
      await make(task, 'a');
      const other = await childIn(task, 'a');
      same(await shown(other.task), '/base/a', 'path');
      same(await shown(task), '/', 'path of the parent');
    },
  ),
  rule('cgrp-10b', 'clone(2) ERRORS', 'a descriptor that is no cgroup: EBADF', async (task) => {
    const fd = Number(await ok(task, 'openns', 'cgroup'));
    const forked = await task.clone3({ flags: CLONE.INTO_CGROUP, cgroup: fd });
    same('errno' in forked ? forked.errno : 'success', 'EBADF', 'clone3');
  }),
  rule('cgrp-11', 'cgroups(7)', 'a cgroup that is only a root can be removed', async (task) => {
    await rooted(task);
    await make(task, 'b');
    await join(task, 'b');
    await ok(task, 'cgrmdir', 'a', 'v2');
    same(await shown(task), '/../b', 'path');
  }),
  rule('cgrp-11a', 'cgroups(7)', 'one with members or children cannot: EBUSY', async (task) => {
    await make(task, 'a');
    await make(task, 'a/c');
    await fails('EBUSY', task, 'cgrmdir', 'a', 'v2');
    await join(task, 'a/c');
    await fails('EBUSY', task, 'cgrmdir', 'a/c', 'v2');
  }),
  rule(
    'cgrp-11b',
    'cgroups(7)',
    'directories and files belong to who made them: EACCES for others',
    async (task) => {
      await make(task, 'a');
      await ok(task, 'setuid', 1000);
      await fails('EACCES', task, 'cgmkdir', 'b', 'v2');
      await fails('EACCES', task, 'cgjoin', 'a', 'v2');
    },
  ),
  rule(
    'cgrp-12',
    'user_namespaces(7)',
    'mounting cgroup2 needs rights over the cgroup namespace: EPERM',
    async (task) => {
      const { task: inner } = await userChild(task, CLONE.NEWNS);
      await fails('EPERM', inner, 'mount', 'cgroup2', '/mnt', 'cgroup2', 0);
      const { task: owner } = await userChild(task, CLONE.NEWNS | CLONE.NEWCGROUP);
      await ok(owner, 'mount', 'cgroup2', '/mnt', 'cgroup2', 0);
    },
  ),
  rule('cgrp-13', 'ioctl_ns(2) ERRORS', 'they have no parents: EINVAL', async (task) => {
    await fails('EINVAL', task, 'nsparent', await ok(task, 'openns', 'cgroup'));
  }),
  rule('cgrp-13a', 'setns(2) ERRORS', 'joining needs CAP_SYS_ADMIN in the owner: EPERM', async (task) => {
    const fd = await ok(task, 'openns', 'cgroup');
    const { task: inner } = await userChild(task);
    await fails('EPERM', inner, 'setns', fd, CLONE.NEWCGROUP);
  }),
  rule(
    'cgrp-14',
    'cgroups(7), cgroup.freeze',
    'who is in a frozen cgroup stands still until it is thawed',
    async (task) => {
      await make(task, 'a');
      const other = await childIn(task, 'a');
      await ok(task, 'cgfreeze', 'a', 1);
      same(await eventually(task, 'cgfrozen', 'a', (is) => is === '1'), 1, 'frozen');
      let hasAnswered = false;
      const asked = other.task.call('getpid').then((answer) => {
        hasAnswered = true;
        return answer;
      });
      await ok(task, 'getpid');
      same(String(hasAnswered), 'false', 'an answer while it is frozen');
      await ok(task, 'cgfreeze', 'a', 0);
      same(JSON.stringify(await asked), JSON.stringify({ ok: String(other.pid) }), 'the answer after it');
    },
  ),

  rule('cgrp-15', 'cgroups(7)', 'who ends leaves its cgroup, which can be removed then', async (task) => {
    await make(task, 'a');
    const other = await childIn(task, 'a');
    await fails('EBUSY', task, 'cgrmdir', 'a', 'v2');
    await end(task, other);
    await eventually(task, 'cgrmdir', ['a', 'v2']);
  }),
];
