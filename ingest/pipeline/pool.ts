/** Parsing threads, and the thread that reads and writes: it parses too while it would only wait. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OutsideError } from '../../model/facts/index.ts';
import type { BatchReply, BatchRequest, ParsedItem, RawItem } from './messages.ts';
import { parseBatch } from './parse.ts';
import { threadFile } from './thread-file.ts';

interface Job {
  readonly request: BatchRequest;
  readonly resolve: (items: readonly ParsedItem[]) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** What it was given and has not answered. */
  readonly jobs: Map<number, Job>;
}

/** More threads than this only wait for the one that writes. */
const MAX_THREADS = 4;

/** One to parse, and more, so that a thread never waits for the next. */
const JOBS_A_THREAD = 4;

/** Batches that wait for a thread, this one too. */
const WAITING = 14;

/** Mails die young: with this much room (MiB) hardly any text is moved to the old generation, which grows slowly back. */
const YOUNG_GENERATION = 16;

export class ParserPool {
  readonly size: number;
  readonly #threads: Thread[] = [];
  readonly #waiting: Job[] = [];
  #next = 0;

  constructor(size: number = Math.min(MAX_THREADS, Math.max(1, availableParallelism() - 1))) {
    this.size = size;
  }

  /** So many batches keep everybody busy. */
  get appetite(): number {
    return this.size * JOBS_A_THREAD + WAITING;
  }

  /** Starts a thread ahead of its work: a source that was never read has enough of it. */
  warmUp(): void {
    if (this.#threads.length === 0) this.#start();
  }

  /**
   * Parses a batch in some thread; the items keep their order. The last batch that waits is left to the caller's
   * parseOneHere: few mails need no thread, and starting one takes longer than parsing them.
   */
  parse(items: readonly RawItem[], latest: number): Promise<readonly ParsedItem[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request: { id: this.#next++, items, latest }, resolve, reject });
      this.#handOut();
    });
  }

  /** Parses in this thread the batch that has waited longest. False if none waits. */
  async parseOneHere(): Promise<boolean> {
    const job = this.#waiting.shift();
    if (job === undefined) return false;
    job.resolve(await parseBatch(job.request));
    return true;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #handOut(): void {
    while (this.#waiting.length > 1) {
      const thread = this.#idleThread();
      if (thread === null) return;
      const job = this.#waiting.shift()!;
      thread.jobs.set(job.request.id, job);
      thread.worker.postMessage(job.request);
    }
  }

  #idleThread(): Thread | null {
    const [idlest] = this.#threads.toSorted((a, b) => a.jobs.size - b.jobs.size);
    if (idlest && idlest.jobs.size === 0) return idlest;
    if (this.#threads.length < this.size) return this.#start();
    return idlest && idlest.jobs.size < JOBS_A_THREAD ? idlest : null;
  }

  #start(): Thread {
    const worker = new Worker(threadFile('worker', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
    });
    const thread: Thread = { worker, jobs: new Map() };
    worker.on('message', (reply: BatchReply) => {
      thread.jobs.get(reply.id)?.resolve(reply.items);
      thread.jobs.delete(reply.id);
      this.#handOut();
    });
    worker.on('error', (error) => {
      const failure = new OutsideError(
        `a parsing thread failed: ${error instanceof Error ? error.message : error}`,
      );
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      for (const job of thread.jobs.values()) job.reject(failure);
      this.#handOut();
    });
    this.#threads.push(thread);
    return thread;
  }
}
