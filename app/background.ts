/** Syncs that come round by themselves, each in a thread of its own: readers of the database are never waited for, nor made to wait. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { threadFile } from '../ingest/pipeline/thread-file.ts';
import type { Epoch } from '../model/facts/index.ts';
import { problemIn, type SyncResult } from './sources.ts';

export interface SyncRun {
  readonly startedAt: Epoch;
  readonly endedAt: Epoch;
  readonly results: readonly SyncResult[];
  /** Why it failed, or the first of its sources did; null if it went well. */
  readonly problem: string | null;
}

export interface Background {
  /** The last run that ended. */
  readonly last: () => SyncRun | null;
  /** Begins no other run, and waits for the one under way. */
  readonly stop: () => Promise<void>;
}

/**
 * Syncs at once, and again whenever `seconds` have passed since a run ended: a slow source never has two runs at a time.
 * @param path of the facts; not ":memory:", which no other thread can open
 */
export function syncEvery(
  path: string,
  seconds: number,
  given: { readonly now: () => Epoch; readonly onRun: (run: SyncRun) => void },
): Background {
  let last: SyncRun | null = null;
  const stopping = new AbortController();
  const rounds = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      last = await syncOnce(path, given.now);
      given.onRun(last);
      await passed(seconds, stopping.signal);
    }
  };
  const done = rounds();
  return {
    last: () => last,
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

async function syncOnce(path: string, now: () => Epoch): Promise<SyncRun> {
  const startedAt = now();
  const end = (results: readonly SyncResult[], problem: string | null): SyncRun => ({
    startedAt,
    endedAt: now(),
    results,
    problem,
  });
  const worker = new Worker(threadFile('sync-worker', import.meta.url), {
    workerData: { path, now: startedAt },
  });
  try {
    // An error of the thread rejects; one that ends without a message has said why before.
    const [results] = (await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit').then(() => [null]),
    ])) as [readonly SyncResult[] | null];
    if (results === null) return end([], 'the thread that reads ended early');
    return end(results, problemIn(results));
  } catch (error) {
    return end([], (error as Error).message);
  } finally {
    await worker.terminate();
  }
}

/** Waits, but not for a stop. */
function passed(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
