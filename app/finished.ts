/** What a site shows of facts that grow while it is read: states that a sync left whole, never one halfway between. */
import { factsVersion, type Store } from '../model/store/database.ts';
import { hasPending } from '../model/store/landing-store.ts';

/** After a sync that never ended, what it left is shown; milliseconds. */
const LONGEST_SYNC = 5 * 60 * 1000;

/**
 * Says the version of the facts as they were when nothing was half done: another text whenever they are whole again after
 * a change. Before the first time, it is what there is.
 * @param clock milliseconds that only grow
 */
export function watchFinished(store: Store, clock: () => number): () => string {
  let seen = factsVersion(store);
  let finished = seen;
  let syncingSince = hasPending(store) ? clock() : null;
  return () => {
    const now = factsVersion(store);
    if (now !== seen) {
      seen = now;
      syncingSince = hasPending(store) ? (syncingSince ?? clock()) : null;
    }
    if (syncingSince === null || clock() - syncingSince > LONGEST_SYNC) finished = seen;
    return finished;
  };
}
