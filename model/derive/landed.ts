/** Landings: those that trees show, with those that were reverted, and those that only mails tell of. */
import type { Epoch, Landing } from '../facts/index.ts';
import { announcedLandings, newsOnly } from '../landing/index.ts';
import type { Store } from '../store/database.ts';
import type { StoredPicks } from '../store/landing-store.ts';
import { settledLandings, storedPicks } from '../store/read-landings.ts';
import { readAnnouncements, readMembers } from '../store/read-notices.ts';

/** @param changes null for all */
export async function landingsOf(
  store: Store,
  changes: readonly string[] | null,
  asOf: Epoch,
): Promise<readonly Landing[]> {
  const picks = await storedPicks(store, changes);
  return [...settledLandings(store, picks, asOf), ...saidOf(store, changes, picks, asOf)];
}

/** What only mails say landed; `changes` null for all. */
export function saidOf(
  store: Store,
  changes: readonly string[] | null,
  found: readonly StoredPicks[],
  asOf: Epoch,
): readonly Landing[] {
  const announcements = readAnnouncements(store);
  if (announcements.length === 0) return [];
  const members = readMembers(store, changes);
  const known = found.filter(({ commit }) => commit.landedAt <= asOf).flatMap(({ picks }) => picks);
  const carried = new Set(known.map(({ patch }) => patch.messageId));
  return newsOnly(announcedLandings(announcements, members, asOf), members, carried);
}
