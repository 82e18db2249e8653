/** Networks: ports (ip(7)) and abstract names (unix(7)). */
import type { NET_CALLS } from '../interface/net.ts';
import type { Table } from './call.ts';
import { check } from './errors.ts';
import { OpenFile } from './file.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';
import type { Credentials } from './user.ts';

/** ip(7): lower ports are privileged. */
const PRIVILEGED_PORTS = 1024;
const FIRST_FREE_PORT = 32768;

export class NetNs extends Namespace {
  readonly type = 'net';
  readonly ports = new Set<number>();
  readonly names = new Set<string>();

  bindPort(port: number, by: Credentials): Socket {
    check(port === 0 || port >= PRIVILEGED_PORTS || by.isCapable(this.owner!), 'EACCES');
    let number = port;
    if (port === 0) for (number = FIRST_FREE_PORT; this.ports.has(number); ) number++;
    check(!this.ports.has(number), 'EADDRINUSE');
    this.ports.add(number);
    return new Socket(() => this.ports.delete(number));
  }

  bindName(name: string): Socket {
    check(!this.names.has(name), 'EADDRINUSE');
    this.names.add(name);
    return new Socket(() => this.names.delete(name));
  }
}

class Socket extends OpenFile {
  readonly giveBack: () => void;

  constructor(giveBack: () => void) {
    super();
    this.giveBack = giveBack;
  }

  override release(): void {
    this.giveBack();
  }
}

const own = (task: Task): NetNs => task.nsproxy.slots.net;

export const NET = {
  bindtcp: (task, args) => task.files.open(own(task).bindPort(args.number(0), task.credentials)),
  bindabstract: (task, args) => task.files.open(own(task).bindName(args.text(0))),
  connectabstract: (task, args) => {
    check(own(task).names.has(args.text(0)), 'ECONNREFUSED');
    return task.files.open(new Socket(() => {}));
  },
} satisfies Table<keyof typeof NET_CALLS>;
