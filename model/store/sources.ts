/** The sources that were added, how far each has been read, and what of them could not be. */
import type { Selectable } from 'kysely';
import { type Epoch, epoch, type TreeRole } from '../facts/index.ts';
import type { Store } from './database.ts';
import type { SourceTable } from './schema.ts';

export interface StoredSource {
  readonly id: number;
  readonly kind: string;
  readonly location: string;
  readonly name: string;
  readonly role: TreeRole | null;
  readonly cursor: string | null;
  /** Of the last mail written from it; seconds. */
  readonly last_archived_at: number | null;
  /** Of a tree: what landed before is not read. */
  readonly since: Epoch | null;
}

type SourceRow = Selectable<SourceTable>;

const decode = (row: SourceRow): StoredSource => ({
  ...row,
  role: row.role as TreeRole | null,
  since: row.since === null ? null : epoch(row.since),
});

export async function listSources({ db }: Store): Promise<readonly StoredSource[]> {
  const rows = await db.selectFrom('source').selectAll().orderBy('location').execute();
  return rows.map(decode);
}

/**
 * Adds a source, or returns the one of the same location with its kind, name and role brought up to date. Where another
 * `since` is given than it has, it is read anew from there.
 * @param source its `since` undefined: as it was, or null
 */
export async function putSource(
  { db }: Store,
  source: Pick<StoredSource, 'kind' | 'location' | 'name' | 'role'> & {
    readonly since?: Epoch | null | undefined;
  },
): Promise<StoredSource> {
  const { kind, location, name, role, since } = source;
  const known = await db.selectFrom('source').selectAll().where('location', '=', location).executeTakeFirst();
  const isMoved = known !== undefined && since !== undefined && since !== known.since;
  const row = await db
    .insertInto('source')
    .values({ kind, location, name, role, cursor: null, last_archived_at: null, since: since ?? null })
    .onConflict((conflict) =>
      conflict
        .column('location')
        .doUpdateSet({ kind, name, role, ...(isMoved ? { since, cursor: null } : {}) }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return decode(row);
}

export async function setCursor({ db }: Store, source: number, cursor: string): Promise<void> {
  await db.updateTable('source').set({ cursor }).where('id', '=', source).execute();
}

export async function noteUnreadable(
  { db }: Store,
  source: number,
  position: string,
  problem: string,
): Promise<void> {
  await db
    .insertInto('unreadable')
    .values({ source, position, problem })
    .onConflict((conflict) => conflict.columns(['source', 'position']).doUpdateSet({ problem }))
    .execute();
}

/** @param positions null: of all of the source */
export async function forgetUnreadable(
  { db }: Store,
  source: number,
  positions: readonly string[] | null,
): Promise<void> {
  const noted = db.deleteFrom('unreadable').where('source', '=', source);
  for (const position of positions ?? [null])
    await (position === null ? noted : noted.where('position', '=', position)).execute();
}
