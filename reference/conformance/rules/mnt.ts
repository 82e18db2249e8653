/** Mount namespaces and propagation: mount_namespaces(7), "Shared subtrees". */
import { CLONE } from '../../interface.ts';
import { bind, directories, groupOf, isMounted, MS, make, mountAt, tmpfs, typeOf } from '../mounts.ts';
import { child, differ, fails, ok, rule, same } from '../rule.ts';

const MNT_NS = 'mount_namespaces(7)';
const SHARED_SUBTREES = 'mount_namespaces(7), "SHARED SUBTREES"';
const TRANSITIONS = 'mount_namespaces(7), "Propagation type transitions"';
const BINDING = 'mount_namespaces(7), "Bind (MS_BIND) semantics"';

export const MNT = [
  rule(
    'mnt-01',
    MNT_NS,
    "a new one begins with a copy of its creator's mounts, under new ids",
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      const { task: other } = await child(task, CLONE.NEWNS);
      const [old, copy] = [await mountAt(task, '/mnt'), await mountAt(other, '/mnt')];
      same(copy?.type ?? 'none', 'tmpfs', 'the copy');
      differ(String(old?.id), String(copy?.id), 'ids');
      same(await groupOf(other, '/mnt'), await groupOf(task, '/mnt'), 'peer group');
    },
  ),
  rule(
    'mnt-01a',
    'mount_namespaces(7); the manual has the type kept, Linux drops it',
    'an unbindable mount is a private one in the copy',
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.UNBINDABLE);
      const { task: other } = await child(task, CLONE.NEWNS);
      same(await typeOf(other, '/mnt'), 'private', 'the copy');
      same(await typeOf(task, '/mnt'), 'unbindable', 'the original');
    },
  ),
  rule('mnt-02', MNT_NS, 'a mount below a private one is not seen in the other', async (task) => {
    const { task: other } = await child(task, CLONE.NEWNS);
    await tmpfs(task, '/mnt');
    same(await isMounted(task, '/mnt'), 'mounted', 'here');
    same(await isMounted(other, '/mnt'), 'not mounted', 'there');
  }),
  rule('mnt-03', SHARED_SUBTREES, 'a mount below a shared one appears below all peers', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await directories(task, '/mnt/a', '/mnt/b');
    const { task: other } = await child(task, CLONE.NEWNS);
    await tmpfs(task, '/mnt/a');
    await tmpfs(other, '/mnt/b');
    same(await isMounted(other, '/mnt/a'), 'mounted', 'there');
    same(await isMounted(task, '/mnt/b'), 'mounted', 'here');
  }),
  rule('mnt-03a', SHARED_SUBTREES, 'so does an unmounting', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await tmpfs(task, '/mnt/a');
    const { task: other } = await child(task, CLONE.NEWNS);
    await ok(other, 'umount', '/mnt/a', 0);
    same(await isMounted(task, '/mnt/a'), 'not mounted', 'here');
  }),
  rule('mnt-04', SHARED_SUBTREES, 'a slave hears of its master, and is not heard', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await directories(task, '/mnt/a', '/mnt/b');
    const { task: other } = await child(task, CLONE.NEWNS);
    await make(other, '/mnt', MS.SLAVE);
    await tmpfs(task, '/mnt/a');
    await tmpfs(other, '/mnt/b');
    same(await isMounted(other, '/mnt/a'), 'mounted', 'at the slave');
    same(await isMounted(task, '/mnt/b'), 'not mounted', 'at the master');
  }),
  rule('mnt-05', SHARED_SUBTREES, 'a private mount neither hears nor is heard', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await directories(task, '/mnt/a', '/mnt/b');
    const { task: other } = await child(task, CLONE.NEWNS);
    await make(other, '/mnt', MS.PRIVATE);
    await tmpfs(task, '/mnt/a');
    await tmpfs(other, '/mnt/b');
    same(await isMounted(other, '/mnt/a'), 'not mounted', 'at the private one');
    same(await isMounted(task, '/mnt/b'), 'not mounted', 'at the shared one');
  }),
  rule('mnt-06', 'mount(2) ERRORS', 'an unbindable mount cannot be bound: EINVAL', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.UNBINDABLE);
    await fails('EINVAL', task, 'mount', '/mnt', '/tmp', 'none', MS.BIND);
  }),
  rule('mnt-06a', BINDING, 'a recursive bind leaves out what is unbindable', async (task) => {
    await tmpfs(task, '/mnt');
    await tmpfs(task, '/mnt/kept');
    await tmpfs(task, '/mnt/left');
    await make(task, '/mnt/left', MS.UNBINDABLE);
    await bind(task, '/mnt', '/tmp', MS.REC);
    same(await isMounted(task, '/tmp/kept'), 'mounted', 'the other');
    same(await isMounted(task, '/tmp/left'), 'not mounted', 'the unbindable one');
  }),
  rule(
    'mnt-07',
    SHARED_SUBTREES,
    'a mount on a shared one is shared, and its replicas are its peers',
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      await directories(task, '/mnt/a');
      const { task: other } = await child(task, CLONE.NEWNS);
      await tmpfs(task, '/mnt/a');
      same(await typeOf(task, '/mnt/a'), 'shared', 'its type');
      same(await groupOf(other, '/mnt/a'), await groupOf(task, '/mnt/a'), 'peer group');
      differ(
        await groupOf(task, '/mnt/a'),
        await groupOf(task, '/mnt'),
        'peer group, and that of its parent',
      );
    },
  ),
  rule('mnt-07a', SHARED_SUBTREES, 'a mount on a private one is private', async (task) => {
    await tmpfs(task, '/mnt');
    await tmpfs(task, '/mnt/a');
    same(await typeOf(task, '/mnt/a'), 'private', 'its type');
  }),
  rule(
    'mnt-08',
    SHARED_SUBTREES,
    'what is mounted on a master appears below a slave as a slave',
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      await directories(task, '/mnt/a', '/mnt/b');
      const { task: other } = await child(task, CLONE.NEWNS);
      await make(other, '/mnt', MS.SLAVE);
      await tmpfs(task, '/mnt/a');
      same(await typeOf(other, '/mnt/a'), 'master', 'the replica');
      same(await groupOf(other, '/mnt/a', 'master'), await groupOf(task, '/mnt/a'), 'its master');
      await tmpfs(other, '/mnt/b');
      same(await typeOf(other, '/mnt/b'), 'private', 'what the slave mounts itself');
    },
  ),
  rule('mnt-09', TRANSITIONS, 'a shared mount without peers made a slave is private', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await make(task, '/mnt', MS.SLAVE);
    same(await typeOf(task, '/mnt'), 'private', 'its type');
  }),
  rule('mnt-09a', TRANSITIONS, 'a shared mount with peers made a slave follows them', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await bind(task, '/mnt', '/tmp');
    const group = await groupOf(task, '/mnt');
    await make(task, '/tmp', MS.SLAVE);
    same(await typeOf(task, '/tmp'), 'master', 'its type');
    same(await groupOf(task, '/tmp', 'master'), group, 'its master');
  }),
  rule('mnt-09b', TRANSITIONS, 'a private mount made a slave stays private', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SLAVE);
    same(await typeOf(task, '/mnt'), 'private', 'its type');
  }),
  rule(
    'mnt-10',
    TRANSITIONS,
    'a slave made shared is both, and made a slave again it is a slave',
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      await bind(task, '/mnt', '/tmp');
      await make(task, '/tmp', MS.SLAVE);
      await make(task, '/tmp', MS.SHARED);
      same(await typeOf(task, '/tmp'), 'shared master', 'made shared');
      await make(task, '/tmp', MS.SLAVE);
      same(await typeOf(task, '/tmp'), 'master', 'made a slave again');
    },
  ),
  ...(
    [
      ['a', 'private', MS.PRIVATE],
      ['b', 'unbindable', MS.UNBINDABLE],
    ] as const
  ).map(([letter, name, type]) =>
    rule(`mnt-11${letter}`, TRANSITIONS, `from any type a mount can be made ${name}`, async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      await bind(task, '/mnt', '/tmp');
      await make(task, '/tmp', MS.SLAVE);
      await make(task, '/tmp', MS.SHARED);
      await make(task, '/tmp', type);
      same(await typeOf(task, '/tmp'), name, 'a shared slave');
      await make(task, '/mnt', type);
      same(await typeOf(task, '/mnt'), name, 'a shared one');
    }),
  ),
  rule('mnt-12', BINDING, 'a bind of a shared mount is its peer', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await bind(task, '/mnt', '/tmp');
    same(await groupOf(task, '/tmp'), await groupOf(task, '/mnt'), 'peer group');
  }),
  rule('mnt-12a', BINDING, 'a bind of a slave is a slave of the same', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await bind(task, '/mnt', '/tmp');
    await make(task, '/tmp', MS.SLAVE);
    await bind(task, '/tmp', '/dev');
    same(await typeOf(task, '/dev'), 'master', 'its type');
    same(await groupOf(task, '/dev', 'master'), await groupOf(task, '/mnt'), 'its master');
  }),
  rule('mnt-12b', BINDING, 'a bind onto a shared mount is shared', async (task) => {
    await tmpfs(task, '/mnt');
    await make(task, '/mnt', MS.SHARED);
    await directories(task, '/mnt/a');
    await tmpfs(task, '/tmp');
    await bind(task, '/tmp', '/mnt/a');
    same(await typeOf(task, '/mnt/a'), 'shared', 'the bind');
    same(await typeOf(task, '/tmp'), 'private', 'what was bound');
  }),
  rule('mnt-12c', BINDING, 'a bind of a private mount onto a private one is private', async (task) => {
    await tmpfs(task, '/mnt');
    await bind(task, '/mnt', '/tmp');
    same(await typeOf(task, '/tmp'), 'private', 'its type');
  }),
  rule(
    'mnt-13',
    'mount(2) ERRORS',
    'a mount whose parent is shared cannot be moved: EINVAL',
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      await tmpfs(task, '/mnt/a');
      await fails('EINVAL', task, 'mount', '/mnt/a', '/tmp', 'none', MS.MOVE);
    },
  ),
  rule(
    'mnt-13a',
    'mount(2), "Moving a mount"',
    'a moved mount is seen at its new place only',
    async (task) => {
      await tmpfs(task, '/mnt');
      await directories(task, '/mnt/inside');
      await ok(task, 'mount', '/mnt', '/tmp', 'none', MS.MOVE);
      same(await ok(task, 'list', '/tmp'), 'inside', 'the new place');
      same(await ok(task, 'list', '/mnt'), '', 'the old one');
    },
  ),
  rule('mnt-13b', 'mount(2) ERRORS', 'a mount cannot be moved below itself: ELOOP', async (task) => {
    await tmpfs(task, '/mnt');
    await directories(task, '/mnt/a');
    await fails('ELOOP', task, 'mount', '/mnt', '/mnt/a', 'none', MS.MOVE);
  }),
  rule(
    'mnt-14',
    'mount(2) ERRORS',
    'an unbindable mount cannot be moved onto a shared one: EINVAL',
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      await directories(task, '/mnt/a');
      await tmpfs(task, '/tmp');
      await make(task, '/tmp', MS.UNBINDABLE);
      await fails('EINVAL', task, 'mount', '/tmp', '/mnt/a', 'none', MS.MOVE);
    },
  ),
  rule('mnt-15', 'proc(5), /proc/pid/mountinfo', 'a type shows in the optional fields', async (task) => {
    await tmpfs(task, '/mnt');
    same(await typeOf(task, '/mnt'), 'private', 'at first');
    for (const [type, shown] of [
      [MS.SHARED, 'shared'],
      [MS.PRIVATE, 'private'],
      [MS.UNBINDABLE, 'unbindable'],
    ] as const) {
      await make(task, '/mnt', type);
      same(await typeOf(task, '/mnt'), shown, 'its type');
    }
  }),
  rule(
    'mnt-15a',
    'proc(5), mount_namespaces(7)',
    'propagate_from names the nearest group that can be seen',
    async (task) => {
      await tmpfs(task, '/mnt');
      await make(task, '/mnt', MS.SHARED);
      await directories(task, '/mnt/root');
      await bind(task, '/mnt', '/tmp');
      await make(task, '/tmp', MS.SLAVE);
      await make(task, '/tmp', MS.SHARED);
      // A slave of the slave, in a tree of its own where only the first group is to be seen.
      await tmpfs(task, '/dev');
      await directories(task, '/dev/first', '/dev/last', '/dev/proc');
      await bind(task, '/mnt', '/dev/first');
      await bind(task, '/tmp', '/dev/last');
      await make(task, '/dev/last', MS.SLAVE);
      await bind(task, '/proc', '/dev/proc');
      const group = await groupOf(task, '/mnt');
      await ok(task, 'chroot', '/dev');
      same(await typeOf(task, '/last'), 'master propagate_from', 'its type');
      const found = await mountAt(task, '/last');
      same(found?.optional[1] ?? 'none', `propagate_from:${group}`, 'the group');
    },
  ),
];
