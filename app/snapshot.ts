/** The facts as they are at a moment, for as long as somebody reads them so. */
import { openStore, type Store } from '../model/store/database.ts';
import { beginReading, endReading, foldLog } from '../model/store/reading.ts';
import type { Workspace } from './workspace.ts';

export interface Snapshot {
  readonly workspace: Workspace;
  /** From here on it is in nobody's way. */
  readonly close: () => void;
}

/** @param workspace whose facts lie in a file */
export function openSnapshot(workspace: Workspace): Snapshot {
  foldLog(workspace.store);
  const store: Store = openStore(workspace.store.path);
  beginReading(store);
  let isOpen = true;
  const close = (): void => {
    // Again where the next could not be opened after it: then that is tried once more.
    if (!isOpen) return;
    isOpen = false;
    endReading(store);
    void store.close();
  };
  return { workspace: { ...workspace, store }, close };
}
