/** How subsystems declare their system calls and their files in /proc; kernel/calls.ts collects the tables. */
import type { Kernel } from './kernel.ts';
import type { Task } from './task.ts';

/** The words that a call was given. */
export class Args {
  readonly words: readonly (string | number)[];

  constructor(words: readonly (string | number)[]) {
    this.words = words;
  }

  has(at: number): boolean {
    return at < this.words.length;
  }

  text(at: number): string {
    return String(this.words[at] ?? '');
  }

  number(at: number): number {
    return Number(this.words[at] ?? 0);
  }
}

type Asked<Answer> = (task: Task, args: Args, kernel: Kernel) => Answer;

/** One system call: what it returns (nothing stands for 0), or throws a Failure. */
export type Call = Asked<string | number> | Asked<void>;

/** The calls of one subsystem: `export const UTS = {…} satisfies Table<keyof typeof UTS_CALLS>`. */
export type Table<Names extends string> = Readonly<Record<Names, Call>>;

/** A file below /proc/sys: it shows the namespaces of whoever opens it. */
export interface Sysctl {
  readonly read: (reader: Task) => string;
  /** Who may open it for writing; the machine's root unless it says otherwise (mode 0644). */
  readonly mayWrite?: (writer: Task) => boolean;
  /** Absent if it cannot be written. */
  readonly write?: (writer: Task, text: string) => void;
}
/** By path below /proc/sys. */
export type Sysctls = Readonly<Record<string, Sysctl>>;

/** A file of one process: /proc/PID/NAME. */
export interface PidFile {
  readonly read?: (of: Task, reader: Task) => string;
  /** @param offset where in the file it is written */
  readonly write?: (of: Task, text: string, writer: Task, offset: number) => void;
}
export type PidFiles = Readonly<Record<string, PidFile>>;
