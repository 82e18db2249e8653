/** Clock offsets (time_namespaces(7)). */

import type { TIME_CALLS } from '../interface/time.ts';
import type { PidFiles, Table } from './call.ts';
import { CAP } from './capabilities.ts';
import type { Credentials } from './credentials.ts';
import { check, Failure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { UserNs } from './user.ts';

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

  constructor(kernel: Kernel, owner: UserNs, from: TimeNs | null) {
    super('time', kernel, owner);
    this.offsets = from ? { ...from.offsets } : { monotonic: [0, 0], boottime: [0, 0] };
  }

  /** time_namespaces(7), "/proc/pid/timens_offsets". */
  write(text: string, by: Credentials): void {
    const match = /^(\w+) (-?\d+) (\d+)\s*$/.exec(text);
    const clock = CLOCKS[match?.[1] ?? ''];
    const [seconds, nanoseconds] = [Number(match?.[2]), Number(match?.[3])];
    if (!match || clock === undefined || nanoseconds > 999_999_999) throw new Failure('EINVAL');
    check(by.isCapable(this.owner!, CAP.SYS_TIME), 'EPERM');
    check(UPTIME + seconds >= 0 && UPTIME + seconds <= MOST_SECONDS, 'ERANGE');
    check(!this.isFrozen, 'EACCES');
    this.offsets[clock] = [seconds, nanoseconds];
  }

  get text(): string {
    const { monotonic, boottime } = this.offsets;
    return `monotonic ${monotonic.join(' ')} boottime ${boottime.join(' ')}`;
  }
}

export const TIME = {} satisfies Table<keyof typeof TIME_CALLS>;

export const TIME_FILES: PidFiles = {
  timens_offsets: {
    read: (of) => of.nsproxy.slots.timeForChildren.text,
    write: (of, text, writer) => of.nsproxy.slots.timeForChildren.write(text, writer.credentials),
  },
};
