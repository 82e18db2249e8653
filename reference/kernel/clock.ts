/**
 * The machine's own clock, in whole seconds and nanoseconds since it started. It stands still but when somebody sleeps:
 * a program of the model sees the same times whenever it runs.
 */

/** An instant or a span, nanoseconds. */
export type Nanoseconds = bigint;
export const SECOND = 1_000_000_000n;

interface Timer {
  readonly at: Nanoseconds;
  readonly run: () => void;
}

/** When all machines of a model start, since 1970. */
const EPOCH = 1_148_000_000n * SECOND;

export class Clock {
  /** CLOCK_MONOTONIC and CLOCK_BOOTTIME of the first time namespace: it is never suspended. */
  now: Nanoseconds;
  /** When it was switched on, since 1970. */
  readonly booted: Nanoseconds;
  timers: readonly Timer[] = [];

  /** @param uptime seconds */
  constructor(uptime: number) {
    this.now = BigInt(uptime) * SECOND;
    this.booted = EPOCH - this.now;
  }

  get realtime(): Nanoseconds {
    return this.booted + this.now;
  }

  /** Runs once, `seconds` from now. */
  after(seconds: number, run: () => void): void {
    this.timers = [...this.timers, { at: this.now + BigInt(seconds) * SECOND, run }];
  }

  /** Time passes, and what was to be done in it is done. */
  advance(to: Nanoseconds): void {
    for (let due = this.#due(to); due; due = this.#due(to)) {
      const { at, run } = due;
      this.timers = this.timers.filter((one) => one !== due);
      if (at > this.now) this.now = at;
      run();
    }
    if (to > this.now) this.now = to;
  }

  #due(to: Nanoseconds): Timer | undefined {
    return this.timers
      .filter((one) => one.at <= to)
      .reduce<Timer | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined);
  }
}
