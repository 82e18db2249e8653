/** The model behind the interface that the rules are written against. */
import type { Answer, CallName, Forked, Machine, Task } from '../interface.ts';
import { CLONE } from '../interface.ts';
import { MODEL_CALLS } from '../kernel/calls.ts';
import { Failure } from '../kernel/errors.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';

/** As the real one begins: root in namespaces of its own of every type but user, below an init that reaps. */
export function modelMachine(): Machine & { readonly kernel: Kernel } {
  const kernel = new Kernel();
  const apart = CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNS | CLONE.NEWNET | CLONE.NEWPID | CLONE.NEWCGROUP;
  const init = kernel.clone(kernel.init, apart);
  const first = kernel.clone(init, 0);
  return { kernel, task: taskOf(kernel, first), close: async () => kernel.exit(init, { exited: 0 }) };
}

/** clone(2): the lowest byte is the signal at the end, CLONE_NEWTIME among it; clone3(2) has a field for that. */
const CSIGNAL = 0xff;

function taskOf(kernel: Kernel, process: Process): Task {
  return {
    call: async (name, ...args) => answer(() => call(kernel, process, name, args)),
    clone: async (flags) => forked(kernel, process, flags & ~CSIGNAL, []),
    clone3: async (flags, setTid) => forked(kernel, process, flags, setTid),
  };
}

function call(kernel: Kernel, process: Process, name: CallName, args: readonly (string | number)[]): string {
  if (!process.isAlive) throw new Failure('ESRCH');
  return String(MODEL_CALLS[name](kernel, process, args) ?? '');
}

function forked(kernel: Kernel, parent: Process, flags: number, setTid: readonly number[]): Forked {
  try {
    const process = kernel.clone(parent, flags, setTid);
    return { task: taskOf(kernel, process), pid: process.pidIn(parent.pidNs) };
  } catch (error) {
    return errnoOf(error);
  }
}

function answer(run: () => string): Answer {
  try {
    return { ok: run() };
  } catch (error) {
    return errnoOf(error);
  }
}

function errnoOf(error: unknown): { readonly errno: string } {
  if (error instanceof Failure) return { errno: error.errno };
  throw error;
}
