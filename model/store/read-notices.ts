/** Announcements, and the mails of series that they may mean. */
import {
  type AnnouncedPatch,
  type Announcement,
  changeId,
  epoch,
  messageId,
  OutsideError,
  seriesId,
} from '../facts/index.ts';
import type { ArchivedAnnouncement, Member } from '../landing/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import { readOnce } from './version.ts';

interface NoticeRow {
  message_id: string;
  archived_at: number;
  person: string;
  from_name: string;
  from_email: string;
  refs: string;
  kind: Announcement['kind'];
  tree: string;
  patches: string;
  is_whole: number;
  is_weak: number;
}

/** All that were ever made: some hundreds a year and list. */
export const readAnnouncements = ({ sqlite }: Store): readonly ArchivedAnnouncement[] =>
  readOnce(sqlite, 'announcements', () => announcementsIn(sqlite));

function announcementsIn(sqlite: Store['sqlite']): readonly ArchivedAnnouncement[] {
  const rows = sqlite
    .prepare<[], NoticeRow>(
      `SELECT m.message_id, m.archived_at, m.person, m.from_name, m.from_email, m.refs,
              n.kind, n.tree, n.patches, n.is_whole, n.is_weak FROM notice n JOIN message m ON m.id = n.message`,
    )
    .all();
  return rows.map((row) => ({
    messageId: messageId(row.message_id),
    at: epoch(row.archived_at),
    person: row.person,
    sender: row.from_name || row.from_email,
    references: stringList(row.refs).map(messageId),
    kind: row.kind,
    tree: row.tree,
    patches: announcedPatches(row.patches),
    isWhole: row.is_whole === 1,
    isWeak: row.is_weak === 1,
  }));
}

/** As a notice keeps them. */
export function announcedPatches(json: string): readonly AnnouncedPatch[] {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value))
    throw new OutsideError('the database is damaged: a notice lists no patches; run mergeready rebuild');
  return value as readonly AnnouncedPatch[];
}

interface MemberRow {
  message_id: string;
  title_key: string;
  archived_at: number;
  series: string;
  n: number;
  change_id: string;
  version: number;
  person: string;
}

/** The mails of all series, or of those of some changes. */
export function readMembers({ sqlite }: Store, changes: readonly string[] | null): readonly Member[] {
  const select = `SELECT m.message_id, m.title_key, m.archived_at, sm.series, sm.n, s.change_id, s.version_order AS version, s.person
    FROM series s JOIN series_member sm ON sm.series = s.id JOIN message m ON m.id = sm.message`;
  const rows =
    changes === null
      ? sqlite.prepare<[], MemberRow>(select).all()
      : sqlite
          .prepare<[string], MemberRow>(`${select} WHERE s.change_id IN (SELECT value FROM json_each(?))`)
          .all(JSON.stringify(changes));
  return rows.map((row) => ({
    messageId: messageId(row.message_id),
    series: seriesId(row.series),
    change: changeId(row.change_id),
    version: row.version,
    n: row.n,
    titleKey: row.title_key,
    archivedAt: epoch(row.archived_at),
    person: row.person,
  }));
}
