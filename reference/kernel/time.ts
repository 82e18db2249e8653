/** Clock offsets (time_namespaces(7)), and the calls that read clocks. */
import type { TIME_CALLS } from '../interface/time.ts';
import type { Args, PidFiles, Table } from './call.ts';
import { CAP } from './capabilities.ts';
import { type Nanoseconds, SECOND } from './clock.ts';
import type { Credentials } from './credentials.ts';
import { check, Failure } from './errors.ts';
import { OpenFile } from './file.ts';
import type { Kernel } from './kernel.ts';
import { Namespace } from './namespace.ts';
import type { Task } from './task.ts';
import type { UserNs } from './user.ts';

/** The clocks that have an offset; CLOCK_REALTIME has none (time-02). */
type Shifted = 'monotonic' | 'boottime';

/** What an offset of each clock is called in timens_offsets (time-03). */
const WORDS: Readonly<Record<string, Shifted>> = {
  monotonic: 'monotonic',
  '1': 'monotonic',
  boottime: 'boottime',
  '7': 'boottime',
};
/** Half of KTIME_SEC_MAX, seconds: about 146 years. */
const MOST_SECONDS = 4_611_686_018;
const MOST_NANOSECONDS = 999_999_999;

interface Offset {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const NONE: Offset = { seconds: 0, nanoseconds: 0 };

export class TimeNs extends Namespace {
  readonly type = 'time';
  /** From the first time namespace; who has CAP_SYS_TIME in the owner changes them until somebody is in it. */
  readonly offsets: Record<Shifted, Offset>;
  /** time-04: somebody is or was in it, so that the offsets stay. */
  isFrozen: boolean;

  /** time-09: it begins with its creator's offsets. */
  constructor(kernel: Kernel, owner: UserNs, from: TimeNs | null) {
    super('time', kernel, owner);
    this.isFrozen = from === null;
    this.offsets = from ? { ...from.offsets } : { monotonic: NONE, boottime: NONE };
  }

  /** "/proc/pid/timens_offsets". All lines, or none. */
  write(text: string, by: Credentials): void {
    const lines = text.split('\n').filter((line) => line !== '');
    check(lines.length > 0, 'EINVAL');
    const parsed = lines.map(parseOffset);
    // time-07 "EPERM: the caller does not have the CAP_SYS_TIME capability".
    check(by.isCapable(this.owner!, CAP.SYS_TIME), 'EPERM');
    const uptime = Number(this.kernel.clock.now / SECOND);
    for (const [, { seconds }] of parsed) {
      // time-06 "ERANGE: … would make the current time on the corresponding clock … negative", or too large.
      check(uptime + seconds >= 0 && uptime + seconds <= MOST_SECONDS, 'ERANGE');
    }
    // time-04 "after the first process has been created in or has entered the namespace … EACCES".
    check(!this.isFrozen, 'EACCES');
    // time-08: the last one wins.
    for (const [clock, offset] of parsed) this.offsets[clock] = offset;
  }

  get text(): string {
    const line = (clock: Shifted): string =>
      `${clock} ${this.offsets[clock].seconds} ${this.offsets[clock].nanoseconds}`;
    return `${line('monotonic')}\n${line('boottime')}`;
  }

  offset(clock: Shifted): Nanoseconds {
    const { seconds, nanoseconds } = this.offsets[clock];
    return BigInt(seconds) * SECOND + BigInt(nanoseconds);
  }
}

/** `monotonic 5 0`. */
function parseOffset(line: string): readonly [Shifted, Offset] {
  const match = /^\s*(\w+)\s+(-?\d+)\s+(\d+)\s*$/.exec(line);
  const clock = WORDS[match?.[1] ?? ''];
  const [seconds, nanoseconds] = [Number(match?.[2]), Number(match?.[3])];
  // time-05 "EINVAL: an offset-nanosecs value is greater than 999,999,999", "a clock-id value is not valid".
  if (clock === undefined || nanoseconds > MOST_NANOSECONDS) throw new Failure('EINVAL');
  return [clock, { seconds, nanoseconds }];
}

/** Values of <time.h>: which clocks are shifted as which. */
const CLOCKS: Readonly<Record<number, Shifted | 'realtime'>> = {
  0: 'realtime',
  1: 'monotonic',
  4: 'monotonic',
  5: 'realtime',
  6: 'monotonic',
  7: 'boottime',
};

function clockOf(args: Args, at: number): Shifted | 'realtime' {
  const clock = CLOCKS[args.number(at)];
  // clock_gettime(2) "EINVAL: the clockid specified is invalid".
  if (clock === undefined) throw new Failure('EINVAL');
  return clock;
}

/** time-02: how far the task's clock is ahead of the machine's. */
function aheadOf(task: Task, clock: Shifted | 'realtime'): Nanoseconds {
  if (clock === 'realtime') return task.kernel.clock.realtime - task.kernel.clock.now;
  return task.nsproxy.slots.time.offset(clock);
}

/** timerfd_create(2). The clock is read in the namespace of whoever sets and asks. */
class TimerFd extends OpenFile {
  readonly clock: Shifted | 'realtime';
  /** On the machine's own clock; null: it is not set. */
  due: Nanoseconds | null = null;

  constructor(clock: Shifted | 'realtime') {
    super();
    this.clock = clock;
  }
}

function timerOf(task: Task, args: Args): TimerFd {
  const file = task.files.get(args.number(0));
  check(file instanceof TimerFd, 'EINVAL');
  return file;
}

export const TIME = {
  clock: (task, args) => {
    const { now } = task.kernel.clock;
    return String((now + aheadOf(task, clockOf(args, 0))) / SECOND);
  },
  sleepuntil: (task, args) => {
    const due = BigInt(args.number(1)) * SECOND - aheadOf(task, clockOf(args, 0));
    task.kernel.clock.advance(due);
  },
  timerfd: (task, args) => task.files.open(new TimerFd(clockOf(args, 0))),
  timerset: (task, args) => {
    const timer = timerOf(task, args);
    timer.due = BigInt(args.number(1)) * SECOND - aheadOf(task, timer.clock);
  },
  timerleft: (task, args) => {
    const { due } = timerOf(task, args);
    const left = (due ?? 0n) - task.kernel.clock.now;
    return String(left > 0n ? left / SECOND : 0n);
  },
} satisfies Table<keyof typeof TIME_CALLS>;

export const TIME_FILES: PidFiles = {
  timens_offsets: {
    read: (of) => of.nsproxy.slots.timeForChildren.text,
    write: (of, text, writer) => of.nsproxy.slots.timeForChildren.write(text, writer.credentials),
  },
};

/** proc(5), /proc/uptime: of the reader's namespace (time-10). */
export const showUptime = (reader: Task): string => {
  const { clock } = reader.kernel;
  return `${(clock.now + aheadOf(reader, 'boottime')) / SECOND}.00 0.00`;
};
