/** Reading one state while another connection writes the next (SQLite's WAL, "isolation in SQLite"). */
import type { Store } from './database.ts';

/** From now until it is closed, the connection sees what is there now. */
export function beginReading({ sqlite }: Store): void {
  sqlite.exec('BEGIN');
  // A transaction begins with its first read.
  sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
}

export function endReading({ sqlite }: Store): void {
  sqlite.exec('COMMIT');
}

/**
 * Brings what is in the log into the file. Readers that are always there would keep writers from beginning the log anew,
 * and it would grow for ever; one that begins when the log holds nothing more is not in their way.
 */
export function foldLog({ sqlite }: Store): void {
  sqlite.pragma('wal_checkpoint(PASSIVE)');
}
