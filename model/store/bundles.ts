/**
 * Bundles: patches that somebody put together under a name, in an order of their own. They stand in the journal; each
 * change is one more row, and nothing is ever lost.
 */
import { type Epoch, type MessageId, messageId } from '../facts/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';

export interface Bundle {
  readonly id: number;
  /** Whoever made it, as the journal names people. */
  readonly owner: string;
  readonly name: string;
  /** Others than the owner see it. */
  readonly isPublic: boolean;
  /** Its patches in order. */
  readonly mails: readonly MessageId[];
}

interface Row {
  bundle: number;
  owner: string;
  name: string;
  is_public: number;
  mails: string;
}

/** Those that are there now, by number. */
export function readBundles({ journal }: Store): readonly Bundle[] {
  const rows = journal
    .toRead()
    ?.prepare<[], Row>(
      `SELECT bundle, owner, name, is_public, mails FROM bundle
        WHERE seq IN (SELECT max(seq) FROM bundle GROUP BY bundle) AND mails IS NOT NULL ORDER BY bundle`,
    )
    .all();
  return (rows ?? []).map((row) => ({
    id: row.bundle,
    owner: row.owner,
    name: row.name,
    isPublic: row.is_public === 1,
    mails: stringList(row.mails).map(messageId),
  }));
}

export interface BundleChange extends Omit<Bundle, 'id' | 'mails'> {
  /** Null: a new one. */
  readonly id: number | null;
  readonly who: string;
  readonly at: Epoch;
  /** Null: it is deleted. */
  readonly mails: readonly MessageId[] | null;
}

/** @returns its number: one that no other bundle ever had */
export function writeBundle({ journal }: Store, change: BundleChange): number {
  const sqlite = journal.toWrite();
  const next = sqlite.prepare<[], number>('SELECT coalesce(max(bundle), 0) + 1 FROM bundle').pluck();
  const insert = sqlite.prepare(
    `INSERT INTO bundle (bundle, at, who, owner, name, is_public, mails) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const { at, who, owner, name, isPublic, mails } = change;
  return sqlite
    .transaction(() => {
      const id = change.id ?? next.get()!;
      insert.run(id, at, who, owner, name, Number(isPublic), mails && JSON.stringify(mails));
      return id;
    })
    .immediate();
}
