/** Runs the matching of commits with patches over what is new. */
import { type Epoch, epoch } from '../facts/index.ts';
import {
  type LandingCommit,
  type LandingPatch,
  mayCarry,
  POSTED_AFTER,
  pickPatches,
} from '../landing/index.ts';
import type { Store } from '../store/database.ts';
import {
  carriersOf,
  fewPendingMails,
  loadCommits,
  loadPatches,
  PatchFinder,
  pendingCommits,
  type StoredPicks,
  touchedCommits,
  writePicks,
} from '../store/landing-store.ts';

/** Commits handled at once: bounds the patches in memory. */
const CHUNK = 500;

/** Matches the commits that are pending or that pending mails may concern. Returns how many. */
export async function deriveLandings(store: Store): Promise<number> {
  const rows = [...pendingCommits(store), ...(await concernedCommits(store))];
  for (let at = 0; at < rows.length; at += CHUNK) {
    writePicks(store, await matchCommits(store, rows.slice(at, at + CHUNK)));
  }
  return rows.length;
}

/** As many mails as a list gets in a day or two. */
const FEW_MAILS = 200;

/**
 * The commits that pending mails have to do with. A commit that cannot carry any of them, and that carries no patch of
 * their series, picks what it picked before: to see that, none but the new patches need to be read.
 */
async function concernedCommits(store: Store): Promise<readonly number[]> {
  const touched = touchedCommits(store);
  const mails = touched.length === 0 ? null : fewPendingMails(store, FEW_MAILS);
  if (mails === null) return touched;
  const carriers = carriersOf(store, mails);
  const patches = await loadPatches(store, mails);
  const others = touched.filter((row) => !carriers.has(row));
  const commits = patches.length === 0 ? [] : await loadCommits(store, others);
  const able = commits.filter((commit) => patches.some((patch) => mayCarry(commit, patch)));
  return [...touched.filter((row) => carriers.has(row)), ...able.map(({ row }) => row)];
}

/**
 * The picks of each of these commits.
 * @param ignoreLinks as if no commit named a mail: how the matching is judged
 */
export async function matchCommits(
  store: Store,
  rows: readonly number[],
  options: { readonly ignoreLinks?: boolean } = {},
): Promise<readonly StoredPicks[]> {
  const loaded = await loadCommits(store, rows);
  const commits = options.ignoreLinks ? loaded.map(withoutLinks) : loaded;
  const finder = new PatchFinder(store);
  const found = commits.map((commit) => finder.find(commit, latestFor(commit)));
  const needed = new Set(found.flatMap((set) => [...set]));
  const patches = new Map((await loadPatches(store, [...needed])).map((patch) => [patch.row, patch]));
  return commits.map((commit, at) => {
    const candidates: LandingPatch[] = [];
    for (const row of found[at]!) {
      const patch = patches.get(row);
      if (patch) candidates.push(patch);
    }
    return { commit, picks: pickPatches(commit, candidates) };
  });
}

const latestFor = (commit: LandingCommit): Epoch => epoch(commit.landedAt + POSTED_AFTER);

function withoutLinks(commit: LandingCommit): LandingCommit {
  return { ...commit, links: new Set(), linkedThreads: new Set() };
}
