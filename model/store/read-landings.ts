/** Landings as they stand: picks of commits, settled, as of a date. */
import { type Commit, commitId, type Epoch, epoch, type Landing, type TreeRole } from '../facts/index.ts';
import {
  type Claim,
  endedByRevert,
  type Pick,
  type Revert,
  type SettledClaim,
  Stack,
  settle,
  stackClaims,
  whereNow,
} from '../landing/index.ts';
import type { Store } from './database.ts';
import { loadCommits, loadPatches, type StoredPicks } from './landing-store.ts';
import { readStack, stackIntervals, stackPlaces } from './quilt-store.ts';
import { readOnce } from './version.ts';

interface TreeOfCommit {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly role: TreeRole;
}

/** What is stored, for all patches or for those of some changes. */
export async function storedPicks(
  store: Store,
  changes: readonly string[] | null,
): Promise<readonly StoredPicks[]> {
  const rows = pickRows(store, changes);
  const commits = new Map(
    (
      await loadCommits(
        store,
        rows.map((row) => row.commit_row),
      )
    ).map((commit) => [commit.row, commit]),
  );
  const patches = new Map(
    (await loadPatches(store, [...new Set(rows.map((row) => row.message))])).map((patch) => [
      patch.row,
      patch,
    ]),
  );
  return rows.flatMap((row) => {
    const [commit, patch] = [commits.get(row.commit_row), patches.get(row.message)];
    if (!commit || !patch) return [];
    return [{ commit, picks: [{ patch, method: row.method, score: row.score }] }];
  });
}

/** The changes of which a tree picked a patch; those picked after a day, or all. */
export function changesPicked(
  { sqlite }: Store,
  { tree, after }: { readonly tree?: string; readonly after?: Epoch },
): readonly string[] {
  return sqlite
    .prepare<{ tree: string | null; after: number }, string>(
      `SELECT DISTINCT s.change_id FROM git_commit c JOIN landing l ON l.commit_row = c.id
         JOIN series_member sm ON sm.message = l.message JOIN series s ON s.id = sm.series
         JOIN source t ON t.id = c.source
        WHERE c.landed_at > @after AND (@tree IS NULL OR t.name = @tree)`,
    )
    .pluck()
    .all({ tree: tree ?? null, after: after ?? 0 });
}

/**
 * The changes of which a patch was picked by a commit that another one reverts; those reverted after a day. Reverts are
 * few: CROSS JOIN has SQLite begin with them, where it would begin with all landings.
 */
export function changesReverted({ sqlite }: Store, after: Epoch): readonly string[] {
  return sqlite
    .prepare<[number], string>(
      `SELECT DISTINCT s.change_id FROM commit_revert v CROSS JOIN git_commit r ON r.id = v.commit_row
         CROSS JOIN git_commit o ON o.commit_id >= v.target AND o.commit_id < v.target || 'g' AND o.source = r.source
         CROSS JOIN landing l ON l.commit_row = o.id
         CROSS JOIN series_member sm ON sm.message = l.message CROSS JOIN series s ON s.id = sm.series
        WHERE r.landed_at > ?`,
    )
    .pluck()
    .all(after);
}

interface PickRow {
  readonly commit_row: number;
  readonly message: number;
  readonly method: Pick['method'];
  readonly score: number;
}

function pickRows({ sqlite }: Store, changes: readonly string[] | null): readonly PickRow[] {
  const select = 'SELECT l.commit_row, l.message, l.method, l.score FROM landing l';
  if (changes === null) return sqlite.prepare<[], PickRow>(select).all();
  return sqlite
    .prepare<[string], PickRow>(
      `${select} JOIN series_member sm ON sm.message = l.message JOIN series s ON s.id = sm.series
        WHERE s.change_id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(changes));
}

/** Settles picks tree by tree. Oldest landing first; those that were reverted are there too, and say so. */
export function settledLandings(
  store: Store,
  found: readonly StoredPicks[],
  asOf: Epoch,
): readonly Landing[] {
  const treeOf = treesByCommit(store);
  const claims: (Claim & { readonly tree: TreeOfCommit })[] = found.flatMap(({ commit, picks }) => {
    const tree = treeOf(commit.row);
    return tree ? picks.map((pick) => ({ commit, pick, tree })) : [];
  });
  const reverts = readOnce(store.sqlite, 'reverts', () => readReverts(store));
  const landings = [...Map.groupBy(claims, ({ tree }) => tree)].flatMap(([tree, group]) => {
    if (tree.kind === 'quilt') return stackLandings(store, tree, group, asOf);
    const settled = settle(group, reverts.get(tree.id)).filter(({ since }) => since <= asOf);
    return settled.flatMap((one) => gitLanding(one, settled, tree, asOf) ?? []);
  });
  return landings.sort((a, b) => a.landedAt - b.landedAt || ((a.commit ?? '') < (b.commit ?? '') ? -1 : 1));
}

const landingOf = ({ commit, pick }: Claim, tree: TreeOfCommit): Landing => ({
  messageId: pick.patch.messageId,
  seriesId: pick.patch.series,
  n: pick.patch.n,
  commit: commit.id,
  tree: tree.name,
  role: tree.role,
  landedAt: commit.landedAt,
  method: pick.method,
  score: pick.score,
});

/** Null where another commit has the better claim by `asOf`. */
function gitLanding(
  one: SettledClaim,
  all: readonly SettledClaim[],
  tree: TreeOfCommit,
  asOf: Epoch,
): Landing | null {
  const landing = landingOf(one, tree);
  if (one.until !== null && one.until <= asOf)
    return endedByRevert(one)
      ? { ...landing, revert: { by: one.revert!.by, at: epoch(one.revert!.at) } }
      : null;
  const before = all.findLast(
    (other) =>
      endedByRevert(other) &&
      other.until! <= one.since &&
      other.pick.patch.change === one.pick.patch.change &&
      other.pick.patch.titleKey === one.pick.patch.titleKey,
  );
  return before ? { ...landing, appliedAgain: before.revert! } : landing;
}

/** What a stack has, and what it sent on to mainline, unless a mainline tree is there to tell. */
function stackLandings(
  store: Store,
  tree: TreeOfCommit,
  group: readonly Claim[],
  asOf: Epoch,
): readonly Landing[] {
  const intervals = stackIntervals(store);
  const settled = settle(stackClaims(group, ({ commit }) => intervals(commit.row), asOf));
  const placeOf = stackPlaces(store, tree.id, asOf);
  const newest = new Map(settled.toSorted((a, b) => a.since - b.since).map((one) => [sameIn(one), one]));
  const hasEnded = ({ until }: SettledClaim): boolean => until !== null && until <= asOf;
  const stack = settled.some(hasEnded) ? new Stack(readStack(store, tree.id, asOf)) : null;
  const isTold = stack !== null && hasMainline(store, asOf);
  return settled.flatMap((one) => {
    const landing = landingOf(one, tree);
    if (!stack || !hasEnded(one)) return [{ ...landing, stack: placeOf(one.name) }];
    const now = newest.get(sameIn(one)) === one ? whereNow(one.name, one.until!, asOf, stack) : null;
    if (!now || (now.wentOn && isTold)) return [];
    const { name, wentOn } = now;
    if (!wentOn) return [{ ...landing, stack: placeOf(name) }];
    const left = { ...landing, stack: { ...placeOf(name), notes: [], wentOn } };
    const score = Math.min(landing.score, wentOn.score);
    return [
      left,
      {
        ...left,
        tree: 'mainline',
        role: 'mainline' as const,
        landedAt: wentOn.at,
        method: 'stack' as const,
        score,
      },
    ];
  });
}

/** The same of each patch of a series in all its versions. */
const sameIn = ({ pick: { patch } }: Claim): string => `${patch.change}\n${patch.titleKey}\n${patch.n}`;

/** Had a mainline tree begun by then? */
const hasMainline = ({ sqlite }: Store, asOf: Epoch): boolean =>
  sqlite
    .prepare<[number], number>(
      `SELECT 1 FROM source s JOIN git_commit c ON c.source = s.id
        WHERE s.role = 'mainline' AND c.landed_at <= ? LIMIT 1`,
    )
    .pluck()
    .get(asOf) === 1;

function treesByCommit({ sqlite }: Store): (row: number) => TreeOfCommit | undefined {
  const trees = new Map(
    sqlite
      .prepare<[], TreeOfCommit>('SELECT id, name, kind, role FROM source WHERE role IS NOT NULL')
      .all()
      .map((tree) => [tree.id, tree]),
  );
  const source = sqlite.prepare<[number], number>('SELECT source FROM git_commit WHERE id = ?').pluck();
  return (row) => trees.get(source.get(row) ?? -1);
}

/** The reverts of each tree whose reverted commit is in that tree. */
function readReverts({ sqlite }: Store): ReadonlyMap<number, readonly Revert[]> {
  const rows = sqlite
    .prepare<[], { source: number; reverted: string; by: string; at: number }>(
      `SELECT c.source, o.commit_id AS reverted, c.commit_id AS by, c.landed_at AS at
         FROM commit_revert r JOIN git_commit c ON c.id = r.commit_row
         JOIN git_commit o ON o.commit_id >= r.target AND o.commit_id < r.target || 'g' AND o.source = c.source`,
    )
    .all();
  const reverts = rows.map(({ source, reverted, by, at }) => ({
    source,
    revert: { reverted: commitId(reverted), by: commitId(by), at: epoch(at) },
  }));
  return new Map(
    [...Map.groupBy(reverts, ({ source }) => source)].map(([source, group]) => [
      source,
      group.map(({ revert }) => revert),
    ]),
  );
}

/** A commit for evidence, from any tree; the beginning of its name is enough. */
export interface KnownCommit {
  readonly id: Commit['id'];
  readonly subject: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly tree: string;
  readonly role: TreeRole;
  readonly landedAt: Epoch;
  readonly text: string;
}

export async function readCommit({ db }: Store, id: string): Promise<KnownCommit | null> {
  const row = await db
    .selectFrom('git_commit as c')
    .innerJoin('source as s', 's.id', 'c.source')
    .select([
      'c.commit_id',
      'c.subject',
      'c.body',
      'c.author_name',
      'c.author_email',
      'c.landed_at',
      's.name',
      's.role',
    ])
    .where('c.commit_id', '>=', id)
    .where('c.commit_id', '<', `${id}g`)
    .orderBy('c.landed_at')
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: commitId(row.commit_id),
    subject: row.subject,
    author: { name: row.author_name, email: row.author_email },
    tree: row.name,
    role: row.role as TreeRole,
    landedAt: epoch(row.landed_at),
    text: `${row.subject}\n\n${row.body}`,
  };
}
