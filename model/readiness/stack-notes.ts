/**
 * What the maintainer of a quilt stack such as -mm notes beside the patches that are held there. They are conditions of
 * whoever sends them on, whatever the strategy: a patch of which it says "acks?" is not sent to mainline without.
 */
import type { Feature } from '../dossier/index.ts';
import { type Epoch, isoDate, type NoteAsks, type StackNote } from '../facts/index.ts';
import { standingAsks } from '../landing/index.ts';
import { all, leaf, type Tree } from './conditions.ts';
import { isMerged, type SeriesFacts, type Whole } from './context.ts';
import { fewOf } from './shared.ts';
import { currentSeries } from './stages.ts';

export interface NotedPatch {
  readonly tree: string;
  readonly n: number;
  readonly messageId: string;
  readonly title: string;
  readonly note: StackNote;
}

/** The notes on the patches of a feature that are in a stack and not in mainline yet, oldest first. */
export function notedPatches(series: readonly SeriesFacts[]): readonly NotedPatch[] {
  return currentSeries(series)
    .flatMap(({ patches, landings }) => {
      const merged = new Set(landings.filter(({ role }) => role === 'mainline').map(({ n }) => n));
      return landings.flatMap(({ n, tree, messageId, stack }) =>
        merged.has(n)
          ? []
          : (stack?.notes ?? []).map((note) => ({
              tree,
              n,
              messageId,
              title:
                patches.find((patch) => patch.n === n)?.subject.replace(/^(?:\s*\[[^\]]*\])+\s*/, '') ?? '',
              note,
            })),
      );
    })
    .sort((a, b) => a.note.since - b.note.since || (a.messageId < b.messageId ? -1 : 1));
}

interface Wish {
  readonly name: string;
  readonly isBlocking?: boolean;
  readonly says: (trees: string) => string;
}

/** An open remark decides nothing: nobody knows whether it holds the patch back. */
const WISHES = {
  acks: {
    name: 'acks that the stack waits for',
    says: (trees) => `the maintainer of ${trees} still waits for acks`,
  },
  review: {
    name: 'reviews settled for the stack',
    says: (trees) => `the maintainer of ${trees} has a review to be looked at`,
  },
  update: {
    name: 'updates that the stack waits for',
    says: (trees) => `the maintainer of ${trees} waits for an update`,
  },
  nack: {
    name: 'no NACK noted in the stack',
    isBlocking: true,
    says: (trees) => `the maintainer of ${trees} notes a NACK`,
  },
  hold: { name: 'not held in the stack', says: (trees) => `the maintainer of ${trees} holds it` },
  needs: {
    name: 'what the stack needs first',
    says: (trees) => `the maintainer of ${trees} needs another patch first`,
  },
  remark: {
    name: 'remarks in the stack settled',
    says: (trees) => `the maintainer of ${trees} has an open remark`,
  },
} satisfies Record<NoteAsks, Wish>;

/** Nothing to ask where no stack holds it, or nothing is noted. */
export function notesOfTheStack({ id }: Feature, whole: Whole): Tree {
  if (isMerged(whole, id)) return all();
  const noted = notedPatches(whole.series.get(id)!);
  const kinds = (Object.keys(WISHES) as NoteAsks[]).filter((kind) =>
    noted.some(({ note }) => note.asks.includes(kind)),
  );
  return all(...kinds.map((kind) => wishOf(kind, noted)));
}

/** More titles than this are for the list of its patches. */
const MOST_NAMED = 3;

function wishOf(kind: NoteAsks, noted: readonly NotedPatch[]): Tree {
  const wish: Wish = WISHES[kind];
  const asking = noted.filter(({ note }) => note.asks.includes(kind));
  const open = asking.filter(({ note }) => standingAsks(note).includes(kind));
  const trees = [...new Set(asking.map(({ tree }) => tree))].sort().join(', ');
  const evidence = [...new Set(asking.map(({ messageId }) => messageId))];
  if (open.length === 0)
    return leaf(wish.name, true, `the acks that the maintainer of ${trees} wanted came`, { evidence });
  const named = open.map(({ title, note }) => `${title} ("${note.text}", ${day(note.since)})`);
  return leaf(
    wish.name,
    kind === 'remark' ? 'unknown' : 'fails',
    `${wish.says(trees)}: ${fewOf(named, '; ', MOST_NAMED)}`,
    { evidence, isBlocking: wish.isBlocking ?? false },
  );
}

const day = (at: Epoch): string => isoDate(at).slice(0, 10);
