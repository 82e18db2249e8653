/** What got lost on the way into the trees, as of a date. */
import { type Epoch, type Landing, type MessageId, mailsOf } from '../model/facts/index.ts';
import {
  type LeftBehind,
  leftBehind,
  type ReviewedCommit,
  type Unreviewed,
  unreviewed,
} from '../model/landing/index.ts';
import { commitsBetween, readVoices } from '../model/store/read-tree.ts';
import type { LandedSeries } from './landings.ts';
import type { Workspace } from './workspace.ts';

export type { LeftBehind, Unreviewed } from '../model/landing/index.ts';

/**
 * Patches that did not land with the others of their series, the longest ago first.
 * @param listed all series as of that date
 */
export function patchesLeftBehind(listed: readonly LandedSeries[], asOf: Epoch): readonly LeftBehind[] {
  const changes = Map.groupBy(listed, ({ changeId }) => changeId);
  return listed
    .flatMap((series) => leftBehind(series, changes.get(series.changeId)!, asOf))
    .sort((a, b) => a.since - b.since || (a.messageId < b.messageId ? -1 : 1));
}

/**
 * Commits that landed after `since` without a review by somebody else than their author, oldest first.
 * @param listed all series as of that date
 */
export async function unreviewedCommits(
  { store }: Workspace,
  listed: readonly LandedSeries[],
  since: Epoch,
  asOf: Epoch,
): Promise<readonly Unreviewed[]> {
  const carried = new Map<string, { readonly series: LandedSeries; readonly landing: Landing }>();
  for (const series of listed)
    for (const landing of [...series.landings, ...series.reverted])
      carried.set(`${landing.tree} ${landing.commit}`, { series, landing });
  const changes = Map.groupBy(listed, ({ changeId }) => changeId);
  const commits = commitsBetween(store, since, asOf).map((commit) => ({
    commit,
    from: carried.get(`${commit.tree} ${commit.id}`) ?? null,
  }));
  const mails = commits.flatMap(({ from }) =>
    from ? changes.get(from.series.changeId)!.flatMap(mailsOf) : [],
  );
  const voices = await readVoices(store, [...new Set(mails)], asOf);
  return commits.flatMap(({ commit, from }) => {
    const versions = from ? changes.get(from.series.changeId)! : [];
    const heard = versions
      .flatMap((one) => mailsAbout(one, from!.landing.n))
      .flatMap((id) =>
        (voices.get(id) ?? []).filter(
          ({ references, date }) => references.includes(id) && date <= commit.landedAt,
        ),
      );
    const reviewed: ReviewedCommit = {
      ...commit,
      reviewers: [...commit.reviewers, ...heard.flatMap(({ reviewers }) => reviewers)],
      patch: from && { messageId: from.landing.messageId, seriesId: from.landing.seriesId },
      voices: heard.map(({ person }) => person),
    };
    return unreviewed(reviewed) ?? [];
  });
}

/** The cover, and the patch of that number. */
const mailsAbout = ({ cover, patches }: LandedSeries, number: number): readonly MessageId[] => [
  ...(cover ? [cover] : []),
  ...patches.filter(({ n }) => n === number).map(({ messageId }) => messageId),
];
