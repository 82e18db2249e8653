/** Host and domain names (uts_namespaces(7)). */
import type { UTS_CALLS } from '../interface/uts.ts';
import type { Args, Sysctls, Table } from './call.ts';
import { check } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

/** sethostname(2), NOTES: the longest name, bytes. */
const NAME_MAX = 64;

export class UtsNs extends Namespace {
  readonly type = 'uts';
  /** What uname(2) gives; who may change them: CAP_SYS_ADMIN in the owner. */
  nodename: string;
  domainname: string;

  /** uts-01, uts-14: a copy of its creator's names, as they are now. */
  constructor(kernel: Kernel, owner: UserNs, from: UtsNs | null) {
    super('uts', kernel, owner);
    this.nodename = from?.nodename ?? '(none)';
    this.domainname = from?.domainname ?? '(none)';
  }
}

const own = (task: Task): UtsNs => task.nsproxy.slots.uts;

export const UTS = {
  sethostname: (task, args) => setName(task, 'nodename', args),
  gethostname: (task) => own(task).nodename,
  setdomainname: (task, args) => setName(task, 'domainname', args),
  getdomainname: (task) => own(task).domainname,
  sethostname_nowhere: (task, args) => setFromNowhere(task, args.number(0)),
  setdomainname_nowhere: (task, args) => setFromNowhere(task, args.number(0)),
} satisfies Table<keyof typeof UTS_CALLS>;

/** uts-10 "EFAULT: name pointed to an invalid address", after all that can be checked without looking. */
function setFromNowhere(task: Task, length: number): void {
  checkMaySet(task, length);
  check(length === 0, 'EFAULT');
}

function setName(task: Task, which: 'nodename' | 'domainname', args: Args): void {
  const [text, length] = [args.text(0), args.number(1)];
  checkMaySet(task, length);
  own(task)[which] = text.slice(0, length);
}

function checkMaySet(task: Task, length: number): void {
  // uts-08 "EPERM: the caller did not have CAP_SYS_ADMIN in the user namespace of the process's UTS namespace";
  // uts-09: before the length is looked at.
  check(task.credentials.isCapable(own(task).owner!), 'EPERM');
  // uts-06 "EINVAL: len is negative or larger than the maximum allowed size".
  check(length >= 0 && length <= NAME_MAX, 'EINVAL');
}

const sysctl = (which: 'nodename' | 'domainname'): Sysctls[string] => ({
  read: (reader) => own(reader)[which],
  // uts-11: cut, not refused.
  write: (writer, text) => {
    own(writer)[which] = text.slice(0, NAME_MAX);
  },
});

/** uts-05: the same in all of them, and not to be changed. */
const fixed = (text: string): Sysctls[string] => ({ read: () => text });

export const UTS_SYSCTLS: Sysctls = {
  'kernel/ostype': fixed('Linux'),
  'kernel/osrelease': fixed('6.18'),
  'kernel/hostname': sysctl('nodename'),
  'kernel/domainname': sysctl('domainname'),
};
