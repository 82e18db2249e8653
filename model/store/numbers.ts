/**
 * The numbers by which the REST API names things: small, in the order in which they came here, and the same for ever.
 * They stand in the journal, which no rebuild touches.
 */
import { type Epoch, epoch } from '../facts/index.ts';
import type { Store } from './database.ts';

/**
 * What is numbered, and by which key: a mail by its Message-ID, a series by its id, a person by address, a project by
 * List-Id, a user by name.
 */
export const NUMBER_KINDS = ['mail', 'series', 'person', 'project', 'user'] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

export interface Given {
  readonly id: number;
  /** When it came to this tracker. */
  readonly at: Epoch;
}

export interface Numbered {
  readonly key: string;
  /** When it came, should it have no number yet. */
  readonly at: Epoch;
}

/** The number of each key; keys without one get the next, in the order given. */
export function numberAll(
  { journal }: Store,
  kind: NumberKind,
  wanted: Iterable<Numbered>,
): ReadonlyMap<string, Given> {
  const sqlite = journal.toWrite();
  const find = sqlite.prepare<[string, string], { id: number; at: number }>(
    'SELECT id, at FROM number WHERE kind = ? AND key = ?',
  );
  const insert = sqlite.prepare('INSERT INTO number (kind, id, key, at) VALUES (?, ?, ?, ?)');
  const highest = sqlite.prepare<[string], number>('SELECT coalesce(max(id), 0) FROM number WHERE kind = ?');
  return sqlite
    .transaction(() => {
      const found = new Map<string, Given>();
      let last = highest.pluck().get(kind)!;
      for (const { key, at } of wanted) {
        if (found.has(key)) continue;
        const known = find.get(kind, key);
        if (known) found.set(key, { id: known.id, at: epoch(known.at) });
        else {
          insert.run(kind, ++last, key, at);
          found.set(key, { id: last, at });
        }
      }
      return found;
    })
    .immediate();
}

/** What a number stands for; null if it was never given. */
export function keyOf({ journal }: Store, kind: NumberKind, id: number): string | null {
  const found = journal
    .toRead()
    ?.prepare<[string, number], string>('SELECT key FROM number WHERE kind = ? AND id = ?')
    .pluck()
    .get(kind, id);
  return found ?? null;
}

/** Keys of these numbers, by number. */
export function keysOf(
  { journal }: Store,
  kind: NumberKind,
  ids: Iterable<number>,
): ReadonlyMap<number, string> {
  const query = journal
    .toRead()
    ?.prepare<[string, number], string>('SELECT key FROM number WHERE kind = ? AND id = ?')
    .pluck();
  const found = new Map<number, string>();
  for (const id of new Set(ids)) {
    const key = query?.get(kind, id);
    if (key !== undefined) found.set(id, key);
  }
  return found;
}

/** The number of a key that has one. */
export function knownNumber({ journal }: Store, kind: NumberKind, key: string): number | null {
  const found = journal
    .toRead()
    ?.prepare<[string, string], number>('SELECT id FROM number WHERE kind = ? AND key = ?')
    .pluck()
    .get(kind, key);
  return found ?? null;
}

/** All of a kind, by number. */
export function allNumbers(
  { journal }: Store,
  kind: NumberKind,
): readonly { readonly id: number; readonly key: string }[] {
  return (
    journal
      .toRead()
      ?.prepare<[string], { id: number; key: string }>(
        'SELECT id, key FROM number WHERE kind = ? ORDER BY id',
      )
      .all(kind) ?? []
  );
}

export interface StoredNumber extends Given {
  readonly kind: NumberKind;
  readonly key: string;
}

/** Every number ever given. */
export function readNumbers({ journal }: Store): readonly StoredNumber[] {
  const rows = journal
    .toRead()
    ?.prepare<[], { kind: NumberKind; id: number; key: string; at: number }>(
      'SELECT kind, id, key, at FROM number ORDER BY kind, id',
    )
    .all();
  return (rows ?? []).map((row) => ({ ...row, at: epoch(row.at) }));
}

/**
 * Gives numbers as another journal gave them, all or none.
 * @returns how many were new; null where one of them stands for something else here, or its thing has another number
 */
export function putNumbers({ journal }: Store, numbers: readonly StoredNumber[]): number | null {
  const sqlite = journal.toWrite();
  const insert = sqlite.prepare(
    'INSERT OR IGNORE INTO number (kind, id, key, at) VALUES (@kind, @id, @key, @at)',
  );
  const find = sqlite
    .prepare<[string, number], string>('SELECT key FROM number WHERE kind = ? AND id = ?')
    .pluck();
  const clash = Symbol('clash');
  const put = sqlite.transaction(() => {
    let count = 0;
    for (const one of numbers) {
      count += insert.run(one).changes;
      if (find.get(one.kind, one.id) !== one.key) throw clash;
    }
    return count;
  });
  try {
    return put.immediate();
  } catch (error) {
    if (error === clash) return null;
    throw error;
  }
}
