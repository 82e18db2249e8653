/**
 * The journal of triage: what people decided about series, one entry a decision, never changed and never deleted. To undo
 * one is another entry.
 */
import { createHash } from 'node:crypto';
import { type Epoch, epoch, type SeriesId, seriesId } from '../facts/index.ts';
import type { Store } from './database.ts';

/** Patchwork's states, and those that kernel.org adds to them. */
export const TRIAGE_STATES = [
  'new',
  'under-review',
  'accepted',
  'rejected',
  'rfc',
  'not-applicable',
  'changes-requested',
  'awaiting-upstream',
  'superseded',
  'deferred',
  'needs-ack',
  'handled-elsewhere',
  'queued',
  'mainlined',
] as const;
export type TriageState = (typeof TRIAGE_STATES)[number];

/** What can be set; an empty value takes back what was. */
export const JOURNAL_FIELDS = ['state', 'delegate', 'note', 'feature'] as const;
export type JournalField = (typeof JOURNAL_FIELDS)[number];

export interface JournalEntry {
  readonly at: Epoch;
  /** Who decided. */
  readonly who: string;
  readonly series: SeriesId;
  readonly field: JournalField | 'undo';
  /** Of an undo: the id of the entry that it takes back. */
  readonly value: string;
}

interface Row {
  at: number;
  who: string;
  series: string;
  field: JournalField | 'undo';
  value: string;
}

/** 16 hex digits of what the entry says: the same in every copy of the journal. No two entries are equal. */
export const entryId = ({ at, who, series, field, value }: JournalEntry): string =>
  createHash('sha256').update([at, who, series, field, value].join('\t')).digest('hex').slice(0, 16);

/** Adds what is not there yet; returns how many entries that were. */
export function appendEntries({ journal }: Store, entries: readonly JournalEntry[]): number {
  const sqlite = journal.toWrite();
  const insert = sqlite.prepare(
    'INSERT OR IGNORE INTO entry (at, who, series, field, value) VALUES (@at, @who, @series, @field, @value)',
  );
  return sqlite.transaction(() => entries.reduce((sum, entry) => sum + insert.run(entry).changes, 0))();
}

/**
 * Adds decisions made now. The same may have been decided, taken back and decided again within a second, and all three
 * count: then the entry is dated a second later.
 */
export function recordEntries({ journal }: Store, entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const sqlite = journal.toWrite();
  const insert = sqlite.prepare(
    'INSERT OR IGNORE INTO entry (at, who, series, field, value) VALUES (@at, @who, @series, @field, @value)',
  );
  const newest = sqlite.prepare('SELECT max(at) FROM entry WHERE series = ?').pluck();
  return sqlite
    .transaction(() =>
      entries.map((entry) => {
        // Never before what it follows, as when a clock was set back.
        let at = Math.max(entry.at, Number(newest.get(entry.series) ?? 0));
        while (insert.run({ ...entry, at }).changes === 0) at++;
        return { ...entry, at: epoch(at) };
      }),
    )
    .immediate();
}

/** Oldest first. */
export function readEntries({ journal }: Store, asOf: Epoch): readonly JournalEntry[] {
  const rows = journal
    .toRead()
    ?.prepare<[number], Row>('SELECT at, who, series, field, value FROM entry WHERE at <= ? ORDER BY at, seq')
    .all(asOf);
  return (rows ?? []).map((row) => ({ ...row, at: epoch(row.at), series: seriesId(row.series) }));
}

/** Another text whenever anything in the file has changed, by this connection (changes) or by another (PRAGMA data_version). */
export function journalVersion({ journal }: Store): string {
  const sqlite = journal.toRead();
  if (sqlite === null) return '';
  const others = sqlite.pragma('data_version', { simple: true });
  return `${others} ${sqlite.prepare('SELECT total_changes()').pluck().get()}`;
}
