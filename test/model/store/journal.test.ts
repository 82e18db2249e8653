import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openStore } from '../../../model/store/database.ts';
import { readEntries } from '../../../model/store/journal.ts';
import { END } from '../../support/mails.ts';

test('a journal of the first kind is brought up to date with its entries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-journal-'));
  const old = new Sqlite(join(folder, 'db.journal.sqlite'));
  old.exec(`
    CREATE TABLE entry (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, series TEXT NOT NULL,
      field TEXT NOT NULL CHECK (field IN ('state', 'delegate', 'note', 'feature')), value TEXT NOT NULL,
      UNIQUE (at, who, series, field, value)) STRICT;
    CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    INSERT INTO entry VALUES (1, 5, 'mara', '0123456789ab', 'state', 'accepted');
    PRAGMA application_id = ${0x6d726a6e}`);
  old.close();
  const store = openStore(join(folder, 'db.sqlite'));
  expect(readEntries(store, END).map((entry) => entry.value)).toEqual(['accepted']);
  store.journal.close();
  rmSync(folder, { recursive: true });
});
