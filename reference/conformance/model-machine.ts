/** The model behind the interface that the rules are written against. */
import type { Answer, CallName, CloneArgs, Forked, Machine, Task } from '../interface.ts';
import { CLONE } from '../interface.ts';
import { Args } from '../kernel/call.ts';
import { MODEL_CALLS } from '../kernel/calls.ts';
import { type Cloned, clone3, legacyClone } from '../kernel/clone.ts';
import { Blocked, Failure } from '../kernel/errors.ts';
import { endGroup } from '../kernel/fate.ts';
import { SIG } from '../kernel/handlers.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Task as ModelTask } from '../kernel/task.ts';
import type { Choices } from '../kernel/variants.ts';

/** A task of the model, with the model's side of it open to whoever tests the model. */
export interface ModelHandle extends Task {
  readonly model: ModelTask;
}

export interface ModelMachine extends Machine {
  readonly task: ModelHandle;
  readonly kernel: Kernel;
}

/** As the real one begins: root in namespaces of its own of every type but user, below an init that reaps. */
export function modelMachine(): ModelMachine {
  const kernel = new Kernel();
  const scheduler = new Scheduler(kernel);
  const apart = CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWNS | CLONE.NEWNET | CLONE.NEWPID | CLONE.NEWCGROUP;
  kernel.current = kernel.init;
  const { task: init } = legacyClone(kernel.init, apart);
  init.handlers.actions.set(SIG.CHLD, 'ignore');
  kernel.current = init;
  for (const type of ['proc', 'sysfs']) {
    const at = type === 'proc' ? '/proc' : '/sys';
    MODEL_CALLS.mount(init, new Args([type, at, type, 0]), kernel);
  }
  const { task: first } = legacyClone(init, 0);
  first.handlers.actions.delete(SIG.CHLD);
  return {
    kernel,
    task: taskOf(scheduler, first),
    host: taskOf(scheduler, kernel.init),
    close: async () => endGroup(init.group, { exited: 0 }),
  };
}

/** Root of a machine itself, in its first namespaces: for what is built upon them. */
export function modelHost(choices: Partial<Choices>): ModelMachine {
  const kernel = new Kernel(choices);
  const scheduler = new Scheduler(kernel);
  kernel.current = kernel.init;
  const { task: host } = legacyClone(kernel.init, 0);
  host.handlers.actions.delete(SIG.CHLD);
  MODEL_CALLS.mount(host, new Args(['proc', '/proc', 'proc', 0]), kernel);
  return { kernel, task: taskOf(scheduler, host), close: async () => endGroup(host.group, { exited: 0 }) };
}

/** Serves one call after the other; what has to wait is tried again after each. */
class Scheduler {
  readonly kernel: Kernel;
  #waiting: (() => boolean)[] = [];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  serve<T>(task: ModelTask, run: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const isDone = (): boolean => {
        if (!task.isAlive) reject(new Failure('ESRCH'));
        else if (task.suspendedBy !== null || task.group.stoppedBy !== 0 || task.cgroups.v2.standsStill)
          return false;
        else {
          this.kernel.current = task;
          try {
            resolve(run());
          } catch (error) {
            if (error instanceof Blocked) return false;
            reject(error);
          }
        }
        return true;
      };
      if (!isDone()) this.#waiting.push(isDone);
      else this.#retry();
    });
  }

  #retry(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waiting.push(...waiting.filter((isDone) => !isDone()));
  }
}

function taskOf(scheduler: Scheduler, model: ModelTask): ModelHandle {
  const forked = (run: () => Cloned): Promise<Forked> =>
    scheduler
      .serve(model, () => {
        const { task, pidfd } = run();
        const child = { task: taskOf(scheduler, task), pid: task.pidIn(model.pidNs) };
        return pidfd === null ? child : { ...child, pidfd };
      })
      .catch(errnoOf);
  return {
    model,
    call: (name, ...args) => answer(scheduler, model, name, args),
    clone: (flags) => forked(() => legacyClone(model, flags)),
    clone3: (args: CloneArgs) => forked(() => clone3(model, args)),
  };
}

async function answer(
  scheduler: Scheduler,
  model: ModelTask,
  name: CallName,
  args: readonly (string | number)[],
): Promise<Answer> {
  try {
    const run = MODEL_CALLS[name];
    const value = await scheduler.serve(model, () => run(model, new Args(args), scheduler.kernel));
    return { ok: String(value ?? 0) };
  } catch (error) {
    return errnoOf(error);
  }
}

function errnoOf(error: unknown): { readonly errno: string } {
  if (error instanceof Failure) return { errno: error.errno };
  throw error;
}
