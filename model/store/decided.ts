/**
 * What people decided, laid over what is listed: two temporary tables of this connection, so that no reader and no ingest
 * waits for it. Made anew whenever the journal or the facts have changed.
 */
import { type Epoch, epoch, type SeriesId, seriesId } from '../facts/index.ts';
import type { Store } from './database.ts';
import type { ListedEventTable } from './schema.ts';
import { changeInPassing } from './version.ts';

/** A listed patch, as decisions need it. */
export interface DecidablePatch {
  readonly id: number;
  readonly messageId: string;
  readonly series: SeriesId;
  /** The number of its series. */
  readonly seriesNumber: number;
  readonly project: number;
  /** As mails and trees tell it. */
  readonly state: string;
}

/** Null: nobody decided. */
export interface DecidedPatch {
  readonly id: number;
  readonly state: string | null;
  readonly delegate: number | null;
  readonly isArchived: boolean | null;
  readonly commitRef: string | null;
}

export interface DecidedEvent extends Omit<ListedEventTable, 'date'> {
  readonly date: Epoch;
  /** What the event says besides; JSON. */
  readonly payload: string;
}

const TABLES = `
CREATE TEMP TABLE IF NOT EXISTS decided (
  id INTEGER PRIMARY KEY, state TEXT, delegate INTEGER, archived INTEGER, commit_ref TEXT
) STRICT;
CREATE TEMP TABLE IF NOT EXISTS decided_event (
  id INTEGER PRIMARY KEY, category TEXT NOT NULL, date INTEGER NOT NULL, project INTEGER NOT NULL,
  series INTEGER, mail INTEGER, comment INTEGER, payload TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS temp.decided_event_date ON decided_event (date, id);
DELETE FROM decided;
DELETE FROM decided_event;
`;

/** The patches of these series. */
export function decidablePatches(
  { sqlite }: Store,
  series: Iterable<SeriesId>,
): ReadonlyMap<SeriesId, readonly DecidablePatch[]> {
  const query = sqlite.prepare<
    [string],
    { id: number; messageId: string; series: string; seriesNumber: number; project: number; state: string }
  >(
    `SELECT l.id, m.message_id AS messageId, s.series, s.id AS seriesNumber, l.project, l.state
       FROM listed_series s JOIN listed_mail l ON l.series = s.id JOIN message m ON m.id = l.message
      WHERE s.series = ? AND l.kind = 'patch' ORDER BY l.n, l.id`,
  );
  return new Map(
    [...new Set(series)].map((id) => [
      id,
      query.all(id).map((row) => ({ ...row, series: seriesId(row.series) })),
    ]),
  );
}

export function layOver(
  store: Store,
  patches: readonly DecidedPatch[],
  events: readonly DecidedEvent[],
): void {
  changeInPassing(store.sqlite, () => fill(store, patches, events));
}

function fill({ sqlite }: Store, patches: readonly DecidedPatch[], events: readonly DecidedEvent[]): void {
  sqlite.exec(TABLES);
  const patch = sqlite.prepare('INSERT INTO decided VALUES (?, ?, ?, ?, ?)');
  const event = sqlite.prepare('INSERT OR IGNORE INTO decided_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  sqlite.transaction(() => {
    for (const one of patches)
      patch.run(
        one.id,
        one.state,
        one.delegate,
        one.isArchived === null ? null : Number(one.isArchived),
        one.commitRef,
      );
    for (const one of events)
      event.run(one.id, one.category, one.date, one.project, one.series, one.mail, one.comment, one.payload);
  })();
}

export interface EventFilter {
  readonly categories?: readonly string[] | undefined;
  readonly projects?: readonly number[] | undefined;
  readonly series?: readonly number[] | undefined;
  /** Numbers of patches or covers. */
  readonly mails?: readonly number[] | undefined;
  readonly since?: Epoch | undefined;
  readonly before?: Epoch | undefined;
}

export interface EventRow extends Omit<ListedEventTable, 'date'> {
  readonly date: Epoch;
  readonly payload: string;
}

/** Facts and decisions as one list of events, by date. */
export async function pageOfEvents(
  { db }: Store,
  filter: EventFilter,
  slice: { readonly isDescending: boolean; readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: readonly EventRow[]; readonly total: number }> {
  const { categories, projects, series, mails, since, before } = filter;
  const filtered = (table: 'listed_event' | 'decided_event') => {
    let query = db.selectFrom(table);
    if (categories) query = query.where('category', 'in', categories);
    if (projects) query = query.where('project', 'in', projects);
    if (series) query = query.where('series', 'in', series);
    if (mails) query = query.where('mail', 'in', mails);
    if (since !== undefined) query = query.where('date', '>=', since);
    if (before !== undefined) query = query.where('date', '<', before);
    return query;
  };
  const columns = ['id', 'category', 'date', 'project', 'series', 'mail', 'comment'] as const;
  const direction = slice.isDescending ? 'desc' : 'asc';
  const rows = await filtered('listed_event')
    .select(columns)
    .select((eb) => eb.val('{}').as('payload'))
    .unionAll(
      filtered('decided_event')
        .select(columns)
        .select((eb) => eb.ref('decided_event.payload').as('payload')),
    )
    .orderBy('date', direction)
    .orderBy('id', direction)
    .limit(slice.limit)
    .offset(slice.offset)
    .execute();
  const count = async (table: 'listed_event' | 'decided_event'): Promise<number> =>
    (
      await filtered(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
    ).count;
  return {
    rows: rows.map((row) => ({ ...row, date: epoch(row.date) })),
    total: (await count('listed_event')) + (await count('decided_event')),
  };
}
