/** The file system of POSIX message queues (mq_overview(7), "Mounting the message queue filesystem"). */
import { check } from './errors.ts';
import { FileSystem, type FileSystemType } from './filesystem.ts';
import { ROOT_GID, ROOT_UID } from './ids.ts';
import type { Kernel } from './kernel.ts';
import { type Attributes, Directory, FileNode } from './node.ts';
import type { UserNs } from './user.ts';

/** What mq_open(3) gives a queue that is not told otherwise. */
const [MESSAGES, SIZE] = [10, 8192];

export class QueueNode extends FileNode {
  readonly maxMessages: number;
  readonly messageSize: number;
  /** The highest priority first, then the oldest. */
  readonly messages: { readonly text: string; readonly priority: number }[] = [];

  constructor(at: QueueDirectory, name: string, attributes: Attributes, messages = MESSAGES, size = SIZE) {
    super(at.fs, at, name, attributes);
    this.maxMessages = messages;
    this.messageSize = size;
  }

  read(): string {
    const bytes = this.messages.reduce((sum, { text }) => sum + text.length, 0);
    return `QSIZE:${String(bytes).padEnd(10)} NOTIFY:0     SIGNO:0     NOTIFY_PID:0     `;
  }

  write(): void {
    check(false, 'EINVAL');
  }
}

class QueueDirectory extends Directory {
  override makeFile(name: string, attributes: Attributes): QueueNode {
    // ipc-12: once its namespace is gone nothing can be made in it; what is there can still be listed.
    check(!(this.fs as MqueueFs).isOver, 'EACCES');
    return new QueueNode(this, name, attributes);
  }

  override makeDirectory(): Directory {
    return check(false, 'EPERM') as never;
  }
}

/** One of each ipc namespace, whether it is mounted or not; a mount of it does not keep the namespace on Linux. */
export class MqueueFs extends FileSystem {
  readonly root: QueueDirectory;
  /** Its namespace is gone. */
  isOver = false;

  constructor(kernel: Kernel, owner: UserNs) {
    super('mqueue', kernel, owner);
    const attributes = {
      uid: owner.toKuid(0) ?? ROOT_UID,
      gid: owner.toKgid(0) ?? ROOT_GID,
      mode: 0o1777,
    };
    this.root = new QueueDirectory(this, null, '/', attributes);
  }

  get queues(): Map<string, QueueNode> {
    return this.root.entries as Map<string, QueueNode>;
  }
}

/** mnt-24, ipc-12: of the ipc namespace of whoever mounts it, to whoever looks. */
export const MQUEUE_TYPE: FileSystemType = {
  owner: (task) => task.nsproxy.slots.ipc.owner!,
  mount: (task) => task.nsproxy.slots.ipc.mqueues,
};
