/**
 * Pages of one state of the facts: a connection whose read transaction began when they were whole sees nothing of the sync
 * that comes next, until that has ended, too. A page that is being made keeps the state that it began with.
 */
import { openSnapshot, type Snapshot, type Workspace, watchFinished } from '../../app/index.ts';
import type { Site } from '../visit.ts';
import { type Made, type MakePage, makerOf, type PageRequest } from './make.ts';

interface State {
  readonly version: string;
  readonly snapshot: Snapshot;
  readonly make: MakePage;
  pages: number;
}

export class Snapshots {
  readonly #workspace: Workspace;
  readonly #siteOf: (workspace: Workspace) => Site;
  readonly #finished: () => string;
  #state: State;

  constructor(workspace: Workspace, siteOf: (workspace: Workspace) => Site) {
    this.#workspace = workspace;
    this.#siteOf = siteOf;
    this.#finished = watchFinished(workspace.store, () => performance.now());
    this.#state = this.#begin(this.#finished());
  }

  async make(request: PageRequest): Promise<Made> {
    const state = this.#current();
    state.pages++;
    try {
      return await state.make(request);
    } finally {
      state.pages--;
      this.#endIfOver(state);
    }
  }

  #current(): State {
    const version = this.#finished();
    if (version === this.#state.version) return this.#state;
    const last = this.#state;
    // Where it can, the last one ends before the next begins, so that nothing holds what the log has.
    if (last.pages === 0) last.snapshot.close();
    this.#state = this.#begin(version);
    return this.#state;
  }

  #begin(version: string): State {
    const snapshot = openSnapshot(this.#workspace);
    return { version, snapshot, make: makerOf(this.#siteOf(snapshot.workspace)), pages: 0 };
  }

  #endIfOver(state: State): void {
    if (state !== this.#state && state.pages === 0) state.snapshot.close();
  }
}
