/**
 * The journal of triage: what people decided about series, one entry a decision, never changed and never deleted. To undo
 * one is another entry.
 */
import { createHash } from 'node:crypto';
import { type Epoch, epoch, type SeriesId, seriesId } from '../facts/index.ts';
import type { Store } from './database.ts';
import { versionOf } from './version.ts';

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

/** What can be set of a series; an empty value takes back what was. */
export const JOURNAL_FIELDS = ['state', 'delegate', 'note', 'feature'] as const;
export type JournalField = (typeof JOURNAL_FIELDS)[number];

/**
 * What can be set of one mail: of a patch also its state and delegate, whether it is archived, which commit carries it, and
 * what a test found (JSON); of a comment whether it has been dealt with.
 */
export const MAIL_FIELDS = ['state', 'delegate', 'archived', 'commit', 'addressed', 'check'] as const;
export type MailField = (typeof MAIL_FIELDS)[number];

export interface JournalEntry {
  readonly at: Epoch;
  /** Who decided. */
  readonly who: string;
  readonly series: SeriesId;
  readonly field: JournalField | MailField | 'undo';
  /** Of an undo: the id of the entry that it takes back. */
  readonly value: string;
  /** The Message-ID of the one mail that it is about; empty: the series. */
  readonly message: string;
}

/** As it stands in the journal. */
export interface StoredEntry extends JournalEntry {
  /** Its place: the same as long as the file is. */
  readonly seq: number;
}

interface Row {
  seq: number;
  at: number;
  who: string;
  series: string;
  field: JournalEntry['field'];
  value: string;
  message: string;
}

const INSERT = `INSERT OR IGNORE INTO entry (at, who, series, field, value, message)
                VALUES (@at, @who, @series, @field, @value, @message)`;

/** 16 hex digits of what the entry says: the same in every copy of the journal. No two entries are equal. */
export const entryId = ({ at, who, series, field, value, message }: JournalEntry): string =>
  createHash('sha256')
    .update([at, who, series, field, value, ...(message ? [message] : [])].join('\t'))
    .digest('hex')
    .slice(0, 16);

/** Adds what is not there yet; returns how many entries that were. */
export function appendEntries({ journal }: Store, entries: readonly JournalEntry[]): number {
  const sqlite = journal.toWrite();
  const insert = sqlite.prepare(INSERT);
  return sqlite.transaction(() => entries.reduce((sum, entry) => sum + insert.run(entry).changes, 0))();
}

/**
 * Adds decisions made now. The same may have been decided, taken back and decided again within a second, and all three
 * count: then the entry is dated a second later.
 */
export function recordEntries({ journal }: Store, entries: readonly JournalEntry[]): readonly StoredEntry[] {
  const sqlite = journal.toWrite();
  const insert = sqlite.prepare(INSERT);
  const newest = sqlite.prepare('SELECT max(at) FROM entry WHERE series = ?').pluck();
  return sqlite
    .transaction(() =>
      entries.map((entry) => {
        // Never before what it follows, as when a clock was set back.
        let at = Math.max(entry.at, Number(newest.get(entry.series) ?? 0));
        let done = insert.run({ ...entry, at });
        while (done.changes === 0) done = insert.run({ ...entry, at: ++at });
        return { ...entry, at: epoch(at), seq: Number(done.lastInsertRowid) };
      }),
    )
    .immediate();
}

/** Oldest first. @param series only those about it */
export function readEntries(
  { journal }: Store,
  asOf: Epoch,
  series: SeriesId | null = null,
): readonly StoredEntry[] {
  const rows = journal
    .toRead()
    ?.prepare<{ asOf: number; series: string | null }, Row>(
      `SELECT seq, at, who, series, field, value, message FROM entry
        WHERE at <= @asOf AND (@series IS NULL OR series = @series) ORDER BY at, seq`,
    )
    .all({ asOf, series });
  return (rows ?? []).map((row) => ({ ...row, at: epoch(row.at), series: seriesId(row.series) }));
}

/** Another text whenever a check was added, or something taken back that may be one. */
export const checksVersion = ({ journal }: Store): string =>
  String(
    journal.toRead()?.prepare("SELECT max(seq) FROM entry WHERE field IN ('check', 'undo')").pluck().get() ??
      '',
  );

/** Another text whenever somebody has decided something, or may decide who could not before; empty while nobody has. */
export const decidedVersion = ({ journal }: Store): string =>
  String(
    journal
      .toRead()
      ?.prepare(
        "SELECT (SELECT max(seq) FROM entry) || ' ' || (SELECT coalesce(max(id), 0) || ' ' || count(*) FROM account)",
      )
      .pluck()
      .get() ?? '',
  );

/** Another text whenever anything in the file has changed; empty while there is none. */
export function journalVersion({ journal }: Store): string {
  const sqlite = journal.toRead();
  return sqlite === null ? '' : versionOf(sqlite);
}
