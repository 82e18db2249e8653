/** The thread in which a server makes its pages, while the other one goes on answering. */
import { parentPort, workerData } from 'node:worker_threads';
import { openWorkspace } from '../../app/index.ts';
import type { LogEntry } from '../ops/observe.ts';
import { Snapshots } from './snapshots.ts';
import type { Given, Order } from './thread.ts';

const { path, site } = workerData as Given;
const port = parentPort!;
const log = (entry: LogEntry): void => port.postMessage({ entry });
const snapshots = new Snapshots(openWorkspace(path, false), (workspace) => ({
  ...site,
  workspace,
  log,
  // Each request brings its date.
  today: () => {
    throw new Error('a page asks for the date before it is known');
  },
}));

port.on('message', async ({ id, request }: Order) => {
  try {
    const made = await snapshots.make(request);
    port.postMessage({ id, made }, [made.body.buffer]);
  } catch (error) {
    port.postMessage({ id, problem: (error as Error).stack ?? String(error) });
  }
});
