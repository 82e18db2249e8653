/** The thread in which a site reads what is new, while the other one goes on answering. */
import { parentPort, workerData } from 'node:worker_threads';
import { epoch } from '../model/facts/index.ts';
import { refreshListing } from './listing.ts';
import { syncSources } from './sources.ts';
import { openWorkspace } from './workspace.ts';

const { path, now }: { path: string; now: number } = workerData;
const workspace = openWorkspace(path, false);
try {
  const results = await syncSources(workspace, null, { now: epoch(now) });
  await refreshListing(workspace, epoch(now));
  parentPort!.postMessage(results);
} finally {
  await workspace.store.close();
}
