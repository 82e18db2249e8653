/** The table of calls about files and mounts. */
import type { MNT_CALLS } from '../interface/mnt.ts';
import type { Table } from './call.ts';
import * as files from './files.ts';
import { chroot, mount, pivotRoot, umount } from './mount-calls.ts';

export const MNT = {
  open: files.open,
  close: (task, args) => task.files.close(args.number(0)),
  readfd: files.readfd,
  writefd: files.writefd,
  lseek: files.lseek,
  pwrite: files.pwrite,
  write: files.write,
  read: files.read,
  mkdir: files.mkdir,
  rmdir: files.rmdir,
  unlink: files.unlink,
  rename: files.rename,
  symlink: files.symlink,
  mknod: files.mknod,
  readlink: files.readlink,
  list: files.list,
  stat: files.stat,
  fstat: files.fstat,
  chmod: files.chmod,
  chown: files.chown,
  installprogram: files.installprogram,
  chdir: files.chdir,
  getcwd: files.getcwd,
  chroot,
  umask: files.umask,
  mount,
  umount,
  pivot_root: pivotRoot,
} satisfies Table<keyof typeof MNT_CALLS>;
