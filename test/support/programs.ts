/** Random programs at work: on the model alone, or on model and kernel in step. */
import {
  type ModelHandle,
  type ModelMachine,
  modelMachine,
} from '../../reference/conformance/model-machine.ts';
import type { RealMachine } from '../../reference/conformance/real/machine.ts';
import type { Answer, Task } from '../../reference/interface.ts';
import type { Argument, Step } from './steps.ts';

/** More tasks than this a program does not make. */
const MOST_TASKS = 20;

interface Pair {
  readonly model: ModelHandle;
  /** The same task of the real kernel; the model's own again where none is asked. */
  readonly real: Task;
}

/** A step that was done, with both answers in a form that can be compared. */
export interface Done {
  readonly step: Step;
  readonly by: ModelHandle;
  readonly model: string;
  readonly real: string;
}

/** One machine of the model, and perhaps one of the real kernel, whose tasks do the same. */
export class Lockstep {
  readonly machine: ModelMachine;
  readonly #real: RealMachine | null;
  readonly #pairs: Pair[];
  readonly #names = [new Names(), new Names()] as const;

  constructor(real: RealMachine | null = null) {
    this.machine = modelMachine();
    this.#real = real;
    this.#pairs = [{ model: this.machine.task, real: real?.task ?? this.machine.task }];
  }

  /** Machines have names of their own at first. */
  async begin(): Promise<void> {
    for (const call of ['sethostname', 'setdomainname'] as const) {
      await this.machine.task.call(call, 'start', 5);
      await this.#real?.task.call(call, 'start', 5);
    }
  }

  /** @returns null if there is nobody left, or the step makes no sense */
  async step(step: Step): Promise<Done | null> {
    const alive = this.#pairs.filter(({ model }) => model.model.isAlive);
    const pair = alive[step.by % Math.max(alive.length, 1)];
    if (!pair) return null;
    const done = step.what.kind === 'clone' ? await this.#clone(pair, step) : await this.#call(pair, step);
    if (this.#real) await this.#settle(alive);
    return done;
  }

  async #clone(pair: Pair, step: Step): Promise<Done | null> {
    if (step.what.kind !== 'clone' || this.#pairs.length >= MOST_TASKS) return null;
    const { flags } = step.what;
    const model = await pair.model.clone(flags);
    const real = this.#real ? await pair.real.clone(flags) : model;
    if ('task' in model && 'task' in real)
      this.#pairs.push({ model: model.task as ModelHandle, real: real.task });
    const shown = (one: typeof model): string =>
      'task' in one ? `clone ${one.pid} ${one.pidfd ?? ''}` : `clone ${one.errno}`;
    return { step, by: pair.model, model: shown(model), real: shown(real) };
  }

  async #call(pair: Pair, step: Step): Promise<Done | null> {
    if (step.what.kind !== 'call') return null;
    const { name } = step.what;
    const args = step.what.args.map((one) => this.#argument(pair, one));
    // Who kills itself cannot say how it went.
    const isSuicide =
      name === 'kill' &&
      (args[0] === 0 || args[0] === pair.model.model.group.leader.pidIn(pair.model.model.pidNs));
    if (isSuicide || name === 'pidfd_send_signal') return null;
    const model = await pair.model.call(name, ...args);
    const real = this.#real ? await pair.real.call(name, ...args) : model;
    const [modelNames, realNames] = this.#names;
    return {
      step,
      by: pair.model,
      model: `${name}(${args.join(', ')}) ${modelNames.shown(name, model)}`,
      real: `${name}(${args.join(', ')}) ${realNames.shown(name, real)}`,
    };
  }

  #argument({ model }: Pair, one: Argument): string | number {
    if (typeof one !== 'object') return one;
    const other = this.#pairs[one.child % this.#pairs.length]!;
    return other.model.model.group.leader.pidIn(model.model.pidNs);
  }

  /** The real kernel takes its time to end a process. */
  async #settle(before: readonly Pair[]): Promise<void> {
    for (const { model, real } of before) {
      const { group } = model.model;
      if (group.fate !== null && !group.isWaitingForMembers) await this.#real!.settle(real);
    }
  }

  async close(): Promise<void> {
    await this.machine.close();
    await this.#real?.close();
  }
}

/** Names of namespaces, and numbers of peer groups, are the kernel's own: they are numbered as they are first seen. */
class Names {
  readonly #seen = new Map<string, string>();

  shown(call: string, answer: Answer): string {
    if ('errno' in answer) return answer.errno;
    if (call === 'capget') return answer.ok.split(' ').map(withoutResource).join(' ');
    if (answer.ok.includes(' - rootfs ') || /^\d+ \d+ \d+:\d+ /.test(answer.ok)) return showMounts(answer.ok);
    return answer.ok.replace(/\s+/g, ' ').replace(/\w+:\[\d+\]/g, (name) => {
      if (!this.#seen.has(name)) this.#seen.set(name, `${name.split(':')[0]}#${this.#seen.size}`);
      return this.#seen.get(name)!;
    });
  }
}

/** CAP_SYS_RESOURCE: not every machine gives it to its root. */
const withoutResource = (set: string): string => (BigInt(`0x${set}`) & ~(1n << 24n)).toString(16);

/** /proc/self/mountinfo without numbers that are the kernel's own; a peer group is told by where it is to be seen. */
function showMounts(text: string): string {
  const entries = [
    ...text.matchAll(
      /\d+ \d+ \d+:\d+ (\S+) (\S+) (\S+)((?: (?:shared|master|propagate_from):\d+| unbindable)*) - (\S+) \S+ \S+/g,
    ),
  ].map(([, root, path, options, optional, type]) => ({ root, path, options, optional: optional!, type }));
  const members = (group: string): string =>
    entries
      .filter(
        ({ optional }) => optional.includes(` shared:${group} `) || optional.endsWith(` shared:${group}`),
      )
      .map(({ path }) => path)
      .sort()
      .join('+');
  const named = (optional: string): string =>
    optional.replace(/(\w+):(\d+)/g, (_, kind: string, group: string) => `${kind}:${members(group)}`);
  return entries
    .map(({ root, path, options, optional, type }) => `${root} ${path} ${options}${named(optional)} ${type}`)
    .sort()
    .join('\n');
}
