/** The real kernel of this machine, through the programs in helper/, in throw-away namespaces. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  type Answer,
  type CallName,
  type Forked,
  type Machine,
  NotHere,
  type Task,
} from '../../interface.ts';

/** Why the real kernel cannot be asked here; null if it can. */
export function whyNotRunnable(): string | null {
  if (process.platform !== 'linux') return 'not Linux';
  if (process.getuid?.() !== 0) return 'not root';
  try {
    helper();
  } catch (error) {
    return `the helper cannot be compiled: ${(error as Error).message.split('\n')[0]}`;
  }
  try {
    execFileSync(helper(), { input: '', timeout: 5000, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch {
    return 'namespaces cannot be made here (a sandbox?)';
  }
  return null;
}

let compiled: string | null = null;

/** The helper's program, compiled when its source changed. */
function helper(): string {
  if (compiled) return compiled;
  const home = join(import.meta.dirname, 'helper');
  const sources = readdirSync(home).sort();
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(join(home, source)));
  const digest = hash.digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `mergeready-reference-${process.getuid?.() ?? 0}`);
  const program = join(folder, `helper-${digest}`);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fresh = `${program}.${process.pid}`;
    const files = sources.filter((source) => source.endsWith('.c')).map((source) => join(home, source));
    execFileSync('cc', ['-O1', '-Wall', '-static', '-o', fresh, ...files], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    renameSync(fresh, program);
  }
  compiled = program;
  return program;
}

const SLOTS = 64;
const SIGCHLD = 17;
/** No call of a rule takes longer, unless it hangs; milliseconds. */
const PATIENCE = 10_000;

const ERRNO_NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));
const nameOf = (errno: number): string => {
  if (errno === constants.errno.EAGAIN) return 'EAGAIN';
  if (errno === 87) return 'EUSERS';
  if (errno === NOT_HERE)
    throw new NotHere('this machine has no such hierarchy of cgroups that could be written');
  return ERRNO_NAMES.get(errno) ?? `E${errno}`;
};

/** ENOMEDIUM, which the helper answers where the machine lacks what is asked for (cgroup.c). */
const NOT_HERE = 123;

export interface RealMachine extends Machine {
  /** Waits until the process of a task has ended, where that is known to come. */
  settle(task: Task): Promise<void>;
}

export async function realMachine(): Promise<RealMachine> {
  const connection = new Connection(spawn(helper(), { stdio: ['pipe', 'pipe', 'pipe'] }));
  await connection.ready;
  return {
    task: connection.task(0),
    close: () => connection.close(),
    settle: (task) => connection.settle((task as RealTask).slot),
  };
}

interface RealTask extends Task {
  readonly slot: number;
}

/** Of the process that passes lines itself. */
const DRIVER = -1;

class Connection {
  /** The first task has said hello. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (line: string) => void>();
  readonly #hellos = new Map<number, () => void>();
  #nextSlot = 1;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdin!.on('error', () => {});
    const lines = createInterface({ input: child.stdout! });
    this.ready = new Promise((resolve, reject) => {
      this.#hellos.set(0, resolve);
      child.once('exit', () => reject(new Error('the helper ended')));
    });
    lines.on('line', (line) => {
      const [slot = '', ...rest] = line.split(' ');
      if (rest[0] === 'hello') this.#hellos.get(Number(slot))?.();
      else this.#answers.get(Number(slot))?.(rest.join(' '));
    });
  }

  task(slot: number): RealTask {
    return {
      slot,
      call: (name, ...args) => this.#call(slot, name, args),
      clone: (flags) => this.#clone(slot, 'clone', [flags]),
      clone3: ({ flags = 0, exitSignal = SIGCHLD, setTid = [], setTidSize = setTid.length, cgroup = 0 }) =>
        this.#clone(slot, 'clone3', [flags, exitSignal, setTidSize, cgroup, ...setTid]),
    };
  }

  async #clone(slot: number, call: string, args: readonly number[]): Promise<Forked> {
    if (this.#nextSlot >= SLOTS) throw new Error('too many tasks in one rule');
    const child = this.#nextSlot++;
    const hello = new Promise<void>((resolve) => this.#hellos.set(child, resolve));
    const answer = await this.#send(slot, [call, child, ...args]);
    if ('errno' in answer) return answer;
    await hello;
    const [pid, pidfd] = answer.ok.split(' ').map(Number);
    return { task: this.task(child), pid: pid!, ...(pidfd === undefined ? {} : { pidfd }) };
  }

  async #call(slot: number, name: CallName, args: readonly (string | number)[]): Promise<Answer> {
    if (name !== 'exit' && name !== 'exit_thread') return this.#send(slot, [name, ...args]);
    this.#write(slot, [name, ...args]);
    if (name === 'exit') await this.settle(slot);
    return { ok: '0' };
  }

  async settle(slot: number): Promise<void> {
    await this.#send(DRIVER, ['settle', slot]);
  }

  #write(slot: number, words: readonly (string | number)[]): void {
    const encoded = words.map((word) =>
      encodeURIComponent(String(word)).replace(/^-?$/, (one) => (one === '-' ? '%2D' : '-')),
    );
    this.#child.stdin!.write(`${slot} ${encoded.join(' ')}\n`);
  }

  #send(slot: number, words: readonly (string | number)[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#answers.delete(slot);
        reject(new Error(`${words[0]} did not return`));
      }, PATIENCE);
      this.#answers.set(slot, (line) => {
        clearTimeout(timer);
        this.#answers.delete(slot);
        const [kind, ...rest] = line.split(' ');
        try {
          resolve(kind === 'ok' ? { ok: rest.join(' ') } : { errno: nameOf(Number(rest[0])) });
        } catch (error) {
          reject(error);
        }
      });
      this.#write(slot, words);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.stdin!.end();
    });
  }
}
