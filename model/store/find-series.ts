/** Series by what people call them, and the names by which they are shown. */
import { type Epoch, isoDate, namedMail, UsageError } from '../facts/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';

/**
 * The id of the series that a user means: its id or the beginning of it, or the Message-ID (or a link to it) of any
 * of its mails, replies too.
 * @throws UsageError if there is none, or more than one, or if it was posted after `asOf`
 */
export function findSeries(store: Store, text: string, asOf: Epoch): string {
  const id = idOf(store, text);
  requirePosted(store, `series ${text}`, 'id', id, asOf);
  return id;
}

function requirePosted(
  { sqlite }: Store,
  what: string,
  column: 'id' | 'change_id',
  id: string,
  asOf: Epoch,
): void {
  const posted = sqlite
    .prepare<[string], number>(`SELECT min(date) FROM series WHERE ${column} = ?`)
    .pluck()
    .get(id)!;
  if (posted > asOf)
    throw new UsageError(`${what}: posted ${isoDate(posted)}, which is after ${isoDate(asOf)}`);
}

function idOf({ sqlite }: Store, text: string): string {
  if (/^[0-9a-f]{4,12}$/.test(text)) {
    const ids = sqlite
      .prepare<[string], string>('SELECT id FROM series WHERE id GLOB ?')
      .pluck()
      .all(`${text}*`);
    if (ids.length === 1) return ids[0]!;
    if (ids.length > 1) throw new UsageError(`series ${text}: ${ids.length} begin so; give more digits`);
  }
  const seriesWith = sqlite
    .prepare<[string], string>(
      'SELECT sm.series FROM message m JOIN series_member sm ON sm.message = m.id WHERE m.message_id = ?',
    )
    .pluck();
  const referencesOf = sqlite
    .prepare<[string], string>('SELECT refs FROM message WHERE message_id = ?')
    .pluck();
  // A reply is of the series of the nearest posting above it.
  const above = new Set<string>([namedMail(text)]);
  for (const id of above) {
    const series = seriesWith.get(id);
    if (series !== undefined) return series;
    for (const next of stringList(referencesOf.get(id) ?? '[]')) above.add(next);
  }
  throw new UsageError(`series ${text}: there is none; 'mergeready series list' shows those that are here`);
}

export interface SeriesName {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

/** Every series that the archive had by then, as far as its title tells what it is about. */
export function seriesNames({ sqlite }: Store, asOf: Epoch): readonly SeriesName[] {
  return sqlite
    .prepare<[number], SeriesName>('SELECT id, version, title FROM series WHERE date <= ? ORDER BY date, id')
    .all(asOf);
}

/** The series in which a mail stands as cover or patch; null if it is neither. */
export function seriesOf({ sqlite }: Store, messageId: string): SeriesName | null {
  const row = sqlite
    .prepare<[string], SeriesName>(
      `SELECT s.id, s.version, s.title FROM message m JOIN series_member sm ON sm.message = m.id
         JOIN series s ON s.id = sm.series WHERE m.message_id = ?`,
    )
    .get(messageId);
  return row ?? null;
}

/**
 * The id of the change that a user means: its id or the beginning of it, a b4 change-id, or any series of it.
 * @throws UsageError as findSeries()
 */
export function findChange(store: Store, text: string, asOf: Epoch): string {
  const id = changeOf(store, text);
  requirePosted(store, `change ${text}`, 'change_id', id, asOf);
  return id;
}

function changeOf(store: Store, text: string): string {
  const { sqlite } = store;
  const byId = sqlite
    .prepare<[string], string>('SELECT DISTINCT change_id FROM series WHERE change_id GLOB ?')
    .pluck();
  const ids = /^[0-9a-f]{4,12}$/.test(text) ? byId.all(`${text}*`) : [];
  if (ids.length === 1) return ids[0]!;
  const stated = sqlite
    .prepare<[string], string>(
      `SELECT s.change_id FROM message m JOIN series_member sm ON sm.message = m.id JOIN series s ON s.id = sm.series
        WHERE m.change_id = ? LIMIT 1`,
    )
    .pluck()
    .get(text);
  if (stated !== undefined) return stated;
  const series = idOf(store, text);
  return sqlite.prepare<[string], string>('SELECT change_id FROM series WHERE id = ?').pluck().get(series)!;
}

/** Series in whose threads a mail came within a span (exclusive, inclusive; seconds). */
export function writtenAboutBetween({ sqlite }: Store, after: Epoch, until: Epoch): ReadonlySet<string> {
  const ids = sqlite
    .prepare<[number, number], string>(
      `SELECT DISTINCT sm.series FROM message m JOIN series_member sm ON sm.message = m.id
        WHERE m.thread IN (SELECT thread FROM message WHERE archived_at > ? AND archived_at <= ?)`,
    )
    .pluck()
    .all(after, until);
  return new Set(ids);
}
