/** What got lost within some days: reviews, comments, patches, and the review that a commit never had. */
import { DAY, type Epoch, epoch, isSamePerson, type Series } from '../model/facts/index.ts';
import {
  carriedTo,
  collectTrailers,
  neglected,
  type OlderTrailer,
  olderThan,
  PATIENCE,
} from '../model/review/index.ts';
import { writtenAboutBetween } from '../model/store/find-series.ts';
import { landedCommits } from '../model/store/read-landed.ts';
import { readSeries } from '../model/store/read-series.ts';
import type { Loss } from '../reports/losses.ts';
import { patchesLeftBehind, unreviewedCommits } from './landing-losses.ts';
import { type LandedSeries, landedSeries } from './landings.ts';
import { reviewMany } from './reviews.ts';
import { threadOutlines } from './series-threads.ts';
import type { Workspace } from './workspace.ts';

/** Series posted longer than this before the span are not looked at. */
const BEFORE = 90 * DAY;

export interface LossFilter {
  /** Only on this list (LIST_PART): commits that were never posted are on none. */
  readonly list?: string | undefined;
}

/** Losses of a span (exclusive, inclusive), the longest ago first. */
export async function lossesBetween(
  workspace: Workspace,
  after: Epoch,
  asOf: Epoch,
  filter: LossFilter = {},
): Promise<readonly Loss[]> {
  const listed = await landedSeries(workspace, asOf, { since: epoch(after - BEFORE), list: filter.list });
  const byId = new Map(listed.map((one) => [one.id, one]));
  const commits = filter.list === undefined ? await unreviewedCommits(workspace, listed, after, asOf) : [];
  const found: readonly Loss[] = [
    ...(await lostTrailers(
      workspace,
      listed.filter((one) => isCurrent(one) && one.date > after),
      asOf,
    )),
    ...(await lostComments(workspace, listed, byId, after, asOf)),
    ...patchesLeftBehind(listed, asOf).map(
      (left): Loss => ({ kind: 'patch', since: left.since, series: byId.get(left.seriesId)!, left }),
    ),
    ...commits.map(
      (unreviewed): Loss => ({ kind: 'commit', since: unreviewed.commit.landedAt, series: null, unreviewed }),
    ),
  ];
  return found.filter(({ since }) => since > after && since <= asOf).sort((a, b) => a.since - b.since);
}

const isCurrent = (one: Series): boolean => one.supersededBy === null && !one.isPartial;

async function lostTrailers(
  workspace: Workspace,
  newest: readonly LandedSeries[],
  asOf: Epoch,
): Promise<readonly Loss[]> {
  const { store } = workspace;
  const versions = await readSeries(store, asOf, {
    changes: [...new Set(newest.map(({ changeId }) => changeId))],
  });
  const changes = Map.groupBy(versions, ({ changeId }) => changeId);
  const several = newest.filter(({ changeId }) => changes.get(changeId)!.length > 1);
  const threadOf = await threadOutlines(
    workspace,
    several.flatMap(({ changeId }) => changes.get(changeId)!),
    asOf,
  );
  const trailersOf = perVersion((one) => collectTrailers(one, threadOf(one), asOf));
  const commits = landedCommits(
    store,
    several.flatMap(({ landings }) => landings),
    asOf,
  );
  const lostBy = perVersion(
    (one) => carriedTo(one, olderThan(one, changes.get(one.changeId)!), trailersOf).lost,
  );
  return several.flatMap((one) => {
    const older = olderThan(one, changes.get(one.changeId)!);
    const lost = lostBy(one);
    // Whoever applied the patch may have put it back.
    const isBack = (trailer: OlderTrailer): boolean =>
      one.landings.some(
        ({ n, commit }) =>
          n === trailer.appliesTo &&
          commit !== null &&
          commits.get(commit)?.approvedBy.some((by) => isSamePerson(by, trailer)),
      );
    return perTrailer(lost.filter((trailer) => !isBack(trailer))).map((all): Loss => {
      const trailer = all[0]!;
      const first = firstWithout(trailer, one, older, lostBy);
      return {
        kind: 'trailer',
        since: first.date,
        series: one,
        trailer,
        from: older.find(({ id }) => id === trailer.givenTo)!.version,
        by: first.version,
        patches: all.map(({ appliesTo }) => appliesTo),
      };
    });
  });
}

/** The same versions are asked about for each that came after them. */
function perVersion<T>(work: (one: Series) => T): (one: Series) => T {
  const known = new Map<Series['id'], T>();
  return (one) => {
    const found = known.get(one.id) ?? work(one);
    known.set(one.id, found);
    return found;
  };
}

/** The version since which a trailer has been missing: later ones lack it as well, which is no news. */
function firstWithout(
  trailer: OlderTrailer,
  newest: Series,
  older: readonly Series[],
  lostBy: (one: Series) => readonly OlderTrailer[],
): Series {
  let first = newest;
  for (const version of older.filter(({ isPartial }) => !isPartial).toReversed()) {
    const couldHaveIt = version.id !== trailer.givenTo && version.date >= trailer.date;
    if (!couldHaveIt || !lostBy(version).some((one) => isSameTrailer(one, trailer))) break;
    first = version;
  }
  return first;
}

const isSameTrailer = (a: OlderTrailer, b: OlderTrailer): boolean => keyOf(a) === keyOf(b);

/** What was given to a cover was lost by many patches at once. */
const perTrailer = (lost: readonly OlderTrailer[]): readonly (readonly OlderTrailer[])[] => [
  ...Map.groupBy(lost, keyOf).values(),
];

const keyOf = ({ kind, value, messageId }: OlderTrailer): string => JSON.stringify([kind, value, messageId]);

async function lostComments(
  workspace: Workspace,
  listed: readonly LandedSeries[],
  byId: ReadonlyMap<string, LandedSeries>,
  after: Epoch,
  asOf: Epoch,
): Promise<readonly Loss[]> {
  const supersededAt = (one: Series): Epoch | null =>
    one.supersededBy === null ? null : (byId.get(one.supersededBy)?.date ?? one.date);
  // What was settled before the span, one way or the other, is not read again; nor what waits longer than it.
  const unsettled = writtenAboutBetween(workspace.store, epoch(after - PATIENCE), epoch(asOf - PATIENCE));
  const touched = listed.filter(
    (one) =>
      one.isAnswered &&
      ((supersededAt(one) === null && unsettled.has(one.id)) ||
        supersededAt(one)! > after ||
        one.landings.some(({ landedAt }) => landedAt > after)),
  );
  const found: Loss[] = [];
  for await (const { series, review } of reviewMany(workspace, touched, asOf)) {
    const all = neglected(review.comments, series.landings, supersededAt(series), asOf);
    for (const group of Map.groupBy(all, ({ comment, how }) => `${comment.messageId} ${how}`).values())
      found.push({
        kind: 'comment',
        since: group[0]!.since,
        series,
        neglected: group[0]!,
        count: group.length,
      });
  }
  return found;
}
