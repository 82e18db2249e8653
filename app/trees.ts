/** Trees as the command line and the web show them; of a quilt stack, what sat in it and for how long. */
import { DAY, type Epoch, seriesId, UsageError } from '../model/facts/index.ts';
import { ackWish, type Fate, fateOf, Stack, type StackPatch } from '../model/landing/index.ts';
import { type CarriedCommit, type TreeFacts, treeFacts } from '../model/readiness/index.ts';
import type { Store } from '../model/store/database.ts';
import { countSources } from '../model/store/overview.ts';
import { readStack } from '../model/store/quilt-store.ts';
import { treeEntries } from '../model/store/read-commits.ts';
import { readVoices } from '../model/store/read-tree.ts';
import { listSources } from '../model/store/sources.ts';
import { remembered } from './memory.ts';
import type { Workspace } from './workspace.ts';

export interface ShownPatch extends StackPatch {
  readonly fate: Fate;
  /** Days in the stack, up to the day it left or the as-of date. */
  readonly days: number;
  /** Null where its maintainer did not ask for acks. */
  readonly acks: 'wanted' | 'granted' | null;
}

export function listTrees({ store }: Workspace) {
  return countSources(store).filter((one) => one.role !== null);
}

/** Commits that are looked at for who reviewed them: a tree may have a million. */
const NEWEST = 500;

/** Who outside a tree spoke about its newest commits, on the lists at hand; null if it is empty or a quilt stack. */
export const outsideShare = ({ store }: Workspace, name: string, asOf: Epoch): Promise<TreeFacts | null> =>
  remembered(store, store, `share ${asOf} ${name}`, () => readShare(store, name, asOf));

async function readShare(store: Store, name: string, asOf: Epoch): Promise<TreeFacts | null> {
  const { entries } = treeEntries(store, name, asOf, { text: '', limit: NEWEST, offset: 0 });
  if (entries.length === 0) return null;
  const ids = entries.flatMap(({ patch }) => patch ?? []);
  const voices = await readVoices(store, ids, asOf);
  const commits = entries.map(
    ({ id, subject, author, series, patch, cover }): CarriedCommit => ({
      id,
      subject,
      author,
      patch: patch && series ? { messageId: patch, cover, series: seriesId(series.id) } : null,
    }),
  );
  return treeFacts(name, commits, (patch) => voices.get(patch) ?? []);
}

/** The patches of a quilt stack. @throws UsageError if there is no such stack */
export async function showStack(
  workspace: Workspace,
  name: string,
  asOf: Epoch,
): Promise<readonly ShownPatch[]> {
  const sources = (await listSources(workspace.store)).filter((one) => one.kind === 'quilt');
  const source = sources.find((one) => one.name === name);
  if (!source)
    throw new UsageError(
      `tree ${name}: no quilt stack of this name; there is ${sources.map((one) => one.name).join(', ') || 'none'}`,
    );
  const { store } = workspace;
  return remembered(store, store, `stack ${asOf} ${source.id}`, async () => shownOf(store, source.id, asOf));
}

function shownOf(store: Store, source: number, asOf: Epoch): readonly ShownPatch[] {
  const stack = readStack(store, source, asOf);
  const all = new Stack(stack);
  return stack.map((patch) => {
    const wish = ackWish(patch, patch.left ?? asOf);
    return {
      ...patch,
      fate: fateOf(patch, asOf, all),
      days: Math.floor(((patch.left ?? asOf) - patch.entered) / DAY),
      acks: wish === null ? null : wish.wasGranted ? 'granted' : 'wanted',
    };
  });
}
