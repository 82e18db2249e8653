/** A fixed number of parsing threads, to which batches are handed in turn. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OutsideError } from '../../model/facts/index.ts';
import type { BatchReply, BatchRequest, ParsedItem, RawItem } from './messages.ts';

interface Waiting {
  readonly resolve: (items: readonly ParsedItem[]) => void;
  readonly reject: (error: Error) => void;
}

/** More threads than this only wait for the one that writes. */
const MAX_WORKERS = 4;

/** Mails die young: with this much room (MiB) hardly any text is moved to the old generation, which grows slowly back. */
const YOUNG_GENERATION = 16;

export class ParserPool {
  readonly size: number;
  readonly #workers: Worker[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor(size: number = Math.min(MAX_WORKERS, Math.max(1, availableParallelism() - 1))) {
    this.size = size;
  }

  /** Parses a batch in some thread; the items keep their order. */
  parse(items: readonly RawItem[], latest: number): Promise<readonly ParsedItem[]> {
    const id = this.#next++;
    const request: BatchRequest = { id, items, latest };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker(id % this.size).postMessage(request);
    });
  }

  /** Starts all threads while the first batch is still being read. */
  warmUp(): void {
    for (let n = this.#workers.length; n < this.size; n++) this.#worker(n);
  }

  /** Threads start when there is something for them: a sync without news needs none. */
  #worker(n: number): Worker {
    this.#workers[n] ??= this.#start();
    return this.#workers[n];
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(): Worker {
    const worker = new Worker(new URL(`./worker${extension()}`, import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
    });
    worker.on('message', (reply: BatchReply) => {
      this.#waiting.get(reply.id)?.resolve(reply.items);
      this.#waiting.delete(reply.id);
    });
    worker.on('error', (error) => {
      this.#failAll(
        new OutsideError(`a parsing thread failed: ${error instanceof Error ? error.message : error}`),
      );
    });
    return worker;
  }

  #failAll(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** `.ts` from a checkout, `.js` in the published package. */
function extension(): string {
  return import.meta.url.endsWith('.ts') ? '.ts' : '.js';
}
