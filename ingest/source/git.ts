/** git as a process: safe options, streamed output, errors in one line. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { OutsideError } from '../../model/facts/index.ts';

/** No configuration but ours, no prompt, no hooks, and no transport that runs commands. */
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
};

const OPTIONS = [
  '-c',
  'safe.directory=*',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.quotePath=true',
  '-c',
  'protocol.ext.allow=never',
  '-c',
  'gc.auto=0',
];

export interface GitStream {
  readonly stdout: Readable;
  readonly stdin: Writable;
  /** Rejects with OutsideError if git failed. */
  readonly done: Promise<void>;
  stop(): void;
}

export function gitStream(args: readonly string[], cwd?: string): GitStream {
  const child = spawn('git', [...OPTIONS, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...ENVIRONMENT },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {
    // git ended before it read everything; its exit code says why.
  });
  const done = finished(child, args);
  done.catch(() => {});
  return { stdout: child.stdout, stdin: child.stdin, done, stop: () => child.kill() };
}

function finished(child: ChildProcess, args: readonly string[]): Promise<void> {
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new OutsideError(`cannot run git: ${error.message}; install git`)));
    child.on('close', (code) => {
      if (code === 0 || child.killed) resolve();
      else reject(new OutsideError(`git ${commandIn(args)} failed: ${causeIn(errors)}`));
    });
  });
}

/** `fetch` of `-C /repository fetch --quiet`. */
const commandIn = (args: readonly string[]): string =>
  args.slice(args[0] === '-C' ? 2 : 0).find((arg) => !arg.startsWith('-')) ?? '';

/** git says first what went wrong, and then of each command around it that it failed. */
function causeIn(errors: string): string {
  const lines = errors.trim().split('\n');
  return lines.find((line) => /^(?:fatal|error|ssh): /.test(line)) ?? lines.at(-1)!;
}

/** Runs git to its end and returns what it printed. */
export async function git(args: readonly string[], cwd?: string): Promise<string> {
  const stream = gitStream(args, cwd);
  stream.stdin.end();
  const parts: Buffer[] = [];
  for await (const part of stream.stdout) parts.push(part as Buffer);
  await stream.done;
  return Buffer.concat(parts).toString('utf8');
}

export interface Blob {
  readonly name: string;
  /** Null if there is no such object. */
  readonly bytes: Buffer | null;
}

/** The objects of these names, in order, through one `git cat-file --batch`; names may still be coming. */
export async function* readBlobs(
  repository: string,
  names: Iterable<string> | AsyncIterable<string>,
): AsyncIterable<Blob> {
  const stream = gitStream(['-C', repository, 'cat-file', '--batch', '--buffer']);
  const asked: string[] = [];
  const feeding = feed(stream.stdin, names, asked);
  feeding.catch(() => {});
  const reader = new ByteReader(stream.stdout);
  try {
    for (;;) {
      const head = await reader.line();
      if (head === null) break;
      const name = asked.shift()!;
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(head)?.[1];
      if (size === undefined) yield { name, bytes: null };
      else {
        const bytes = await reader.take(Number(size));
        await reader.take(1);
        yield { name, bytes };
      }
    }
    await feeding;
    await stream.done;
  } finally {
    stream.stop();
  }
}

/** @param asked gets the names that were written */
async function feed(
  stdin: Writable,
  names: Iterable<string> | AsyncIterable<string>,
  asked: string[],
): Promise<void> {
  try {
    for await (const name of names) {
      asked.push(name);
      if (!stdin.write(`${name}\n`)) await drained(stdin);
      if (stdin.destroyed) break;
    }
  } finally {
    stdin.end();
  }
}

/** Until more can be written, or nothing any more. */
function drained(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stdin.off('drain', go).off('close', go);
      resolve();
    };
    stdin.on('drain', go).on('close', go);
  });
}

/** Lines and counted bytes from a stream. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#source = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Without its line end; null at the end of the stream. */
  async line(encoding: 'utf8' | 'latin1' = 'utf8'): Promise<string | null> {
    for (;;) {
      const end = this.#buffer.indexOf(10);
      if (end >= 0) {
        const line = this.#buffer.toString(encoding, 0, end);
        this.#buffer = this.#buffer.subarray(end + 1);
        return line;
      }
      if (!(await this.#more())) return this.#buffer.length > 0 ? this.#rest(encoding) : null;
    }
  }

  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = [this.#buffer];
    let length = this.#buffer.length;
    while (length < size) {
      const next = await this.#source.next();
      if (next.done) break;
      parts.push(next.value);
      length += next.value.length;
    }
    const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    this.#buffer = all.subarray(size);
    return all.subarray(0, size);
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#buffer = this.#buffer.length === 0 ? next.value : Buffer.concat([this.#buffer, next.value]);
    return true;
  }

  #rest(encoding: 'utf8' | 'latin1'): string {
    const text = this.#buffer.toString(encoding);
    this.#buffer = Buffer.alloc(0);
    return text;
  }
}
