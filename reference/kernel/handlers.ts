/** What processes do with signals (signal(7)). */

export const SIG = {
  KILL: 9,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  WINCH: 28,
} as const;

/** What a process does with a signal; what is not there has its default. Shared with CLONE_SIGHAND. */
export class Handlers {
  readonly actions = new Map<number, 'ignore' | 'handle'>();

  copy(): Handlers {
    const copy = new Handlers();
    for (const [signal, action] of this.actions) copy.actions.set(signal, action);
    return copy;
  }

  /** execve(2): handlers are gone with the program, what was ignored stays so. */
  afterExec(): Handlers {
    const copy = new Handlers();
    for (const [signal, action] of this.actions) if (action === 'ignore') copy.actions.set(signal, action);
    return copy;
  }
}

export interface PendingSignal {
  readonly signal: number;
  /** si_pid: the sender as the receiver's pid namespace numbers it (pid-11). */
  readonly sender: number;
}

export const MAX_SIGNAL = 64;

/** Their default is to do nothing. */
export const IGNORED: ReadonlySet<number> = new Set([SIG.CHLD, SIG.CONT, SIG.URG, SIG.WINCH]);
export const STOPPING: ReadonlySet<number> = new Set([SIG.STOP, SIG.TSTP, SIG.TTIN, SIG.TTOU]);
/** Cannot be handled, ignored or blocked. */
export const KERNEL_ONLY: ReadonlySet<number> = new Set([SIG.KILL, SIG.STOP]);
