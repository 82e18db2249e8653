/** The thread in which a site reads what is new, while the other one goes on answering. */
import { setPriority } from 'node:os';
import { platform } from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { epoch } from '../model/facts/index.ts';
import { refreshListing } from './listing.ts';
import { syncSources } from './sources.ts';
import { openWorkspace } from './workspace.ts';

/** Of a thread's 39 steps (nice(2)): it gets a tenth of a processor that others want too. */
const NICE = 10;

// Whoever waits for a page comes first. Elsewhere the priority would be that of the whole process.
if (platform === 'linux') setPriority(NICE);

const { path, now }: { path: string; now: number } = workerData;
const workspace = openWorkspace(path, false);
try {
  const results = await syncSources(workspace, { now: epoch(now) });
  await refreshListing(workspace, epoch(now));
  parentPort!.postMessage(results);
} finally {
  await workspace.store.close();
}
