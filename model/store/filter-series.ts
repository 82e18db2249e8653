/** Which series are asked for, and in what order. */
import { sql } from 'kysely';
import type { Epoch } from '../facts/index.ts';
import type { Store } from './database.ts';
import { anyOf, contains, listSql } from './operands.ts';

export interface SeriesFilter {
  readonly ids?: readonly string[] | undefined;
  readonly changes?: readonly string[] | undefined;
  /** A part of a List-Id, or of the source where mails have none. */
  readonly list?: string | undefined;
  /** Name or address of the sender, or a part of it. */
  readonly from?: string | undefined;
  /** A part of the title. */
  readonly title?: string | undefined;
  /** A path that one of its patches changes, or a part of it. */
  readonly file?: string | undefined;
  /** personKey() of the sender: any of these. */
  readonly person?: readonly string[] | undefined;
  /** Posted since; seconds. */
  readonly since?: Epoch | undefined;
}

/** Rows of `series` that the archive had by `asOf`, to select from. */
export function filtered({ db }: Store, asOf: Epoch, filter: SeriesFilter) {
  const { ids, changes, person, from, title, file, list, since } = filter;
  let query = db.selectFrom('series').where('date', '<=', asOf);
  if (since !== undefined) query = query.where('date', '>=', since);
  if (ids) query = query.where('id', 'in', anyOf(ids));
  if (changes) query = query.where('change_id', 'in', anyOf(changes));
  if (person) query = query.where('person', 'in', anyOf(person));
  if (from)
    query = query.where(({ or }) => or([contains('author_name', from), contains('author_email', from)]));
  if (title) query = query.where(contains('title', title));
  if (file)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('series_member as sm')
          .innerJoin('patch_file', 'patch_file.message', 'sm.message')
          .select('sm.series')
          .whereRef('sm.series', '=', 'series.id')
          .where(contains('patch_file.path', file)),
      ),
    );
  if (list)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('series_member as sm')
          .innerJoin('copy', 'copy.message', 'sm.message')
          .select('sm.series')
          .whereRef('sm.series', '=', 'series.id')
          .where(contains(sql.raw(listSql('copy')), list)),
      ),
    );
  return query;
}

/** Columns that series can be ordered by. */
export const SERIES_ORDERS = {
  date: 'date',
  title: 'title_key',
  version: 'version',
  patches: 'expected',
  from: 'person',
} as const;

export interface SeriesOrder {
  readonly by: keyof typeof SERIES_ORDERS;
  readonly isDescending: boolean;
}

/** Which series a filter finds, without reading them. */
export async function seriesIds(
  store: Store,
  asOf: Epoch,
  filter: SeriesFilter,
  { by, isDescending }: SeriesOrder,
): Promise<readonly string[]> {
  const direction = isDescending ? 'desc' : 'asc';
  const rows = await filtered(store, asOf, filter)
    .select('id')
    .orderBy(SERIES_ORDERS[by], direction)
    .orderBy('date', direction)
    .orderBy('id', direction)
    .execute();
  return rows.map(({ id }) => id);
}
