/** Who outside a tree spoke about its commits: from the tree and the lists that are in the database. */
import {
  type Epoch,
  type Landing,
  type Mailbox,
  type MessageId,
  patchTitleKey,
  type Series,
  seriesId,
} from '../model/facts/index.ts';
import { type CarriedCommit, type Posting, type TreeFacts, treeFacts } from '../model/readiness/index.ts';
import type { Store } from '../model/store/database.ts';
import { treeEntries } from '../model/store/read-commits.ts';
import { changesPicked } from '../model/store/read-landings.ts';
import { readSeries } from '../model/store/read-series.ts';
import { commitsOfTree, readSenders, readVoices } from '../model/store/read-tree.ts';
import { landedSeries } from './landings.ts';
import { remembered } from './memory.ts';
import type { Workspace } from './workspace.ts';

/** A commit and the patch mail that it came from, where one is known. */
interface Landed {
  readonly id: CarriedCommit['id'];
  readonly subject: string;
  readonly author: Mailbox;
  readonly patch: MessageId | null;
}

/** Of all its commits; null if there is no such tree, or it was empty then. */
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
    listed
      .flatMap(({ landings }): readonly Landing[] => landings)
      .filter(({ tree }) => tree === name)
      .map(({ commit, messageId }) => [commit, messageId]),
  );
  const landed = commits.map((one): Landed => ({ ...one, patch: patches.get(one.id) ?? null }));
  return heardOf(store, name, landed, listed, asOf);
}

/** Commits that are looked at for who reviewed them: a tree may have a million. */
const NEWEST = 500;

/** Of its newest commits; null if it is empty or a quilt stack. */
export const outsideShare = ({ store }: Workspace, name: string, asOf: Epoch): Promise<TreeFacts | null> =>
  remembered(store, store, `share ${asOf} ${name}`, () => readShare(store, name, asOf));

async function readShare(store: Store, name: string, asOf: Epoch): Promise<TreeFacts | null> {
  const { entries } = treeEntries(store, name, asOf, { text: '', limit: NEWEST, offset: 0 });
  if (entries.length === 0) return null;
  const ids = entries.flatMap(({ series }) => (series ? [seriesId(series.id)] : []));
  const changes = (await readSeries(store, asOf, { ids })).map(({ changeId }) => changeId);
  const listed = await readSeries(store, asOf, { changes: [...new Set(changes)] });
  return heardOf(store, name, entries, listed, asOf);
}

/** @param listed the series of these patches, and the older versions of each */
async function heardOf(
  store: Store,
  name: string,
  commits: readonly Landed[],
  listed: readonly Series[],
  asOf: Epoch,
): Promise<TreeFacts> {
  const postingsOf = postings(listed);
  const mails = commits.map(({ patch }) => (patch === null ? [] : postingsOf(patch)));
  const ids = mails.flat().map(({ messageId }) => messageId);
  const senders = await readSenders(store, ids);
  const voices = await readVoices(store, ids, asOf);
  const carried = commits.map(({ id, subject, author }, at): CarriedCommit => {
    const [landed] = mails[at]!;
    const from = landed && {
      series: landed.series,
      postings: mails[at]!.map((one): Posting => ({ ...one, ...senders.get(one.messageId)! })),
    };
    return { id, subject, author, from: from ?? null };
  });
  return treeFacts(name, carried, (patch) => voices.get(patch) ?? []);
}

type Mailed = Pick<Posting, 'messageId' | 'cover'> & { readonly series: Series['id'] };

/**
 * A patch and the same one in older versions: by diff or by title, so that one which got another title and another diff
 * is not found.
 */
function postings(listed: readonly Series[]): (patch: MessageId) => readonly Mailed[] {
  const versions = Map.groupBy(listed, ({ changeId }) => changeId);
  const seriesOf = new Map(listed.flatMap((one) => one.patches.map(({ messageId }) => [messageId, one])));
  return (patch) => {
    const series = seriesOf.get(patch);
    const own = series?.patches.find(({ messageId }) => messageId === patch);
    if (!series || !own) return [];
    const older = versions.get(series.changeId)!.filter(({ order }) => order < series.order);
    const mailed = ({ id, cover }: Series, messageId: MessageId): Mailed => ({
      messageId,
      cover,
      series: id,
    });
    return [
      mailed(series, patch),
      ...older.flatMap((one) =>
        one.patches
          .filter(
            ({ subject, patchId }) =>
              patchTitleKey(subject) === patchTitleKey(own.subject) ||
              (patchId !== null && patchId === own.patchId),
          )
          .map(({ messageId }) => mailed(one, messageId)),
      ),
    ];
  };
}
