/** A root directory of one's own (pivot_root(2)): what was outside is not there any more. */
import type { Task } from '../interface.ts';
import { must } from './calls.ts';

/** Values of <sys/mount.h>. */
const [MS_REC, MS_PRIVATE, MNT_DETACH] = [0x4000, 0x40000, 2];

/**
 * Gives a task that has a mount namespace of its own an empty file tree as its root, with the proc of its own processes.
 * @param at a directory of the machine that exists
 */
export async function enterRoot(task: Task, at: string): Promise<void> {
  await must(task, 'mount', 'none', '/', 'none', MS_REC | MS_PRIVATE);
  await must(task, 'mount', 'tmpfs', at, 'tmpfs', 0);
  for (const name of ['proc', 'tmp', 'etc', 'old']) await must(task, 'mkdir', `${at}/${name}`);
  // Before the machine's own is gone: a user namespace may mount proc where it could see one anyhow (mnt-23).
  await must(task, 'mount', 'proc', `${at}/proc`, 'proc', 0);
  await must(task, 'pivot_root', at, `${at}/old`);
  await must(task, 'chdir', '/');
  await must(task, 'umount', '/old', MNT_DETACH);
  await must(task, 'rmdir', '/old');
}
