/** Pages made in a thread of their own: while one is long in the making, the others are answered. */
import { Worker } from 'node:worker_threads';
import { threadFile } from '../../app/index.ts';
import type { LogEntry } from '../ops/observe.ts';
import type { Site } from '../visit.ts';
import type { Made, MakePage, PageRequest } from './make.ts';

/** What the thread is started with. */
export interface Given {
  readonly path: string;
  readonly site: Omit<Site, 'workspace' | 'today' | 'now' | 'log' | 'sync'>;
}

export interface Order {
  readonly id: number;
  readonly request: PageRequest;
}

type Answer =
  | { readonly entry: LogEntry }
  | { readonly id: number; readonly made: Made }
  | { readonly id: number; readonly problem: string };

/** More at a time would all come late: making is work for a processor, and a long page lets short ones pass. */
const MOST_AT_ONCE = 4;

export interface PageThread {
  readonly make: MakePage;
  readonly close: () => Promise<void>;
}

/** @param site whose facts lie in a file: another thread cannot open ":memory:" */
export function pageThread(site: Site): PageThread {
  const waiting = new Map<number, PromiseWithResolvers<Made>>();
  const queue: Order[] = [];
  let next = 0;
  let underWay = 0;
  let worker: Worker | null = null;
  let isClosed = false;

  const fail = (problem: string): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(new Error(problem));
    waiting.clear();
    queue.length = 0;
    underWay = 0;
  };
  const take = (answer: Answer): void => {
    if ('entry' in answer) {
      site.log?.(answer.entry);
      return;
    }
    const page = waiting.get(answer.id);
    waiting.delete(answer.id);
    underWay--;
    begin();
    if ('made' in answer) page?.resolve(answer.made);
    else page?.reject(new Error(answer.problem));
  };
  // One that died, say for want of memory, is followed by another.
  const running = (): Worker => {
    if (worker !== null) return worker;
    const started = start(site);
    started.on('message', take);
    started.on('error', (error) => fail(error.message));
    started.on('exit', () => worker === started && fail('the thread that makes pages ended'));
    worker = started;
    return started;
  };
  const begin = (): void => {
    for (; underWay < MOST_AT_ONCE && queue.length > 0; underWay++) running().postMessage(queue.shift());
  };
  running();
  return {
    make: (request) => {
      // A new thread would keep the process from ending.
      if (isClosed) return Promise.reject(new Error('the server is stopping'));
      const page = Promise.withResolvers<Made>();
      const id = next++;
      waiting.set(id, page);
      queue.push({ id, request });
      begin();
      return page.promise;
    },
    close: async () => {
      isClosed = true;
      await worker?.terminate();
    },
  };
}

function start({ workspace, today: _, now: __, log: ___, sync: ____, ...site }: Site): Worker {
  const given: Given = { path: workspace.store.path, site };
  return new Worker(threadFile('worker', import.meta.url), { workerData: given });
}
