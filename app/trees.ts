/** Trees as the command line and the web show them; of a quilt stack, what sat in it and for how long. */
import { DAY, type Epoch, UsageError } from '../model/facts/index.ts';
import { ackWish, type Fate, fateOf, Stack, type StackPatch } from '../model/landing/index.ts';
import type { Store } from '../model/store/database.ts';
import { countSources } from '../model/store/overview.ts';
import { readStack } from '../model/store/quilt-store.ts';
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
