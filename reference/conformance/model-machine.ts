/** The model behind the interface that the rules are written against. */
import type { Answer, CallName, Forked, Machine, Task } from '../interface.ts';
import { CLONE } from '../interface.ts';
import { Args } from '../kernel/call.ts';
import { MODEL_CALLS } from '../kernel/calls.ts';
import { Failure } from '../kernel/errors.ts';
import { Kernel } from '../kernel/kernel.ts';
import { clone, exit } from '../kernel/process.ts';
import type { Task as ModelTask } from '../kernel/task.ts';

/** As the real one begins: root in namespaces of its own of every type but user, below an init that reaps. */
export function modelMachine(): Machine & { readonly kernel: Kernel } {
  const kernel = new Kernel();
  const apart = CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNS | CLONE.NEWNET | CLONE.NEWPID | CLONE.NEWCGROUP;
  const init = clone(kernel.init, apart);
  const first = clone(init, 0);
  return {
    kernel,
    task: taskOf(first),
    host: taskOf(kernel.init),
    close: async () => exit(init, { exited: 0 }),
  };
}

/** clone(2): the lowest byte is the signal at the end, CLONE_NEWTIME among it; clone3(2) has a field for that. */
const CSIGNAL = 0xff;

function taskOf(model: ModelTask): Task {
  return {
    call: async (name, ...args) => answer(() => call(model, name, args)),
    clone: async (flags) => forked(model, flags & ~CSIGNAL, []),
    clone3: async ({ flags = 0, setTid = [] }) => forked(model, flags, setTid),
  };
}

function call(model: ModelTask, name: CallName, args: readonly (string | number)[]): string {
  if (!model.isAlive) throw new Failure('ESRCH');
  return String(MODEL_CALLS[name](model, new Args(args), model.kernel) ?? 0);
}

function forked(parent: ModelTask, flags: number, setTid: readonly number[]): Forked {
  try {
    const child = clone(parent, flags, setTid);
    return { task: taskOf(child), pid: child.pidIn(parent.pidNs) };
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
