/** Who outside a tree reviewed its commits: from the tree and the lists that are in the database. */
import type { Epoch } from '../model/facts/index.ts';
import { type CarriedCommit, type TreeFacts, treeFacts } from '../model/readiness/index.ts';
import { changesPicked } from '../model/store/read-landings.ts';
import { commitsOfTree, readVoices } from '../model/store/read-tree.ts';
import { landedSeries } from './landings.ts';
import type { Workspace } from './workspace.ts';

/** Null if there is no such tree, or it was empty then. */
export async function measureTree(
  workspace: Workspace,
  name: string,
  asOf: Epoch,
): Promise<TreeFacts | null> {
  const { store } = workspace;
  const commits = commitsOfTree(store, name, asOf);
  if (commits.length === 0) return null;
  const listed = await landedSeries(workspace, asOf, { changes: changesPicked(store, { tree: name }) });
  const patches = new Map(
    listed.flatMap(({ id, cover, landings }) =>
      landings
        .filter((one) => one.tree === name)
        .map(({ commit, messageId }) => [commit, { messageId, cover, series: id }] as const),
    ),
  );
  const carried = commits.map((one): CarriedCommit => ({ ...one, patch: patches.get(one.id) ?? null }));
  const voices = await readVoices(
    store,
    [...patches.values()].map(({ messageId }) => messageId),
    asOf,
  );
  return treeFacts(name, carried, (patch) => voices.get(patch) ?? []);
}
