/** Namespaces that hold values: uts (uts_namespaces(7)), ipc (sysvipc(7)), net (ip(7), unix(7)), time (time_namespaces(7)). */
import { check, Failure } from './errors.ts';
import { Namespace } from './namespace.ts';
import type { Credentials, UserNs } from './user.ts';

/** sethostname(2): the longest name, bytes. */
const NAME_MAX = 64;

export class UtsNs extends Namespace {
  readonly type = 'uts';
  nodename: string;
  domainname: string;

  constructor(owner: UserNs, from: UtsNs | null) {
    super(owner);
    this.nodename = from?.nodename ?? '(none)';
    this.domainname = from?.domainname ?? '(none)';
  }

  /** Permission comes before the length. */
  set(which: 'nodename' | 'domainname', text: string, length: number, by: Credentials): void {
    check(by.isCapable(this.owner!), 'EPERM');
    check(length >= 0 && length <= NAME_MAX, 'EINVAL');
    this[which] = text.slice(0, length);
  }

  /** Through /proc/sys/kernel: cut, not refused. */
  write(which: 'nodename' | 'domainname', text: string): void {
    this[which] = text.slice(0, NAME_MAX);
  }
}

const IPC_CREAT = 0o1000;
export type IpcKind = 'msg' | 'sem' | 'shm';

interface IpcObject {
  readonly id: number;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export class IpcNs extends Namespace {
  readonly type = 'ipc';
  /** A new one begins with the built-in limit, whatever its creator's is. */
  msgmni = 32000;
  readonly #objects: Readonly<Record<IpcKind, Map<number, IpcObject>>> = {
    msg: new Map(),
    sem: new Map(),
    shm: new Map(),
  };

  get(kind: IpcKind, key: number, flags: number, by: Credentials): number {
    const objects = this.#objects[kind];
    const known = objects.get(key);
    if (known) {
      check(this.#mayUse(known, flags, by), 'EACCES');
      return known.id;
    }
    if ((flags & IPC_CREAT) === 0) throw new Failure('ENOENT');
    objects.set(key, { id: objects.size, uid: by.uid, gid: by.gid, mode: flags & 0o777 });
    return objects.size - 1;
  }

  /** sysvipc(7), "Resource access permissions": what is asked for in any place has to be granted in the caller's. */
  #mayUse({ uid, gid, mode }: IpcObject, flags: number, by: Credentials): boolean {
    const wanted = (flags >> 6) | (flags >> 3) | flags;
    const granted = by.uid === uid ? mode >> 6 : by.gid === gid ? mode >> 3 : mode;
    return (wanted & ~granted & 7) === 0 || by.isCapable(this.owner!);
  }
}

/** ip(7): lower ports are privileged. */
const PRIVILEGED_PORTS = 1024;
const FIRST_FREE_PORT = 32768;

export class NetNs extends Namespace {
  readonly type = 'net';
  readonly #ports = new Set<number>();
  readonly #names = new Set<string>();

  /** Returns what gives the port back. */
  bindPort(port: number, by: Credentials): () => void {
    check(port === 0 || port >= PRIVILEGED_PORTS || by.isCapable(this.owner!), 'EACCES');
    let number = port;
    if (port === 0) for (number = FIRST_FREE_PORT; this.#ports.has(number); ) number++;
    check(!this.#ports.has(number), 'EADDRINUSE');
    this.#ports.add(number);
    return () => this.#ports.delete(number);
  }

  bindName(name: string): () => void {
    check(!this.#names.has(name), 'EADDRINUSE');
    this.#names.add(name);
    return () => this.#names.delete(name);
  }

  connect(name: string): void {
    check(this.#names.has(name), 'ECONNREFUSED');
  }
}

/** Seconds since the model's machine started: its clocks stand still. */
const UPTIME = 1000;
/** Half of what fits into a ktime_t, seconds. */
const MOST_SECONDS = 4_611_686_018;
const CLOCKS: Readonly<Record<string, 'monotonic' | 'boottime'>> = {
  monotonic: 'monotonic',
  '1': 'monotonic',
  boottime: 'boottime',
  '7': 'boottime',
};

export class TimeNs extends Namespace {
  readonly type = 'time';
  /** Seconds and nanoseconds. */
  readonly offsets: Record<'monotonic' | 'boottime', readonly [number, number]>;
  /** Somebody is in it: the offsets stay. */
  isFrozen = false;

  constructor(owner: UserNs, from: TimeNs | null) {
    super(owner);
    this.offsets = from ? { ...from.offsets } : { monotonic: [0, 0], boottime: [0, 0] };
  }

  /** time_namespaces(7), "/proc/pid/timens_offsets". */
  write(text: string, by: Credentials): void {
    const match = /^(\w+) (-?\d+) (\d+)\s*$/.exec(text);
    const clock = CLOCKS[match?.[1] ?? ''];
    const [seconds, nanoseconds] = [Number(match?.[2]), Number(match?.[3])];
    if (!match || clock === undefined || nanoseconds > 999_999_999) throw new Failure('EINVAL');
    check(by.isCapable(this.owner!), 'EPERM');
    check(UPTIME + seconds >= 0 && UPTIME + seconds <= MOST_SECONDS, 'ERANGE');
    check(!this.isFrozen, 'EACCES');
    this.offsets[clock] = [seconds, nanoseconds];
  }

  get text(): string {
    const { monotonic, boottime } = this.offsets;
    return `monotonic ${monotonic.join(' ')} boottime ${boottime.join(' ')}`;
  }
}
